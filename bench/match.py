"""``python -m bench.match``: what finding names costs, beside one bare scan of the same text.

Every size runs in a process of its own on generated names and articles (``match_texts``), after a warm-up on
other articles. Each time is the shortest of several runs and each figure a median over the articles; ratios
compare what was timed on the same article a moment apart, so that they stand on any machine.
"""

import argparse
import json
import operator
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.side_match import BATCH, NAIVE_PAIRS, ROUNDS, WARM_UP_ARTICLES

SIZES = (40, 400, 4_000, 100_000)
LENGTHS = (500, 3_000)
ARTICLES = 48  # whole batches
SEED = 20261122
PACKAGES = ("ahocorasick_rs", "rapidfuzz", "numpy")

Figures = dict[str, float]
out = Console(width=130)


@dataclass(frozen=True, slots=True)
class Aim:
    """What a figure should be; ``bound`` may say None for a size that has no aim."""

    text: str
    bound: Callable[[int, int], float | None]
    keeps: Callable[[float, float], bool] = operator.le

    def is_missed(self, value: float, names: int, words: int) -> bool:
        bound = self.bound(names, words)
        return bound is not None and not self.keeps(value, bound)


def most_match(names: int, words: int) -> float:
    return 8 if words >= 3_000 and names <= 4_000 else 15


PER_ARTICLE = (
    ("raw scan, us", "raw_us", "{:.0f}", None),
    ("fold / raw", "fold", "{:.1f}", Aim("<= 3", lambda *_: 3)),
    ("exact places / raw", "exact", "{:.1f}", Aim("<= 2", lambda *_: 2)),
    ("match / raw", "match", "{:.1f}", Aim("<= 15; 3,000 words to 4,000 names <= 8", most_match)),
    ("match at first sight / raw", "first", "{:.1f}", None),
    ("words new at first sight", "new", "{:.0f}", None),
    (
        f"match_many / match, {BATCH} a batch",
        "batch",
        "{:.2f}",
        Aim(">= 1.5 at 500 words", lambda _, words: 1.5 if words == 500 else None, operator.ge),
    ),
    (
        "naive partial_ratio loop / match",
        "naive",
        "{:.0f}",
        Aim(
            ">= 80 at 4,000, >= 600 at 100,000",
            lambda names, _: {4_000: 80, 100_000: 600}.get(names),
            operator.ge,
        ),
    ),
    ("articles with a match", "matching", "{:.0%}", None),
)
PER_SIZE = (
    ("build, s", "build_s", "{:.2f}", Aim("< 5", lambda *_: 5, operator.lt)),
    ("whole process, peak MiB", "peak_mib", "{:.0f}", Aim("< 400", lambda *_: 400, operator.lt)),
    ("of which before the build, MiB", "before_mib", "{:.0f}", None),
)


def side(names: int, *, seed: int, articles: int, lengths: Sequence[int]) -> dict[str, object]:
    arguments = map(str, (names, seed, articles, *lengths))
    command = [sys.executable, "-m", "bench.side_match", *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def rows(sizes: Sequence[int], lengths: Sequence[int], results: Sequence[dict]) -> Iterator[list[str]]:
    for words in lengths:
        for what, key, form, aim in PER_ARTICLE:
            values = [each["lines"][str(words)][key] for each in results]
            yield [f"{words:,} words: {what}", *cells(values, form, aim, sizes=sizes, words=words)]
    for what, key, form, aim in PER_SIZE:
        values = [each[key] for each in results]
        yield [what, *cells(values, form, aim, sizes=sizes, words=0)]


def cells(
    values: Sequence[float], form: str, aim: Aim | None, *, sizes: Sequence[int], words: int
) -> Iterator[str]:
    for value, names in zip(values, sizes, strict=True):
        missed = aim is not None and aim.is_missed(value, names, words)
        yield form.format(value) + (" (missed)" if missed else "")
    yield aim.text if aim else ""


def main() -> None:
    parser = argparse.ArgumentParser(description="What finding names costs beside one bare scan.")
    parser.add_argument("--names", type=int, nargs="+", default=SIZES, metavar="N")
    parser.add_argument("--words", type=int, nargs="+", default=LENGTHS, metavar="N")
    parser.add_argument(
        "--articles", type=int, default=ARTICLES, metavar="N", help="measured, of each length"
    )
    parser.add_argument("--seed", type=int, default=SEED)
    chosen = parser.parse_args()
    results = [
        side(names, seed=chosen.seed, articles=chosen.articles, lengths=chosen.words)
        for names in track(chosen.names, description="one size after the other")
    ]
    table = Table("what", *(f"{names:,} names" for names in chosen.names), "aim", title="Matching, in ratios")
    for row in rows(chosen.names, chosen.words, results):
        table.add_row(*row)
    out.print(table)
    watchlists = ", ".join(str(each["watchlists"]) for each in results)
    out.print(
        f"Medians over {chosen.articles} articles after a warm-up on {WARM_UP_ARTICLES} others, best of "
        f"{ROUNDS} runs each: every word has been met. At first sight, the only run: the article's "
        f"rare words are new. Watchlists: {watchlists}."
    )
    out.print(
        f"Naive: rapidfuzz.fuzz.partial_ratio(name, text) in lower case for each name, timed on some "
        f"{NAIVE_PAIRS} of the names and multiplied up to all."
    )
    packages = " · ".join(f"{name} {version(name)}" for name in PACKAGES)
    out.print(
        f"python -m bench.match · seed {chosen.seed} · {platform.python_implementation()} "
        f"{platform.python_version()} · {packages} · {platform.machine()} · {platform.system()}"
    )


if __name__ == "__main__":
    main()

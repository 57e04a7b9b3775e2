"""One size of the matching bench, in a process of its own so that memory is its own; prints JSON.

``python -m bench.side_match NAMES SEED ARTICLES WORDS...``
"""

import json
import os
import resource
import sys
from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter

from rapidfuzz import fuzz

from bench.match_texts import Texts
from bench.measure import MIB, memory_mib
from bot.core.model import ArticleText
from bot.garbage import collect_seldom
from bot.matching.fold import fold
from bot.matching.matcher import Matcher
from bot.matching.scene import Scene

WARM_UP_ARTICLES = 150
BATCH = 16
ROUNDS = 5
NAIVE_PAIRS = 400
"""Names of which the naive loop is timed on an article; the rest is multiplied."""
NAIVE_ARTICLES = 8


def timed_us(run: Callable[[], object], *, rounds: int = ROUNDS) -> float:
    """The shortest of several runs: whatever else the machine does only adds."""
    best = float("inf")
    for _ in range(rounds):
        start = perf_counter()
        run()
        best = min(best, perf_counter() - start)
    return best * 1e6


def text_of(article: ArticleText) -> str:
    return f"{article.title}\n\n{article.summary}\n\n{article.body}"


def words_of(article: ArticleText) -> set[str]:
    return set(fold(text_of(article), split_digits=True).text.split())


def passes(matcher: Matcher, articles: Sequence[ArticleText]) -> dict[str, float]:
    """Time each part on each article, every word of which the matcher has seen; medians and ratios."""
    finder = matcher._finder  # the raw scan is that of the matcher's own automaton
    raw, ratios = [], []
    for article in articles:
        scene = Scene([article])
        written, folded = text_of(article), scene.folded.text
        raw_us = timed_us(lambda: finder._automaton.scan(folded))  # noqa: B023
        raw.append(raw_us)
        ratios.append(
            [
                timed_us(lambda: fold(written, split_digits=True)) / raw_us,  # noqa: B023
                timed_us(lambda: finder.find_exact(scene)) / raw_us,  # noqa: B023
                timed_us(lambda: matcher.match(article)) / raw_us,  # noqa: B023
            ]
        )
    fold_, exact_, match = (median(each) for each in zip(*ratios, strict=True))
    return {"raw_us": median(raw), "fold": fold_, "exact": exact_, "match": match}


def batch_gain(matcher: Matcher, articles: Sequence[ArticleText]) -> float:
    """How many times more articles a second ``match_many`` does than ``match``."""

    def in_batches() -> None:
        for first in range(0, len(articles), BATCH):
            matcher.match_many(articles[first : first + BATCH])

    def one_by_one() -> None:
        for article in articles:
            matcher.match(article)

    gains = [timed_us(one_by_one, rounds=1) / timed_us(in_batches, rounds=1) for _ in range(ROUNDS)]
    return median(gains)


def naive_ratio(matcher: Matcher, articles: Sequence[ArticleText], names: Sequence[str]) -> float:
    """How many times longer ``partial_ratio`` over all names takes than one match, from a sample of names."""
    step = max(1, len(names) // NAIVE_PAIRS)
    sample = [name.lower() for name in names[::step]]
    ratios = []
    for article in articles[:NAIVE_ARTICLES]:
        text = text_of(article).lower()
        loop = timed_us(lambda: [fuzz.partial_ratio(name, text) for name in sample], rounds=1)  # noqa: B023
        ratios.append(loop * len(names) / len(sample) / timed_us(lambda: matcher.match(article)))  # noqa: B023
    return median(ratios)


def main(names: int, seed: int, count: int, lengths: Sequence[int]) -> None:
    texts = Texts(names, seed=seed)
    watchlists = texts.watchlists
    before_mib, _ = memory_mib(os.getpid())
    start = perf_counter()
    matcher = Matcher(watchlists)
    build_s = perf_counter() - start
    lines: dict[int, dict[str, float]] = {}
    met: set[str] = set()
    for words in lengths:
        for article in texts.articles(WARM_UP_ARTICLES, words=words, part="warm-up"):
            matcher.match(article)
            met.update(words_of(article))
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MIB
    for words in lengths:
        articles = texts.articles(count, words=words, part="measured")
        first_us = [timed_us(lambda: matcher.match(article), rounds=1) for article in articles]  # noqa: B023
        line = passes(matcher, articles)
        line["new"] = median(len(words_of(article) - met) for article in articles)
        again_us = [timed_us(lambda: matcher.match(article)) for article in articles]  # noqa: B023
        line["first"] = median(
            line["match"] * first / again for first, again in zip(first_us, again_us, strict=True)
        )
        line["batch"] = batch_gain(matcher, articles)
        line["naive"] = naive_ratio(matcher, articles, [alias.text for alias in texts.names])
        line["matching"] = sum(bool(matcher.match(article)) for article in articles) / count
        lines[words] = line
    print(
        json.dumps(
            {
                "names": len(texts.names),
                "watchlists": len(watchlists),
                "build_s": build_s,
                "before_mib": before_mib,
                "peak_mib": peak_mib,
                "lines": lines,
            }
        )
    )


if __name__ == "__main__":
    collect_seldom()  # as the command line does
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), [int(each) for each in sys.argv[4:]])

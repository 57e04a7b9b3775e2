"""``python -m bench.quality FILE...``: how right ``topicwire match`` is, by topic and language.

A file holds JSON Lines: id, title, summary, body, lang, labels (topic -> 0, 1 or 2; from 1 on the text names
it), and where it applies hard_for (topics it tempts to), paraphrase_for (topics it means without a name), and
nasty (broken markup). Paraphrases are counted apart, as found or not.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

Item = dict[str, Any]

out = Console(width=100)


@dataclass(slots=True)
class Count:
    """Right, wrong and missing announcements."""

    right: int = 0
    wrong: int = 0
    missing: int = 0

    @property
    def precision(self) -> float | None:
        return _share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float | None:
        return _share(self.right, self.right + self.missing)

    @property
    def f1(self) -> float | None:
        return _share(2 * self.right, 2 * self.right + self.wrong + self.missing)


@dataclass(slots=True)
class Quality:
    """All counts of one run; ``lures`` are look-alikes: how many there are and how many were announced."""

    topics: dict[str, Count] = field(default_factory=dict)
    languages: dict[str, Count] = field(default_factory=dict)
    total: Count = field(default_factory=Count)
    nasty: Count = field(default_factory=Count)
    lures: list[bool] = field(default_factory=list)
    paraphrases: list[bool] = field(default_factory=list)


def measure(items: Iterable[Item], announced: dict[str, set[str]]) -> Quality:
    """Compare labels with what was announced, by id."""
    quality = Quality()
    for item in items:
        found = announced.get(str(item["id"]), set())
        for topic, label in item["labels"].items():
            is_found = topic in found
            if topic in item.get("hard_for", ()):
                quality.lures.append(is_found)
            if topic in item.get("paraphrase_for", ()):
                quality.paraphrases.append(is_found)
                continue
            counts = [
                quality.total,
                quality.topics.setdefault(topic, Count()),
                quality.languages.setdefault(item["lang"], Count()),
            ]
            for count in (*counts, *([quality.nasty] if item.get("nasty") else [])):
                count.right += label > 0 and is_found
                count.wrong += label == 0 and is_found
                count.missing += label > 0 and not is_found
    return quality


def mistakes(items: Iterable[Item], announced: dict[str, set[str]]) -> Iterator[str]:
    """Yield a line for every label that came out otherwise."""
    for item in items:
        wanted = {topic for topic, label in item["labels"].items() if label}
        found = announced.get(str(item["id"]), set())
        for verb, topics in (("wrong", found - wanted), ("missed", wanted - found)):
            for topic in sorted(topics):
                kind = " (by description)" if topic in item.get("paraphrase_for", ()) else ""
                text = item["title"] or item.get("summary") or item.get("body") or ""
                yield f"{verb} {topic}{kind}  {item['id']} {item['lang']}  {text[:90]}"


def main(arguments: Sequence[str]) -> int:
    files = [Path(argument) for argument in arguments if not argument.startswith("-")]
    if not files:
        out.print(__doc__ or "")
        return 2
    for file in files:
        items = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        announced = announced_by(file)
        quality = measure(items, announced)
        _show(file, len(items), quality)
        if "--mistakes" in arguments:
            for line in mistakes(items, announced):
                out.print(line, soft_wrap=True, highlight=False, markup=False)
    return 0


def announced_by(file: Path) -> dict[str, set[str]]:
    """Return the topics that ``topicwire match`` announces, by id; run from the repository's folder."""
    command = [sys.executable, "-m", "bot", "match", str(file)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    answers = map(json.loads, done.stdout.splitlines())
    return {str(answer["id"]): set(answer["matches"]) for answer in answers}


def _show(file: Path, items: int, quality: Quality) -> None:
    table = Table(
        "", "precision", "recall", "F1", "right", "wrong", "missed", title=f"{file.name}: {items} texts"
    )
    rows = [*sorted(quality.topics.items()), ("all topics", quality.total)]
    rows += sorted(quality.languages.items(), key=lambda row: -row[1].right - row[1].missing)
    if quality.nasty.right + quality.nasty.missing:
        rows.append(("broken markup", quality.nasty))
    for name, count in rows:
        shares = (count.precision, count.recall, count.f1)
        counts = (count.right, count.wrong, count.missing)
        table.add_row(
            name,
            *("-" if share is None else f"{share:.2f}" for share in shares),
            *map(str, counts),
            end_section=name == "all topics",
        )
    out.print(table)
    out.print(f"look-alikes announced: {sum(quality.lures)} of {len(quality.lures)}")
    out.print(f"found by description: {sum(quality.paraphrases)} of {len(quality.paraphrases)}")


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""How right the shipped watchlists are on labelled texts; ``python -m bench.quality FILE`` shows the whole.

The floors lie a little below what was measured: they catch a rule that breaks many texts, and leave room for
one that mends more than it breaks.
"""

import json
from pathlib import Path

from bench.quality import Quality, announced_by, measure

HARD = Path(__file__).parents[1] / "data" / "hard"


def quality_on(*files: Path) -> Quality:
    items = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return measure(items, {key: found for file in files for key, found in announced_by(file).items()})


def test_the_hard_texts_that_were_worked_on_come_out_right() -> None:
    quality = quality_on(*sorted(HARD.glob("dev-*.jsonl")))
    assert quality.total.f1 >= 0.98
    assert sum(quality.lures) <= 0.01 * len(quality.lures)
    assert sum(quality.paraphrases) >= 0.8 * len(quality.paraphrases)


def test_the_hard_texts_nobody_looked_at_stay_as_right_as_they_were_measured() -> None:
    quality = quality_on(*sorted(HARD.glob("held-*.jsonl")))
    assert quality.total.f1 >= 0.95
    assert sum(quality.lures) <= 0.05 * len(quality.lures)
    assert sum(quality.paraphrases) >= 0.5 * len(quality.paraphrases)

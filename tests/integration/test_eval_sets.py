"""The shipped watchlists against labelled news: precision and recall, as the sets' own script counts them.

The texts belong to their publishers and lie beside the checkout; where they do not, this is skipped.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.core.model import ArticleText
from bot.matching.matcher import Matcher
from bot.matching.watchlist import parse_watchlist

REPOSITORY = Path(__file__).parents[2]
EVALUATION = REPOSITORY.parent / "shared" / "eval"

pytestmark = pytest.mark.skipif(
    not (EVALUATION / "score.py").is_file(), reason="no evaluation sets in ../shared/eval beside the checkout"
)


def scored(name: str, folder: Path) -> dict[str, Any]:
    """Match every item of a set and return what score.py says of it."""
    files = sorted((REPOSITORY / "watchlists").glob("*.toml"))
    matcher = Matcher([parse_watchlist(file.read_text(encoding="utf-8"), file=file.name) for file in files])
    predicted = folder / "predicted.jsonl"
    with predicted.open("w", encoding="utf-8") as out:
        for line in (EVALUATION / name).read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            text = ArticleText(title=item["title"], summary=item["summary"], body=item["body"])
            scores = {match.watchlist_id: match.score for match in matcher.match(text)}
            print(json.dumps({"id": item["id"], "matches": list(scores), "scores": scores}), file=out)
    script = [sys.executable, str(EVALUATION / "score.py"), str(EVALUATION / name), str(predicted), "--json"]
    answer = subprocess.run(script, capture_output=True, check=True, text=True, timeout=60)
    result: dict[str, Any] = json.loads(answer.stdout)
    return result


def test_every_name_in_the_reference_documents_is_found_and_nothing_else(tmp_path: Path) -> None:
    result = scored("dev.jsonl", tmp_path)
    assert result["input"]["missing"] == 0
    assert (result["mention"]["micro"]["precision"], result["mention"]["micro"]["recall"]) == (1.0, 1.0)


def test_names_in_real_news_are_found_and_look_alikes_are_not(tmp_path: Path) -> None:
    result = scored("real.jsonl", tmp_path)
    assert result["input"]["missing"] == 0
    assert result["mention"]["micro"]["precision"] >= 0.99
    assert result["mention"]["micro"]["recall"] >= 0.99

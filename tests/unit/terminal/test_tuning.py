"""What ``topicwire tune`` prints can be read, and its weights can be pasted."""

import io
import tomllib
from dataclasses import asdict, replace

from rich.console import Console

from bot.core.mark import Passage
from bot.core.watchlist import Alias, Watchlist, Weights
from bot.matching.tuning import Tuning, tune
from bot.matching.watchlist import parse_watchlist
from bot.terminal.tuning import print_tuning
from tests.builders import make_features, make_mark

SCO = Watchlist(watchlist_id="sco", name="SCO", aliases=(Alias(text="SCO", weight=0.8),))
PHRASE = (Passage(alias="SCO", before="a lawsuit of ", text="SCO", after=" Group"),)


def tuning_of(stories: int, watchlist: Watchlist = SCO) -> Tuning:
    """Every second story is relevant; those that are not have a weak title and are about something else."""
    relevant = [make_mark(story_id=number) for number in range(0, stories, 2)]
    others = [
        make_mark(story_id=n, is_relevant=False, features=make_features(title=0.6), passages=PHRASE)
        for n in range(1, stories, 2)
    ]
    return tune([*relevant, *others], watchlist)


def printed(tuning: Tuning) -> str:
    console = Console(file=io.StringIO(), width=100)
    print_tuning(console, tuning)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_weights_are_a_table_of_a_watchlist_file() -> None:
    tuning = tuning_of(20)
    assert tuning.trial is not None
    text = printed(tuning)
    (table,) = [part for part in text.split("\n\n") if part.startswith("[weights]")]
    new = tomllib.loads(table)["weights"]
    assert set(new) == set(asdict(Weights()))
    assert all(
        abs(new[name] - weight) <= 0.005 for name, weight in asdict(tuning.trial.refitted.weights).items()
    )
    file = f'schema = 1\nname = "SCO"\nalias = [{{ text = "Shanghai Five" }}]\n{table}'
    assert asdict(parse_watchlist(file, file="sco.toml").weights) == new


def test_agreement_names_and_words_are_shown() -> None:
    text = printed(tuning_of(20))
    assert "10 of 20 (50%)" in text
    assert "20 of 20 (100%)" in text
    assert "agree with more marks" in text
    assert "sco group" in text
    assert [line.split() for line in text.splitlines() if "0.52" in line] == [
        ["│", "SCO", "│", "10", "of", "20", "│", "0.8", "│", "0.52", "│"]
    ]
    assert "Brier" not in text


def test_scores_are_compared_with_shares_from_thirty_stories_on() -> None:
    assert "Brier score" in printed(tuning_of(30))


def test_weights_that_do_no_better_are_not_recommended() -> None:
    fitted = tuning_of(20).trial
    assert fitted is not None
    text = printed(tuning_of(20, replace(SCO, weights=fitted.refitted.weights)))
    assert "keep these" in text
    assert "flattered" in text


def test_too_few_marks_are_told_without_weights() -> None:
    text = printed(tuning_of(8))
    assert "Still needed: 2 more marked stories." in text
    assert "[weights]" not in text


def test_nothing_at_all_is_told_too() -> None:
    assert "sco: 0 marks" in printed(tune([], SCO))

"""What marks in a real database ask a watchlist file for."""

from collections.abc import Sequence
from dataclasses import asdict

import pytest

from bot.app.commands.mark import mark_article
from bot.app.commands.suggest import Suggestions, suggest_examples, suggestion_row
from bot.core.watchlist import Watchlist
from bot.matching.examples import check_examples
from bot.matching.matcher import Matcher
from bot.matching.watchlist import parse_watchlist
from bot.ports_store import Store
from bot.watchlist_edit import with_examples
from tests.builders import NOW, make_article, make_mark, make_new, make_record
from tests.contract.steps import add_feed

FILE = """name = "Kite League"
alias = [
  { text = "World Kite League" }, { text = "WKL", case = true, needs_context = true, weight = 0.8 },
]
context.any = ["kite*"]
"""
WRONG, MISSED = "WKL sells kites", "WKL signs a sponsor"


def kites(text: str = FILE) -> Watchlist:
    return parse_watchlist(text, file="kites.toml")


async def marked(store: Store, title: str, verdicts: Sequence[bool], watchlist: Watchlist) -> None:
    """Store an article, and let as many people mark it."""
    article = make_article(title=title)
    await store.commit_poll(make_record(await add_feed(store), make_new(article)), now=NOW)
    for number, is_relevant in enumerate(verdicts):
        await mark_article(
            article.url, "kites", matcher=Matcher([watchlist]), is_relevant=is_relevant,
            person=f"cli:{number}", now=NOW, index=store, marks=store,
        )  # fmt: skip


async def suggested(store: Store, watchlist: Watchlist) -> Suggestions:
    return await suggest_examples(await store.list_marks("kites"), watchlist, index=store)


@pytest.fixture
async def found(store: Store) -> Suggestions:
    """One alert that was wrong, one near miss that was right, and two that come out as marked."""
    for title, verdicts in ((WRONG, [False]), (MISSED, [True])):
        await marked(store, title, verdicts, kites())
    await marked(store, "World Kite League meets", [True], kites())
    await marked(store, "WKL fails a test", [False], kites())
    return await suggested(store, kites())


async def test_marks_that_the_file_contradicts_become_examples_and_no_others(found):
    assert [(one.key, one.example.text) for one in found.proposals] == [
        ("must_not_match", WRONG),
        ("must_match", MISSED),
    ]
    assert (found.stories, found.known, found.disputed) == (4, 0, 0)


async def test_patched_file_parses_and_each_new_example_fails_until_the_rules_change(found):
    patched = with_examples(FILE, found.proposals)
    assert patched is not None
    problems = check_examples({"kites.toml": kites(patched)})
    assert [one.where for one in problems] == ["examples.must_match[0]", "examples.must_not_match[0]"]
    mended = patched.replace("needs_context = true, weight = 0.8 }", "weight = 0.8 }")
    mended += '[exclude]\nphrases = ["WKL sells"]\n'
    assert check_examples({"kites.toml": kites(mended)}) == ()


async def test_examples_that_are_there_are_left_out_and_counted(store, found):
    patched = with_examples(FILE, found.proposals)
    assert patched is not None
    again = await suggested(store, kites(patched.replace("is not the topic here", "a shop")))
    assert (again.proposals, again.known) == ((), 2)
    assert list(again.remarks("kites.toml")) == ["left out, since kites.toml has them: 2"]


async def test_rules_that_changed_ask_for_nothing_any_more(store, found):
    mended = FILE.replace("needs_context = true, ", "") + '[exclude]\nphrases = ["WKL sells", "WKL fails"]\n'
    again = await suggested(store, kites(mended))
    assert again.proposals == ()
    assert list(again.remarks("kites.toml")) == ["no marked story asks for an example in kites.toml: 4"]


async def test_majority_decides_and_what_people_differ_on_is_left_out(store):
    await marked(store, WRONG, [False, True, False], kites())
    await marked(store, "WKL repairs kites", [False, True], kites())
    again = await suggested(store, kites())
    assert [one.example.text for one in again.proposals] == [WRONG]
    assert (again.stories, again.disputed) == (2, 1)
    assert "left out, since people disagree: 1" in again.remarks("kites.toml")


async def test_two_stories_with_one_text_become_one_example(store):
    await marked(store, WRONG, [False], kites())
    await marked(store, WRONG, [False], kites())
    again = await suggested(store, kites())
    assert (len(again.proposals), again.known) == (1, 0)
    assert not any("left out" in remark for remark in again.remarks("kites.toml"))


async def test_mark_on_an_article_that_is_gone_is_told_by_its_passages(store):
    await store.save_mark(make_mark("kites", article_id=999, features=None))
    (proposal,) = (await suggested(store, kites())).proposals
    assert proposal.example.text == "The SCO met."
    row = suggestion_row(proposal)
    assert row == {**asdict(proposal.example), "list": "must_match", "article_id": 999}

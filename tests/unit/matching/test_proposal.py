"""Examples that marks ask for: short, in the article's words, and coming out as the article does."""

import pytest

from bot.core.mark import Passage
from bot.core.model import ArticleText
from bot.matching.matcher import Matcher
from bot.matching.proposal import BODY_CHARS, TEXT_CHARS, Proposal, propose
from bot.matching.watchlist import parse_watchlist
from tests.builders import make_features, make_mark

KITES = parse_watchlist(
    """
    name = "Kite League"
    threshold = 0.6
    alias = [
      { text = "World Kite League" }, { text = "WKL", case = true, needs_context = true, weight = 0.8 },
    ]
    context.any = ["kite*", "Weifang"]
    exclude.article = ["karate"]
    exclude.sense = [{ name = "wrestling", words = ["wrestl*", "ring"] }]
    """,
    file="kites.toml",
)
MATCHER = Matcher([KITES])
FILLER = "The weather was fine and nothing else happened in the town that day. " * 40


def proposed(text: ArticleText | None, *, is_relevant: bool, country: str = "", **mark) -> Proposal | None:
    made = make_mark("kites", is_relevant=is_relevant, article_id=81, **mark)
    return propose(made, MATCHER, text=text, country=country)


def is_found(proposal: Proposal) -> bool:
    example = proposal.example
    return bool(MATCHER.match(ArticleText(title=example.text, body=example.body), country=example.country))


def test_alert_that_is_not_relevant_asks_for_an_example_with_what_decided_it() -> None:
    body = f"{FILLER}The WKL of Weifang hires wrestlers. {FILLER}"
    proposal = proposed(ArticleText(title="WKL and kites", body=body), is_relevant=False, country="CN")
    assert proposal is not None
    assert (proposal.key, proposal.article_id) == ("must_not_match", 81)
    example = proposal.example
    assert (example.text, example.country) == ("WKL and kites", "cn")
    assert example.reason == 'marked not relevant on 2026-10-01: "WKL" is not the topic here'
    assert is_found(proposal)


def test_sentences_round_the_name_are_taken_from_a_long_body() -> None:
    body = f"{FILLER}In Weifang the WKL met. {FILLER}"
    proposal = proposed(ArticleText(title="WKL: sport in brief", body=body), is_relevant=False)
    assert proposal is not None
    assert "In Weifang the WKL met." in proposal.example.body
    assert len(proposal.example.body) <= BODY_CHARS
    assert is_found(proposal)


def test_surest_name_decides_and_only_what_stands_round_it_is_taken() -> None:
    body = f"The WKL of Weifang met. {FILLER}The World Kite League won. {FILLER}Nobody saw the WKL of kites."
    proposal = proposed(ArticleText(title="Kites in brief: World Kite League", body=body), is_relevant=False)
    assert proposal is not None
    assert '"World Kite League" is not the topic here' in proposal.example.reason
    proposal = proposed(ArticleText(title="Kites in brief", body=body * 2), is_relevant=False)
    assert proposal is not None
    assert "The World Kite League won." in proposal.example.body
    assert "WKL" not in proposal.example.body


def test_near_miss_that_is_relevant_asks_for_an_example_that_is_not_found_yet() -> None:
    text = ArticleText(title="WKL signs a sponsor", body="Nobody said more.")
    proposal = proposed(text, is_relevant=True)
    assert proposal is not None
    assert proposal.key == "must_match"
    assert (proposal.example.text, proposal.example.body) == ("WKL signs a sponsor", "Nobody said more.")
    assert proposal.example.reason == 'marked relevant on 2026-10-01: "WKL" is the topic here'
    assert not is_found(proposal)


def test_what_comes_out_as_marked_asks_for_nothing() -> None:
    found = ArticleText(title="World Kite League meets in Weifang")
    near_miss = ArticleText(title="WKL signs a sponsor")
    assert proposed(found, is_relevant=True) is None
    assert proposed(near_miss, is_relevant=False) is None


def test_match_with_too_little_weight_for_an_alert_asks_for_nothing() -> None:
    passing = ArticleText(title="Sport in brief", body=f"{FILLER * 3}A World Kite League was named.")
    (match,) = MATCHER.match(passing)
    assert match.score < KITES.threshold
    assert proposed(passing, is_relevant=False) is None
    assert proposed(passing, is_relevant=True) is None


def test_article_that_is_gone_is_told_by_what_the_mark_kept_of_it() -> None:
    kept = (
        Passage(alias="WKL", before="The ", text="WKL", after=" of kites meets"),
        Passage(alias="WKL", before="All ", text="WKL", after=" members came"),
    )
    proposal = proposed(None, is_relevant=False, passages=kept)
    assert proposal is not None
    assert proposal.example.text == "The WKL of kites meets"
    assert is_found(proposal)
    assert proposed(None, is_relevant=True, passages=kept) is None


@pytest.mark.parametrize(
    ("is_relevant", "features", "after"),
    [(True, make_features(), " met"), (False, None, " of kites met")],
    ids=["found and relevant", "refused and not relevant"],
)
def test_article_that_is_gone_asks_for_nothing_where_the_rules_were_right_about_it(
    is_relevant, features, after
) -> None:
    # What decided may have stood elsewhere in it: that what is kept comes out otherwise says nothing.
    kept = (Passage(alias="WKL", before="The ", text="WKL", after=after),)
    assert is_relevant is not bool(MATCHER.match(ArticleText(title=f"The WKL{after}")))
    assert proposed(None, is_relevant=is_relevant, features=features, passages=kept) is None


def test_relevant_article_whose_name_is_no_longer_in_the_file_asks_for_it_by_what_was_marked() -> None:
    kept = (Passage(alias="Kite Union", before="The ", text="Kite Union", after=" met"),)
    for text in (None, ArticleText(title="The Kite Union met in Weifang")):
        proposal = proposed(text, is_relevant=True, passages=kept)
        assert proposal is not None
        assert '"Kite Union" is the topic here' in proposal.example.reason
        assert not is_found(proposal)


def test_whole_article_is_taken_where_only_it_comes_out_as_it_does() -> None:
    text = ArticleText(title="WKL and kites", body=f"{FILLER}All of it is karate.")
    proposal = proposed(text, is_relevant=True)
    assert proposal is not None
    assert proposal.example.body.endswith("All of it is karate.")
    assert not is_found(proposal)


@pytest.mark.parametrize("title", ["", "  \n", "WKL " * 200, "WKL\u202e\x1b[31m of kites\n\nmeets"])
def test_example_of_any_title_is_one_clean_line_within_its_budget(title: str) -> None:
    text = ArticleText(title=title, summary="The WKL of kites meets in Weifang.")
    proposal = proposed(text, is_relevant=False)
    assert proposal is not None
    assert proposal.example.text == " ".join(proposal.example.text.split()) != ""
    assert len(proposal.example.text) <= TEXT_CHARS
    assert not set(proposal.example.text) & set("\u202e\x1b")
    assert is_found(proposal)

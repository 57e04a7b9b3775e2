"""A draft becomes a file that says what was answered, and how it goes on."""

import pytest

from bot.core.watchlist import Alias, Context, Example, Exclude, Sense, Watchlist
from bot.errors import ConfigError
from bot.matching.draft import Draft, DraftName, draft_problems, draft_text, read_draft
from bot.matching.watchlist import parse_watchlist

FILE = "watchlists/kites.toml"
NAMES = (
    DraftName(text="Weifang Kite Festival", lang="en"),
    DraftName(text="潍坊国际风筝节", lang="zh"),
    DraftName(text="عالمی پتنگ میلہ", lang="ur"),
)
SMALL = Draft(watchlist_id="kites", name="Kite Festival", names=NAMES[:1])
FULL = Draft(
    watchlist_id="kites",
    name='The "Kite" Festival \\ 风筝节',
    names=NAMES,
    acronym=DraftName(text="WKF", lang="en"),
    senses=(Sense(name="karate", words=("karate", "dojo*"), of=("WKF",)),),
    context=("kite*", "风筝"),
    must_match="WKF: a thousand kites rise",
    must_not_match="WKF names its karate champions",
)


def test_file_of_a_draft_says_what_was_answered():
    assert read_draft(FULL, file=FILE, others={}) == Watchlist(
        watchlist_id="kites",
        name='The "Kite" Festival \\ 风筝节',
        aliases=(
            *(Alias(text=one.text, lang=one.lang) for one in NAMES),
            Alias(text="WKF", lang="en", is_case_exact=True, is_fuzzy=False, weight=0.6, needs_context=True),
        ),
        context=Context(any_of=("kite*", "风筝")),
        exclude=Exclude(senses=(Sense(name="karate", words=("karate", "dojo*"), of=("WKF",)),)),
        must_match=(Example(text="WKF: a thousand kites rise", reason="about the topic"),),
        must_not_match=(Example(text="WKF names its karate champions", reason="not about the topic"),),
    )


def test_what_was_not_answered_stands_there_as_a_comment_to_go_on_from():
    text = draft_text(SMALL)
    small = parse_watchlist(text, file=FILE)
    assert (small.context, small.exclude, small.must_match) == (Context(), Exclude(), ())
    uncommented = text.replace('# [context]\n# any = ["word"', '[context]\nany = ["word"').replace(
        "# [[examples.must_match]]\n# text", "[[examples.must_match]]\ntext"
    )
    uncommented = uncommented.replace('# reason = "about the topic"', 'reason = "about the topic"')
    more = parse_watchlist(uncommented, file=FILE)
    assert (more.context.any_of, more.must_match[0].text) == (("word", "begin*"), "a headline")


@pytest.mark.parametrize(
    ("draft", "where"),
    [
        (Draft(watchlist_id="kites"), ["name", "alias"]),
        (Draft(watchlist_id="kites", name="Kites", names=(DraftName(text="SCO", lang="en"),)), ["alias[0]"]),
        (
            Draft(watchlist_id="kites", name="Kites", names=NAMES, must_match="Tea harvest"),
            ["examples.must_match[0]"],
        ),
        (
            Draft(watchlist_id="kites", name="Kites", names=NAMES, must_not_match="Weifang Kite Festival"),
            ["examples.must_not_match[0]"],
        ),
    ],
)
def test_what_is_wrong_with_a_draft_is_what_check_would_say_of_its_file(draft, where):
    assert [problem.where for problem in draft_problems(draft, file=FILE, others={})] == where


def test_name_of_another_watchlist_is_refused():
    other = Watchlist(watchlist_id="sky", name="Sky", aliases=(Alias(text="Weifang kite festival"),))
    with pytest.raises(ConfigError, match=r"also a name in watchlists/sky\.toml"):
        read_draft(SMALL, file=FILE, others={"watchlists/sky.toml": other})

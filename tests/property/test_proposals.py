"""Any article that comes out otherwise than it is marked becomes an example that fails in its file."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core.mark import Passage
from bot.core.model import ArticleText
from bot.matching.examples import check_examples
from bot.matching.matcher import Matcher
from bot.matching.proposal import WHOLE_CHARS, propose
from bot.matching.watchlist import parse_watchlist
from bot.watchlist_edit import with_examples
from tests.builders import make_mark

FILE = """# Ours
name = "Kite League"
alias = [
  { text = "World Kite League" }, { text = "世界风筝联盟" },
  { text = "WKL", case = true, needs_context = true },
]
[context]
any = ["kite*", "Weifang"]
[exclude]
article = ["karate"]
sense = [{ name = "wrestling", words = ["wrestl*", "ring"] }]
"""
KITES = parse_watchlist(FILE, file="kites.toml")
MATCHER = Matcher([KITES])
PIECES = (
    "World Kite League", "World", "Kite League", "WKL", "wkl", "世界风筝联盟", "世界", "kites", "Weifang",
    "karate", "wrestler", "ring", ". ", "。", "\n", " ", "The weather was fine there. " * 9, '"', "\\",
    "\u202e", "\x1b[31m", "سی پیک", "😀", "&amp;", "</b>", "https://example.org/wkl",
)  # fmt: skip
TEXT = st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join) | st.text(max_size=60)
TEXTS = st.builds(ArticleText, title=TEXT, summary=TEXT, body=TEXT)
KEPT = st.lists(
    st.builds(Passage, alias=st.just("WKL"), before=TEXT, text=st.just("WKL"), after=TEXT), max_size=3
)


@given(TEXTS, st.booleans())
def test_example_fails_now_and_stands_clean_within_its_budgets_in_a_file_that_parses(text, is_relevant):
    mark = make_mark("kites", is_relevant=is_relevant)
    proposal = propose(mark, MATCHER, text=text)
    matches = MATCHER.match(text)
    comes_out_so = bool(matches) if is_relevant else not any(one.score >= KITES.threshold for one in matches)
    assert (proposal is None) is comes_out_so
    if proposal is None:
        return
    example = proposal.example
    assert max(len(example.text), len(example.body)) <= WHOLE_CHARS
    assert not set(example.text + example.body + example.reason) & set("\n\x1b\u202e")
    if not example.text:
        return  # an article without a letter, which is nobody's to mark
    patched = with_examples(FILE, [proposal])
    assert patched is not None
    assert patched.startswith(FILE)
    problems = check_examples({"kites.toml": parse_watchlist(patched, file="kites.toml")})
    assert [one.where for one in problems] == [f"examples.{proposal.key}[0]"]


@given(KEPT.map(tuple), st.booleans())
def test_article_that_is_gone_is_told_by_any_passages(kept, is_relevant):
    proposal = propose(make_mark("kites", is_relevant=is_relevant, passages=kept), MATCHER, text=None)
    if proposal is not None and proposal.example.text:
        assert with_examples(FILE, [proposal]) is not None

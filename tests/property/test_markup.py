"""Reading through markup, whatever the text."""

from hypothesis import given
from hypothesis import strategies as st

from bot.matching.fold import fold
from bot.matching.markup import visible

# Pieces of markup, whole and broken, so that they often meet.
PIECES = st.sampled_from(
    [
        "<b>", "</b>", "<p class='x'>", "<br/>", '<a href="https://x.org/a">', "</a>", "<img alt='", "<rt>",
        "</ruby>", "<!--", "-->", "<script>", "</script>", "<p hidden>", "</p>", "<![CDATA[", "]]>",
        "<!channel>", "<@U12|", "<https://x.org|", "&amp;", "&lt;", "&gt;", "&#26007;", "&#x4e0a", "&nbsp;",
        "&shy;", "&#0;", "&NotEqualTilde;", "amp;", "=\n", "=E4=B8=8A", "=20", "\n> ", "[a](", "![", "](",
        "**", "*", "`", "~~", "_", "sectsco.org", "a@b.org", "https://", "www.", "x.com/", ".", "@", "<", ">",
        "&", "=", ";", '"', "'", "/", " ", "\n\n", "\r\n", "Bei", "Dou", "北", "斗", "शं", "か\u3099",
        "\u0301", "\u034f", "\u200b", "\ud800", "\U0001f600",
    ]
)  # fmt: skip
MARKED = st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=25).map("".join)
# No sign that can begin markup, and no ":" or "." that an address needs.
PLAIN = st.text(st.characters(exclude_characters="<>&=]*`~@:."), max_size=60)

# What may stand round or inside a name, and what the text holds of it when it is cut out.
INSIDE = st.sampled_from(
    ["", "<b>", "</em>", "<span class='a'>", "<!-- x -->", "&shy;", "&#8203;", "=\n", "&lt;b&gt;"]
)
BESIDE = st.sampled_from(
    ["<p>", "</b>", " ", "&nbsp;", "<br>", "&lt;/i&gt; ", "*", "> ", "<script>x</script>", "]]>"]
)
LETTERS = st.sampled_from(
    [("北", "&#21271;"), ("斗", "&#x6597;", "&amp;#26007;", "=E6=96=97"), ("d", "D", "&#68;")]
)


@given(st.one_of(MARKED, st.text(max_size=60)))
def test_every_text_keeps_its_length(text: str) -> None:
    assert len(visible(text)) == len(text)


@given(PLAIN)
def test_a_text_without_signs_of_markup_comes_back_as_it_is(text: str) -> None:
    assert visible(text) == text


@given(MARKED)
def test_what_is_shown_is_markup_no_more_to_the_fold(text: str) -> None:
    """Every letter that is read folds from a span of the text that begins where the letter is shown."""
    shown = visible(text)
    folded = fold(shown, split_digits=True)
    for at, char in enumerate(folded.text):
        start, end = folded.span(at, at + 1)
        assert 0 <= start <= end <= len(text)
        assert char == " " or char in fold(shown[start:end]).text


@given(st.lists(st.tuples(LETTERS.flatmap(st.sampled_from), INSIDE), min_size=1, max_size=6), BESIDE, BESIDE)
def test_a_name_is_found_whole_however_its_letters_are_marked_up(
    letters: list[tuple[str, str]], before: str, after: str
) -> None:
    inside = "".join(letter + mark for letter, mark in letters[:-1]) + letters[-1][0]
    text = f"x {before}{inside}{after} x"
    folded = fold(visible(text))
    assert folded.text.startswith("x ")
    assert folded.text.endswith(" x")
    assert text[slice(*folded.span(2, len(folded.text) - 2))] == inside

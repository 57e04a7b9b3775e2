"""An excerpt cut for an entry."""

from bot.core.entry import EXCERPT_CHARS, Span, shortened

NAME = Span(text="SCO", is_name=True)


def shown(*spans: Span) -> str:
    return "".join(f"*{span.text}*" if span.is_name else span.text for span in shortened(spans))


def test_short_excerpt_stays_as_it_is() -> None:
    assert shown(Span(text="The "), NAME, Span(text=" met.")) == "The *SCO* met."
    assert shown() == ""


def test_excerpt_whose_name_stands_far_behind_begins_shortly_before_it_with_a_whole_word() -> None:
    text = shown(Span(text="word " * 90), NAME, Span(text=" met. " * 90))
    assert text.startswith("… word word ")
    assert "word *SCO* met." in text
    assert len(text) <= EXCERPT_CHARS + len("**")


def test_excerpt_without_spaces_is_cut_before_its_name_all_the_same() -> None:
    assert "茶*SCO*" in shown(Span(text="茶" * 500), NAME)


def test_name_that_is_not_whole_is_left_out() -> None:
    assert shown(NAME, Span(text="x" * 230), NAME, Span(text="yyyyyyyyy"), NAME).endswith("…")
    assert shown(Span(text="x" * 900)).endswith("x…")

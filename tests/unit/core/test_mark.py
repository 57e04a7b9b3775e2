"""What a mark keeps of an article: the places of the names, with whole words around them."""

from bot.core.mark import PASSAGE_CHARS, Passage, passages
from bot.core.model import ArticleText, Evidence, TextField


def found(text: str, name: str, *, nth: int = 0) -> Evidence:
    start = -1
    for _ in range(nth + 1):
        start = text.index(name, start + 1)
    return Evidence(alias=name, field=TextField.BODY, start=start, end=start + len(name), text=name)


def test_a_short_field_is_kept_whole() -> None:
    body = "The SCO met."
    (kept,) = passages(ArticleText(title="T", body=body), [found(body, "SCO")])
    assert kept == Passage(alias="SCO", before="The ", text="SCO", after=" met.")


def test_a_long_field_is_cut_between_words() -> None:
    body = "abcdefgh " * 50 + "SCO" + " abcdefgh" * 50
    (kept,) = passages(ArticleText(title="T", body=body), [found(body, "SCO")])
    for side in (kept.before, kept.after):
        assert set(side.split()) == {"abcdefgh"}
        assert PASSAGE_CHARS - 9 <= len(side) <= PASSAGE_CHARS


def test_text_without_spaces_is_cut_anywhere() -> None:
    body = "北" * 500 + "上合" + "南" * 500
    (kept,) = passages(ArticleText(title="T", body=body), [found(body, "上合")])
    assert (len(kept.before), len(kept.after)) == (PASSAGE_CHARS, PASSAGE_CHARS)


def test_three_places_of_every_name_are_kept() -> None:
    body = "SCO SCO SCO SCO SCO ШОС"
    evidence = [found(body, "SCO", nth=number) for number in range(5)] + [found(body, "ШОС")]
    kept = passages(ArticleText(title="T", body=body), evidence)
    assert [passage.alias for passage in kept] == ["SCO", "SCO", "SCO", "ШОС"]

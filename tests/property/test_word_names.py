"""Misspelt names: what is found of one depends on that name and that article only."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.fuzzy import Near, WordNames

# A vocabulary so small that names share words; with slips, forms, and words written as one or as two.
NAME_WORDS = "silk road festival caravan shanghai of beidou"
TEXT_WORDS = (
    "silk road roads festival festivl caravan shangai shanghai silkroad silkroad roadsilk roadfestival "
    "silkfestival caravansilk shang hai of and between beidu"
)


def words(known: str, *, most: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(known.split()), min_size=1, max_size=most).map(" ".join)


NAMES = st.lists(words(NAME_WORDS, most=3), min_size=1, max_size=8)
TEXTS = words(TEXT_WORDS, most=12)


def found(names: list[str], text: str, borders: tuple[int, ...] = ()) -> list[Near]:
    searched = {number: name for number, name in enumerate(names) if set(name.split()) - {"of", "and"}}
    near = [each for each in WordNames(searched).find(text, borders) if isinstance(each, Near)]
    return sorted(near, key=lambda each: (each.name, each.start, each.end))


@settings(max_examples=400)
@given(NAMES, TEXTS, st.sampled_from((1, 1, 120)))
def test_names_are_found_together_as_each_alone(names: list[str], text: str, times: int) -> None:
    text = " ".join([text] * times)
    together = found(names, text)
    for number, name in enumerate(names):
        alone = [(near.start, near.end, near.similarity) for near in found([name], text)]
        assert alone == [(near.start, near.end, near.similarity) for near in together if near.name == number]


@given(NAMES, st.lists(st.tuples(TEXTS, st.sampled_from((1, 1, 120))), min_size=1, max_size=4))
def test_articles_in_one_text_are_read_as_each_alone(names: list[str], texts: list[tuple[str, int]]) -> None:
    articles = [" ".join([text] * times) for text, times in texts]
    starts = [sum(len(before) + 1 for before in articles[:at]) for at in range(len(articles))]
    alone = [
        (near.name, start + near.start, start + near.end, near.similarity)
        for start, article in zip(starts, articles, strict=True)
        for near in found(names, article)
    ]
    together = found(names, " ".join(articles), tuple(starts[1:]))
    assert [(near.name, near.start, near.end, near.similarity) for near in together] == sorted(
        alone, key=lambda near: near[:3]
    )

"""Which halves of long Chinese names are worth a look: those beside which the other half may stand."""

from hypothesis import given
from hypothesis import strategies as st

from bot.matching.found import MAX_HITS
from bot.matching.half_names import HalfNames
from bot.matching.near_han import OtherHalves, halves, near_han

NAME = "上海合作组织"
FIRST, SECOND = 0, 1
HALVES = HalfNames([(FIRST, NAME, True), (SECOND, NAME, False)])


def hits(text: str, name: str = NAME) -> list[tuple[int, int, int]]:
    """Return the hits of a name's halves: they count with the space that is scanned before the text."""
    return [
        (number, at + 1, at + 1 + len(half))
        for at in range(len(text))
        for number, half in enumerate(halves(name))
        if text.startswith(half, at)
    ]


def worth(text: str, *, borders: tuple[int, ...] = ()) -> list[tuple[int, int, int]]:
    return sorted(HALVES.worth_a_look(hits(text), text, borders), key=lambda hit: hit[1])


def test_a_half_is_worth_a_look_where_something_of_the_other_stands_beside_it() -> None:
    assert worth("上海合做组织") == [(FIRST, 1, 4)]
    assert worth("上每合作组织") == [(SECOND, 4, 7)]


def test_a_half_by_itself_is_worth_none_wherever_it_stands() -> None:
    for text in ("上海合", "去了上海合", "上海合适", "作组织", "某工作组织活动"):
        assert worth(text) == []


def test_a_half_that_stands_too_often_in_one_article_is_looked_at_no_more() -> None:
    article = "上海合做组织 " * (MAX_HITS + 1)
    assert len(worth(article)) == MAX_HITS
    assert len(worth(article + article, borders=(len(article),))) == 2 * MAX_HITS


HAN = st.text("甲乙丙", max_size=9)


@given(HAN, st.text("甲乙丙", min_size=5, max_size=8))
def test_no_place_of_a_misspelt_name_is_left_out(text: str, name: str) -> None:
    known = HalfNames([(FIRST, name, True), (SECOND, name, False)])
    looked_at = known.worth_a_look(hits(text, name), text, ())
    for hit in hits(text, name):
        is_first, start, end = hit[0] == FIRST, hit[1] - 1, hit[2] - 1
        near = near_han(text, name, start=start, end=end, is_first=is_first)
        assert hit in looked_at or not near
        found = list(OtherHalves([(name, is_first)]).near(text, start, end))
        assert found == ([(0, near)] if near else [])

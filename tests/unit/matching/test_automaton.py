"""The automaton: every pattern of every owner, at its place, within the limit."""

from bot.matching.automaton import Automaton, Hit, Kind, Owner

ONE, TWO = Owner(Kind.NAME, 0, 0), Owner(Kind.CONTEXT, 1, 3)


def test_a_word_is_found_with_the_place_of_its_letters() -> None:
    hits = Automaton([(" sco ", ONE)]).find("the sco in scope", limit=9)
    assert hits == [Hit(ONE, 4, 7)]


def test_words_at_both_ends_of_the_text_are_found() -> None:
    assert len(Automaton([(" sco ", ONE)]).find("sco sco", limit=9)) == 2


def test_one_spelling_may_have_several_owners_and_overlaps_are_found() -> None:
    hits = Automaton([("上合", ONE), ("上合", TWO), ("上合", ONE), ("上合组织", ONE)]).find(
        "上合组织", limit=9
    )
    assert hits == [Hit(ONE, 0, 2), Hit(TWO, 0, 2), Hit(ONE, 0, 4)]


def test_an_owner_is_reported_at_most_so_often() -> None:
    assert len(Automaton([("上", ONE), ("合", ONE), ("织", TWO)]).find("上合" * 50 + "织", limit=7)) == 8


def test_no_patterns_find_nothing() -> None:
    assert Automaton([]).find("anything", limit=9) == []

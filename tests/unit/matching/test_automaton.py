"""The automaton: every pattern of every owner, at its place."""

from bot.matching.automaton import Automaton, Kind, Owner, pack

ONE, TWO = Owner(Kind.NAME, 0, 0), Owner(Kind.CONTEXT, 1, 3)


def automaton_of(*patterns: tuple[str, Owner]) -> Automaton:
    return Automaton((pattern, pack(*owner)) for pattern, owner in patterns)


def found(automaton: Automaton, text: str) -> list[tuple[Owner, tuple[int, int]]]:
    return [
        (owner, automaton.trimmed(hit)) for hit in automaton.scan(text) for owner in automaton.owners(hit[0])
    ]


def test_a_word_is_found_with_the_place_of_its_letters() -> None:
    assert found(automaton_of((" sco ", ONE)), "the sco in scope") == [(ONE, (4, 7))]


def test_words_at_both_ends_of_the_text_are_found() -> None:
    assert len(found(automaton_of((" sco ", ONE)), "sco sco")) == 2


def test_one_spelling_may_have_several_owners_and_overlaps_are_found() -> None:
    automaton = automaton_of(("上合", ONE), ("上合", TWO), ("上合", ONE), ("上合组织", ONE))
    assert found(automaton, "上合组织") == [(ONE, (0, 2)), (TWO, (0, 2)), (ONE, (0, 4))]


def test_patterns_that_may_be_names_come_first() -> None:
    automaton = automaton_of(("会", TWO), ("上合", ONE), ("组织", TWO), ("组织", ONE))
    assert automaton.first_other == 2
    assert [automaton.owners(number)[0].kind for number in range(len(automaton))] == [
        Kind.NAME,
        Kind.CONTEXT,
        Kind.CONTEXT,
    ]


def test_no_patterns_find_nothing() -> None:
    assert automaton_of().scan("anything") == []

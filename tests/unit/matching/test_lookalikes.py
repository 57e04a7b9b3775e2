"""Words that tell wrong stories from right ones, where there are enough of them to say so."""

from bot.core.mark import Passage
from bot.matching.lookalikes import Lookalike, lookalikes

Story = tuple[Passage, ...]


def story(before: str, after: str, *, text: str = "SCO") -> Story:
    return (Passage(alias=text, before=before, text=text, after=after),)


RIGHT = [story("leaders of the ", " met in Bishkek")] * 6


def words_of(wrong: list[Story], right: list[Story] | None = None) -> dict[str, Lookalike]:
    found = lookalikes(wrong, RIGHT if right is None else right, known={"sco"})
    return {one.words: one for one in found}


def test_the_name_with_its_neighbour_is_a_phrase_and_stands_for_the_neighbour() -> None:
    found = words_of([story("court rules for ", f" Group, {number} times") for number in range(6)])
    assert found["sco group"] == Lookalike(words="sco group", is_phrase=True, not_relevant=6, relevant=0)
    assert "group" not in found
    assert not found["court"].is_phrase


def test_a_sentence_s_end_between_makes_no_phrase() -> None:
    found = words_of([story("Court. ", ". Group")] * 6)
    assert {"court", "group"} == set(found)


def test_counts_are_stories_not_occurrences() -> None:
    assert words_of([story("unix unix unix unix ", " unix")] * 2 + [story("", "")] * 4) == {}


def test_a_word_of_both_kinds_is_none() -> None:
    wrong = [story("leaders of the ", " Group")] * 6
    assert "leaders" not in words_of(wrong)


def test_three_of_many_wrong_stories_are_not_enough_where_a_right_one_has_the_word_too() -> None:
    wrong = [story("unix, ", ""), story("unix, ", ""), story("unix, ", ""), *[story("", "")] * 9]
    assert words_of(wrong, [*RIGHT, story("unix, ", "")]) == {}


def test_numbers_short_words_and_stop_words_are_left_out() -> None:
    assert words_of([story("in 2026 the ", " v6 on")] * 6) == {}


def test_what_is_known_is_left_out() -> None:
    wrong = [story("unix ", " Group")] * 6
    found = lookalikes(wrong, RIGHT, known={"unix", "sco group", "unix sco"})
    assert {one.words for one in found} == {"group"}


def test_markup_and_addresses_are_no_words() -> None:
    linked = story(
        'unix <a class="out" href="http://tracker.example/kaz">', "</a> <b>sells</b> https://t.co/xyz"
    )
    cut_off = story(
        'style="margin" href="http://tracker.example/kaz"> unix, ', ' https://t.co/x <img src="http://q'
    )
    assert set(words_of([linked] * 6)) == {"sco sells", "unix sco"}
    assert set(words_of([cut_off] * 6)) == {"unix"}


def test_words_on_both_sides_of_an_address_or_in_bold_are_a_phrase_as_they_are_to_the_matcher() -> None:
    assert set(words_of([story("<b>unix</b> ", " https://t.co/x Group")] * 6)) == {"unix sco", "sco group"}


def test_what_is_known_by_its_beginning_is_left_out() -> None:
    wrong = [story("unixes fly, ", " Groups")] * 6
    assert set(words_of(wrong)) == {"unixes", "fly", "sco groups"}
    known = {"unix*", "fl", "sco*"}
    assert {one.words for one in lookalikes(wrong, RIGHT, known=known)} == {"fly", "sco groups"}
    known = {"unix*", "fl*", "sco group*"}
    assert {one.words for one in lookalikes(wrong, RIGHT, known=known)} == {"groups"}


def test_chinese_is_cut_into_its_longest_common_pieces() -> None:
    wrong = [story("同学们马上", f"作开{number}", text="上合") for number in ("展", "发", "始", "放", "会")]
    right = [story("出席", "峰会", text="上合")] * 6
    found = words_of(wrong, right)
    assert found["上合作开"].is_phrase
    assert found["上合作开"].as_excluded == "上合作开*"
    assert "上合作" not in found


def test_the_surest_come_first_and_there_are_at_most_ten() -> None:
    often = [story(" ".join(f"word{chr(97 + n)}" for n in range(14)) + ", ", "")] * 5
    found = list(words_of([*often, story("wordb, ", "")]))
    assert found[0] == "wordb"
    assert len(found) == 10

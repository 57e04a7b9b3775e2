"""Approximate names: misspelt and reworded ones pass, names of the same build do not."""

import time
from collections.abc import Sequence

import pytest

from bot.matching.fold import fold
from bot.matching.fuzzy import Near, Scattered, WordNames
from bot.matching.near_han import OtherHalves, halves, near_han
from bot.matching.word_forms import word_similarity
from bot.matching.words import is_long_enough

NAMES = WordNames(
    {
        0: "china pakistan economic corridor",
        1: "shanghai cooperation organisation",
        2: "health silk road",
        3: "шанхайская организация сотрудничества",
        4: "beidou",
        5: "silk road of health",
        6: "new york new haven line",
    }
)


def near(names: WordNames, text: str, borders: Sequence[int] = ()) -> list[Near]:
    return [each for each in names.find(text, borders) if isinstance(each, Near)]


def found(text: str) -> list[tuple[int, str]]:
    folded = fold(text).text
    return [(each.name, folded[each.start : each.end]) for each in near(NAMES, folded)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("the Chinese-Pakistan Economic Corridor projects", 0),
        ("China Pakistan Economic Coridor", 0),
        ("an economic corridor between China and Pakistan", 0),
        ("China's economic corridor with Pakistan", 0),
        ("Shangai Coperation Organization", 1),
        ("Shanghai Cooperative Organization", 1),
        ("Shnaghai Cooperation Organisation", 1),
        ("Healthy Silk Road", 2),
        ("a Silk Road of Health", 2),
        ("на саммите Шанхайской организации сотрудничества", 3),
        ("New York New Hawen line", 6),
        ("Beidu satellites", 4),
        ("Biedou satellites", 4),
    ],
)
def test_a_misspelt_or_reworded_name_is_found(text: str, name: int) -> None:
    assert name in [number for number, _ in found(text)]


@pytest.mark.parametrize(
    "text",
    [
        "China-Myanmar Economic Corridor",
        "India-Middle East-Europe Economic Corridor",
        "Digital Silk Road",
        "Silk Road health food store",
        "the health of the Silk Road",
        "Silk Road and public health",
        "Health and Silk Road matters",
        "New York Haven line",
        "Baidu Maps",
        "Shanghai organisation",
        "China. Pakistan said the distant northern economic zone and a corridor",
    ],
)
def test_a_name_of_the_same_build_is_not_found(text: str) -> None:
    assert found(text) == []


def test_one_more_word_may_stand_in_a_long_name_only() -> None:
    assert found("China Pakistan Joint Economic Corridor")
    assert not found("China Pakistan Joint Cross Border Economic Corridor")
    assert not found("Health Digital Silk Road")


def test_a_range_covers_the_whole_name() -> None:
    assert found("the economic corridor between China and Pakistan grows") == [
        (0, "economic corridor between china and pakistan")
    ]


def test_the_same_words_are_found_again_in_another_text() -> None:
    assert found("Healthy Silk Road") == found("Healthy Silk Road") != []


@pytest.mark.parametrize(
    ("word", "wanted", "is_near"),
    [
        ("shangai", "shanghai", True),
        ("пути", "путь", True),
        ("пучок", "путь", False),
        ("chinese", "china", True),
        ("roadmap", "road", False),
        ("roads", "road", True),
        ("rood", "road", False),
        ("cooperative", "cooperation", True),
        ("corporate", "cooperation", False),
        ("between", "betwern", False),
    ],
)
def test_words_are_near_by_spelling_or_by_stem(word: str, wanted: str, is_near: bool) -> None:
    assert bool(word_similarity(word, wanted)) is is_near


@pytest.mark.parametrize(
    ("name", "is_long"),
    [
        ("sco", False),
        ("beidu", False),
        ("beidou", True),
        ("белый", True),
        ("silk road", True),
        ("上合组织", False),
        ("上海合作组织", True),
        ("", False),
    ],
)
def test_only_long_names_are_looked_for(name: str, is_long: bool) -> None:
    assert is_long_enough(name) is is_long


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("参加上海合做组织峰会", (2, 8)),
        ("参加上海合作的组织峰会", (2, 9)),
        ("参加上海合作大组织峰会", None),
        ("参加上海合做阻织峰会", None),
        ("参加上海合 组织峰会", None),
        ("参加上海合", None),
    ],
)
def test_a_long_chinese_name_may_have_one_wrong_character_or_a_particle(
    text: str, span: tuple[int, int] | None
) -> None:
    first, second = halves("上海合作组织")
    starts = text.find(first)
    assert near_han(text, "上海合作组织", start=starts, end=starts + 3, is_first=True) == span
    assert second == "作组织"


def test_the_second_half_leads_to_a_chinese_name_too() -> None:
    text = "参加上每合作组织峰会"
    assert near_han(text, "上海合作组织", start=5, end=8, is_first=False) == (2, 8)


def test_a_chinese_name_at_the_very_start_is_not_read_from_the_end() -> None:
    assert near_han("作组织峰会", "上海合作组织", start=0, end=3, is_first=False) is None


def test_names_that_share_a_half_are_found_as_each_alone() -> None:
    names = [("上海合作组织", True), ("上海合会大楼", True), ("上海合哈哈哈", True), ("东方上海合", False)]
    text = "参加上海合做组织峰会，上海合哈哈呵，东方上海合，东风上海合"
    starts = [at for at in range(len(text)) if text.startswith("上海合", at)]
    shared = OtherHalves(names)
    assert [list(shared.near(text, at, at + 3)) for at in starts] == [
        [
            (number, near)
            for number, (name, is_first) in enumerate(names)
            if (near := near_han(text, name, start=at, end=at + 3, is_first=is_first))
        ]
        for at in starts
    ]
    assert list(shared.near(text, 2, 5)) == [(0, (2, 8))]


def test_a_name_written_as_it_is_is_left_to_the_exact_search() -> None:
    assert found("the China-Pakistan Economic Corridor and Beidou") == []


def test_many_articles_in_one_text_are_all_looked_at() -> None:
    article = "shangai cooperation organisation and " + "other matters of the day " * 100
    borders = range(len(article), len(article) * 400, len(article))
    assert len(near(NAMES, article * 400, borders)) == 400


def test_a_name_is_not_read_over_the_border_of_two_articles() -> None:
    assert [each.name for each in near(NAMES, "healthy silk road")] == [2]
    assert not near(NAMES, "healthy silk road", [len("healthy ")])


def test_what_nearly_repeats_a_name_hides_it_from_no_other() -> None:
    piece = "shanghai cooperation north south east west school museum festival garden "
    text = piece * 450 + "leaders of the shangai coperation organisation meet " + piece * 450
    places = "north south east west museum festival garden"
    crowd = [
        f"shanghai cooperation {place} {last}" for place in places.split() for last in ("school", "west")
    ]
    alone = near(WordNames({0: "shanghai cooperation organisation"}), text)
    together = WordNames({0: "shanghai cooperation organisation", **dict(enumerate(crowd, 1))})
    assert [each for each in near(together, text) if each.name == 0] == alone != []


def test_an_article_made_of_near_names_hides_none_in_its_neighbour() -> None:
    hostile = " ".join(f"shangai {at} organisation of cooperation" for at in range(2000))
    article = "the shangai coperation organisation meets"
    together = near(NAMES, f"{hostile} {article}", [len(hostile) + 1])
    assert together[-1].start == len(hostile) + 1 + len("the ")


def test_what_is_written_as_one_must_stand_so_in_the_name() -> None:
    names = WordNames({1: "silk road caravan", 2: "road silk festival"})
    assert [each.name for each in near(names, "the silkroad caravan")] == [1]
    assert not near(names, "the silkroad festival opens")


def test_the_closer_reading_hides_none_on_the_other_side() -> None:
    # Whether a border parts the words only the matcher knows: both readings come.
    text = "alphaville of betatownish alphavile"
    places = [(each.start, each.end) for each in near(WordNames({1: "betatownish alphaville"}), text)]
    assert places == [(14, 35), (0, 25)]


@pytest.mark.parametrize(
    "piece",
    [
        "china pakistan economic coridor ",
        "corridor economic pakistan china ",
        "health silk rod ",
        "road ",
        "beidu ",
        "economic {} corridor china of {} pakistan and ",
    ],
)
def test_a_text_made_of_near_names_does_not_stall(piece: str) -> None:
    started = time.perf_counter()
    text = " ".join(piece.format(at, -at) for at in range(600_000 // len(piece)))
    assert len(list(NAMES.find(fold(text).text))) < 5_000
    assert time.perf_counter() - started < 3


def test_other_names_change_nothing() -> None:
    text = fold("the Shangai Coperation Organization and the Healty Silk Road").text
    alone = near(WordNames({1: "shanghai cooperation organisation"}), text)
    crowd = {number: f"shangai{number} coperatin organizatio{number}" for number in range(10, 3000)}
    together = WordNames({1: "shanghai cooperation organisation", **crowd})
    assert [each for each in near(together, text) if each.name == 1] == alone != []


def test_half_of_what_is_written_as_one_is_no_word_of_a_name() -> None:
    names = WordNames({1: "shanghai cooperation organisation", 2: "shanghai harbour company"})
    assert [each.name for each in near(names, "shanghaicooperation organisation")] == [1]
    assert not near(names, "shanghaicooperation harbour company")


def test_words_of_a_name_that_stand_close_and_make_none_are_told() -> None:
    silk = len("health green and digital ")
    told = [Scattered(2, silk), Scattered(5, silk)]
    assert list(NAMES.find("health green and digital silk roads")) == told

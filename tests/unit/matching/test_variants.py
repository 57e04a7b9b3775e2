"""The spellings of a name that are searched for exactly."""

import pytest

from bot.core.model import ArticleText
from bot.core.watchlist import Alias, Watchlist
from bot.matching.fold import fold
from bot.matching.matcher import Matcher
from bot.matching.patterns import joined_spellings
from bot.matching.variants import all_spellings, bounded, fold_name, fold_names, joined, variants


@pytest.mark.parametrize(
    ("name", "spelling"),
    [
        ("BeiDou", "bei dou"),
        ("Health Silk Road", "healthsilkroad"),
        ("Health Silk Road", "health silkroad"),
        ("Anti-Terrorist Structure", "antiterrorist structure"),
        ("SCO", "s c o"),
        ("ШОС", "ш о с"),
        ("Shanghai Cooperation Organisation", "shanghai cooperation organization"),
        ("Shanghai Cooperation Organisation", "shanghai cooperation org"),
        ("Shanghai Cooperation Organisation", "shanghai co operation organisation"),
        ("International Red Cross", "int l red cross"),
        ("BDS-3", "bds 3"),
        ("China-Pakistan Economic Corridor", "chinapakistan economic corridor"),
        ("China-Pakistan Economic Corridor", "chinapakistaneconomiccorridor"),
        ("SCO", "scos"),
        ("Labour Organisation", "labor organisation"),
        ("Urbanization Fund", "urbanisation fund"),
        ("Antiterrorist Structure", "anti terrorist structure"),
        ("OneWeb", "one web"),
        ("سی\N{ZERO WIDTH NON-JOINER}پیک", "سي پيك".replace("پ", fold("پ").text)),
        ("弗拉基米尔·普京", "弗拉基米尔普京"),
    ],
)
def test_a_name_is_searched_in_usual_other_spellings(name: str, spelling: str) -> None:
    assert spelling in variants(Alias(text=name, lang="en"))


def test_the_name_itself_comes_first_and_nothing_twice() -> None:
    found = variants(Alias(text="Health Silk Road"))
    assert found[0] == "health silk road"
    assert len(set(found)) == len(found)


def test_arabic_one_letter_words_cling_to_the_first_word() -> None:
    assert "ومنظمه شنغهاي" in variants(Alias(text="منظمة شنغهاي", lang="ar"))
    assert "للممر الاقتصادي" in variants(Alias(text="الممر الاقتصادي", lang="ar"))
    assert "وبالممر الاقتصادي" in variants(Alias(text="الممر الاقتصادي", lang="ar-EG"))
    assert {"الناتو", "للناتو", "وبالناتو"} <= set(variants(Alias(text="ناتو", lang="ar")))


def test_urdu_names_take_no_arabic_one_letter_words() -> None:
    assert "وسي پيك" not in variants(Alias(text="سی پیک", lang="ur"))


def test_an_acronym_takes_dots_and_a_plural_only() -> None:
    assert variants(Alias(text="SCO")) == ("sco", "s c o", "scos")
    assert variants(Alias(text="EU")) == ("eu", "e u")
    assert variants(Alias(text="ШОС")) == ("шос", "ш о с")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("the S. C. O.’s summit, S.C.O., SCO's", "SCO"),
        ("all SCOs", "SCO"),
        ("ŞİÖ'nün ŞİÖ’nün ŞİÖʼnün", "ŞİÖ"),
        ("ШЫҰ-ның", "ШЫҰ"),
        ("a Bei-\nDou receiver", "BeiDou"),
        ("BeiDou3", "BeiDou-3"),
        ("#CPECProjects", "CPEC"),
        ("#HealthSilkRoad #healthsilkroad", "Health Silk Road"),
        ("#BeiDou #BeiDouSatellite", "BeiDou"),
        ("the China-\nPakistan economic corridor", "China-Pakistan Economic Corridor"),
    ],
)
def test_a_name_is_found_in_every_word_as_it_is_written(written: str, name: str) -> None:
    text = f" {fold(written, split_digits=True).text} "
    assert any(bounded(spelling) in text for spelling in variants(Alias(text=name)))


def test_numbers_are_never_joined_to_what_stands_beside_them() -> None:
    assert variants(Alias(text="CPEC 2.0")) == ("cpec 2 0",)
    assert variants(Alias(text="Track 2-2")) == ("track 2 2",)
    assert variants(Alias(text="Agenda 2030 Goals")) == ("agenda 2030 goals",)


def test_many_names_together_have_the_spellings_they_have_alone() -> None:
    aliases = [Alias(text=text) for text in ("BeiDou", "", "!?", "-", "SCO", "ناتو", "北斗 卫星", "OneWeb-")]
    aliases *= 1000
    alone = [
        spelling for alias in aliases[:8] for spelling in all_spellings([alias], [fold_name(alias.text)])
    ]
    assert list(all_spellings(aliases, fold_names([alias.text for alias in aliases]))) == alone * 1000
    assert list(all_spellings([], [])) == []
    assert fold_names(["a-", "b", "上", "海", "\N{TAMIL VOWEL SIGN AA}க"]) == [
        "a", "b", "上", "海", "\N{TAMIL VOWEL SIGN AA}க",
    ]  # fmt: skip


def test_a_name_without_letters_has_no_spelling() -> None:
    assert variants(Alias(text="!?")) == ()


def test_words_are_bounded_by_spaces_and_scripts_without_spaces_are_not() -> None:
    assert bounded("sco") == " sco "
    assert bounded("上合") == "上合"
    assert bounded("参加 sco") == "参加 sco "
    assert bounded("satellite", is_open=True) == " satellite"


def joins(name: str) -> list[tuple[str, str]]:
    return list(joined(Alias(text=name), [name]))


def test_a_spelling_that_joins_words_is_searched_by_its_beginning() -> None:
    assert joins("health silk road") == [
        ("healthsil", "healthsilkroad"),
        ("healthsil", "healthsilk road"),
        ("health silkroa", "health silkroad"),
    ]
    assert joins("road of silk 2 way") == [("roadof", "roadofsilk 2 way")]
    found = joined_spellings(Alias(text="Health Silk Road"), "health silk road", "healthsil")
    assert found == [" healthsilkroad ", " healthsilk road "]


@pytest.mark.parametrize("name", ["silk", "健康丝绸", "3 2", "one two three four five six seven"])
def test_nothing_is_joined_of_one_word_of_numbers_or_of_many_words(name: str) -> None:
    assert joins(name) == []


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("healthsilkroad", "healthsilkroad"),
        ("the healthsilk road.", "healthsilk road"),
        ("of Health Silkroad of", "Health Silkroad"),
        ("#RoadofHealth", "RoadofHealth"),
        ("a roadof health", "roadof health"),
        ("저상하이협력기구가", "상하이협력기구"),
        ("a healthsilent healthsilkroads roadofficer", None),
    ],
)
def test_joined_words_are_found_to_their_end(text: str, whole: str | None) -> None:
    names = "Health Silk Road", "Road of Health", "상하이 협력 기구"
    aliases = tuple(Alias(text=name, is_fuzzy=False) for name in names)
    matcher = Matcher([Watchlist(watchlist_id="hsr", name="HSR", aliases=aliases)])
    found = [evidence.text for match in matcher.match(ArticleText(title=text)) for evidence in match.evidence]
    assert found == ([whole] if whole else [])

"""Folding: what readers do not tell apart becomes one, and every letter finds its way back."""

import pytest

from bot.matching.fold import composed, fold, fold_many


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("BeiDou", "beidou"),
        ("ＢｅｉＤｏｕ", "beidou"),
        ("Şanghay İşbirliği Örgütü", "sanghay isbirligi orgutu"),
        ("Gesundheitsseidenstraße", "gesundheitsseidenstrasse"),
        ("ﬁve", "five"),
        ("Шёлковый", "шелковый"),
        ("Бэй\N{COMBINING ACUTE ACCENT}доу", "бэйдоу"),
        ("上海合作組織", "上海合作组织"),
        ("北斗衛星測位", "北斗卫星测位"),
        ("⼈⺠", "人民"),
        ("シルク", "シルク"),
        ("ｼﾙｸﾛｰﾄﾞ", "シルクロード"),
        ("شَنگھائی", "شنگهايي"),
        ("سی‌پیک", "سيپيك"),
        ("سي پيك", fold("سی پیک").text),
        ("٢٠٢٥ ۲۰۲۵", "2025 2025"),
        ("İŞBİRLİĞİ I\N{COMBINING DOT ABOVE}ı", "isbirligi ii"),
        ("能否対抗 會議", "能否对抗 会议"),
        ("ﺷﻨﻐﻬﺎﻱ شنغهاى", "شنغهاي شنغهاي"),
        ("شنـغـهاي", "شنغهاي"),
        ("北⽃ ⼀带⼀路", "北斗 一带一路"),
        ("\N{RIGHT-TO-LEFT MARK}ШОС\N{LEFT-TO-RIGHT MARK}", "шос"),
        ("Zhōngguó Đà Nẵng Łódź", "zhongguo da nang lodz"),
    ],
)
def test_spellings_of_one_name_fold_alike(written: str, folded: str) -> None:
    assert fold(written).text == folded


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("S.C.O.'s “summit” – a_b", "s c o s summit a b"),
        ("  two\n\n words\t", "two words"),
        ("参加SCO峰会", "参加 sco 峰会"),
        ("BeiDou™ navigation² RATS.⁹", "beidou navigation rats"),
        ("Bei\N{SOFT HYPHEN}dou \N{RIGHT-TO-LEFT OVERRIDE}Bei\N{ZERO WIDTH SPACE}dou", "beidou beidou"),
        ("COVID19", "covid19"),
        ("ŞİÖ'nün ŞİÖ’nün ŞİÖʼnün", "sio nun sio nun sio nun"),
        ("БРИКС-тің «Бэйдоу»", "брикс тің бэйдоу"),
        (
            "co\N{NON-BREAKING HYPHEN}op, China–Pakistan, a—b, x\N{NO-BREAK SPACE}y",
            "co op china pakistan a b x y",
        ),
        ("S. C. O. S.C.O.", "s c o s c o"),
        ("#SCOSummit", "scosummit"),
        ("", ""),
        (" .,! ", ""),
    ],
)
def test_only_words_and_single_spaces_remain(written: str, folded: str) -> None:
    assert fold(written).text == folded


def test_words_divided_at_a_line_end_are_joined() -> None:
    assert fold("Shanghai Coope-\n  ration").text == "shanghai cooperation"
    assert fold("Shanghai Coope\N{HYPHEN}\r\nration").text == "shanghai cooperation"
    assert fold("Shanghai Coope\N{SOFT HYPHEN} \nration").text == "shanghai cooperation"
    assert fold("上海合\r\n　作组织").text == "上海合作组织"
    assert fold("上海合　\r\n作组织，北 \n 斗").text == "上海合作组织 北斗"


def test_paragraphs_headings_and_dashes_are_not_joined() -> None:
    assert fold("上海\n\n合作").text == "上海 合作"
    assert fold("line -\nend").text == "line end"
    assert fold("凝聚共识 推动构建").text == "凝聚共识 推动构建"
    assert fold("\n上海\nSCO-\n8").text == "上海 sco 8"


def test_marks_that_are_part_of_a_letter_stay() -> None:
    assert fold("и\N{COMBINING BREVE}").text == fold("й").text != fold("и").text
    assert fold("か\N{COMBINING KATAKANA-HIRAGANA VOICED SOUND MARK}").text == "が"
    assert fold("संगठन").text == "संगठन"
    assert fold("\u1112\u1161\u11ab").text == "한"


@pytest.mark.parametrize(
    ("letter", "marks", "folded"),
    [
        ("и", "\u0306\u0323", "й"),
        ("и", "\u0323\u0306", "й"),
        ("ا", "\u0655\u0653", "ا"),
        ("\u1112", "\u1161\u11ab\u0323\u0301", "한"),
    ],
)
def test_a_letter_keeps_its_range_under_any_number_of_marks(letter: str, marks: str, folded: str) -> None:
    written = letter + marks + "\u0323\u0301" * 100_000  # in order of class: minutes, if all are put in it
    text = fold(f"a {written}b")
    assert text.text in (f"a {folded}b", f"a {folded} b")  # Hangul is set apart
    assert text.span(2, 2 + len(folded)) == (2, 2 + len(written))
    assert text.span(len(text.text) - 1, len(text.text)) == (2 + len(written), 3 + len(written))


@pytest.mark.parametrize("sign", ["\u09be", "\u0bbe", "\u0dcf"])
def test_vowel_sign_that_begins_a_line_does_not_belong_to_its_beginning(sign: str) -> None:
    text = fold(f"a\n{sign}b")
    assert text.text == f"a {fold(sign).text}b"
    assert text.span(2, 3) == (2, 3)


def test_letters_that_look_like_marks_are_all_kept() -> None:
    assert fold("ﾡￂﾤ" * 100).text == fold("가ㄴ" * 100).text
    assert fold("ｶﾞ" * 100).text == "ガ" * 100


def test_composing_leaves_out_marks_past_the_thirtieth() -> None:
    assert composed("SC" + "O\N{COMBINING BREVE}" * 40) == "SC" + "Ŏ" * 40
    assert composed("O" + "\u0323" * 100) == "Ọ" + "\u0323" * 29


def test_digits_are_set_apart_only_when_asked_for() -> None:
    assert fold("BDS3 h1n1").text == "bds3 h1n1"
    assert fold("BDS3 h1n1", split_digits=True).text == "bds 3 h 1 n 1"
    assert fold("RATS.9 SCO8 北斗3号", split_digits=True).text == "rats 9 sco 8 北斗 3 号"


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("#SCOSummit2025", "sco summit 2025"),
        ("＃BeiDouSatellite", "bei dou satellite"),
        ("#CPECProjects,#GwadarPort", "cpec projects gwadar port"),
        ("#СаммитШОС #ŞanghayİşbirliğiÖrgütü", "саммит шос sanghay isbirligi orgutu"),
        ("#SCOs #cpec #ШОСа", "scos cpec шоса"),
        ("#SCOsummit #SCOmeetings2025 #UNreport", "sco summit sco meetings 2025 un report"),
        ("#CPECinPakistan #TianjinSCOsummit", "cpec in pakistan tianjin sco summit"),
        ("#ШОСсаммит #ШОСбезопасность", "шос саммит шос безопасность"),
        ("#NATOAlliance #USAid #EUPlan #AIRage", "nato alliance us aid eu plan ai rage"),
        ("#Scotland #SCOTUS #scosummit", "scotland scotus scosummit"),
        ("#BeiDou #BeiDou3", "beidou beidou 3"),
        ("McDonald BeiDou a#b", "mcdonald beidou a b"),
        ("a\N{SOFT HYPHEN}b #SCOSummit", "ab sco summit"),
        ("#a\N{OLD HUNGARIAN CAPITAL LETTER A} b", "a b"),  # a capital that folding knows not
    ],
)
def test_the_words_of_a_tag_are_set_apart_with_the_digits(written: str, folded: str) -> None:
    assert fold(written, split_digits=True).text == folded


def test_lone_surrogates_and_controls_are_spaces() -> None:
    assert fold("a\ud800b\x00c").text == "a b c"


@pytest.mark.parametrize(
    ("written", "found", "original"),
    [
        ("the “Bei\N{SOFT HYPHEN}Dou” system", "beidou", "Bei\N{SOFT HYPHEN}Dou"),
        ("参加SCO峰会", "sco", "SCO"),
        ("in der Straße!", "strasse", "Straße"),
        ("ﬁne #SCOSummit2025", "summit", "Summit"),
        ("ﬁne #SCOsummit2025", "summit", "summit"),
        ("ﬁne #SCOsummit2025", "sco", "SCO"),
        ("при Бэи\N{COMBINING BREVE}доу.", "бэйдоу", "Бэи\N{COMBINING BREVE}доу"),
        ("Coope-\nration now", "cooperation", "Coope-\nration"),
        ("cafe\N{COMBINING ACUTE ACCENT} noir", "cafe", "cafe\N{COMBINING ACUTE ACCENT}"),
        (
            "x \N{ARABIC LIGATURE LAM WITH ALEF ISOLATED FORM} y",
            "لا",
            "\N{ARABIC LIGATURE LAM WITH ALEF ISOLATED FORM}",
        ),
    ],
)
def test_a_span_leads_back_to_what_was_written(written: str, found: str, original: str) -> None:
    folded = fold(written, split_digits=True)
    start, end = folded.span(folded.text.index(found), folded.text.index(found) + len(found))
    assert written[start:end] == original


@pytest.mark.parametrize(("start", "end"), [(0, 0), (-1, 2), (0, 4), (2, 1)])
def test_a_range_outside_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(IndexError, match="is not a range"):
        fold("abc").span(start, end)


def test_texts_too_long_to_be_folded_together_are_folded_in_several_goes() -> None:
    long = "Ab" * 40_000
    assert fold_many([]) == []
    assert fold_many(["É", long, "上", "Ж-", long, long]) == [
        "e",
        long.lower(),
        "上",
        "ж",
        long.lower(),
        long.lower(),
    ]

"""Bytes to text: who is believed about the charset."""

import pytest

from bot.feeds.decode import decode, python_charset

RUSSIAN = "Саммит Шанхайской организации сотрудничества прошёл в Астане. " * 6
CHINESE = "上海合作组织成员国元首理事会会议在阿斯塔纳举行。" * 12
TO_TRADITIONAL = str.maketrans("组织员国会议纳举", "組織員國會議納舉")


def xml(text, declared=""):
    encoding = f' encoding="{declared}"' if declared else ""
    return f'<?xml version="1.0"{encoding}?><rss>{text}</rss>'


@pytest.mark.parametrize(
    ("charset", "declared"),
    [
        ("utf-8", "utf-8"), ("koi8-r", "KOI8-R"), ("cp1251", "windows-1251"), ("cp1251", "cp-1251"),
        ("cp866", "IBM866"), ("iso8859-5", "ISO-8859-5"), ("mac-cyrillic", "x-mac-cyrillic"),
    ],
)  # fmt: skip
def test_a_declared_charset_is_used(charset, declared):
    body = xml(RUSSIAN, declared).encode(charset)
    assert decode(body).text == xml(RUSSIAN, declared)


@pytest.mark.parametrize("bom_charset", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_beats_every_declaration(bom_charset):
    body = xml(RUSSIAN, "iso-8859-1").encode(bom_charset)
    assert decode(body, http_charset="koi8-r").text == xml(RUSSIAN, "iso-8859-1")


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_charsets_are_seen_without_a_mark(charset):
    assert decode(xml(CHINESE).encode(charset)).text == xml(CHINESE)


def test_valid_utf8_beats_every_declaration():
    assert decode(xml(CHINESE, "gb2312").encode(), http_charset="big5").text == xml(CHINESE, "gb2312")


def test_the_header_beats_the_document():
    body = xml(RUSSIAN, "windows-1251").encode("koi8-r")
    assert decode(body, http_charset="koi8-r").text == xml(RUSSIAN, "windows-1251")


def test_a_servers_default_latin_does_not_beat_the_document():
    body = xml(RUSSIAN, "windows-1251").encode("cp1251")
    assert decode(body, http_charset="ISO-8859-1").text == xml(RUSSIAN, "windows-1251")


@pytest.mark.parametrize(
    ("declared", "charset", "text"),
    [
        ("gb2312", "gb18030", "中文镕㐀" + CHINESE),
        ("gbk", "gb18030", "𠮷中文"),
        ("big5", "big5hkscs", "香港嘅嘢"),
        ("shift_jis", "cp932", "①髙"),
        ("euc-kr", "cp949", "똠방각하"),
        ("iso-8859-1", "cp1252", "“quoted” – €"),
        ("us-ascii", "cp1252", "café"),
        ("iso-8859-9", "cp1254", "İstanbul’da"),
        ("tis-620", "cp874", "ไทย…"),
    ],
)
def test_a_declared_charset_is_widened_to_what_is_meant(declared, charset, text):
    assert decode(xml(text, declared).encode(charset)).text == xml(text, declared)


def test_a_stray_byte_does_not_change_the_charset():
    body = xml(CHINESE * 10, "gb2312").encode("gb18030").replace(b"</rss>", b"\xff</rss>")
    decoded = decode(body)
    assert (decoded.charset, decoded.replaced) == ("gb18030", 1)
    assert decoded.text.replace("\ufffd", "") == xml(CHINESE * 10, "gb2312")


SUMMARIES = {
    "de": "Der Präsident erklärte, die Gespräche über die künftige Zusammenarbeit hätten Erfolg gehabt.",
    "fr": "Le président a déclaré que les négociations entre les États membres étaient très avancées",
    "es": "El presidente declaró que la cooperación económica avanzará según lo previsto en la reunión.",
    "pl": "Prezydent oświadczył, że współpraca będzie się rozwijać, a następne odbędzie się w Łodzi.",
    "ru": RUSSIAN,
    "ar": "عقدت منظمة شنغهاي للتعاون قمتها في العاصمة وناقش القادة التعاون الاقتصادي",
    "zh": CHINESE,
}


def cut(text):
    """A summary as a server leaves it that cuts by bytes: within its last character that is not ASCII."""
    last = max(place for place, char in enumerate(text) if ord(char) > 127)
    return text[:last].encode() + text[last].encode()[:1] + b"..."


@pytest.mark.parametrize("declared", ["utf-8", "", "iso-8859-1"])
@pytest.mark.parametrize("cuts", [1, 20])
@pytest.mark.parametrize("text", SUMMARIES.values(), ids=SUMMARIES)
def test_utf8_with_characters_cut_in_two_is_utf8(text, cuts, declared):
    items = [cut(text) if place < cuts else text.encode() for place in range(20)]
    body = b"<item>" + b"</item><item>".join(items) + b"</item>"
    decoded = decode(xml("BODY", declared).encode().replace(b"BODY", body), http_charset=declared)
    assert (decoded.charset, decoded.replaced) == ("utf-8", cuts)
    assert text[:20] in decoded.text


LEGACY = {
    "ru": "cp1251 koi8-r cp866 iso8859-5 mac-cyrillic", "zh": "gb18030 big5hkscs", "ar": "cp1256 iso8859-6",
    "pl": "cp1250 iso8859-2", "de": "cp1252 cp1250 mac-roman", "fr": "cp1252 mac-roman", "es": "cp1252 cp850",
}  # fmt: skip


@pytest.mark.parametrize("lang", LEGACY)
def test_text_in_another_charset_is_never_taken_for_broken_utf8(lang):
    for charset in LEGACY[lang].split():
        text = SUMMARIES[lang].translate(TO_TRADITIONAL) if charset == "big5hkscs" else SUMMARIES[lang]
        for declared in ("utf-8", ""):
            assert decode(xml(text, declared).encode(charset)).charset != "utf-8", (charset, declared)


@pytest.mark.parametrize(
    ("charset", "name"),
    [("big5", "來華出"), ("euc-kr", "력기구"), ("shift_jis", "日本語の"), ("euc-jp", "機構")],
)
def test_a_name_in_a_foreign_script_is_read_as_declared(charset, name):
    assert decode(xml(f"A plain headline, {name}", charset).encode(charset)).text == xml(
        f"A plain headline, {name}", charset
    )


@pytest.mark.parametrize(("charset", "text"), [("cp1251", RUSSIAN), ("gb18030", CHINESE)])
@pytest.mark.parametrize("declared", ["", "utf-8", "x-unknown"])
def test_a_detector_finds_what_is_declared_wrongly_or_not_at_all(charset, text, declared):
    assert decode(xml(text, declared).encode(charset)).text == xml(text, declared)


def test_a_few_bytes_of_unknown_charset_are_western():
    assert decode("<rss>café à la crème</rss>".encode("latin-1")).text == "<rss>café à la crème</rss>"


def test_text_encoded_twice_is_decoded_twice():
    twice = RUSSIAN.encode().decode("cp1252", "replace")
    assert "\ufffd" in twice  # not every byte has a cp1252 character: servers leave those as they are
    body = "".join(chr(byte) if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes([byte]).decode("cp1252")
                   for byte in RUSSIAN.encode()).encode()  # fmt: skip
    assert decode(body).text == RUSSIAN


@pytest.mark.parametrize("text", ["Café – “été” €", "Ã© alone is odd but … “real” naïve", CHINESE])
def test_text_encoded_once_stays(text):
    assert decode(text.encode()).text == text


NO_CHARSETS = "base64 unicode_escape utf-7 utf-16 idna punycode rot13 zlib ../os"


@pytest.mark.parametrize("label", ["", "no such", "x" * 99, *NO_CHARSETS.split()])
def test_what_is_no_charset_is_not_believed(label):
    assert python_charset(label) == ""


def test_ascii_with_escapes_is_japanese_only_where_declared():
    body = xml("日本語", "iso-2022-jp").encode("iso2022_jp")
    assert decode(body).text == xml("日本語", "iso-2022-jp")
    assert decode(b"<rss>plain</rss>").text == "<rss>plain</rss>"

"""Bytes to text: who is believed about the charset."""

import pytest

from bot.feeds.decode import decode, python_charset

RUSSIAN = "Саммит Шанхайской организации сотрудничества прошёл в Астане. " * 6
CHINESE = "上海合作组织成员国元首理事会会议在阿斯塔纳举行。" * 12


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

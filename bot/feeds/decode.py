"""A feed's bytes -> text, before any parser sees them: parsers guess charsets badly and say nothing.

The order: byte order mark; UTF-8 that is not plain ASCII, broken in places or not, whatever is declared; the
HTTP header; the XML declaration; a detector; windows-1252. Declared names are widened to the superset that
is meant, as browsers do (WHATWG Encoding): a feed that says gb2312 and uses a newer character is GB18030.
"""

import codecs
import re
from dataclasses import dataclass

MAX_BAD_SHARE_UTF8 = 1 / 3
"""A server that cuts texts by bytes may break a character in each. Other charsets read as UTF-8 are broken to
more than half, but for a handful of characters."""
FEW_BYTES = 20
"""So few beyond ASCII may be valid UTF-8 by chance: then another charset that is declared goes first."""
MAX_BAD_SHARE = 0.001
"""Of the non-ASCII characters: a stray byte must not throw a feed into another charset."""
MAX_BAD_SHARE_DECLARED = 0.05
"""What a declared charset may still cost where no other fits better."""
DETECT_FROM_BYTES = 200
"""Below that many non-ASCII bytes a detector only guesses."""
_DETECT_SAMPLE_BYTES = 16 * 1024

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: it begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE_STARTS = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"{\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
    (b"\0{", "utf-16-be"),
)
_WIDENED = {
    "gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "hz": "gb18030", "gb18030": "gb18030",
    "big5": "big5hkscs", "cp950": "big5hkscs", "big5hkscs": "big5hkscs",
    "shift_jis": "cp932", "shift_jisx0213": "cp932", "shift_jis_2004": "cp932", "cp932": "cp932",
    "euc_kr": "cp949", "cp949": "cp949", "johab": "johab",
    "iso8859-1": "cp1252", "ascii": "cp1252", "cp1252": "cp1252",
    "iso8859-9": "cp1254", "cp1254": "cp1254",
    "iso8859-11": "cp874", "tis-620": "cp874", "cp874": "cp874",
    "utf-8": "utf-8", "utf-8-sig": "utf-8",
}  # fmt: skip
# Only these are tried: Python also knows codecs that are no charsets, such as unicode_escape and utf-7.
_AS_DECLARED = re.compile(
    r"euc_jp|euc_jis_2004|euc_jisx0213|iso2022_(jp|kr).*|koi8-[rtu]"
    r"|cp(437|72[05]|737|775|85[0258]|86[0-69]|125\d)|iso8859-\d+|mac-(roman|cyrillic|greek|latin2|turkish)|kz1048|ptcp154"
)
_ALIASES = {
    "unicode": "utf-8", "utf8mb4": "utf-8", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "x-sjis": "cp932",
    "windows-31j": "cp932", "ms_kanji": "cp932", "ks_c_5601-1987": "cp949", "windows-949": "cp949",
    "x-euc-jp": "euc_jp", "windows-874": "cp874", "dos-874": "cp874", "iso-8859-8-i": "iso8859-8",
    "x-mac-cyrillic": "mac-cyrillic", "macintosh": "mac-roman", "x-mac-roman": "mac-roman",
    "koi8": "koi8-r", "koi": "koi8-r", "x-x-big5": "big5hkscs", "cn-big5": "big5hkscs",
}  # fmt: skip
_SPELLING = re.compile(r"^(?:cp|win|windows|x-cp|x-windows|microsoft-cp)[-_ ]?(125\d)$")
_LABEL = re.compile(r"[a-z0-9][a-z0-9._:-]{1,39}")
_XML_DECLARATION = re.compile(rb"""^\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*["']\s*([A-Za-z0-9._:-]+)""")
_CP1252_BYTES = {
    ord(char): byte for byte in range(0x80, 0xA0) if (char := bytes([byte]).decode("cp1252", "ignore"))
}
_ASCII = bytes(range(0x80))
_NOT_ASCII = re.compile("[^\x00-\x7f]+")
_MARKUP = re.compile(rb"<[^<>]*>|&[#\w]+;")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """``charset`` is the Python codec that was used; ``replaced`` counts the U+FFFD it put in."""

    text: str
    charset: str
    replaced: int = 0


def decode(body: bytes, *, http_charset: str = "") -> Decoded:
    """Return the text of a feed document; never fails.

    Args:
        http_charset: of the Content-Type header, or empty.
    """
    for mark, charset in (*_BOMS, *_WIDE_STARTS):
        if body.startswith(mark):
            length = len(mark) if (mark, charset) in _BOMS else 0
            return _decoded(body[length:], charset)
    high = len(body.translate(None, _ASCII))
    if not high:
        # ISO-2022-JP hides in ASCII; nothing else does.
        declared = [name for name in _declared(body, http_charset) if name.startswith("iso2022")]
        return _decoded(body, declared[0] if declared else "utf-8")
    try:
        return Decoded(text=_encoded_once(body.decode("utf-8")), charset="utf-8")
    except UnicodeDecodeError:
        broken = _decoded(body, "utf-8")
    declared = _declared(body, http_charset)
    is_enough = high >= FEW_BYTES or not declared or "utf-8" in declared
    if is_enough and _bad_share(broken) <= MAX_BAD_SHARE_UTF8:
        return broken
    return _decode_legacy(body, declared, high)


def _encoded_once(text: str) -> str:
    """Undo what a server did that read UTF-8 as windows-1252 and encoded it again: "Ñ€Ð¾Ñ" -> "рос".

    Only where every non-ASCII character of the document fits: real text never happens to be valid UTF-8 in
    that disguise throughout.
    """
    # What would not fit fails at the first run already, and translating all of a document takes its time.
    first = _NOT_ASCII.search(text)
    try:
        for part in (first.group() if first else "", text):
            once = part.translate(_CP1252_BYTES).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
    return once


def _decode_legacy(body: bytes, declared: list[str], high: int) -> Decoded:
    tried = [_decoded(body, charset) for charset in dict.fromkeys([*declared, "utf-8"])]
    for one in tried:
        if _bad_share(one) <= MAX_BAD_SHARE:
            return one
    if high >= DETECT_FROM_BYTES and (detected := _detected(body)) is not None:
        return detected
    best = min(tried, key=_bad_share)
    return best if _bad_share(best) <= MAX_BAD_SHARE_DECLARED else _decoded(body, "cp1252")


def _declared(body: bytes, http_charset: str) -> list[str]:
    """The charsets the header and the document name, best first, as codecs we trust."""
    found = _XML_DECLARATION.match(body[:512])
    in_xml = python_charset(found[1].decode("ascii")) if found else ""
    in_http = python_charset(http_charset)
    if in_http == "cp1252" and in_xml:
        # Web servers add iso-8859-1 to everything: a document that says otherwise knows better.
        in_http, in_xml = in_xml, in_http
    return [name for name in (in_http, in_xml) if name]


def python_charset(label: str) -> str:
    """Return the codec for a charset label, widened; empty for unknown ones and those that are no charsets.

    UTF-16 and UTF-32 are never believed: text that shows its declaration byte by byte is not in them.
    """
    label = label.strip().strip("\"'").lower()
    if spelling := _SPELLING.match(label):
        label = "cp" + spelling[1]
    label = _ALIASES.get(label, label)
    if not _LABEL.fullmatch(label):
        return ""
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return ""
    return _WIDENED.get(name) or (name if _AS_DECLARED.fullmatch(name) else "")


def _decoded(body: bytes, charset: str) -> Decoded:
    text = body.decode(charset, errors="replace")
    return Decoded(text=text, charset=charset, replaced=text.count("\ufffd"))


def _bad_share(decoded: Decoded) -> float:
    if not decoded.replaced:
        return 0.0
    return decoded.replaced / (len(decoded.text) - len(decoded.text.encode("ascii", "ignore")))


def _detected(body: bytes) -> Decoded | None:
    import charset_normalizer  # noqa: PLC0415 - 3 MB and 30 ms that few workers ever need

    sample = _MARKUP.sub(b" ", body)[:_DETECT_SAMPLE_BYTES]
    best = charset_normalizer.from_bytes(sample, chunk_size=2048).best()
    charset = python_charset(best.encoding.replace("_", "-")) if best else ""
    charset = charset or (python_charset(best.encoding) if best else "")
    if not charset:
        return None
    decoded = _decoded(body, charset)
    return decoded if _bad_share(decoded) <= MAX_BAD_SHARE_DECLARED else None

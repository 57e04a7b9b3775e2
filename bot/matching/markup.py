"""Text with markup left in it -> a text just as long that shows only what a reader of the page would see.

Feeds escape twice, cut tags in half and paste e-mails. Here tags, comments, scripts, character references,
addresses, link targets and the control codes of mail and chat are written over in place, so that position
``i`` of the result is position ``i`` of the text and a name found in one can be shown from the other. What
parts words becomes spaces or line feeds, what stands inside a word becomes characters that folding drops.
Nothing is added, moved or judged; a text without markup comes back as it is.
"""

import functools
import re
import sys
import unicodedata
from collections.abc import Callable
from html import unescape
from html.entities import html5

import numpy as np

from bot.matching.tags import BLOCKS, HIDDEN, INLINE, KNOWN, words

_JOIN = "\N{ZERO WIDTH SPACE}"
"""Folds to nothing: for what stands inside a word and is no part of it, such as ``<b>``."""
_REST = "\N{COMBINING GRAPHEME JOINER}"
"""Folds to nothing too, but is a mark: spans take it along with the letter before it. It fills what a
character reference leaves, so that a name that ends in one ends behind the whole of it."""
_UTF32 = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"


_SIGNS = "<>&=]*`~"
_READINGS = 3  # text escaped four times over is nobody's: "&amp;amp;amp;lt;b>"
_CUT_OFF_CHARS = 1000  # what a comment, script or attribute that never ends may hide

_LINE_END = re.compile(r"[ \t\r]*+\n")
_COMMENT = "!--"
_NEVER_TEXT = frozenset({_COMMENT, "script", "style"})

_ATTRIBUTE = r"""\s++[A-Za-z_:@][\w:.-]*+\s*+=\s*+"""
_MARKUP = re.compile(
    rf"""<(?:
    (?P<comment>!--)
    |(?P<control>(?:
        [@\#][!&]?[A-Z]{{0,12}}\d[A-Z\d]*+                   # a person or channel in Slack and Discord
        |(?:(?:https?|ftp)://|mailto:|tel:)[^\s<>|]*+
        |[!?][A-Za-z\[][^<>|]*+                              # <!channel>, <!DOCTYPE html>, <?xml ...?>
    )(?:\|(?P<label>[^<>]*+))?>)
    |(?P<tag>(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]*+(?:[:-][A-Za-z0-9]++)*+)(?P<rest>(?=[\s/>])(?:
        (?:[^<>"']++|"[^"<>]*+"|'[^'<>]*+'|"[^"]{{0,{_CUT_OFF_CHARS}}}+"|'[^']{{0,{_CUT_OFF_CHARS}}}+')*+>
        |[^<>]*+>                                            # a quote that is never closed
    )))
    |(?P<cut>(?P<cut_name>[A-Za-z][A-Za-z0-9]*+)(?P<attributes>
        (?:{_ATTRIBUTE}(?:"[^"<>]*+"|'[^'<>]*+'|[^\s<>"']++))*+
        (?:{_ATTRIBUTE}["'](?:[^<>\n]|\n(?![ \t]*+\n)){{0,{_CUT_OFF_CHARS}}}+)?
    ))
    )""",
    re.VERBOSE,
)
_XML_ATTRIBUTE = re.compile(r"\s[\w:.-]++=[\"'\w]")
_BARE_ATTRIBUTES = words(
    "async autoplay checked clear compact controls default defer disabled hidden inert itemscope loop"
    " multiple muted noshade nowrap open readonly required reversed selected"
)
_QUOTED_VALUE = re.compile(r"\"[^\"]*+\"|'[^']*+'")
_HIDDEN_ATTRIBUTE = re.compile(r"\shidden(?=[\s=/>])", re.IGNORECASE)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n[ \t\r]*+\n")

_REFERENCE = re.compile(
    "&(?:#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,6});?|[A-Za-z][A-Za-z0-9]{1,31};"
    "|(?:amp|gt|lt|nbsp|quot|shy)(?![A-Za-z0-9;=]))"
)
_SOFT_LINE_END = re.compile(r"=\r?\n")
_QUOTED_CHAR = re.compile(
    "=[CDcd][0-9A-Fa-f](?:=[89ABab][0-9A-Fa-f])|=[Ee][0-9A-Fa-f](?:=[89ABab][0-9A-Fa-f]){2}"
    "|=[Ff][0-4](?:=[89ABab][0-9A-Fa-f]){3}"
)
_QUOTED_ASCII = re.compile("=[2-7][0-9A-Fa-f]")

_MAIL_QUOTE = re.compile(r"^[ \t]*+>[ \t>]*+", re.MULTILINE)
_LINK_TARGET = re.compile(
    r"(?:\]|!\[[^\[\]]*+\])\((?P<target>(?:[^\s()<>]++|\([^\s()<>]*+\))*+)"
    r"(?:[ \t]++(?:\"[^\"\n]*+\"|'[^'\n]*+'))?[ \t]*+\)"
)
_EMPHASIS = re.compile(r"([*`~](?:(?<=\*)\*{0,2}|(?<=`)`{0,2}|(?<=~)~))[^\s*~`](?:[^*~`\n]*+(?<=\S))?\1")

# What goes on an address: letters beyond ASCII only where a path, not a sentence, can go on with them.
_PATH = (
    r"(?:[!#$%&*+,./0-9:;=?@A-Z\\^_a-z~-]|\([^\s()<>]*+\)"
    r"|(?<=[/=_#?&+%-])[^\x00-\x7f\s\u2000-\u206f\u3000-\u303f\uff00-\uffef«»،؛؟۔।]++)*+"
)
_URL = re.compile(f"://{_PATH}")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,15}\Z")
_WEB_HOST = re.compile(rf"www\.{_PATH}")
_MAIL_DOMAIN = re.compile(r"@[A-Za-z0-9-]++\.[A-Za-z0-9.-]++")
_MAIL_NAME = re.compile(r"[A-Za-z0-9._%+-]{1,64}\Z")
_NEAR_DOMAIN = re.compile(r"\.[a-z]{2}")
_HOST = re.compile(r"[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)++")
_HOST_CHARS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.")
_DOMAIN_PATH = re.compile(rf"(?::\d{{1,5}})?(?:[/?#]{_PATH})?")
# Two letters are a country's domain. The words are words too: "summit.in" is two, "mea.gov.in" and "x.in/a"
# are none.
_TOP_LEVEL = words(
    "com org net edu gov mil int info biz mobi aero coop museum asia xyz tech online site website wiki cat"
)
_TOP_LEVEL_WORDS = words(
    "am an as at be by do global go he if in is it la live me media my name news no of on or pa press pro se"
    " so space st to today top up us we world"
)


def visible(text: str) -> str:
    """Return what a reader sees of ``text``, with as many code points and all of them in their places.

    Runs in linear time. Call it for one field at a time: what is left open in a title ends with the title.
    Of a character reference the first position holds the character. Handles such as @SCO_Summit stay.
    """
    if not any(map(text.__contains__, _SIGNS)):
        return _without_addresses(text)
    draft = _Draft(text)
    draft.read()
    read = draft.text
    if "](" in read:
        read = _LINK_TARGET.sub(_hide_target, read)
    if "*" in read or "`" in read or "~~" in read:
        read = _EMPHASIS.sub(_join_emphasis, read)
    draft.text = _without_addresses(read)
    return draft.laid_out()


class _Draft:
    """A text that gets shorter while it is read, and the way back to its full length."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._offsets = np.arange(len(text))
        self._gaps = np.zeros(len(text), np.uint32)

    def read(self) -> None:
        """Undo quoted-printable, then take out tags and read characters by turns, as they were escaped."""
        if "=" in self.text:
            is_wrapped = self._replace(_SOFT_LINE_END, lambda _: "", rest=_JOIN)
            if self._replace(_QUOTED_CHAR, _read_quoted) or is_wrapped:  # then "=20" is no number
                self._replace(_QUOTED_ASCII, _read_quoted)
        self.text = _without_tags(self.text)
        for _ in range(_READINGS):
            if "&" not in self.text or not self._replace(_REFERENCE, _read_reference):
                break
            self.text = _without_tags(self.text)
        if ">" in self.text:
            self.text = _MAIL_QUOTE.sub(_blank, self.text)

    def laid_out(self) -> str:
        """Return the text at full length, every character where it or what stood for it was."""
        if len(self.text) == len(self._gaps):
            return self.text
        self._gaps[self._offsets] = np.frombuffer(self.text.encode(_UTF32, "surrogatepass"), np.uint32)
        return self._gaps.tobytes().decode(_UTF32, "surrogatepass")

    def _replace(
        self, pattern: re.Pattern[str], read: Callable[[str], str | None], *, rest: str = _REST
    ) -> bool:
        """Put what ``read`` returns, never longer, for each find; say whether anything was replaced.

        The characters take the first places of the find, ``rest`` will fill the others.
        """
        pieces: list[str] = []
        keep = np.ones(len(self.text), np.bool_)
        done = 0
        for found in pattern.finditer(self.text):
            new = read(found.group())
            if new is not None:
                start, end = found.span()
                pieces += (self.text[done:start], new)
                keep[start + len(new) : end] = False
                done = end
        if not pieces:
            return False
        self.text = "".join([*pieces, self.text[done:]])
        self._gaps[self._offsets[~keep]] = ord(rest)
        self._offsets = self._offsets[keep]
        return True


@functools.lru_cache(maxsize=4096)
def _read_reference(reference: str) -> str | None:
    """Return the character a reference stands for, None for "R&D;" and the like."""
    if reference[1] == "#":
        return unescape(reference)
    return html5.get(reference[1:].rstrip(";") + ";")


def _read_quoted(encoded: str) -> str | None:
    try:
        return bytes.fromhex(encoded.replace("=", "")).decode()
    except UnicodeDecodeError:
        return None


def _blank(found: re.Match[str]) -> str:
    return " " * (found.end() - found.start())


def _without_tags(text: str) -> str:
    if "<" not in text:
        return text
    text = text.replace("<![CDATA[", " " * 9)
    closings = _Closings(text)
    pieces: list[str] = []
    done = at = 0
    while found := _MARKUP.search(text, at):
        start = found.start()
        end, cover = _cover(found, closings)
        at = max(end, start + 1)
        if end > start:
            pieces += (text[done:start], cover if len(cover) == end - start else cover.ljust(end - start))
            done = end
    return "".join([*pieces, text[done:]])


def _cover(found: re.Match[str], closings: "_Closings") -> tuple[int, str]:
    """Return where the markup that was found ends and what to write over it; its start if it is none."""
    start, end = found.span()
    if found["tag"]:
        name = found["name"].lower()
        rest = found["rest"]
        if not _is_tag(found, name):
            return start, ""
        is_opening = not found["close"] and not rest.endswith("/>") and name in KNOWN
        if is_opening and (name in HIDDEN or _is_hidden(rest)):
            end = closings.after(name, end)
        # In HTML a line end is a space; after <br> it would look like an empty line.
        is_line_end = name == "br" and _LINE_END.match(found.string, end)
        return end, " " if is_line_end else _filler(name, end - start)
    if found["comment"]:
        end = closings.after(_COMMENT, start + 2)  # "<!-->" is one, too
        return end, _JOIN * (end - start)
    if found["control"]:
        return (end if found["label"] is None else found.start("label")), " "
    name = found["cut_name"].lower()
    if found["attributes"] and name in KNOWN:
        return end, _filler(name, end - start)
    return start, ""


def _is_tag(found: re.Match[str], name: str) -> bool:
    """Whether it is a tag of HTML, or looks like one of XML.

    "<SCO>", "<BDS-3 launch>", "<Table 2>" and "a <b or c> d" are text.
    """
    rest = found["rest"]
    if found["close"]:
        return True
    if name not in KNOWN:
        return rest.endswith("/>") or ":" in name or bool(_XML_ATTRIBUTE.search(rest))
    return rest == ">" or "=" in rest or _BARE_ATTRIBUTES.issuperset(rest.rstrip("/>").lower().split())


def _is_hidden(rest: str) -> bool:
    if rest == ">":
        return False
    return bool(_HIDDEN_STYLE.search(rest) or _HIDDEN_ATTRIBUTE.search(_QUOTED_VALUE.sub('""', rest)))


def _filler(name: str, width: int) -> str:
    if name in INLINE:
        return _JOIN * width
    if name in BLOCKS:
        return "\n\n"
    return "\n" if name == "br" else " "


class _Closings:
    """Where elements of one text end; what was not found once is not sought again, which keeps it linear."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._missing: set[str] = set()

    def after(self, name: str, at: int) -> int:
        """Return the end of the element that was opened before ``at``; ``at`` itself if it is not closed.

        A comment or script that is not closed hides what follows to the next blank line, but not for ever.
        """
        closing = None if name in self._missing else _closing(name).search(self._text, at)
        if closing:
            return closing.end()
        self._missing.add(name)
        if name not in _NEVER_TEXT:
            return at
        limit = min(at + _CUT_OFF_CHARS, len(self._text))
        blank = _BLANK_LINE.search(self._text, at, limit)
        return blank.start() if blank else limit


@functools.cache
def _closing(name: str) -> re.Pattern[str]:
    if name == _COMMENT:
        return re.compile("-->")
    if name in ("rt", "rp"):  # may be left open: the next one, or the ruby's end, closes them
        return re.compile(r"</r[tp]\s*+>|(?=<(?:r[tp]|/ruby)[\s>])", re.IGNORECASE)
    return re.compile(rf"</{name}(?=[\s/>])[^<>]*+>", re.IGNORECASE)


def _hide_target(found: re.Match[str]) -> str:
    """Blank a link's target, and a picture's text with it; the "(SCO)" behind a "[1]" is no target."""
    target = found["target"]
    return _blank(found) if not target or any(sign in target for sign in "/#:.?=%") else found.group()


def _join_emphasis(found: re.Match[str]) -> str:
    """Take emphasis out of the middle of a word; outside of words it may stay, for it folds to a space."""
    start, end = found.span()
    width = len(found[1])
    opening = _JOIN * width if _is_in_word(found.string, start, start + width) else found[1]
    closing = _JOIN * width if _is_in_word(found.string, end - width, end) else found[1]
    return opening + found.string[start + width : end - width] + closing


def _is_in_word(text: str, start: int, end: int) -> bool:
    return start > 0 and end < len(text) and _is_letter(text[start - 1]) and _is_letter(text[end])


def _is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LM"


def _without_addresses(text: str) -> str:
    if ":" in text and "://" in text:
        text = _without(text, _URL, before=_SCHEME)
    if "@" in text:
        text = _without(text, _MAIL_DOMAIN, before=_MAIL_NAME)
    return _without_domains(_WEB_HOST.sub(_blank, text)) if _NEAR_DOMAIN.search(text) else text


def _without(text: str, pattern: re.Pattern[str], *, before: re.Pattern[str]) -> str:
    """Blank what ``pattern`` finds, together with what stands before it, which must be something."""
    pieces: list[str] = []
    done = 0
    for found in pattern.finditer(text):
        start, end = found.span()
        first = before.search(text, max(done, start - 64), start)
        if first:
            pieces += (text[done : first.start()], " " * (end - first.start()))
            done = end
    return "".join([*pieces, text[done:]])


def _without_domains(text: str) -> str:
    pieces: list[str] = []
    done = at = 0
    while near := _NEAR_DOMAIN.search(text, at):
        start = near.start()
        while start > at and text[start - 1] in _HOST_CHARS:
            start -= 1
        host = _HOST.match(text, start)
        at = host.end() if host else near.start() + 1
        if host and (end := _domain_end(text, host)):
            pieces += (text[done:start], " " * (end - start))
            done = end
            at = max(at, end)
    return "".join([*pieces, text[done:]])


def _domain_end(text: str, host: re.Match[str]) -> int:
    """Return where an address ends that begins with ``host``, 0 if it is none.

    "sectsco.org" is one, "summit.The" is two words, "Amazon.com" a name, "x.org.The" an address and a word.
    """
    labels = host.group().split(".")
    end = host.end()
    for at in range(len(labels) - 1, 0, -1):
        path = _DOMAIN_PATH.match(text, end) if end == host.end() else None
        path_end = path.end() if path else end
        if end == host.end() or labels[at + 1][0].isupper():
            is_word = labels[at] in _TOP_LEVEL_WORDS and at < 2 and path_end == end
            if _is_top_level(labels[at]) and not is_word:
                return 0 if labels[0][0].isupper() and path_end == end else path_end
        end -= len(labels[at]) + 1
    return 0


def _is_top_level(label: str) -> bool:
    is_country = len(label) == 2 and label.isalpha() and label.islower()
    return is_country or label in _TOP_LEVEL or label in _TOP_LEVEL_WORDS

"""Plain text as readers see it: cleaned, cut to length, and its direction.

Everything works on code points of plain text (HTML never comes here) and never looks at the language tag of
an article: tags lie, the script of a letter does not.
"""

import re
import unicodedata

from bot.core.sentences import sentences

# C0 and C1 controls except tab, line feed and carriage return; noncharacters, lone surrogates, interlinear
# and object marks, bidi controls, zero-width spaces, soft hyphens and tag characters: invisible, and used to
# hide or to turn text around. Zero-width joiners are not here: Persian and emoji need them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufdd0-\ufdef\ufeff\ufff9-\ufffc\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
    "|[" + "".join(chr(plane << 16 | low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF)) + "]"
)
# A joiner means something only between two letters or emoji that are not ASCII.
_STRAY_JOINERS = re.compile(r"(?<![^\x00-\x7f\s])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\x7f\s])")
# Stacked marks make a line unreadable, and putting long runs in canonical order takes quadratic time. Any
# mark of any script may stack; what is neither a letter nor a space is looked at one by one.
_STACKED_MARKS = re.compile(r"[^\w\s\x00-\x7f]{9,}")
_MOST_MARKS = 8
# Marks begin at U+0300, and a run of them is one in the text's other characters as well.
_MAY_STACK = re.compile("[\u0300-\U0010ffff]{9}")
_PLAIN = bytes((*b"\t\n\r", *range(0x20, 0x7F)))
_ALL_SPACES = re.compile(r"\s+")


def clean(text: str, *, keep_lines: bool = False) -> str:
    """Return the text without invisible characters, in NFC, with single spaces and no space at the ends.

    Line breaks become spaces, or single line feeds where ``keep_lines`` is true.
    """
    # Most text is plain ASCII: only the rest is looked at, apart from it.
    rest = text.encode("utf-8", "surrogatepass").translate(None, _PLAIN).decode("utf-8", "surrogatepass")
    if rest:
        if _INVISIBLE.search(rest):
            text, rest = _INVISIBLE.sub("", text), _INVISIBLE.sub("", rest)
        if "\u200c" in rest or "\u200d" in rest:
            text = _STRAY_JOINERS.sub("", text)
        if _MAY_STACK.search(rest):
            text = _STACKED_MARKS.sub(_unstacked, text)
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
    if not keep_lines:
        return " ".join(text.split())
    return "\n".join(filter(None, map(_single_spaced, text.splitlines())))


def _single_spaced(line: str) -> str:
    line = line.replace("\xa0", " ")
    # No other blank is printable. Most lines are spaced well, and taking them apart costs twice as much.
    if "  " not in line and line.isprintable():
        return line.strip(" ")
    return " ".join(line.split())


def _unstacked(run: re.Match[str]) -> str:
    kept = []
    marks = 0
    for char in run.group():
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


_SUMMARY_TAILS = ("[…]", "[...]", "(...)", "(…)", "...", "…")


def says_more(summary: str, body: str) -> bool:
    """Whether a summary is more than the first words of the body: those would be found and shown twice."""
    start = " ".join(summary.split())
    for tail in _SUMMARY_TAILS:
        start = start.removesuffix(tail).rstrip()
    return not " ".join(body[: len(summary) * 2 + 100].split()).startswith(start)


# --- direction ------------------------------------------------------------------------------------------


def is_rtl(text: str) -> bool:
    """True when most letters run from right to left.

    Not the first strong letter: an Urdu headline may well begin with "CPEC".
    """
    right = left = 0
    for char in text:
        if char.isalpha():
            if unicodedata.bidirectional(char) in {"R", "AL"}:
                right += 1
            else:
                left += 1
    return right > left


def isolated(text: str) -> str:
    """Return text of strangers fit for the middle of a line, whichever way it runs."""
    plain = clean(text)
    opened, closed = isolates(plain)
    return f"{opened}{plain}{closed}"


def isolates(text: str) -> tuple[str, str]:
    """Return what stands before and behind a cleaned text in the middle of a line; nothing for most texts.

    For a text that is put together of parts with markup between them; any other is ``isolated``.
    """
    if any(unicodedata.bidirectional(char) in {"R", "AL", "AN"} for char in text):
        return "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
    return "", ""


# --- cutting --------------------------------------------------------------------------------------------

ELLIPSIS = "…"


def truncate(text: str, limit_chars: int) -> str:
    """Return the text in at most ``limit_chars`` code points, cut at the best border with an ellipsis.

    The end of a sentence is taken where it keeps over 60 % of the room, the end of a word where it keeps over
    half, else the last border between graphemes. A text that fits comes back as it is.

    Raises: ValueError for a limit below one: not even the ellipsis fits.
    """
    if limit_chars < 1:
        raise ValueError(f"limit_chars must be at least 1, not {limit_chars}")
    if len(text) <= limit_chars:
        return text
    room = limit_chars - len(ELLIPSIS)
    sentence = max((end for _, end in sentences(text[: limit_chars + 1])[:-1] if end < room), default=0)
    if sentence > 0.6 * room:
        return f"{text[:sentence]} {ELLIPSIS}"
    word = max((space.start() for space in _ALL_SPACES.finditer(text, 0, room + 1)), default=0)
    end = word if word > 0.5 * room else grapheme_border(text, room)
    return text[:end].rstrip() + ELLIPSIS


def grapheme_border(text: str, end: int) -> int:
    """The last place at or before ``end`` that parts no accent from its letter and no emoji sequence."""
    while 0 < end < len(text) and _is_inside_grapheme(text, end):
        end -= 1
    return end


def _is_inside_grapheme(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if "\U0001f1e6" <= after <= "\U0001f1ff" and "\U0001f1e6" <= before <= "\U0001f1ff":
        # Two regional indicators make a flag: count how many stand before.
        run = at
        while run > 0 and "\U0001f1e6" <= text[run - 1] <= "\U0001f1ff":
            run -= 1
        return (at - run) % 2 == 1
    return (
        before == "\u200d"
        or after in "\u200c\u200d"
        or unicodedata.category(after) in {"Mn", "Me", "Mc"}  # accents, vowel signs, variation selectors
        or "\U0001f3fb" <= after <= "\U0001f3ff"  # skin tones
        or "\u1160" <= after <= "\u11ff"  # Hangul vowels and finals
    )


def casefolded(text: str) -> str:
    """Return a text in one case and with single spaces: what two copies of it have in common."""
    return " ".join(text.casefold().split())

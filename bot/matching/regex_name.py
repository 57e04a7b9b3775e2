"""Whether a regular expression will do as a name: RE2 reads it, and it finds not just anything."""

import re
import string

from bot.core.watchlist import Alias
from bot.matching.ordinary import is_ordinary_name
from bot.matching.regex import compile_regex
from bot.matching.report import Report
from bot.matching.variants import fold_name

ORDINARY = "is an ordinary word and would be found everywhere; remove it or set needs_context = true"
# What says how a word is found: "(?i)\bthe\b". One with ^ or $ is not found everywhere.
_NO_LETTERS = re.compile(r"\(\?[a-zA-Z]*[:)]|\\[bB]|[()]")
_AFTER_THE_END = re.compile(r"\$\w")
_NOTHING = 1  # the size of a program that only fails
_LONGEST_REPEAT = 1000  # of RE2


def _words_of(letters: str) -> str:
    words = " ".join(letters[:end] for end in range(1, len(letters) + 1))
    return f"{words} {letters}'s {letters}, {letters * 3} " * (_LONGEST_REPEAT // len(words))


# What finds all texts of a row finds everything: a single character, or words nobody writes, of one letter up
# to many. Those of a row have no letter in common, for what certain letters begin (VK) is a name.
_ANYTHING = (
    *((char,) for char in ("", *string.printable, "的")),
    *(
        tuple(map(_words_of, pair))
        for pair in (
            ("xqzvkwjxq", "bhpdmtgbf"),
            ("Xqzvkwjxq", "Bhpdmtgbf"),
            ("XQZVKWJXQ", "BHPDMTGBF"),
            ("жщфъэжщфъ", "бвгдлмнпр"),
            ("ضظغثضظغثض", "بتجدرسلمن"),
            ("囗乂囗乂囗乂囗乂囗", "丂亍丂亍丂亍丂亍丂"),
            ("가나다라가나다라가", "보조소오보조소오보"),
            ("かきくけかきくけか", "さしすせさしすせさ"),
            ("カキクケカキクケカ", "サシスセサシスセサ"),
            ("कखगघकखगघक", "पफबभपफबभप"),
            ("কখগঘকখগঘক", "পফবভপফবভপ"),
            ("กขคงกขคงก", "ปผพมปผพมป"),
            ("770077007", "135531355"),
        )
    ),
)


def check_regex(alias: Alias, where: str, report: Report) -> None:
    try:
        pattern = compile_regex(alias.text)
    except ValueError as error:
        report.add(where, f'"{alias.text}" is no regular expression that RE2 can use: {error}')
        return
    shown, plain = f'"{alias.text}"', _NO_LETTERS.sub("", alias.text)
    if pattern.programsize == _NOTHING or (_AFTER_THE_END.match(alias.text) and "|" not in alias.text):
        mend = r"write what the name looks like, and \$ for a $, which is the end of the text"
        report.add(where, f"{shown} can match no text at all; {mend}")
    elif any(all(pattern.search(text) for text in texts) for texts in _ANYTHING):
        report.add(
            where,
            f"{shown} also matches a single letter or nothing at all, or words of any letters, and"
            " would be found everywhere; write what only the name has",
        )
    elif plain.isalpha() and is_ordinary_name(plain, fold_name(plain), needs_context=alias.needs_context):
        report.add(where, f"{shown} {ORDINARY}")

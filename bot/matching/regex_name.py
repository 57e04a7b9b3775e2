"""Whether a regular expression will do as a name: RE2 reads it, and it finds not just anything."""

import string

from bot.matching.regex import compile_regex
from bot.matching.report import Report

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


def check_regex(text: str, where: str, report: Report) -> None:
    try:
        pattern = compile_regex(text)
    except ValueError as error:
        report.add(where, f'"{text}" is no regular expression that RE2 can use: {error}')
        return
    if any(all(pattern.search(text) for text in texts) for texts in _ANYTHING):
        report.add(
            where,
            f'"{text}" also matches a single letter or nothing at all, or words of any letters, and'
            " would be found everywhere; write what only the name has",
        )

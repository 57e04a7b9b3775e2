"""Names -> every folded spelling of them that is searched for exactly.

Camel case is split ("BeiDou", "Bei Dou"), words are joined ("healthsilk road", "healthsilkroad"), acronyms
take dots and a plural, British and American endings and usual abbreviations stand for each other, Arabic
one-letter words cling to the name. What cannot be listed (misspellings, inflection) is left to ``fuzzy``.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, pairwise

from bot.core.watchlist import Alias
from bot.matching.fold import fold, fold_many
from bot.matching.letters import DIGIT_KIND, UNSPACED_KIND, kind_table

# What a regex of these begins with is rare in names, and so soon looked for.
_HUMP = re.compile("[A-ZÀ-ÞА-ЯЁ](?<=[a-zà-ÿа-яё].)")
_HYPHEN = re.compile(r"[-\u2010\u2011](?<=[^\W\d_].)(?=[^\W\d_])")
_NON_JOINER = "\N{ZERO WIDTH NON-JOINER}"  # Persian and Urdu writers put a space there as well
_SHORT_FORMS = {
    "international": ("int l", "intl"),
    "government": ("gov t", "govt"),
    "department": ("dept",),
    "corporation": ("corp",),
    "cooperation": ("co operation",),
    "cooperative": ("co operative",),
    "centre": ("center",),
    "center": ("centre",),
    "defence": ("defense",),
    "defense": ("defence",),
    "labour": ("labor",),
    "labor": ("labour",),
    "harbour": ("harbor",),
    "harbor": ("harbour",),
    "programme": ("program",),
    "program": ("programme",),
}
_ENDINGS = ("isation", "ization")
_PREFIXES = ("anti", "counter", "cyber", "multi")
_MAY_BE_SHORT = re.compile("|".join((*_SHORT_FORMS, *_ENDINGS, *_PREFIXES)))
_LEAST_STEM = 4
_PROCLITICS = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "وك")
_ARTICLE = "ال"
_BEFORE_ARTICLE = ("وال", "فال", "بال", "لل", "كال", "وبال", "ولل", "وكال")
_LONGEST_JOINED_WORDS = 6
_SHOWN = 3  # letters of the second word: few words begin with a whole word and three letters of another

_FIRST_UNSPACED = "\u0e00"  # Thai; most names need no table


def variants(alias: Alias) -> tuple[str, ...]:
    """Return the folded spellings of ``alias``, its own first, without duplicates.

    Empty when the name folds to nothing. Digits are set apart, as the matcher folds its texts.
    """
    name = fold_name(alias.text)
    (parted,) = all_spellings([alias], [name])
    found = [*parted, *(spelling for _, spelling in joined(alias, parted))]
    if takes_proclitics(alias, name):
        core, before = clinging(name)
        found += [proclitic + core for proclitic in before]
    return tuple(dict.fromkeys(found))


def all_spellings(aliases: Sequence[Alias], names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the spellings of each alias but those that are ``joined`` or ``clinging``, its own first.

    Args:
        names: the aliases' texts, folded; where one is empty there is no spelling.
    """
    rewritten = [tuple(_rewritten(alias.text)) for alias in aliases]
    folded = iter(fold_names([text for texts in rewritten for text in texts]))
    for alias, name, texts in zip(aliases, names, rewritten, strict=True):
        forms = [name, *islice(folded, len(texts))]
        if not name:
            yield ()
        elif is_acronym(alias.text):
            plural = (f"{name}s",) if name.isascii() and len(name) > 2 else ()
            yield (name, " ".join(name), *plural)
        else:
            yield (*forms, *chain.from_iterable(map(_short_forms, forms)))


def _rewritten(text: str) -> Iterator[str]:
    """Yield a name with its camel case split, and without each hyphen, where lines are broken."""
    parted = _HUMP.sub(lambda hump: f" {hump.group()}", text).replace(_NON_JOINER, " ")
    if parted != text:
        yield parted
    for hyphen in _HYPHEN.finditer(text):
        yield text[: hyphen.start()] + text[hyphen.end() :]


def fold_name(text: str) -> str:
    """Fold a name, a context word or a phrase the way the matcher folds articles."""
    return fold(text, split_digits=True).text


def fold_names(texts: Sequence[str]) -> list[str]:
    """Return ``fold_name`` of each text."""
    return fold_many(texts, split_digits=True)


def is_acronym(text: str) -> bool:
    """Say whether ``text`` is one word of two to six capital letters."""
    return 2 <= len(text) <= 6 and text.isalpha() and text.isupper()


def bounded(spelling: str, *, is_open: bool = False) -> str:
    """Add the spaces that must stand around ``spelling``: none beside a script that has none.

    ``is_open``: the last word may go on ("satellite*").
    """
    first, last = spelling[0], spelling[-1]
    before = "" if first >= _FIRST_UNSPACED and _kind(first) == UNSPACED_KIND else " "
    after = "" if is_open or (last >= _FIRST_UNSPACED and _kind(last) == UNSPACED_KIND) else " "
    return f"{before}{spelling}{after}"


def _kind(char: str) -> int:
    return int(kind_table()[ord(char)])


def _short_forms(name: str) -> Iterable[str]:
    """Exchange one word at a time for a form of equal standing."""
    if not _MAY_BE_SHORT.search(name):
        return
    words = name.split(" ")
    for at, word in enumerate(words):
        if word in _SHORT_FORMS or word.endswith(_ENDINGS) or word.startswith(_PREFIXES):
            for short in _equals(word):
                yield " ".join([*words[:at], short, *words[at + 1 :]])


def _equals(word: str) -> Iterable[str]:
    yield from _SHORT_FORMS.get(word, ())
    if word.endswith(_ENDINGS):
        stem = word[:-7]
        yield stem + ("ization" if word[-6] == "s" else "isation")
        if stem == "organ":
            yield "org"
    if word.startswith(_PREFIXES):
        prefix = next(prefix for prefix in _PREFIXES if word.startswith(prefix))
        if len(word) >= len(prefix) + _LEAST_STEM:
            yield f"{prefix} {word.removeprefix(prefix)}"


def joined(alias: Alias, spellings: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Write all words of folded spellings, or two of three, as one; never a number, whose digits stand apart.

    Yields: as much of each as shows that words are joined, perhaps more than once; and the whole.
    """
    for words in _phrases(alias, spellings):
        joints = list(_joints(words))
        for at in joints:
            start = _joined_start(words, at)
            if at == joints[0]:
                gaps = ["" if _may_join(left, right) else " " for left, right in pairwise(words)]
                yield start, words[0] + "".join(map(str.__add__, gaps, words[1:]))
            if len(words) == 3:
                yield start, " ".join(words[: at + 1]) + " ".join(words[at + 1 :])


def joined_starts(alias: Alias, spellings: Iterable[str]) -> Iterator[str]:
    """Yield only as much of what ``joined`` yields as shows that words are joined."""
    for words in _phrases(alias, spellings):
        for at in _joints(words):
            yield _joined_start(words, at)


def _phrases(alias: Alias, spellings: Iterable[str]) -> Iterator[list[str]]:
    if not is_acronym(alias.text):
        for spelling in spellings:
            if 1 <= spelling.count(" ") < _LONGEST_JOINED_WORDS:
                yield spelling.split(" ")


def _joints(words: Sequence[str]) -> Iterator[int]:
    """Yield after which words they are joined: of three after either, else after the first that may be."""
    for at, (left, right) in enumerate(pairwise(words)):
        if _may_join(left, right):
            yield at
            if len(words) != 3:
                return


def _joined_start(words: Sequence[str], at: int) -> str:
    return " ".join(words[: at + 1]) + words[at + 1][:_SHOWN]


def _may_join(left: str, right: str) -> bool:
    last, first = left[-1], right[0]
    if last.isascii() and first.isascii():  # most need no table
        return last.isalpha() and first.isalpha()
    return _kind(last) == _kind(first) != DIGIT_KIND


def takes_proclitics(alias: Alias, name: str) -> bool:
    """Say whether Arabic one-letter words cling to an alias, folded as ``name``: not in Urdu or Persian."""
    return "\u0621" <= name[:1] <= "\u064a" and alias.lang.partition("-")[0] in ("", "ar")


def clinging(name: str) -> tuple[str, tuple[str, ...]]:
    """Return what of a folded Arabic name stays the same, and all that may stand before it in its word.

    The name itself is not among them.
    """
    rest = name.removeprefix(_ARTICLE)
    if rest != name and rest[:1].strip():
        return rest, _BEFORE_ARTICLE
    return name, _PROCLITICS if " " in name else (*_PROCLITICS, _ARTICLE, *_BEFORE_ARTICLE)

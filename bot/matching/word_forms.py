"""Whether one word of a text can stand for one word of a name: a slip of the pen, a form of it, a short form.

A word that is itself an ordinary one stands for another only as a form of it: "cooperative" for
"cooperation", never "operation" or "corporation". rapidfuzz measures; what is measured is decided here.
"""

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from rapidfuzz.distance import OSA, Prefix

from bot.matching.ordinary import is_name, is_ordinary, stem_of
from bot.matching.words import LEAST_LETTERS, STOP_WORDS


class How(Enum):
    """In which way a word of a text stands for a word of a name."""

    WORD = "as itself, misspelt or in another form"
    SHORT = "as its first letters, which may be an abbreviation"
    PIECE = "as its first letters, if the next word is the rest of it"
    JOINED = "written as one with the name's word beside it"


@dataclass(frozen=True, slots=True)
class Partner:
    """A word of a name that a word of a text may stand for; ``similarity`` is above 0, at most 1."""

    word: str
    similarity: float
    how: How = How.WORD


_FORM, _LEAST_FORM = 0.97, 0.85
_SHORT_FORM = 0.8
_LEAST_BEGINNING = 4
_LEAST_FOR_ONE_EDIT, _LEAST_FOR_TWO_EDITS = 5, 8
_LONGEST_TAIL, _LONGEST_ENDING = 3, 8

# What English words of one family end in; the number is the fewest letters before the ending.
_FAMILIES = tuple(
    (least, frozenset("" if ending == "-" else ending for ending in endings.split()))
    for least, endings in (
        (4, "- s es"),
        (5, "y ies"),
        (6, "- al als ally s"),
        (6, "- y"),
        (5, "e al es ally ial"),
        (6, "y ial ies"),
        (5, "y ies ic ics ical ically"),
        (5, "e es ed ing ion ions ional ive ives or ors"),
        (6, "- s ed ing ion ions ional ive or ors"),
        (5, "- s ment ments mental"),  # a developing bank is no development bank
    )
)
_FAMILIES_OF = {
    ending: sum(1 << number for number, (_, family) in enumerate(_FAMILIES) if ending in family)
    for ending in frozenset().union(*(family for _, family in _FAMILIES))
}
_PEOPLE_ENDINGS = "a e y ey i is n ns an ans ian ians ese ish er ers s"
_PEOPLES = frozenset(("", *_PEOPLE_ENDINGS.split()))
_PEOPLE_STEM = 4

# What else declined or derived words end in: Germanic, Romance, Slavic, Turkic languages in Latin letters.
_OTHER_ENDINGS = (
    "a e i o u y s n es en em er ens as os is us ia ie ii ja ji je ju io al an ans ese ish ic ical ics ed "
    "ing ow om ami ach ej iej eho ego iego emu iemu ym im ych ich ymi imi iem owi ou um ech iu ova ove "
    "in un nin nun ni nu ne na nde nda nden ndan de da den dan te ta ten tan ye ya yi yu le la ler lar ning "
    "ga dagi ri ra re ion ions ive ves sk ska ske ski skie skiej skiego"
)
_LATIN_ENDINGS = frozenset(("", *_OTHER_ENDINGS.split()))
_PLURAL = frozenset(("y", "i", "ami", "ach", "om", "ow"))
_ALL_ENDINGS = _LATIN_ENDINGS | _PEOPLES | frozenset(_FAMILIES_OF)
# Slavic declension, after a suffix that makes an adjective or not; Kazakh and Kyrgyz cases.
_CYRILLIC_ENDING = re.compile(
    r"й?(?:ь?ск|ьк)?(?:[аеиоуыюяьійєї]|о[ийюевм]|е[ийюевм]|[аяыи]м|[аяыи]ми|[аяыи]х|[ая]я|[ую]ю|[оеьи][еюя]|[иы]й|"
    r"і[йїєюямх]|[аоуяюєї]ю|ої|ого|его|ому|ему|ого|ів|ам|ями|ію|ією|ью|ией|ием|иями|иях)?"
    r"|[нтд][ыіиеуүөоа][ңн]|[нтд][аеоөыіуүи]|[гғкқ][аеоөә]|[нтд][аеоө]н|н[дт][аеоө]н?|[мпб]ен|менен|[лд][аеоө]р|"
    r"[ыіиуүө]?н|[дтн][ае][гғ]ы|н[дт][ае][гғкқ][ыі]"
)
_LEAST_CYRILLIC_STEM = 3
# What nouns end in by case alone in Slavic languages. A last vowel, ь or й gives way to it.
_SLAVIC_CASE = re.compile(r"[аяеуюыиіїь]|[оеі][йюмв]|[ыи]м|[аяыи]ми|[аяыи]х|[ая]м|[ео]ві|ью|єю|їв")
# In Kazakh and Kyrgyz it follows the whole word, by whose end its first letter goes: Ошко, no Украинка.
_TURKIC_CASE = re.compile(
    r"[тд][ыіиеуүөо][ңн]|[тд][ыіиуү]|(?<=[аоуұыюя])н[ыу][ңн]?|(?<=[әеёиіөүэ])н[іиеүө][ңн]"
    r"|(?<=[аәеёиіоөуүұыэюя])н[іиү]"
    r"|(?<=[мнң])н(?:[ыі]ң|[ае]н)|[гғқ][аеоөә]|(?<=[пткқсфхцчшщ])к[еоө]|(?<=[аоуыюя][пткқсфхцчшщ])ка"
    r"|[тд][аеоө]н?|[мпб]ен|менен"
)
# Adjectives, many surnames among them (Толстой; but Ханой is none), and the cases of their gender.
_ADJECTIVES = (
    (
        re.compile(r".{3,}(?=[ыи]й\Z)|.{4,}(?=ой\Z)|.{3,}(?=[ое]е\Z)"),
        re.compile(r"[ое](?:го|му|м)|[ыиі](?:м|х|ми|е)"),
    ),
    (re.compile(r".{3,}(?=[ая]я\Z)"), re.compile(r"[ое][йю]|[ую]ю")),
)
_CASE_VOWELS = frozenset("аяоеыиійьїє")
_PROCLITIC = re.compile(r"^[وف]?(?:[بك]?ال|لل|[بلك])?(?=..)")
_ARABIC_ENDINGS = frozenset(("", "ه", "يه", "ات", "ها", "هاي", "ون", "ين"))
# Letters with vowel signs, which are no letters to Python.
_INDIC = re.compile("[\u0900-\u0dff]")

# What abbreviations stand for that are not simply a word's first letters, or are words themselves.
SHORT_FORMS = {
    "org": "organi", "orgn": "organi", "intl": "international", "int": "international",
    "govt": "government", "gov": "government", "dept": "department", "dep": "department",
    "assn": "association", "assoc": "association", "natl": "national", "nat": "national",
    "univ": "universit", "uni": "universit", "inst": "institut", "coop": "cooperati", "econ": "econom",
    "dev": "development", "tech": "technol", "sat": "satellite", "nav": "navigation", "sys": "system",
    "corp": "corporation", "comm": "commi", "min": "ministry", "admin": "administration",
    "conf": "conference", "pak": "pakistan", "mgmt": "management", "svc": "service", "ctr": "cent",
    "eco": "econom", "infra": "infrastructure", "opn": "operation",
}  # fmt: skip

# What is often written with a hyphen before the rest of a word, and so becomes a word of its own.
HYPHENATED = frozenset(("co", "inter", "multi", "trans", "anti", "counter", "bio", "geo"))

_BRITISH = re.compile(
    r"(?<=.)(?:our(?=s?$|ed$|al$)|tre(?=s?$)|ence(?=s?$)|amme(?=s?$)|ogue(?=s?$))|(?<=i)z(?=[aei])"
)
_AMERICAN = {"our": "or", "tre": "ter", "ence": "ense", "amme": "am", "ogue": "og", "z": "s"}


def pair_key(first: str, second: str) -> str:
    """Return what stands for two words of a name side by side; no word is written like this."""
    return f"{first} {second}"


def keys(content: Sequence[str], number: int) -> Iterator[str]:
    """Yield what a partner of a name's word ``number`` may be filed under: itself, and its pairs."""
    yield content[number]
    if number:
        yield pair_key(content[number - 1], content[number])
    if number + 1 < len(content):
        yield pair_key(content[number], content[number + 1])


def partner(word: str, wanted: str) -> Partner | None:
    """Return how ``word`` of a text may stand for ``wanted`` of a name; both folded."""
    similarity = word_similarity(word, wanted)
    if similarity:
        return Partner(wanted, similarity)
    if not word.isalpha() or word in STOP_WORDS:
        return None
    long_form = SHORT_FORMS.get(word)
    if long_form and wanted.startswith(long_form):
        return Partner(wanted, _LEAST_FORM)
    if word in HYPHENATED and wanted.startswith(word):
        return Partner(wanted, _SHORT_FORM, How.PIECE)
    if is_beginning(word) and wanted.startswith(word) and len(wanted) - len(word) >= 2:
        return Partner(wanted, _SHORT_FORM, How.SHORT if len(wanted) - len(word) > 2 else How.PIECE)
    return None


def is_beginning(word: str) -> bool:
    """Say whether a folded word may be the first letters of a longer one."""
    return len(word) >= _LEAST_BEGINNING and word.isalpha() and not is_ordinary(word) and not stem_of(word)


def stems(word: str) -> Iterator[str]:
    """Yield what may be left of a word of Latin letters without its ending; two forms of one share one."""
    if "a" <= word[:1] < "\u0250":
        word = _plain(word)
        for length in range(min(_LONGEST_ENDING, len(word) - _PEOPLE_STEM) + 1):
            if word[len(word) - length :] in _ALL_ENDINGS:
                yield word[: len(word) - length]


def word_similarity(word: str, wanted: str) -> float:
    """Return 0 unless ``word`` can be a misspelling or a form of ``wanted``, else 0.75..1."""
    if word == wanted:
        return 1.0
    longest, shortest = max(len(word), len(wanted)), min(len(word), len(wanted))
    if shortest < 2 or word in STOP_WORDS or not (_is_written(word) and _is_written(wanted)):
        return 0.0
    if is_form(word, wanted):
        return max(_LEAST_FORM, min(_FORM, shortest / longest))
    if is_ordinary(word) or _is_of_another_stem(word, wanted):
        return 0.0
    if shortest == longest == 4:
        return 0.85 if sorted(word) == sorted(wanted) and OSA.distance(word, wanted) == 1 else 0.0
    edits = OSA.distance(word, wanted, score_cutoff=2)
    least = 5 if "\u0600" <= wanted[0] <= "\u06ff" else 4  # without vowels four letters are many a word
    return 1 - edits / longest if shortest >= least and edits <= edit_budget(shortest, longest) else 0.0


def _is_written(word: str) -> bool:
    """Say whether a word is made of letters, Indic vowel signs included: numbers must be the same."""
    return word.isalpha() or bool(_INDIC.match(word))


def edit_budget(shortest: int, longest: int) -> int:
    """Return how many slips two words of these lengths may be apart."""
    if shortest < 4 or longest < _LEAST_FOR_ONE_EDIT or (shortest == 4 and longest > 5):
        return 0
    return 2 if longest >= _LEAST_FOR_TWO_EDITS and shortest >= _LEAST_FOR_TWO_EDITS - 1 else 1


def is_form(word: str, wanted: str) -> bool:
    """Say whether two words are forms of one: inflected, derived, or of British and American spelling."""
    first = wanted[0]
    if "\u0600" <= first <= "\u06ff":
        return _is_arabic_form(word, wanted)
    word, wanted = _plain(word), _plain(wanted)
    common = Prefix.similarity(word, wanted)
    longest, shortest = max(len(word), len(wanted)), min(len(word), len(wanted))
    if longest - common > _LONGEST_ENDING:
        return False
    if first < "\u0250":
        return word == wanted or _is_latin_form(word, wanted, common)
    if "\u0400" <= first <= "\u052f":
        return _is_cyrillic_form(word, wanted, common)
    if first >= "\u1100":  # Hangul: particles follow the word
        return common == len(wanted) >= 2 and longest - common <= 2
    return common >= 3 and longest - common <= _LONGEST_TAIL and common >= 0.6 * shortest


def is_declined(word: str, wanted: str) -> bool:
    """Say whether ``word`` is a Cyrillic noun ``wanted`` in another case; not one derived from it, or alike.

    Медведева is Медведев, медведь is not; России is Россия, российский is not; Толстого is Толстой.
    """
    if not "\u0400" <= wanted[0] <= "\u052f" or word == wanted:
        return False
    stem = wanted[:-1] if wanted[-1] in _CASE_VOWELS else wanted
    return (
        (
            word.startswith(stem)
            and bool(_SLAVIC_CASE.fullmatch(word, len(stem)))
            and not _is_surname(word, stem)
        )
        or (word.startswith(wanted) and bool(_TURKIC_CASE.fullmatch(word, len(wanted))))
        or any(
            word.startswith(bare.group()) and endings.fullmatch(word, bare.end())
            for adjective, endings in _ADJECTIVES
            if (bare := adjective.match(wanted))
        )
    )


def _is_surname(word: str, stem: str) -> bool:
    """Say whether it is a name made of a short one, as Китаев of Китай, sooner than many of that."""
    return len(stem) < LEAST_LETTERS and word.endswith(("ов", "ев"))


def _is_latin_form(word: str, wanted: str, common: int) -> bool:
    for at in range(common, max(common - 3, 3), -1):
        shared = _FAMILIES_OF.get(word[at:], 0) & _FAMILIES_OF.get(wanted[at:], 0)
        if shared and any(
            shared >> family & 1 and at >= least for family, (least, _) in enumerate(_FAMILIES)
        ):
            return True
    for at in range(common, max(common - 2, _PEOPLE_STEM - 1), -1):
        tails = word[at:], wanted[at:]
        if tails[0] in _PEOPLES and tails[1] in _PEOPLES and {*tails} != {"", "a"}:  # Indian, Indiana
            return not is_ordinary(word) or is_name(word) or is_name(wanted)
    tails = word[common:], wanted[common:]
    return (
        tails[0] in _LATIN_ENDINGS
        and tails[1] in _LATIN_ENDINGS
        and common >= max(_least_stem(*tails), 0.6 * min(len(word), len(wanted)))
        and not is_ordinary(word)
    )


def _least_stem(tail: str, other: str) -> int:
    """Beida is no form of Beidou, but Chinami is one of Chiny."""
    return 4 if not (tail and other) or (tail in _PLURAL and other in _PLURAL) else 5


def _is_cyrillic_form(word: str, wanted: str, common: int) -> bool:
    # Two endings may begin alike: морск|ой, морск|ому.
    return any(
        _parts_stem_and_ending(at, word, wanted)
        for at in (common, common - 1)
        if at >= _LEAST_CYRILLIC_STEM and at >= 0.6 * min(len(word), len(wanted))
    )


def _parts_stem_and_ending(at: int, word: str, wanted: str) -> bool:
    if min(len(word), len(wanted)) == 4 and at < len(wanted) - 1:
        return False
    return bool(_CYRILLIC_ENDING.fullmatch(word[at:]) and _CYRILLIC_ENDING.fullmatch(wanted[at:]))


def _is_arabic_form(word: str, wanted: str) -> bool:
    stem, bare = _PROCLITIC.sub("", wanted), _PROCLITIC.sub("", word)
    return len(stem) >= 3 and bare.startswith(stem) and bare[len(stem) :] in _ARABIC_ENDINGS


def _is_of_another_stem(word: str, wanted: str) -> bool:
    stem = stem_of(word)
    return bool(stem) and not wanted.startswith(stem)


@functools.lru_cache(maxsize=8192)
def _plain(word: str) -> str:
    return _BRITISH.sub(lambda british: _AMERICAN[british.group()], word) if word.isascii() else word

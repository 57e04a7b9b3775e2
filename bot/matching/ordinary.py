"""Which words are words of their own, so that none is taken for a misspelling of another.

English ones come from ``ordinary_table``. Of other languages there are only words that an organisation's name
could be misread in, by their stems. A word that is not known here may be anything.
"""

import functools
import re

from bot.matching.ordinary_table import COMMON, NAMES, OTHER
from bot.matching.words import STOP_WORDS

_PIECE = re.compile(r"(\d)([a-z]+)")
_ENDINGS = ("s", "es", "d", "ed", "ing", "r", "er", "rs", "ers", "ly")
# Folded stems of words that are a slip or two away from a word that organisations' names hold, and those
# words themselves; whatever ends a word after its stem, it is that word.
_STEM_LISTS = (
    # Russian and Ukrainian
    "экономич экологич корпорац операц операт кооперац опера совет свет ответ развит развед развес "
    "безопасн опасн здоров город дорог огород шелков шерст спорт порт договор разговор уговор партия "
    "партии партию армия армии армию картин центр цент област отрасл морск мирск римск северн серверн "
    "народ природ миров военн важн восточ источ союзн союзник общест сообщ состав поставк сотрудник "
    "сотруднич структур инструктур стратег трагед регион религи санитар гуманитар граждан навигац мигра "
    "систем схем станц дистанц поезд проезд проект проспект конференц форум банк бланк фонд фонт знани "
    "здани торгов цифров шифров зелен земел "
    # German
    "handel wandel seide seite weide heide strasse trasse masse hafen haben waren kanal kanzel norden "
    "morden orden vertrag betrag beitrag auftrag verband verbund wirtschaft wissenschaft gesellschaft "
    "partei warte karte garten "
    # French
    "sante vante route toute doute voute croute goute banque manque langue monde ronde bonde marche "
    "marque conseil soleil paix voix terre guerre verre pierre "
    # Spanish and Portuguese
    "salud saludo banco blanco barco flanco puerto muerto puerta muerta huerto mundo fondo hondo mondo "
    "acuerdo recuerdo camara unidad comunidad comercio comienzo puente fuente frente ruta fruta gruta "
    "rueda porto morto rota nota saude "
    # Italian, Polish, Turkish
    "salute banca bianca prova porta morta mando guerra terra serra strada spada droga druga gospodar "
    "ordusu orgutu "
    # Arabic and Urdu
    "منظمه منطقه طريق فريق حرير تحرير تعاون عدوان تنظيم تعظيم اقتصاد انتخاب صحت صحافت "
)
_STEMS = frozenset(_STEM_LISTS.split())
_LEAST_STEM, _LONGEST_STEM = 4, max(map(len, _STEMS))


@functools.lru_cache(maxsize=8192)
def is_ordinary(word: str) -> bool:
    """Say whether a folded word, in whatever regular form, is a known word or name of its own."""
    table = _words()
    if word in table or word in _names():
        return True
    if not (word.isascii() and word.endswith(_ENDINGS)):
        return False
    return any(
        len(stem) >= _LEAST_STEM and (stem in table or (ending == "ing" and f"{stem}e" in table))
        for ending in _ENDINGS
        if word.endswith(ending) and (stem := word.removesuffix(ending))
    )


@functools.lru_cache(maxsize=8192)
def stem_of(word: str) -> str:
    """Return the longest known stem of a folded word of another language than English, "" for none."""
    for length in range(min(len(word), _LONGEST_STEM), _LEAST_STEM - 1, -1):
        if word[:length] in _STEMS:
            return word[:length]
    return ""


def is_name(word: str) -> bool:
    """Say whether a folded word is a person's, a place's or a people's name."""
    return word in _names()


def is_common(word: str) -> bool:
    """Say whether a folded word stands in nearly every English text."""
    return word in _common()


def is_ordinary_name(text: str, folded: str, *, needs_context: bool) -> bool:
    """Say whether a name is words of grammar alone, or a common word that nothing makes doubtful."""
    if all(word in STOP_WORDS for word in folded.split()):
        return True
    return not needs_context and text.isascii() and not text.isupper() and is_common(text.casefold())


@functools.cache
def _words() -> frozenset[str]:
    return _common() | _decoded(OTHER)


@functools.cache
def _common() -> frozenset[str]:
    return _decoded(COMMON)


@functools.cache
def _names() -> frozenset[str]:
    return _decoded(NAMES)


def _decoded(table: str) -> frozenset[str]:
    """Read a table of words written as shared letters and rest."""
    words = []
    word = ""
    for shared, rest in _PIECE.findall(table):
        word = word[: int(shared)] + rest
        words.append(word)
    return frozenset(words)

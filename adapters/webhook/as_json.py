"""Message -> the JSON that any receiver gets: pure, and as stable as docs/howto/other-targets.md promises.

Text is plain, on one line, without invisible characters. It is still a stranger's: whoever shows it escapes
it for their screen.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from adapters.hostile import excerpt_spans, one_line, web_link
from adapters.webhook import limits
from bot.core.chat import LINE_CHARS, LINES
from bot.core.entry import ENTRIES, FACT_CHARS, FACTS, Entry
from bot.core.model import AlertMessage, Digest, Message, Notice

VERSION = 1
"""Grows when a field goes or changes its meaning; new fields may come without."""


def payloads(message: Message, *, delivery_key: str) -> Sequence[Mapping[str, object]]:
    """Return the one way in which the message can be sent."""
    return ({"version": VERSION, "delivery_id": delivery_key, **_content(message)},)


def _content(message: Message) -> Mapping[str, object]:
    match message:
        case AlertMessage():
            return {"kind": "alert", **_alert(message)}
        case Digest():
            alerts = [_alert(alert) for alert in message.alerts]
            return {"kind": "digest", "title": _title(message.title), "alerts": alerts}
        case Notice():
            lines = [line for text in message.lines if (line := one_line(text, LINE_CHARS))][:LINES]
            articles = [_article(entry) for entry in message.entries[:ENTRIES]]
            return {"kind": "notice", "title": _title(message.title), "lines": lines, "articles": articles}


def _alert(message: AlertMessage) -> Mapping[str, object]:
    why = [line for text in message.why if (line := one_line(text, limits.WHY_CHARS))]
    return {
        **_linked(message),
        "outlet": one_line(message.outlet, limits.OUTLET_CHARS),
        "lang": one_line(message.lang, limits.LANG_CHARS),
        "watchlists": list(message.watchlist_ids),
        "why": why[: limits.WHY_LINES],
    }


def _article(entry: Entry) -> Mapping[str, object]:
    facts = [line for text in entry.facts if (line := one_line(text, FACT_CHARS))]
    return {**_linked(entry), "facts": facts[:FACTS]}


def _linked(shown: AlertMessage | Entry) -> Mapping[str, object]:
    excerpt = excerpt_spans(shown.excerpt, limits.EXCERPT_CHARS)
    return {
        "title": _title(shown.title),
        "url": web_link(shown.url, limits.LINK_CHARS),
        "published_at": _moment(shown.at) if shown.is_dated else None,
        "seen_at": None if shown.is_dated else _moment(shown.at),
        "excerpt": [{"text": span.text, "is_name": span.is_name} for span in excerpt],
    }


def _title(text: str) -> str:
    return one_line(text, limits.TITLE_CHARS)


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"

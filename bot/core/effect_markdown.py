"""An edit's effect as a comment under a pull request: Markdown in which no feed's text is markup.

Names are shown plainly; a title can neither mention anybody, nor refer to an issue, nor hold an image.
"""

import html
import re
from collections.abc import Iterator, Sequence

from bot.core.effect import Became, Effect, Sample, WatchlistEffect
from bot.core.effect_words import around, details, tried
from bot.core.text import clean, isolated, isolates, truncate

COMMENT_CHARS = 60_000
"""GitHub takes 65,536 in a comment, GitLab more."""
_TITLE_CHARS, _OUTLET_CHARS, _AROUND_CHARS = 160, 60, 80
_SHOWN_PARTS = 20
_SPECIAL = re.compile(r"[\\`*_{}\[\]()<>#|~:.$]")
# What makes a name or a number a link to a person, an issue, a merge request, a milestone or a label.
_CALLS = re.compile(r"(?<=[@#!%$~])|(?<=&amp;)|(?<=\bGH-)", re.IGNORECASE)
_UNSEEN = "\N{WORD JOINER}"
_WEB_LINK = re.compile(r"https?://[^\s<>\\]+", re.IGNORECASE)


def effect_markdown(effect: Effect, *, against: str, obstacle: str, failing: Sequence[str]) -> str:
    """Return the comment, of at most ``COMMENT_CHARS`` characters.

    Args:
        against: what the watchlists were compared with.
        obstacle: why they were not tried on stored articles; empty where they were.
        failing: the examples that come out otherwise than their files say, in words.
    """
    parts = [*_summary(effect, against=against, obstacle=obstacle), *_failing(failing)]
    room = COMMENT_CHARS - sum(len(part) + 2 for part in parts)
    for at, one in enumerate(effect.watchlists):
        part = "\n".join(_details(one, is_tried=not obstacle))
        room -= len(part) + 2
        if room < 200:
            parts.append(f"{len(effect.watchlists) - at} more: `topicwire diff` shows them on a terminal.")
            break
        parts.append(part)
    return truncate("\n\n".join(parts), COMMENT_CHARS) + "\n"


def escaped(text: str) -> str:
    """Return a piece of a line as Markdown that shows it and does nothing else."""
    return _CALLS.sub(_UNSEEN, _SPECIAL.sub(r"\\\g<0>", text.replace("&", "&amp;")))


def _shown(text: str) -> str:
    return escaped(isolated(text))


def _summary(effect: Effect, *, against: str, obstacle: str) -> Iterator[str]:
    yield "### What this edit does to the alerts"
    compared = f"Compared with {_shown(against)}"
    if not effect.watchlists:
        yield f"{compared}: every watchlist says what it said before."
        return
    yield f"{compared}. {f'Not tried on stored articles: {_shown(obstacle)}' if obstacle else tried(effect)}"
    rows = [
        f"| {escaped(one.watchlist_id)}{_became(one)} | {_figures(one, is_tried=not obstacle)} "
        f"| +{len(one.names_added)} −{len(one.names_removed)} |"
        for one in effect.watchlists
    ]
    yield "\n".join(("| watchlist | alerts | gained | lost | names |", "|---|---|---|---|---|", *rows))


def _figures(one: WatchlistEffect, *, is_tried: bool) -> str:
    return (
        f"{one.alerts.before} → {one.alerts.after} | +{one.gained} | −{one.lost}" if is_tried else "? | ? | ?"
    )


def _failing(failing: Sequence[str]) -> Iterator[str]:
    if failing:
        yield "\n".join(("**Examples that fail**", "", *(f"- {_shown(one)}" for one in failing)))


def _became(one: WatchlistEffect) -> str:
    return "" if one.became is Became.CHANGED else f" ({one.became})"


def _details(one: WatchlistEffect, *, is_tried: bool) -> Iterator[str]:
    alerts = f": {one.gained} gained, {one.lost} lost" if is_tried else ""
    name = _CALLS.sub(_UNSEEN, html.escape(isolated(one.name), quote=False))
    yield f"<details><summary>{name}{alerts}</summary>"
    for what, parts in details(one):
        if parts:
            more = f" and {len(parts) - _SHOWN_PARTS} more" if len(parts) > _SHOWN_PARTS else ""
            yield f"\n{what.capitalize()}: {', '.join(map(escaped, parts[:_SHOWN_PARTS]))}{more}"
    for what, samples, is_loss in (("Gained", one.gains, False), ("Lost", one.losses, True)):
        if samples:
            yield f"\n{what}, for example:\n"
            yield from (_sample(sample, is_loss=is_loss) for sample in samples)
    yield "\n</details>"


def _outlet(name: str) -> str:
    return _shown(truncate(clean(name), _OUTLET_CHARS)) if name else "unknown"


def _sample(sample: Sample, *, is_loss: bool) -> str:
    title = _shown(truncate(clean(sample.title) or clean(sample.url), _TITLE_CHARS))
    link = f"[{title}](<{sample.url}>)" if _WEB_LINK.fullmatch(sample.url) else title
    before, text, after = around(sample.passage, chars=_AROUND_CHARS)
    opened, closed = isolates(before + text + after)
    # Not asterisks: beside a letter or a bracket they may not be read as emphasis.
    found = f"<b>{escaped(truncate(text, _AROUND_CHARS))}</b>"
    place = f"{opened}{escaped(before)}{found}{escaped(after)}{closed}"
    obstacle = f" ({_shown(sample.obstacle)})" if is_loss and sample.obstacle else ""
    return f"- {link}, {_outlet(sample.outlet)}: {place}{obstacle}"

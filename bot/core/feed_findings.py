"""What was seen of one feed -> findings a person can act on: what is good, what to know, what to mend.

Decides only what to say; what was seen is gathered by ``bot.app.commands.feed_check``.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.alerting import OLDEST_NEWS
from bot.core.feed import DueReason, Feed
from bot.core.feed_facts import DocumentFacts, Hop
from bot.core.model import Article
from bot.core.urls import public_url
from bot.errors import FeedError, FeedFailure

OLD = timedelta(days=30)
DEAD = timedelta(days=365)
LARGE_BYTES = 1_000_000
_PERMANENT = frozenset({301, 308})
_LATE = f"what comes with a date of more than {OLDEST_NEWS.days} days ago is stored and not posted"
_ADVICE = {
    FeedFailure.NOT_A_FEED: "`topicwire feeds discover URL` looks for the site's feeds",
    FeedFailure.NOT_WELL_FORMED: "show its owner what a feed validator says of it",
}


class Level(StrEnum):
    """How much a finding matters."""

    GOOD = "good"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was found. ``text`` may quote a stranger; ``advice`` is empty where nothing is to do."""

    level: Level
    subject: str
    text: str
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was seen of a feed: the answers on the way, then what its document holds, or the error.

    ``asked_again`` is what a conditional request got: True for a 304, False for a body, None where none was
    sent. ``next_poll_at`` and ``due_because`` are what a first poll at ``now`` would have led to.
    ``matches`` counts articles by the watchlist they would be told for.
    """

    feed: Feed
    now: datetime
    hops: Sequence[Hop] = ()
    error: FeedError | None = None
    body_bytes: int = 0
    etag: str | None = None
    last_modified: str | None = None
    fresh_s: float = 0.0
    asked_again: bool | None = None
    facts: DocumentFacts | None = None
    damage: str = ""
    unread_children: str = ""
    articles: Sequence[Article] = ()
    matches: Mapping[str, int]
    next_poll_at: datetime | None = None
    due_because: DueReason = DueReason.NEW


def find_all(seen: Seen) -> tuple[Finding, ...]:
    """Return the findings in the order of the way: address, answer, document, articles, what follows."""
    findings = [*_address(seen), *_redirects(seen.hops)]
    if seen.error is not None:
        advice = _ADVICE.get(seen.error.failure, "")
        findings.append(_problem("answer", f"{seen.error.failure}: {seen.error.detail}", advice))
    if seen.facts is None:
        return tuple(findings)
    findings += [*_answer(seen), *_caching(seen), *_encoding(seen.facts), *_document(seen, seen.facts)]
    if seen.articles:
        findings += [*_age(seen), *_dates(seen.facts), *_identity(seen.facts), *_languages(seen)]
    return (*findings, *_outlook(seen))


def _good(subject: str, text: str) -> Finding:
    return Finding(level=Level.GOOD, subject=subject, text=text)


def _note(subject: str, text: str, advice: str = "") -> Finding:
    return Finding(level=Level.NOTE, subject=subject, text=text, advice=advice)


def _problem(subject: str, text: str, advice: str = "") -> Finding:
    return Finding(level=Level.PROBLEM, subject=subject, text=text, advice=advice)


# --- the way there --------------------------------------------------------------------------------------


def _address(seen: Seen) -> Iterator[Finding]:
    last = seen.hops[-1].url if seen.hops else seen.feed.url
    if last.startswith("https:"):
        yield _good("address", "https, with a certificate this machine trusts" if seen.hops else "https")
    else:
        advice = "try the same address with https"
        yield _note("address", "plain http: anybody on the way can read and change it", advice)


def _redirects(hops: Sequence[Hop]) -> Iterator[Finding]:
    way = [hop for hop in hops if 300 <= hop.status < 400 and "location" in hop.headers]
    if not way:
        return
    targets = [hop.url for hop in hops[1:]] or [public_url(way[-1].headers["location"])]
    told = ", then ".join(f"{hop.status} to {url}" for hop, url in zip(way, targets, strict=False))
    if all(hop.status in _PERMANENT for hop in way):
        yield _note("redirects", told, f"put the last address into config.toml: {targets[-1]}")
    else:
        yield _note("redirects", told, "for the time being, the server says: nothing to do")


def _answer(seen: Seen) -> Iterator[Finding]:
    last = seen.hops[-1] if seen.hops else None
    coding = last.headers.get("content-encoding", "") if last else ""
    told = f"{last.status} over HTTP/{last.http_version}, " if last else ""
    told += f"{_size(seen.body_bytes)}{f', sent as {coding}' if coding else ', sent uncompressed'}"
    if seen.body_bytes > LARGE_BYTES and not coding:
        yield _note("answer", told, "its owner could let the server compress it")
    else:
        yield _good("answer", told)


def _caching(seen: Seen) -> Iterator[Finding]:
    names = [name for name, value in (("ETag", seen.etag), ("Last-Modified", seen.last_modified)) if value]
    cost = f"each poll costs the whole {_size(seen.body_bytes)}"
    if not names:
        yield _note("validators", f"neither ETag nor Last-Modified: {cost}")
    elif seen.asked_again:
        yield _good("validators", f"{' and '.join(names)}; asked with them, the server says 304, nothing new")
    elif seen.asked_again is False:
        advice = "its owner's server ignores conditional requests, or the document changes all the time"
        yield _note(
            "validators",
            f"{' and '.join(names)}; asked with them, the server sends all again: {cost}",
            advice,
        )
    if seen.fresh_s:
        yield _good("freshness", f"fresh for {_span(seen.fresh_s)}; it is not asked again before")
    else:
        yield _good("freshness", "the server names no time before which not to ask again")


def _size(size_bytes: int) -> str:
    return f"{size_bytes} bytes" if size_bytes < 1_000 else f"{size_bytes / 1_000:.0f} kB"


# --- the document ---------------------------------------------------------------------------------------


def _encoding(facts: DocumentFacts) -> Iterator[Finding]:
    if not facts.charset:
        return
    declared = [name for name in (facts.http_charset, facts.xml_charset) if name]
    told = f"read as {facts.charset}, declared as {' and '.join(dict.fromkeys(declared)) or 'nothing'}"
    if facts.replaced:
        told += f"; {facts.replaced} characters could not be read"
        yield _problem("encoding", told, "its owner must name the encoding it is really in")
    elif facts.charset == "utf-8" and any(_plain(name) != "utf8" for name in declared):
        yield _note("encoding", told, "read rightly here; other programs may show it garbled")
    else:
        yield _good("encoding", told)


def _plain(charset: str) -> str:
    return charset.lower().replace("-", "").replace("_", "")


def _document(seen: Seen, facts: DocumentFacts) -> Iterator[Finding]:
    if seen.damage:
        yield _note("format", f"{facts.form}, damaged and read all the same: {seen.damage}", "tell its owner")
    else:
        yield _good("format", f"{facts.form}, well-formed")
    if seen.unread_children:
        yield _problem("sitemaps", seen.unread_children, "the others were read")
    count = len(seen.articles)
    if not count:
        yield _problem("articles", "none", "wait for the first one, or look for another feed of the site")
    else:
        yield _good("articles", f"{count}")


def _age(seen: Seen) -> Iterator[Finding]:
    dates = sorted(one.published_at for one in seen.articles if one.published_at is not None)
    if not dates:
        return
    age = seen.now - dates[-1]
    newest = _span(max(0.0, age.total_seconds()))
    told = f"the newest is {newest} old, the oldest {(seen.now - dates[0]).days} days"
    if age > DEAD:
        yield _problem("age", told, "it seems to be given up: look for another feed of the site")
    elif age > OLD:
        yield _note("age", told, "is it still kept up?")
    else:
        yield _good("age", told)


def _dates(facts: DocumentFacts) -> Iterator[Finding]:
    counts = {
        "have none": facts.undated,
        "have one that cannot be read": facts.unread_date,
        "have one in the future": facts.future_date,
        "name a day and no time": facts.day_only,
    }
    told = _counted(counts, facts.entries)
    if told:
        yield _note("dates", told, f"these count from when they are first seen; {_LATE}")
    else:
        yield _good("dates", f"every article has one, with its time; {_LATE}")


def _identity(facts: DocumentFacts) -> Iterator[Finding]:
    counts = {"have no id": facts.without_id, "share an id with another": facts.repeated_id}
    if told := _counted(counts, facts.entries):
        yield _note("ids", told, "these are known by their links or titles instead")
    else:
        yield _good("ids", "every article has one of its own")
    counts = {"have none": facts.without_link, "have one that is no web address": facts.refused_link}
    told = _counted(counts, facts.entries)
    if facts.without_link + facts.refused_link == facts.entries:
        yield _problem("links", told, "alerts could lead nowhere: look for another feed of the site")
    elif told:
        yield _note("links", told, "alerts about these lead nowhere")
    else:
        yield _good("links", "every article has one")


def _counted(counts: Mapping[str, int], entries: int) -> str:
    return ", ".join(f"{count} of {entries} {what}" for what, count in counts.items() if count)


def _languages(seen: Seen) -> Iterator[Finding]:
    langs = Counter(one.lang or "unknown" for one in seen.articles).most_common()
    told = ", ".join(f"{lang} {count}" for lang, count in langs[:6])
    if seen.feed.lang:
        yield _good("language", f"{seen.feed.lang}, as configured")
    elif len(langs) == 1 and langs[0][0] != "unknown":
        yield _note("language", told, f'lang = "{langs[0][0]}" in config.toml would settle short headlines')
    else:
        yield _good("language", told)


# --- what follows ---------------------------------------------------------------------------------------


def _outlook(seen: Seen) -> Iterator[Finding]:
    told = ", ".join(f"{watchlist} {count}" for watchlist, count in sorted(seen.matches.items()) if count)
    many = len(seen.articles)
    if told:
        yield _good("topics", f"of {many} articles would be told: {told}")
    elif many:
        yield _note("topics", f"none of the {many} articles is about a topic you watch")
    if seen.next_poll_at is not None:
        wait = _span((seen.next_poll_at - seen.now).total_seconds())
        yield _good("polls", f"would be asked again in {wait} ({seen.due_because})")


def _span(seconds: float) -> str:
    units = ((86_400, "days"), (3_600, "hours"), (60, "minutes"), (1, "seconds"))
    size, unit = next((one for one in units if seconds >= 2 * one[0]), units[-1])
    return f"{seconds / size:.0f} {unit}"

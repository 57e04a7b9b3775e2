"""``match --explain``: a text, a stored article or lines of texts -> what each watchlist makes of it and why.

The account is the matcher's own; here it is given an outcome, and a form for programs.
"""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import PurePath
from typing import Any

from bot.app.commands.match import read_lines, without_surrogates
from bot.core.mark import Features
from bot.core.model import ArticleText, StoredArticle
from bot.core.watchlist import Watchlist
from bot.errors import NotFound, Problem
from bot.matching.account import Account, Finding
from bot.matching.clues import VETO
from bot.matching.decide import ACCEPTED
from bot.matching.matcher import Matcher
from bot.ports_search import SearchIndex

_DECIMALS = 4
_MOST_ID_DIGITS = 18  # longer ones than SQLite has are nobody's
_URL = re.compile(r"https?://", re.IGNORECASE)
_FILE_ENDINGS = {".json", ".jsonl", ".ndjson", ".txt"}


class Asked(StrEnum):
    """What an argument of ``match`` stands for."""

    LINES = "lines"
    ARTICLE = "article"
    TEXT = "text"


class Outcome(StrEnum):
    """What becomes of an article for one watchlist."""

    ALERTS = "alerts"
    BELOW = "below-threshold"
    NONE = "no-match"


class PlaceState(StrEnum):
    """What becomes of one place where a name stands; ``COVERED``: it is left to another name there."""

    COUNTS = "counts"
    COVERED = "covered"
    DOUBTFUL = "doubtful"
    VETOED = "vetoed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is explained. ``article_id`` is a line's own or the stored article's, None for a bare text."""

    text: ArticleText
    country: str = ""
    article_id: str | int | None = None
    stored: StoredArticle | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicAccount:
    """What one watchlist makes of the subject; ``account`` is None where none of its names stands there."""

    watchlist: Watchlist
    account: Account | None

    @property
    def outcome(self) -> Outcome:
        if self.account is None or self.account.match is None:
            return Outcome.NONE
        is_enough = self.account.match.score >= self.watchlist.threshold
        return Outcome.ALERTS if is_enough else Outcome.BELOW

    def places(self) -> list[tuple[Finding, PlaceState]]:
        """Return the places in text order."""
        if self.account is None:
            return []
        return [
            (finding, PlaceState.COUNTS if self.account.counts(finding) else _why_not(finding))
            for finding in self.account.findings
        ]

    def covering(self, finding: Finding) -> Finding | None:
        """Return what a place is left to, counting or not."""
        return self.account.taker(finding) if self.account else None

    def parts(self) -> list[tuple[str, float, float, float]]:
        """Return what the score is made of: name, feature, weight and their product."""
        if self.account is None or self.account.components is None:
            return []
        components, weights = self.account.components, self.watchlist.weights
        return [
            (
                each.name,
                getattr(components.features, each.name),
                getattr(weights, each.name),
                getattr(components, each.name) + 0.0,  # minus zero is for no reader
            )
            for each in fields(Features)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A subject and every watchlist's account of it: matches by score, then what was found, then the rest."""

    subject: Subject
    topics: tuple[TopicAccount, ...]


def asked_for(argument: str) -> Asked:
    """Say what is meant: ``-`` and files are lines, links and ids are articles, anything else is the text.

    What only ends like a file is taken for one that is missing, not for a text of one word.
    """
    if argument == "-":
        return Asked.LINES
    if is_reference(argument):
        return Asked.ARTICLE
    # Not Path.exists(): that raises for a text longer than a name may be.
    is_file = os.path.exists(argument) and not os.path.isdir(argument)  # noqa: PTH110, PTH112
    is_like_one = " " not in argument and PurePath(argument).suffix in _FILE_ENDINGS
    return Asked.LINES if is_file or is_like_one else Asked.TEXT


def is_reference(argument: str) -> bool:
    """Say whether this names a stored article: by a link or an id."""
    return _URL.match(argument) is not None or _is_id(argument)


def explain_lines(lines: Iterable[str], matcher: Matcher, *, name: str) -> Iterator[Explanation | Problem]:
    """Yield for each line that is not blank an explanation, or what is wrong with it.

    Args:
        name: what the lines came from, for problems.
    """
    for read in read_lines(lines, name=name):
        if isinstance(read, Problem):
            yield read
        else:
            article_id, text, country = read
            yield explain(Subject(text=text, country=country, article_id=article_id), matcher)


def text_subject(text: str) -> Subject:
    """Return a bare text as a subject: its first line is the title, what follows the body."""
    title, _, body = without_surrogates(text).strip().partition("\n")
    return Subject(text=ArticleText(title=title, body=body))


async def stored_subject(reference: str, index: SearchIndex) -> Subject:
    """Return a stored article, named by link or id, as a subject. Raises: NotFound, StoreError."""
    is_id = _is_id(reference)
    stored = await (index.article_by_id(int(reference)) if is_id else index.article_by_url(reference))
    if stored is None:
        kind = "id" if is_id else "link"
        raise NotFound(
            f'no stored article has the {kind} "{reference}": `topicwire search` finds articles; '
            'to explain a text that is not stored, give it itself: match --explain "headline"'
        )
    return Subject(
        text=stored.article.text,
        country=stored.outlet.country,
        article_id=stored.article_id,
        stored=stored,
    )


def explain(subject: Subject, matcher: Matcher) -> Explanation:
    """Match the subject with the watchlists as they are now."""
    accounts = {one.watchlist_id: one for one in matcher.explain(subject.text, country=subject.country)}
    topics = (
        TopicAccount(watchlist=one, account=accounts.get(one.watchlist_id)) for one in matcher.watchlists
    )
    return Explanation(subject=subject, topics=tuple(sorted(topics, key=_rank)))


def explanation_row(explanation: Explanation) -> dict[str, Any]:
    """Return the explanation for programs; a veto's ``value`` is null, for JSON knows no infinity."""
    subject, stored = explanation.subject, explanation.subject.stored
    return {
        "id": subject.article_id,
        "title": subject.text.title,
        "country": subject.country,
        "url": stored.article.url if stored else None,
        "stored_matches": list(stored.watchlist_ids) if stored else None,
        "watchlists": [_topic_row(one) for one in explanation.topics],
    }


def _topic_row(topic: TopicAccount) -> dict[str, Any]:
    match = topic.account.match if topic.account else None
    return {
        "watchlist": topic.watchlist.watchlist_id,
        "outcome": topic.outcome.value,
        "score": round(match.score, _DECIMALS) if match else None,
        "threshold": topic.watchlist.threshold,
        "confidence": round(match.confidence, _DECIMALS) if match else None,
        "places": [_place_row(finding, state, topic.covering(finding)) for finding, state in topic.places()],
        "parts": {
            name: {"feature": round(feature, _DECIMALS), "weight": weight, "adds": round(adds, _DECIMALS)}
            for name, feature, weight, adds in topic.parts()
        },
    }


def _place_row(finding: Finding, state: PlaceState, covering: Finding | None) -> dict[str, Any]:
    found = finding.evidence
    return {
        "alias": found.alias,
        "field": found.field.value,
        "start": found.start,
        "end": found.end,
        "text": found.text,
        "how": found.how.value,
        "similarity": round(found.similarity, _DECIMALS),
        "state": state.value,
        "covered_by": covering.evidence.alias if covering else None,
        "confidence": round(finding.confidence, _DECIMALS),
        "clues": [
            {
                "rule": clue.rule.value,
                "detail": clue.detail,
                "value": None if clue.value == VETO else round(clue.value, _DECIMALS),
                "veto": clue.value == VETO,
            }
            for clue in finding.clues
        ],
    }


def _why_not(finding: Finding) -> PlaceState:
    if any(clue.value == VETO for clue in finding.clues):
        return PlaceState.VETOED
    return PlaceState.COVERED if finding.confidence >= ACCEPTED else PlaceState.DOUBTFUL


def _rank(topic: TopicAccount) -> tuple[float, bool]:
    match = topic.account.match if topic.account else None
    return -match.score if match else 1.0, topic.account is None


def _is_id(argument: str) -> bool:
    return argument.isascii() and argument.isdigit() and len(argument) <= _MOST_ID_DIGITS

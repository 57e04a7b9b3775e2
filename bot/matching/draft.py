"""A watchlist's first file: what somebody answered -> TOML that teaches its format, and what is wrong there.

Whether an answer will do is for the parser and the matcher to say, who read the file later: nothing is
checked here by rules of its own.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.core.watchlist import Sense, Watchlist
from bot.errors import ConfigError, Problem
from bot.matching.examples import check_examples
from bot.matching.watchlist import SCHEMA, check_together, parse_watchlist

ACRONYM_WEIGHT = 0.6
"""An abbreviation by itself asks for one good word beside it; watchlists/README.md says how it adds up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftName:
    """A name as texts write it, and its language's code."""

    text: str
    lang: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is known of a new topic so far; ``acronym`` is an abbreviation that may mean other things."""

    watchlist_id: str
    name: str = ""
    names: tuple[DraftName, ...] = ()
    acronym: DraftName | None = None
    senses: tuple[Sense, ...] = ()
    context: tuple[str, ...] = ()
    must_match: str = ""
    must_not_match: str = ""


def read_draft(draft: Draft, *, file: str, others: Mapping[str, Watchlist]) -> Watchlist:
    """Return the watchlist that the draft's file is.

    Args:
        file: its path as messages shall show it.
        others: path -> watchlist, of the files that it will stand beside.

    Raises: ConfigError with what is wrong with the file, its examples included.
    """
    watchlist = parse_watchlist(draft_text(draft), file=file)
    problems = (*check_together({**others, file: watchlist}), *check_examples({file: watchlist}))
    if problems:
        raise ConfigError(problems)
    return watchlist


def draft_problems(draft: Draft, *, file: str, others: Mapping[str, Watchlist]) -> tuple[Problem, ...]:
    """Return what is wrong with the draft, as ``read_draft`` would raise it."""
    try:
        read_draft(draft, file=file, others=others)
    except ConfigError as error:
        return error.problems
    return ()


def draft_text(draft: Draft) -> str:
    """Return the file, with comments that say how it goes on. Texts must have no control characters."""
    parts = (_head(draft), _names(draft), _context(draft), _senses(draft), _examples(draft))
    return "\n".join("".join(f"{line}\n" for line in part) for part in parts)


def _head(draft: Draft) -> Iterator[str]:
    yield f"# {draft.name}. watchlists/README.md explains every key; `topicwire check` tries this file."
    yield f"schema = {SCHEMA}"
    yield f"name = {_text(draft.name)}"
    yield "# The score, 0 to 1, from which an article alerts; raise it to leave passing mentions out."
    yield "threshold = 0.5"


def _names(draft: Draft) -> Iterator[str]:
    yield "# Each name once, in its usual form. Capitals, accents, hyphens, endings and slips in long names"
    yield '# are found by themselves; other spellings go into also = ["..."]. weight (0 to 1) says how sure a'
    yield "# name alone means the topic."
    yield "alias = ["
    for one in draft.names:
        yield f"  {{ text = {_text(one.text)}, lang = {_text(one.lang)} }},"
    if draft.acronym is not None:
        named = f"text = {_text(draft.acronym.text)}, lang = {_text(draft.acronym.lang)}"
        yield "  # Only in these very letters (case), and where something else speaks for it (needs_context)."
        yield f"  {{ {named}, case = true, needs_context = true, weight = {ACRONYM_WEIGHT} }},"
    yield "]"


def _context(draft: Draft) -> Iterator[str]:
    yield "# Words near a short or ambiguous name that prove it; a * at the end leaves the ending open."
    mark = "" if draft.context else "# "
    yield f"{mark}[context]"
    yield f"{mark}any = {_list(draft.context or ('word', 'begin*'))}"


def _senses(draft: Draft) -> Iterator[str]:
    yield "# What else a name may mean, and words that show it; of: the names that may mean it."
    yield '# A phrase that is never meant: [exclude] phrases = ["..."].'
    for sense in draft.senses:
        yield "[[exclude.sense]]"
        yield f"name = {_text(sense.name)}"
        yield f"words = {_list(sense.words)}"
        yield f"of = {_list(sense.of)}"


def _examples(draft: Draft) -> Iterator[str]:
    yield "# Headlines that must, and must not, match, each with the reason; the look-alikes teach most."
    tables = (
        ("must_match", draft.must_match, "about the topic"),
        ("must_not_match", draft.must_not_match, "not about the topic"),
    )
    for key, text, reason in tables:
        mark = "" if text else "# "
        yield f"{mark}[[examples.{key}]]"
        yield f"{mark}text = {_text(text or 'a headline')}"
        yield f"{mark}reason = {_text(reason)}"


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _text(text: str) -> str:
    """A TOML string: JSON's escapes are all among TOML's."""
    return json.dumps(text, ensure_ascii=False)

"""Watchlists, compiled once, and an article's text -> which topics it names, where, and how much about them.

The text is folded once and scanned once by an automaton that holds every spelling of every name, context
word and exclusion; long names are also looked for misspelt; what was found is judged by ``decide`` and
weighed by ``relevance``. Watchlists never influence each other. No I/O and no clock.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.core.model import ArticleText, Evidence, How, Match, TextField
from bot.core.watchlist import Alias, Watchlist
from bot.matching.automaton import Automaton, Hit, Kind, Owner
from bot.matching.decide import Mention, Place, Verdict, decide, is_shouted
from bot.matching.fold import Folded, fold
from bot.matching.fuzzy import WordNames, content_words, halves, is_long_enough, is_unspaced, near_han
from bot.matching.relevance import Components, Find, relevance
from bot.matching.variants import bounded, fold_name, variants

MAX_FIELD_CHARS = 200_000
"""What of a title, summary or body is looked at."""
MAX_HITS = 200
"""Of one name in one article."""

_BETWEEN_FIELDS = "\n\n"
_WEAK_WORTH = 0.5
_URL = re.compile(r"(?:https?://|www\.)[!-~]+")
_MAIL_DOMAIN = re.compile(r"@[A-Za-z0-9-]+\.[A-Za-z0-9.-]+")
_MAIL_NAME = re.compile(r"[A-Za-z0-9._%+-]{1,64}\Z")
# What no name goes on over: the end of a sentence (not of an abbreviation), a comma, a bracket.
_BREAK = re.compile(r"[!?。！？؟۔;；,，、،()（）]|\.\s+[^\Wa-z]|\n[ \t]*\n")
_MOST_APPROXIMATE = 0.99  # the same words, with an article or a possessive between them


@dataclass(frozen=True, slots=True)
class _Joined:
    """An article's fields as one text; ``bounds`` are their ranges in it."""

    text: str
    bounds: tuple[tuple[TextField, int, int], ...]

    def field_of(self, start: int, end: int) -> tuple[TextField, int] | None:
        """Return the field a range lies in and where that field begins, None across two fields."""
        for name, first, last in self.bounds:
            if first <= start and end <= last:
                return name, first
        return None


class Matcher:
    """Finds watchlists in articles; built once, used from any number of threads."""

    def __init__(self, watchlists: Sequence[Watchlist]) -> None:
        """Raises: ValueError for two watchlists of one id: a caller's bug, the files were checked."""
        ids = [watchlist.watchlist_id for watchlist in watchlists]
        if len(set(ids)) < len(ids):
            raise ValueError(f"watchlists share an id: {sorted(ids)}")
        self._watchlists = tuple(watchlists)
        self._names = [
            (at, number, fold_name(alias.text))
            for at, watchlist in enumerate(watchlists)
            for number, alias in enumerate(watchlist.aliases)
        ]
        self._automaton = Automaton(
            pattern
            for at, watchlist in enumerate(watchlists)
            for pattern in (*_name_patterns(at, watchlist), *_other_patterns(at, watchlist))
        )
        fuzzy = {
            number: name
            for number, (at, alias, name) in enumerate(self._names)
            if _may_be_misspelt(watchlists[at].aliases[alias], name) and not is_unspaced(name)
        }
        self._word_names = WordNames(fuzzy)
        self._lone = {number for number, name in fuzzy.items() if len(content_words(name)) == 1}
        self._folded_names = {(at, alias): name for at, alias, name in self._names}

    @property
    def watchlists(self) -> tuple[Watchlist, ...]:
        return self._watchlists

    def match(self, text: ArticleText) -> tuple[Match, ...]:
        """Return every watchlist named in an article, in the watchlists' order.

        A match's score may be below its watchlist's threshold: it is named, but in passing. Only the first
        ``MAX_FIELD_CHARS`` characters of each field and ``MAX_HITS`` places of each name are looked at.
        Of each piece of evidence, ``getattr(text, field)[start:end] == evidence.text``.
        """
        return tuple(match for match, _ in self.explain(text))

    def explain(self, text: ArticleText) -> tuple[tuple[Match, Components], ...]:
        """Return what ``match`` returns, each with the components of its score."""
        joined = _join(text)
        folded = fold(_without_addresses(joined.text), split_digits=True)
        if not folded.text:
            return ()
        found = _Found(len(self._watchlists))
        for hit in self._automaton.find(folded.text, limit=MAX_HITS):
            self._take(hit, folded, joined, found)
        for near in self._word_names.find(folded.text):
            at, alias, _ = self._names[near.name]
            start, end = folded.span(near.start, near.end)
            self._take_near(
                found, joined, at, Place(alias, start, end, near.similarity, near.name in self._lone)
            )
        shouted = [
            (start, end) for name, start, end in joined.bounds
            if name is not TextField.BODY and is_shouted(joined.text[start:end])
        ]  # fmt: skip
        results = []
        for at, watchlist in enumerate(self._watchlists):
            if not found.places[at]:
                continue
            verdict = decide(
                joined.text, found.places[at].values(), aliases=watchlist.aliases, context=watchlist.context,
                context_mentions=found.context[at], exclusions=found.exclusions[at], shouted=shouted,
            )  # fmt: skip
            if verdict.places:
                components = _weigh(
                    watchlist, verdict, context=found.context[at], joined=joined, folded=folded
                )
                match = Match(
                    watchlist_id=watchlist.watchlist_id,
                    score=components.score,
                    evidence=tuple(_evidence(joined, place, watchlist.aliases) for place in verdict.places),
                )
                results.append((match, components))
        return tuple(results)

    def _take(self, hit: Hit, folded: Folded, joined: _Joined, found: "_Found") -> None:
        """File a hit of the automaton under its watchlist."""
        owner = hit.owner
        start, end = folded.span(hit.start, hit.end)
        if owner.kind is Kind.EXCLUSION:
            # Three Chinese characters may meet by accident; only a longer phrase speaks of another sense.
            is_accident = hit.end - hit.start <= 3 and is_unspaced(folded.text[hit.start : hit.end])
            found.exclusions[owner.watchlist].append(Mention(owner.item, start, end, float(not is_accident)))
        elif owner.kind in (Kind.CONTEXT, Kind.WEAK_CONTEXT):
            worth = 1.0 if owner.kind is Kind.CONTEXT else _WEAK_WORTH
            item = owner.item if owner.kind is Kind.CONTEXT else -1 - owner.item
            found.context[owner.watchlist].append(Mention(item, start, end, worth))
        elif owner.kind is Kind.NAME:
            if joined.field_of(start, end):
                found.add(owner.watchlist, Place(owner.item, start, end))
        else:
            alias, is_second = divmod(owner.item, 2)
            name = self._folded_names[owner.watchlist, alias]
            near = near_han(folded.text, name, start=hit.start, end=hit.end, is_first=not is_second)
            if near:
                start, end = folded.span(*near)
                similarity = 1 - 1 / len(name)
                self._take_near(found, joined, owner.watchlist, Place(alias, start, end, similarity))

    def _take_near(self, found: "_Found", joined: _Joined, watchlist: int, place: Place) -> None:
        """File an approximate place unless it runs over a break in the text."""
        between = joined.text[place.start : place.end]
        if not joined.field_of(place.start, place.end) or _BREAK.search(between):
            return
        found.add(watchlist, replace(place, similarity=min(place.similarity, _MOST_APPROXIMATE)))


class _Found:
    """What one article holds, filed by watchlist."""

    def __init__(self, watchlists: int) -> None:
        self.places: list[dict[tuple[int, int, int], Place]] = [{} for _ in range(watchlists)]
        self.context: list[list[Mention]] = [[] for _ in range(watchlists)]
        self.exclusions: list[list[Mention]] = [[] for _ in range(watchlists)]

    def add(self, watchlist: int, place: Place) -> None:
        """Keep the best find of one alias at one place."""
        key = place.alias, place.start, place.end
        known = self.places[watchlist].get(key)
        if known is None or known.similarity < place.similarity:
            self.places[watchlist][key] = place


def _name_patterns(at: int, watchlist: Watchlist) -> Iterable[tuple[str, Owner]]:
    for number, alias in enumerate(watchlist.aliases):
        for spelling in variants(alias):
            yield bounded(spelling), Owner(Kind.NAME, at, number)
        name = fold_name(alias.text)
        if _may_be_misspelt(alias, name) and is_unspaced(name):
            for second, half in enumerate(halves(name)):
                yield half, Owner(Kind.HALF, at, 2 * number + second)


def _may_be_misspelt(alias: Alias, name: str) -> bool:
    return alias.is_fuzzy and not alias.is_case_exact and is_long_enough(name)


def _other_patterns(at: int, watchlist: Watchlist) -> Iterable[tuple[str, Owner]]:
    for kind, phrases in (
        (Kind.CONTEXT, watchlist.context.any_of),
        (Kind.WEAK_CONTEXT, watchlist.context.weak),
        (Kind.EXCLUSION, watchlist.exclude.phrases),
    ):
        for number, phrase in enumerate(phrases):
            if folded := fold_name(phrase):
                yield bounded(folded, is_open=phrase.endswith("*")), Owner(kind, at, number)


def _join(text: ArticleText) -> _Joined:
    parts: list[str] = []
    bounds = []
    at = 0
    for name in TextField:
        part = getattr(text, name)[:MAX_FIELD_CHARS]
        parts.append(part)
        bounds.append((name, at, at + len(part)))
        at += len(part) + len(_BETWEEN_FIELDS)
    return _Joined(_BETWEEN_FIELDS.join(parts), tuple(bounds))


def _without_addresses(text: str) -> str:
    """Blank URLs and e-mail addresses, which are not text to a reader; all else keeps its place."""
    if "://" in text or "www." in text:
        text = _URL.sub(lambda url: " " * len(url.group()), text)
    if "@" in text:
        pieces: list[str] = []
        done = 0
        for domain in _MAIL_DOMAIN.finditer(text):
            name = _MAIL_NAME.search(text, max(done, domain.start() - 64), domain.start())
            start = name.start() if name else domain.start()
            pieces += (text[done:start], " " * (domain.end() - start))
            done = domain.end()
        text = "".join([*pieces, text[done:]])
    return text


def _weigh(
    watchlist: Watchlist,
    verdict: Verdict,
    *,
    context: Sequence[Mention],
    joined: _Joined,
    folded: Folded,
) -> Components:
    (_, _, title_end), (_, summary, summary_end), (_, body, body_end) = joined.bounds
    # Feeds often repeat the first words of the body as its summary: what stands in both counts once.
    teaser = joined.text[summary:summary_end].strip().rstrip(".… ")
    is_repeated = bool(teaser) and teaser in joined.text[body:body_end]
    counted = [
        place for place in verdict.places if not (is_repeated and summary <= place.start < summary_end)
    ]
    finds = []
    for place in counted or verdict.places:
        alias = watchlist.aliases[place.alias]
        begin = body if is_repeated and place.start >= body else summary
        lead_chars = None if place.start < title_end else place.start - begin
        finds.append(
            Find(alias=alias.text, weight=alias.weight, similarity=place.similarity, lead_chars=lead_chars)
        )
    return relevance(
        finds,
        words=_word_count(folded.text),
        has_text=body_end > title_end + 2 * len(_BETWEEN_FIELDS),
        context_words=len({each.item for each in context}),
        excluded=verdict.excluded,
    )


def _word_count(folded: str) -> int:
    """Count words; where there are no spaces two characters make one."""
    spaced = folded.count(" ") + 1
    return max(spaced, (len(folded) - 6 * spaced) // 2)


def _evidence(joined: _Joined, place: Place, aliases: Sequence[Alias]) -> Evidence:
    located = joined.field_of(place.start, place.end)
    assert located is not None, "places across fields were left out"
    name, first = located
    return Evidence(
        alias=aliases[place.alias].text,
        field=name,
        start=place.start - first,
        end=place.end - first,
        text=joined.text[place.start : place.end],
        how=How.EXACT if place.similarity == 1 else How.APPROXIMATE,
        similarity=place.similarity,
    )

"""Watchlists, compiled once, and articles' texts -> which topics they name, where, and how much about them.

The texts are folded once and scanned once by an automaton that holds every spelling of every name, context
word and exclusion; long names are also looked for misspelt. What was found is judged by ``decide`` and
weighed by ``relevance``. Watchlists never influence each other. No I/O and no clock.
"""

import functools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.model import ArticleText, Evidence, How, Match
from bot.core.rule_version import watchlist_version
from bot.core.watchlist import Watchlist
from bot.matching.account import Account, Finding
from bot.matching.clues import DESCRIBED, Clue, Rule
from bot.matching.decide import Judgement, decide, longest
from bot.matching.finder import Finder
from bot.matching.found import MAX_HITS, Found
from bot.matching.relevance import Components, Find, relevance
from bot.matching.scene import MAX_FIELD_CHARS, Place, Scene
from bot.matching.surroundings import Surroundings

__all__ = ["MAX_FIELD_CHARS", "MAX_HITS", "Matcher"]

_BATCH_CHARS = 60_000
"""How much text is read in one go; long articles gain nothing from company."""
_DESCRIBED_SIMILARITY = 0.7
_DECIMALS = 6


class Matcher:
    """Finds watchlists in articles; built once, used from any number of threads."""

    def __init__(self, watchlists: Sequence[Watchlist]) -> None:
        """Raises: ValueError for two watchlists of one id: a caller's bug, the files were checked."""
        ids = [watchlist.watchlist_id for watchlist in watchlists]
        if len(set(ids)) < len(ids):
            raise ValueError(f"watchlists share an id: {sorted(ids)}")
        self._watchlists = tuple(watchlists)
        compiled = self._watchlists  # not through self, which would never be freed
        self._version = functools.cache(lambda at: watchlist_version(compiled[at]))
        self._senses = [watchlist.exclude.sense_words for watchlist in watchlists]
        self._finder = Finder(watchlists)

    @property
    def watchlists(self) -> tuple[Watchlist, ...]:
        return self._watchlists

    def match(self, text: ArticleText, *, country: str = "") -> tuple[Match, ...]:
        """Return every watchlist named in an article, in the watchlists' order.

        A match's score may be below its watchlist's threshold: it is named, but in passing. Only the first
        ``MAX_FIELD_CHARS`` characters of each field and ``MAX_HITS`` places of each name are looked at.
        Of each piece of evidence, ``getattr(text, field)[start:end] == evidence.text``.

        Args:
            country: of the outlet, ISO 3166-1 alpha-2, or empty.
        """
        return self.match_many([text], country=country)[0]

    def match_many(self, texts: Sequence[ArticleText], *, country: str = "") -> list[tuple[Match, ...]]:
        """Return what ``match`` returns for each text, faster than one by one; all are of one outlet."""
        return self.match_mixed([(text, country) for text in texts])

    def match_mixed(self, articles: Sequence[tuple[ArticleText, str]]) -> list[tuple[Match, ...]]:
        """Return what ``match`` returns for each text and its outlet's country, faster than one by one."""
        return [
            tuple(match for verdict in verdicts if (match := verdict.match()) is not None)
            for verdicts in self._verdicts(articles)
        ]

    def explain(self, text: ArticleText, *, country: str = "") -> tuple[Account, ...]:
        """Return an account of every watchlist of which a name stands in the article, matched or not."""
        (accounts,) = self.explain_mixed([(text, country)])
        return accounts

    def explain_mixed(self, articles: Sequence[tuple[ArticleText, str]]) -> list[tuple[Account, ...]]:
        """Return what ``explain`` returns for each text and its outlet's country, faster than one by one."""
        return [tuple(verdict.account() for verdict in verdicts) for verdicts in self._verdicts(articles)]

    def _verdicts(self, articles: Sequence[tuple[ArticleText, str]]) -> Iterator[Iterator["_Verdict"]]:
        for batch in _batches(articles):
            found = self._finder.find(Scene([text for text, _ in batch]))
            described = self._finder.describe(found)
            for article, (_, country) in enumerate(batch):
                yield self._verdicts_of(found, article, described.get(article, ()), country.lower())

    def _verdicts_of(
        self, found: Found, article: int, descriptions: Sequence[tuple[int, Place]], country: str
    ) -> Iterator["_Verdict"]:
        described: dict[int, Place] = {}
        for at, place in descriptions:
            if at not in described or place.start < described[at].start:
                described[at] = place  # of several the first in the text: a title says most
        places = found.places(article)
        for at in sorted({*places, *described}):
            watchlist = self._watchlists[at]
            around = Surroundings(
                found.scene,
                article=article,
                watchlist=watchlist,
                senses=self._senses[at],
                places=places.get(at, ()),
                mentions=self._finder.surroundings(found, article, at),
                country=country,
            )
            judged = decide(found.scene, places.get(at, ()), watchlist=watchlist, around=around)
            counted = longest(judged, watchlist.aliases)
            how = None
            if at in described and not counted:
                how = How.DESCRIPTION
                judged = [_by_description(watchlist, described[at], around)]
                counted = [one for one in judged if one.is_accepted]
            yield _Verdict(
                scene=found.scene,
                article=article,
                watchlist=watchlist,
                version=self._version(at) if counted else "",
                judged=judged,
                counted=counted,
                around=around,
                how=how,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    """What was judged of one watchlist in one article, to be written down.

    ``counted`` are those judged that count; ``how`` they were found, where that was not by a name. The
    ``version`` of the rules is of no interest where none counts.
    """

    scene: Scene
    article: int
    watchlist: Watchlist
    version: str
    judged: Sequence[Judgement]
    counted: Sequence[Judgement]
    around: Surroundings
    how: How | None

    def match(self) -> Match | None:
        return self._matched()[0]

    def account(self) -> Account:
        # A place that has other letters than its name is another name's, where it is written as it should be.
        right = {one.place.source for one in self.judged if not one.has_other_case}
        told = [one for one in self.judged if not (one.has_other_case and one.place.source in right)]
        match, components = self._matched()
        return Account(
            watchlist_id=self.watchlist.watchlist_id,
            findings=tuple(Finding(evidence=self._evidence(one.place), clues=one.clues) for one in told),
            match=match,
            components=components,
        )

    def _matched(self) -> tuple[Match, Components] | tuple[None, None]:
        if not self.counted:
            return None, None
        components = self._weigh()
        match = Match(
            watchlist_id=self.watchlist.watchlist_id,
            score=components.score,
            confidence=_together(self.counted),
            evidence=tuple(self._evidence(one.place) for one in self.counted),
            rules=self.version,
        )
        return match, components

    def _evidence(self, place: Place) -> Evidence:
        field = self.scene.field_of(place.start, place.end)
        assert field is not None, "places across fields were left out"
        start, end = place.source
        return Evidence(
            alias=self._name(place),
            field=field.name,
            start=start - field.source[0],
            end=end - field.source[0],
            text=self.scene.written[start:end],
            how=self.how or (How.EXACT if place.similarity == 1 else How.APPROXIMATE),
            similarity=place.similarity,
        )

    def _name(self, place: Place) -> str:
        if self.how is How.DESCRIPTION:
            return self.watchlist.descriptions[place.alias].name
        return self.watchlist.aliases[place.alias].text

    def _weight(self, place: Place) -> float:
        if self.how is How.DESCRIPTION:
            return self.watchlist.descriptions[place.alias].weight
        return self.watchlist.aliases[place.alias].weight

    def _weigh(self) -> Components:
        fields = self.scene.fields(self.article)
        (_, title_end), (summary, summary_end), (body, body_end) = (field.source for field in fields)
        # Feeds often repeat the first words of the body as its summary: what stands in both counts once.
        teaser = self.scene.plain[summary:summary_end].strip().rstrip(".… ")
        is_repeated = bool(teaser) and self.scene.plain.find(teaser, body, body_end) >= 0
        places = [one.place for one in self.counted]
        once = [place for place in places if not (is_repeated and summary <= place.source[0] < summary_end)]
        finds = []
        for place in once or places:
            start = place.source[0]
            begin = body if is_repeated and start >= body else summary
            finds.append(
                Find(
                    alias=self._name(place),
                    weight=self._weight(place),
                    similarity=place.similarity,
                    lead_chars=None if start < title_end else start - begin,
                )
            )
        return relevance(
            finds,
            words=_word_count(self.scene.folded.text[fields[0].folded[0] : fields[-1].folded[1]]),
            has_text=summary_end > summary or body_end > body,
            context_words=self.around.different_context(),
            excluded=sum(one.is_excluded for one in self.judged),
            weights=self.watchlist.weights,
        )


def _by_description(watchlist: Watchlist, place: Place, around: Surroundings) -> Judgement:
    name = watchlist.descriptions[place.alias].name
    place = Place(place.alias, place.start, place.end, place.source, _DESCRIBED_SIMILARITY)
    return Judgement.of(place, (Clue(Rule.DESCRIBED, name, DESCRIBED), *around.other_article()))


def _together(counted: Sequence[Judgement]) -> float:
    """Different names make each other surer; the same one twice does not."""
    best: dict[int, float] = {}
    for one in counted:
        best[one.place.alias] = max(best.get(one.place.alias, 0.0), one.confidence)
    return round(1 - math.prod(1 - each for each in best.values()), _DECIMALS)


def _word_count(folded: str) -> int:
    """Count words; where there are no spaces two characters make one, and six are a word's usual length."""
    folded = folded.strip()
    spaced = folded.count(" ") + 1
    return max(spaced, (len(folded) - 6 * spaced) // 2)


def _batches(articles: Sequence[tuple[ArticleText, str]]) -> Iterator[list[tuple[ArticleText, str]]]:
    batch: list[tuple[ArticleText, str]] = []
    chars = 0
    for article in articles:
        text, _ = article
        size = len(text.title) + len(text.summary) + len(text.body)
        if batch and chars + size > _BATCH_CHARS:
            yield batch
            batch, chars = [], 0
        batch.append(article)
        chars += size
    if batch:
        yield batch

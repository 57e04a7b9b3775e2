"""``suggest``: a topic's marks -> the examples that its file lacks, for what it still gets wrong."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.mark import Mark
from bot.core.watchlist import Example, Watchlist
from bot.matching.matcher import Matcher
from bot.matching.proposal import Proposal, propose
from bot.matching.tuning import verdicts
from bot.matching.variants import fold_name
from bot.ports_search import SearchIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """``proposals`` are for the file, oldest mark first; ``known``: how many of its examples say it already.

    Stories with one text share an example. ``stories`` were marked; on ``disputed`` ones people differ, and
    they are left out.
    """

    proposals: tuple[Proposal, ...]
    stories: int
    known: int
    disputed: int

    def remarks(self, file: str) -> Iterator[str]:
        """Yield what to know beside the examples, and what to do with them."""
        count = len(self.proposals)
        if count:
            these = "1 example" if count == 1 else f"{count} examples"
            yield (
                f"{these} of {self.stories} marked stories, failing until the rules change: apply the patch, "
                f"strike what is no mistake, change names, context or exclusions, then `topicwire check`"
            )
        elif not self.known:
            yield f"no marked story asks for an example in {file}: {self.stories - self.disputed}"
        if self.known:
            yield f"left out, since {file} has them: {self.known}"
        if self.disputed:
            yield f"left out, since people disagree: {self.disputed}"


async def suggest_examples(marks: Sequence[Mark], watchlist: Watchlist, *, index: SearchIndex) -> Suggestions:
    """Try each marked story with the watchlist as it is now; ``marks`` are its own, oldest first.

    Raises: StoreError.
    """
    agreed, disputed = verdicts(marks)
    matcher = Matcher([watchlist])
    said = {True: _texts(watchlist.must_match), False: _texts(watchlist.must_not_match)}
    proposals: dict[tuple[bool, str], Proposal] = {}
    known = 0
    for mark in agreed:
        stored = await index.article_by_id(mark.article_id)
        proposal = await asyncio.to_thread(
            propose,
            mark,
            matcher,
            text=stored.article.text if stored else None,
            country=stored.outlet.country if stored else "",
        )
        if proposal is None:
            continue
        text = fold_name(proposal.example.text)
        if text in said[proposal.is_match]:
            known += 1
        else:
            proposals.setdefault((proposal.is_match, text), proposal)
    return Suggestions(
        proposals=tuple(proposals.values()), stories=len(agreed) + disputed, known=known, disputed=disputed
    )


def suggestion_row(proposal: Proposal) -> dict[str, Any]:
    """Return a proposal for programs."""
    example = proposal.example
    return {
        "list": proposal.key,
        "text": example.text,
        "body": example.body,
        "country": example.country,
        "reason": example.reason,
        "article_id": proposal.article_id,
    }


def _texts(examples: Sequence[Example]) -> set[str]:
    """What tells examples apart: an admin may shorten a body and mend a reason."""
    return {fold_name(one.text) for one in examples}

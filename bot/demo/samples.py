"""The sample feeds together, and what Topicwire must make of them: data for the demo and for tests.

``EXPECTED_ALERTS`` follows from the topics written beside each article, not from any matcher.
"""

from collections.abc import Mapping

from bot.demo.articles.altyn_tau import ALTYN_TAU
from bot.demo.articles.caspian_signal import CASPIAN_SIGNAL
from bot.demo.articles.indus_oxus import INDUS_OXUS
from bot.demo.articles.karakoram_window import KARAKORAM_WINDOW
from bot.demo.articles.pamir_gazette import PAMIR_GAZETTE
from bot.demo.articles.yunqiao_daily import YUNQIAO_DAILY
from bot.demo.edition import FIRST_ROUND, ROUNDS, SampleFeed

SAMPLE_FEEDS: tuple[SampleFeed, ...] = (
    PAMIR_GAZETTE,
    INDUS_OXUS,
    CASPIAN_SIGNAL,
    YUNQIAO_DAILY,
    ALTYN_TAU,
    KARAKORAM_WINDOW,
)

ExpectedMatches = frozenset[tuple[str, str]]
"""Pairs of watchlist id and article title."""

EXPECTED_MATCHES: Mapping[int, ExpectedMatches] = {
    round_: frozenset(
        (topic, article.title)
        for feed in SAMPLE_FEEDS
        for article in feed.articles
        if article.from_round == round_
        for topic in article.topics
    )
    for round_ in ROUNDS
}
"""What matches among the articles that first appear in a round; a story in two feeds stands here once."""

EXPECTED_ALERTS: Mapping[int, ExpectedMatches] = {
    round_: frozenset() if round_ == FIRST_ROUND else matches for round_, matches in EXPECTED_MATCHES.items()
}
"""What a subscriber of all four topics must hear of in a round: a baseline is silent, and round 2 has only
repeats, changes and moved ids."""

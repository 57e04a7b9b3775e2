"""Names that found nothing: whom ``topicwire check`` warns of what."""

from bot.app.commands.check import LEAST_ARTICLES, unseen_names
from bot.core.watchlist import Alias, Watchlist
from bot.ports_search import FoundNames

NAMES = ("BeiDou", "BDS", "北斗", "Beidu", "Big Dipper", "Compass-M1", "Compass-G2", "BDS-3")
BEIDOU = Watchlist(
    watchlist_id="beidou", name="BeiDou", aliases=tuple(Alias(text=name) for name in (*NAMES, "BDS"))
)
TEA = Watchlist(watchlist_id="tea", name="Tea", aliases=(Alias(text="BDS"), Alias(text="tea harvest")))
FILES = {"w/beidou.toml": BEIDOU, "w/tea.toml": TEA}


def warnings(articles=LEAST_ARTICLES, **names):
    return list(
        unseen_names(
            FILES,
            FoundNames(articles=articles, names={topic: frozenset(them) for topic, them in names.items()}),
        )
    )


def test_each_file_is_warned_of_the_names_that_its_own_matches_lack():
    beidou, tea = warnings(beidou={"BeiDou", "北斗"}, tea={"tea harvest"})
    assert (beidou.file, tea.file) == ("w/beidou.toml", "w/tea.toml")
    assert beidou.names == ("BDS", "Beidu", "Big Dipper", "Compass-M1", "Compass-G2", "BDS-3")
    assert tea.names == ("BDS",)


def test_message_counts_names_and_articles_and_shows_a_few_names():
    beidou, _ = warnings(articles=1234, beidou={"BeiDou"})
    assert str(beidou) == (
        "w/beidou.toml: 7 of 8 names found nothing that counted in the newest 1,234 stored articles: "
        '"BDS", "北斗", "Beidu", "Big Dipper", "Compass-M1" and 2 more'
    )


def test_nobody_is_warned_when_every_name_was_found_or_too_little_is_known():
    assert warnings(beidou=set(NAMES), tea={"BDS", "tea harvest"}) == []
    assert warnings(articles=LEAST_ARTICLES - 1) == []

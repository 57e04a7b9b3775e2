"""The version of rules: the same words, the same version."""

from dataclasses import replace

from bot.core.rule_version import VERSION_CHARS, rules_version, watchlist_version
from bot.core.watchlist import Alias, Watchlist

KITES = Watchlist(watchlist_id="kites", name="Kite League", aliases=(Alias(text="World Kite League"),))
TEA = Watchlist(watchlist_id="tea", name="Tea Route", aliases=(Alias(text="Great Tea Route"),))


def test_watchlist_that_says_the_same_has_the_same_version():
    assert watchlist_version(KITES) == watchlist_version(replace(KITES))
    assert len(watchlist_version(KITES)) == VERSION_CHARS


def test_any_difference_is_another_version():
    others = [replace(KITES, threshold=0.6), replace(KITES, name="Kites"), replace(KITES, aliases=())]
    assert len({watchlist_version(one) for one in (KITES, TEA, *others)}) == 5


def test_order_of_watchlists_makes_no_difference_to_their_common_version():
    assert rules_version([KITES, TEA]) == rules_version([TEA, KITES])
    assert rules_version([KITES, TEA]) != rules_version([KITES])

"""Adding up what an edit does on articles, and choosing some to show."""

from bot.core.effect import SAMPLES, Tally
from bot.core.effect_tally import Hit, WatchlistTally, spread


def hit(article_id, story_id=None, lang="en", outlet="TASS"):
    return Hit(article_id, article_id if story_id is None else story_id, lang, outlet)


def tally(before=(), after=()):
    return WatchlistTally(before=frozenset(before), after=frozenset(after))


def test_alerts_are_stories_however_many_articles_tell_them():
    one = tally(before=[hit(1, 7), hit(2, 7, "ru"), hit(3)], after=[hit(1, 7)])
    assert one.alerts == Tally(before=2, after=1)
    assert one.by_lang == {"en": Tally(before=2, after=1), "ru": Tally(before=1, after=0)}


def test_outlets_come_with_the_most_alerts_first():
    one = tally(before=[hit(1), hit(2, outlet="BBC")], after=[hit(3, outlet="BBC"), hit(2, outlet="BBC")])
    assert list(one.by_outlet.items()) == [
        ("BBC", Tally(before=1, after=2)),
        ("TASS", Tally(before=1, after=0)),
    ]


def test_a_story_that_both_alert_of_by_other_articles_is_neither_gained_nor_lost():
    one = tally(before=[hit(1, 7), hit(4)], after=[hit(2, 7), hit(3)])
    assert (one.gained, one.lost) == ((hit(3),), (hit(4),))


def test_a_gained_story_is_shown_by_the_first_of_its_articles():
    assert tally(after=[hit(5, 7), hit(2, 7), hit(3)]).gained == (hit(3), hit(2, 7))


def test_samples_are_spread_over_languages_and_outlets_before_the_newest_are_taken():
    loud = [hit(number) for number in range(100, 150)]
    rare = [hit(1, lang="ur"), hit(2, outlet="BBC"), hit(3, lang="zh"), hit(4, lang="zh", outlet="Xinhua")]
    chosen = spread([*loud, *rare])
    assert len(chosen) == SAMPLES
    assert set(rare) < set(chosen)
    assert chosen == tuple(sorted(chosen, reverse=True))
    assert set(chosen) - set(rare) == {hit(number) for number in range(150 - SAMPLES + len(rare), 150)}


def test_few_samples_are_all_shown():
    assert spread([hit(1), hit(3), hit(2)]) == (hit(3), hit(2), hit(1))
    assert spread([]) == ()

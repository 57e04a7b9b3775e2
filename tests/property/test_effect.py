"""An edit's effect does not depend on how the articles are divided, and turns round with the edit."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.core.effect import Effect, Tally
from bot.core.effect_tally import merged
from bot.core.watchlist import Alias, Watchlist
from bot.matching.both_rules import BothRules
from tests.builders import make_past

NAMES = ("Darjeeling", "Assam tea", "oolong", "пуэр", "龙井茶")
WORDS = (*NAMES, "harvest", "cup", "Darjeelng", "market")

watchlists = st.lists(
    st.builds(
        lambda number, names, threshold: Watchlist(
            watchlist_id=f"topic-{number}",
            name="Tea",
            aliases=tuple(Alias(text=name) for name in sorted(names)),
            threshold=threshold,
        ),
        st.integers(0, 2),
        st.sets(st.sampled_from(NAMES), min_size=1),
        st.sampled_from((0.2, 0.5, 0.9)),
    ),
    max_size=3,
    unique_by=lambda one: one.watchlist_id,
)
articles = st.lists(
    st.builds(
        lambda title, story_id, lang, outlet: make_past(
            " ".join(title), story_id=story_id, lang=lang, outlet=outlet
        ),
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=5),
        st.integers(1, 6),
        st.sampled_from(("en", "zh", "")),
        st.sampled_from(("TASS", "BBC")),
    ),
    max_size=30,
)


def effect_of(rules, past, chunks) -> Effect:
    tally = merged(rules.tally(chunk) for chunk in chunks)
    return rules.effect(tally, {one.article_id: one for one in past}, days=30)


@given(watchlists, watchlists, articles, st.data())
def test_articles_in_any_parts_add_up_to_what_all_of_them_say(before, after, past, data):
    rules = BothRules(before, after)
    parts = data.draw(st.lists(st.integers(0, 4), min_size=len(past), max_size=len(past)))
    chunks = [[one for one, part in zip(past, parts, strict=True) if part == number] for number in range(5)]
    whole = effect_of(rules, past, [past])
    assert effect_of(rules, past, chunks) == whole
    pairs = merged(merged(rules.tally(chunk) for chunk in chunks[at : at + 2]) for at in (0, 2, 4))
    assert rules.effect(pairs, {one.article_id: one for one in past}, days=30) == whole
    assert whole.articles == len(past)


@given(watchlists, watchlists, articles)
def test_the_edit_turned_round_loses_what_it_gained(before, after, past):
    there, back = (effect_of(BothRules(*sides), past, [past]) for sides in ((before, after), (after, before)))

    def turned(tally):
        return Tally(before=tally.after, after=tally.before)

    def turned_samples(samples):
        return tuple(replace(one, was=one.now, now=one.was) for one in samples)

    assert len(there.watchlists) == len(back.watchlists)
    for one, other in zip(there.watchlists, back.watchlists, strict=True):
        assert one.alerts == turned(other.alerts)
        assert (one.gained, one.lost) == (other.lost, other.gained)
        assert {key: turned(tally) for key, tally in other.by_lang.items()} == one.by_lang
        assert {key: turned(tally) for key, tally in other.by_outlet.items()} == one.by_outlet
        assert (one.gains, one.losses) == (turned_samples(other.losses), turned_samples(other.gains))
        assert set(one.names_added) == set(other.names_removed)
        assert one.alerts.after - one.alerts.before == one.gained - one.lost

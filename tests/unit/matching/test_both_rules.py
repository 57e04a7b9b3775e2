"""Old and new watchlists side by side: what an edit gains and loses, and what decides it."""

from dataclasses import replace

import pytest

from bot.core.effect import Tally
from bot.core.watchlist import Alias
from bot.matching.both_rules import BothRules
from bot.matching.watchlist import parse_watchlist
from tests.builders import make_past

SCO = parse_watchlist(
    """
    name = "SCO"
    alias = [
      { text = "Shanghai Cooperation Organisation", lang = "en" },
      { text = "SCO", lang = "en", case = true, needs_context = true, weight = 0.8 },
    ]
    context.any = ["summit*"]
    context.countries = ["kg"]
    """,
    file="sco.toml",
)
TEA = parse_watchlist('name = "Tea"\nalias = [{ text = "Darjeeling" }]', file="tea.toml")


def measure(before, after, *articles, days=30):
    rules = BothRules(before, after)
    tally = rules.tally(articles)
    by_id = {one.article_id: one for one in articles}
    assert set(rules.shown(tally)) <= by_id.keys()
    return rules.effect(tally, by_id, days=days)


def with_names(watchlist, *names, **fields):
    return replace(watchlist, aliases=(*watchlist.aliases, *(Alias(text=name) for name in names)), **fields)


def test_a_new_name_gains_what_it_finds_and_the_place_that_decides_is_its_own():
    new = make_past("Kazan council of ШОС", lang="ru", outlet="TASS")
    old = make_past("Shanghai Cooperation Organisation and ШОС meet")
    (effect,) = measure([SCO, TEA], [with_names(SCO, "ШОС", "上合组织"), TEA], new, old).watchlists
    assert (effect.alerts, effect.gained, effect.lost) == (Tally(before=1, after=2), 1, 0)
    assert effect.by_lang == {"en": Tally(before=1, after=1), "ru": Tally(before=0, after=1)}
    assert effect.by_outlet["TASS"] == Tally(before=0, after=1)
    (gain,) = effect.gains
    assert (gain.article_id, gain.was, gain.obstacle) == (new.article_id, None, "no name stands there")
    assert (gain.passage.before, gain.passage.text, gain.now) == (
        "Kazan council of ",
        "ШОС",
        pytest.approx(0.9, abs=0.1),
    )
    assert effect.names_added == ("ШОС", "上合组织")
    assert effect.silent_names == ("SCO (en)", "上合组织")


@pytest.mark.parametrize(
    ("edit", "obstacle"),
    [
        ({"aliases": SCO.aliases[:1]}, "no name stands there"),
        ({"threshold": 0.99}, "score 0.92, below 0.99"),
        ({"threshold": 0.9163}, "score 0.9162, below 0.9163"),
        (
            {"exclude": replace(SCO.exclude, phrases=("SCO summit",))},
            '"SCO" does not count: excluded phrase SCO summit',
        ),
    ],
)
def test_a_loss_says_what_stops_it_now(edit, obstacle):
    article = make_past("The SCO summit opens", body="Leaders of the region met.")
    (effect,) = measure([SCO], [replace(SCO, **edit)], article).watchlists
    assert (effect.alerts, effect.lost, effect.gains) == (Tally(before=1, after=0), 1, ())
    (loss,) = effect.losses
    assert loss.passage.text == "SCO"
    assert loss.was >= SCO.threshold
    assert loss.obstacle == obstacle


def test_a_loss_to_a_longer_name_says_why_that_does_not_count():
    beidou = parse_watchlist('name = "BeiDou"\nalias = [{ text = "北斗" }]', file="beidou.toml")
    cup = Alias(text="北斗杯", needs_context=True, weight=0.3)
    (effect,) = measure(
        [beidou], [replace(beidou, aliases=(*beidou.aliases, cup))], make_past("北斗杯开幕", lang="zh")
    ).watchlists
    assert [one.obstacle for one in effect.losses] == ['"北斗杯" does not count: name 北斗杯']


def test_the_place_that_decides_is_one_that_the_other_side_does_not_count():
    article = make_past("Darjeeling and oolong")
    before = replace(TEA, threshold=1.0)
    (effect,) = measure([before], [with_names(before, "oolong", threshold=0.1)], article).watchlists
    assert [one.passage.text for one in effect.gains] == ["oolong"]


def test_a_name_that_only_the_old_rules_count_has_found_nothing():
    exact = replace(TEA, aliases=(Alias(text="Darjeeling", is_case_exact=True),))
    (effect,) = measure([TEA], [exact], make_past("darjeeling harvest of the year")).watchlists
    assert (effect.lost, effect.silent_names) == (1, ("Darjeeling",))


def test_a_threshold_alone_moves_alerts_and_no_name():
    article = make_past("Tea and more", body="Darjeeling is far from here. " + "Other words follow. " * 300)
    (effect,) = measure([replace(TEA, threshold=0.0)], [replace(TEA, threshold=1.0)], article).watchlists
    assert (effect.alerts, effect.names_added, effect.names_removed) == (Tally(before=1, after=0), (), ())
    assert effect.silent_names == ()


def test_a_watchlist_that_came_or_went_has_no_obstacle_to_tell_of():
    tea, sco = make_past("Darjeeling harvest"), make_past("Shanghai Cooperation Organisation meets")
    went, came = measure([SCO], [TEA], tea, sco).watchlists
    assert (went.alerts, [one.obstacle for one in went.losses]) == (Tally(before=1, after=0), [""])
    assert (came.alerts, [one.obstacle for one in came.gains]) == (Tally(before=0, after=1), [""])


def test_the_country_of_each_articles_own_outlet_counts():
    here, there = (
        make_past("SCO", body="Officials of the SCO gathered.", country=one) for one in ("KG", "us")
    )
    (effect,) = measure(
        [SCO], [replace(SCO, context=replace(SCO.context, countries=("us",)))], here, there
    ).watchlists
    assert [one.article_id for one in effect.losses] == [here.article_id]
    assert [one.article_id for one in effect.gains] == [there.article_id]


def test_an_article_that_went_or_was_rewritten_meanwhile_is_no_sample():
    articles = [make_past("Darjeeling harvest"), make_past("Darjeeling again")]
    rules = BothRules([], [TEA])
    tally = rules.tally(articles)
    rewritten = replace(articles[1], text=make_past("Nothing of it").text)
    (effect,) = rules.effect(tally, {rewritten.article_id: rewritten}, days=30).watchlists
    assert (effect.gained, effect.gains) == (2, ())

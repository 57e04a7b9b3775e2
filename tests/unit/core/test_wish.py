"""The options of subscribe, in all the ways people write them."""

import pytest

from bot.core.command_text import read
from bot.core.commands import SUBSCRIBE
from bot.core.feed import OutletKind
from bot.core.model import (
    Channel,
    DigestTime,
)
from bot.core.subscription import Mode
from bot.core.subscription_text import describe
from bot.core.wish import read_wish
from bot.errors import QueryError

SLACK, DISCORD = Channel(adapter="slack", external_id="C1"), Channel(adapter="discord", external_id="7")
CONSOLE = Channel(adapter="console", external_id="main")


def wish(text, channel=SLACK, zone="Europe/London"):
    options = read(SUBSCRIBE, f"sco {text}")
    return read_wish(options, watchlist_id="sco", channel=channel, zone=zone)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("", None),
        ("instant", None),
        ("daily", DigestTime(hour=9, zone="Europe/London")),
        ("daily at:0", DigestTime(hour=0, zone="Europe/London")),
        ("at:23", DigestTime(hour=23, zone="Europe/London")),
        ("mode:daily 7 zone:Karachi", DigestTime(hour=7, zone="Asia/Karachi")),
        ("weekly", DigestTime(hour=9, zone="Europe/London", weekday=0)),
        ("fri", DigestTime(hour=9, zone="Europe/London", weekday=4)),
        ("weekly day:sun at:18", DigestTime(hour=18, zone="Europe/London", weekday=6)),
    ],
)
def test_mode_hour_day_and_zone_make_the_schedule(text, at):
    found = wish(text)
    assert found.subscription.digest_at == at
    assert found.notes == ()


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("instant at:9", "at: counts only for a digest (mode:daily or mode:weekly)."),
        ("instant at:9 day:mon", "at: and day: count only for a digest (mode:daily or mode:weekly)."),
        ("zone:Karachi", "zone: counts only for a digest (mode:daily or mode:weekly)."),
        ("daily day:mon", "day: counts only for a weekly digest (mode:weekly)."),
    ],
)
def test_what_the_mode_does_not_use_is_explained(text, note):
    assert wish(text).notes == (note,)


def test_filters_and_mention_are_read():
    found = wish('min-score:70% lang:"Chinese, ru" kind:state,official mention:S012').subscription
    assert found.min_score == pytest.approx(0.7)
    assert (found.langs, found.kinds) == (("zh", "ru"), (OutletKind.STATE, OutletKind.OFFICIAL))
    assert (found.mention, found.mode) == ("S012", Mode.INSTANT)


@pytest.mark.parametrize(
    ("channel", "written", "mention"),
    [
        (SLACK, "<!subteam^S012|@press>", "S012"),
        (SLACK, "<!subteam^S012>", "S012"),
        (SLACK, "none", ""),
        (DISCORD, "<@&123>", "123"),
        (DISCORD, "123", "123"),
    ],
)
def test_mention_is_read_as_the_platform_writes_it(channel, written, mention):
    assert wish(f"mention:{written}", channel).subscription.mention == mention


@pytest.mark.parametrize(
    ("channel", "written"),
    [
        (SLACK, "@press"), (SLACK, "<!channel>"), (SLACK, "<!subteam^U1>"), (SLACK, "123"), (SLACK, "U012"),
        (DISCORD, "@everyone"), (DISCORD, "<@123>"), (DISCORD, "S012"), (CONSOLE, "S012"),
    ],
)  # fmt: skip
def test_mention_of_anything_but_a_group_or_role_is_refused(channel, written):
    with pytest.raises(QueryError, match=f"^mention:{written.replace('^', '.')} is not understood: it "):
        wish(f"mention:{written}", channel)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("daily at:24", "at:24 must be an hour from 0 to 23"),
        ("daily zone:Karachy", "zone:Karachy is not understood: it must be a time zone"),
        ("min-score:7", "min-score:7 is not understood: it must be a score from 0 to 1"),
        ("lang:klingon", "lang:klingon is not understood: it must be a language"),
        ("kind:tabloid", "kind:tabloid is not understood: it must be one of state"),
    ],
)
def test_what_cannot_be_read_is_told_with_what_may_stand_there(text, told):
    with pytest.raises(QueryError) as caught:
        wish(text)
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "each alert at once"),
        ("daily", "a digest every day at 09:00 (Europe/London)"),
        ("fri at:7 zone:UTC", "a digest every Friday at 07:00 (UTC)"),
        (
            "min-score:0.75 lang:ur kind:state mention:7",
            "each alert at once, score 0.75 or more, in Urdu only, from state outlets only, calling role 7",
        ),
        (
            "lang:zh,ru,ur kind:state,party",
            "each alert at once, in Chinese, Russian or Urdu only, from state or party outlets only",
        ),
    ],
)
def test_subscription_in_words(text, words):
    assert describe(wish(text, DISCORD).subscription) == words

"""When a channel's missing alerts are told."""

from datetime import timedelta

import pytest

from bot.core.channel_health import ChannelQueue, look_at_channels
from bot.core.health_findings import Told
from tests.builders import CONSOLE, NOW

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
STUCK = {"channel:console:main": Told(state="stuck", at=NOW)}


def queue(**fields):
    return ChannelQueue(**{"channel": CONSOLE} | fields)


def waiting(for_: timedelta, **fields):
    return queue(waiting=3, waiting_since=NOW - for_, error="no answer", **fields)


def look(*queues, told=None, watched=(CONSOLE,), started_at=NOW - 9 * DAY):
    return look_at_channels(queues, told=told or {}, watched=watched, started_at=started_at, now=NOW)


def texts(findings):
    return [one.text for one in findings.found]


def test_channel_whose_alerts_wait_for_an_hour_is_told_once_with_the_reason():
    assert not look(waiting(59 * MINUTE))
    findings = look(waiting(2 * HOUR))
    assert texts(findings) == ["console:main has got no alert for 2 h, 3 wait"]
    assert findings.found[0].detail == "no answer. They are kept and tried again."
    assert findings.subjects == {"channel:console:main": "stuck"}
    assert not look(waiting(3 * HOUR), told=STUCK)


@pytest.mark.parametrize("left", [(), (waiting(MINUTE),)], ids=["nothing waits", "a new one waits"])
def test_channel_that_goes_on_is_told_if_its_trouble_was(left):
    findings = look(*left, told=STUCK)
    assert texts(findings) == ["console:main gets its alerts again"]
    assert findings.subjects == {"channel:console:main": ""}


def test_what_waited_while_we_were_off_is_given_an_hour():
    assert not look(waiting(9 * HOUR), started_at=NOW - 59 * MINUTE)
    assert look(waiting(9 * HOUR), started_at=NOW - HOUR)
    assert not look(waiting(9 * HOUR), told=STUCK, started_at=NOW)


def test_paused_channel_is_left_to_its_own_notices():
    assert not look(waiting(9 * HOUR, is_paused=True))
    findings = look(waiting(9 * HOUR, is_paused=True), told=STUCK)
    assert (findings.found, findings.subjects) == ((), {"channel:console:main": ""})


def test_channel_that_gets_nothing_any_more_is_forgotten_without_a_word():
    findings = look(waiting(9 * HOUR), told=STUCK, watched=())
    assert (findings.found, findings.subjects) == ((), {"channel:console:main": ""})


def test_alerts_that_were_given_up_are_told_at_most_once_a_day():
    died = queue(died_at=(NOW - 3 * HOUR, NOW - 2 * HOUR))
    assert texts(look(died)) == ["console:main: 2 alerts could not be posted and were given up"]
    assert not look(died, told={"dead:console:main": Told(state="told", at=NOW - HOUR)})
    assert not look(died, told={"dead:console:main": Told(state="told", at=NOW - 4 * HOUR)})
    later = queue(died_at=(NOW - 3 * DAY, NOW - 2 * HOUR))
    told = {"dead:console:main": Told(state="told", at=NOW - 2 * DAY)}
    assert texts(look(later, told=told)) == ["console:main: 1 alert could not be posted and was given up"]

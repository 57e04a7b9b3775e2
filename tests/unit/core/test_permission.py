"""Who may ask for what."""

import pytest

from bot.core.permission import Rights, Who
from tests.builders import make_asker

ALL = Rights(
    admins=frozenset({"slack:UADMIN"}),
    subscribers=frozenset({"slack:U5", "slack:S7", "discord:role/9"}),
)


def may(who: Who, rights: Rights = ALL, **fields) -> bool:
    return not rights.refusal(who, make_asker(**fields))


def test_anyone_may_read():
    assert may(Who.ANYONE, person="slack:U1", may_manage=False)


def test_only_named_people_are_admins_whatever_a_platform_lets_them_do():
    assert may(Who.ADMINS, person="slack:UADMIN")
    assert not may(Who.ADMINS, person="slack:U5", groups=frozenset({"slack:S7"}))


@pytest.mark.parametrize(
    ("fields", "is_allowed"),
    [
        ({"person": "slack:UADMIN", "may_manage": False}, True),
        ({"person": "slack:U5", "may_manage": False}, True),
        ({"person": "slack:U1", "groups": frozenset({"slack:S7"}), "may_manage": False}, True),
        ({"person": "slack:U1", "may_manage": True}, False),
        ({"person": "discord:1", "channel": "discord:2", "groups": frozenset({"discord:role/9"})}, True),
        ({"person": "discord:1", "channel": "discord:2", "may_manage": True}, False),
    ],
)
def test_where_subscribers_are_named_only_they_and_admins_subscribe(fields, is_allowed):
    assert may(Who.SUBSCRIBERS, **fields) is is_allowed


def test_where_none_of_a_platform_is_named_its_own_permissions_decide():
    only_slack = Rights(subscribers=frozenset({"slack:U5"}))
    there = {"person": "discord:1", "channel": "discord:2"}
    assert may(Who.SUBSCRIBERS, only_slack, may_manage=True, **there)
    assert not may(Who.SUBSCRIBERS, only_slack, may_manage=False, **there)
    assert "manage this channel" in only_slack.refusal(Who.SUBSCRIBERS, make_asker(may_manage=False, **there))

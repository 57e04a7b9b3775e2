"""Who asks in Slack: the user groups they are in, and what keeps the bot from posting where they ask."""

import pytest
import structlog

from adapters.access import Access
from adapters.slack.client import SlackAdapter
from adapters.slack.groups import SlackGroups
from adapters.slack.workspaces import Place, web_client
from bot.core.model import Channel
from bot.store.open import open_store
from tests.platforms.fakes.listening import HandClock, Listening, until
from tests.platforms.fakes.moods import answers, hangs
from tests.platforms.fakes.slack_server import SlackServer, says, too_many_requests
from tests.platforms.fakes.slack_sockets import APP_TOKEN
from tests.platforms.fakes.slack_workspaces import TOKEN
from tests.platforms.slack_site import Site, answer_to, started

ANALYSTS, EDITORS = "S0ANALYSTS", "S0EDITORS"
BOTH = frozenset({ANALYSTS, EDITORS})


@pytest.fixture
def slack():
    with SlackServer() as running:
        running.groups = {ANALYSTS: ["U1", "U2"], EDITORS: ["U2"], "S0OTHERS": ["U1"]}
        yield running


async def groups_of(slack: SlackServer, *people: str, groups: frozenset[str] = BOTH) -> list[set[str]]:
    """What is said of people who ask, one after the other."""
    handler = Listening()
    async with started(slack, handler, groups=groups):
        for person in people:
            await answer_to(slack, slack.command("list", user=person))
    return [set(asked.asker.groups) for asked in handler.asked]


async def obstacle_to(slack: SlackServer, text: str = "subscribe sco", **fields: object) -> str:
    handler = Listening()
    async with started(slack, handler):
        await answer_to(slack, slack.command(text, **fields))
    return handler.asked[0].asker.obstacle


# --- groups ---------------------------------------------------------------------------------------------


async def test_people_are_known_by_the_configured_groups_they_are_in(slack):
    assert await groups_of(slack, "U1", "U2", "U3") == [
        {"slack:S0ANALYSTS"},
        {"slack:S0ANALYSTS", "slack:S0EDITORS"},
        set(),
    ]


async def test_button_and_command_alike_say_the_groups_of_who_asks(slack):
    handler = Listening()
    async with started(slack, handler, groups=BOTH):
        await answer_to(slack, slack.press("topicwire:why", "x", user="U2"))
    assert handler.asked[0].asker.groups == {"slack:S0ANALYSTS", "slack:S0EDITORS"}
    assert "conversations.info" not in slack.calls


async def test_slack_is_not_asked_about_groups_where_none_is_configured(slack):
    assert await groups_of(slack, "U1", groups=frozenset()) == [set()]
    assert "usergroups.users.list" not in slack.calls


async def test_members_are_asked_for_once_in_five_minutes(slack):
    clock = HandClock()
    groups = SlackGroups(frozenset({ANALYSTS}), clock_s=lambda: clock.at_s)
    place = Place(client=web_client(Access(token=TOKEN, address=slack.api), TOKEN), channel_id="C0NEWS")
    assert await groups.of("U1", place, team_id="") == {ANALYSTS}
    slack.groups[ANALYSTS] = []
    clock.forward(299)
    assert await groups.of("U1", place, team_id="") == {ANALYSTS}
    clock.forward(2)
    assert await groups.of("U1", place, team_id="") == set()
    assert slack.calls == ["usergroups.users.list"] * 2


@pytest.mark.parametrize(
    ("mood", "told"),
    [
        (says("missing_scope"), "add the scope usergroups:read"),
        (says("no_such_subteam"), "check its id in"),
        (says("plan_upgrade_required"), "name people in"),
        (says("fatal_error"), "asked again"),
        (too_many_requests("30"), "asked again"),
        (answers(500, ""), "asked again"),
    ],
)
async def test_group_that_cannot_be_asked_about_has_no_members_and_the_log_says_why_once(slack, mood, told):
    slack.next("usergroups.users.list", mood)
    with structlog.testing.capture_logs() as logs:
        assert await groups_of(slack, "U1", "U1", groups=frozenset({ANALYSTS})) == [set(), set()]
    (warning,) = [one for one in logs if one["event"] == "slack.group_unknown"]
    assert (warning["group"], told in warning["detail"]) == (ANALYSTS, True)
    assert slack.calls.count("usergroups.users.list") == 1


async def test_group_is_asked_about_again_soon_where_slack_was_busy_and_is_told_of_once(slack):
    clock = HandClock()
    groups = SlackGroups(frozenset({ANALYSTS}), clock_s=lambda: clock.at_s)
    place = Place(client=web_client(Access(token=TOKEN, address=slack.api), TOKEN), channel_id="C0NEWS")
    slack.next("usergroups.users.list", *[says("internal_error")] * 2)
    with structlog.testing.capture_logs() as logs:
        for expected in (set(), set(), {ANALYSTS}):
            assert await groups.of("U1", place, team_id="") == expected
            clock.forward(31)
    assert [one["event"] for one in logs] == ["slack.group_unknown"]


async def test_group_of_one_workspace_has_no_members_in_another_and_nothing_is_told(slack):
    groups = SlackGroups(frozenset({ANALYSTS}))
    place = Place(client=web_client(Access(token=TOKEN, address=slack.api), TOKEN), channel_id="C0EAST")
    with structlog.testing.capture_logs() as logs:
        assert await groups.of("U1", place, team_id="") == {ANALYSTS}
        slack.next("usergroups.users.list", says("no_such_subteam"))
        assert await groups.of("U1", place, team_id="T2") == set()
        assert await groups.of("U1", place, team_id="") == {ANALYSTS}
    assert logs == []


async def test_answer_does_not_wait_for_a_slack_that_does_not_say_who_is_in_a_group(slack):
    slack.next("usergroups.users.list", hangs())
    assert await groups_of(slack, "U1", groups=frozenset({ANALYSTS})) == [set()]


# --- what keeps the bot from posting --------------------------------------------------------------------


async def test_nothing_keeps_the_bot_from_posting_where_it_is_a_member(slack):
    assert await obstacle_to(slack) == ""
    assert slack.calls.count("conversations.info") == 1


@pytest.mark.parametrize("is_private", [True, False])
async def test_who_subscribes_a_channel_without_the_bot_is_told_to_invite_it(slack, is_private):
    slack.absent, slack.private = {"C0NEWS"}, {"C0NEWS"} if is_private else set()
    told = "I am not in this channel yet, so nothing can be posted: write /invite @topicwire."
    assert await obstacle_to(slack) == told
    assert await obstacle_to(slack, "follow sco") != ""


async def test_public_channel_needs_no_invitation_where_the_token_posts_anywhere(slack):
    slack.scopes += ",chat:write.public"
    slack.absent = {"C0NEWS"}
    assert await obstacle_to(slack) == ""


@pytest.mark.parametrize("mood", [says("missing_scope"), too_many_requests("30"), answers(500, ""), hangs()])
async def test_nothing_is_said_of_a_channel_where_slack_says_nothing(slack, mood):
    slack.absent = {"C0NEWS"}
    slack.next("conversations.info", mood)
    assert await obstacle_to(slack) == ""


async def test_channel_is_asked_about_only_by_who_may_and_for_who_subscribes(slack):
    slack.absent = {"C0NEWS"}
    assert await obstacle_to(slack, "search sco") == ""
    assert await obstacle_to(slack, channel_id="D0THEM") == ""
    slack.scopes = "chat:write,commands"
    assert await obstacle_to(slack) == ""
    assert "conversations.info" not in slack.calls


async def test_workspace_whose_token_is_not_there_is_answered_all_the_same(slack, tmp_path):
    store = await open_store("sqlite:///store.db", base_dir=tmp_path)
    site = Site(slack, store)
    await site.adapter.start()
    name, request = site.command("subscribe sco", team="T2")
    await site.post(request)
    await site.answer_to(name)
    assert site.handler.asked[0].asker.obstacle == ""
    await site.adapter.close()
    await store.close()


# --- what is missing is told at the start ---------------------------------------------------------------


async def warnings_with(slack: SlackServer, *lacking: str, groups: frozenset[str] = BOTH) -> dict[str, str]:
    slack.scopes = ",".join(scope for scope in slack.scopes.split(",") if scope not in lacking)
    access = Access(token=TOKEN, address=slack.api, app_token=APP_TOKEN, groups=groups)
    adapter = SlackAdapter(access, Listening())
    with structlog.testing.capture_logs() as logs:
        await adapter.start()
        await adapter.close()
    return {one["event"]: one["detail"] for one in logs if one["log_level"] == "warning"}


async def test_nothing_is_told_where_no_scope_is_missing(slack):
    assert await warnings_with(slack) == {}


@pytest.mark.parametrize("scopes", [("files:write",), ("im:write",), ("files:write", "im:write")])
async def test_missing_scopes_of_files_are_told(slack, scopes):
    (told,) = (await warnings_with(slack, *scopes)).items()
    assert told[0] == "slack.no_files"
    assert " and ".join(scopes) in told[1]


async def test_missing_scope_of_groups_is_told_where_some_are_configured(slack):
    (told,) = (await warnings_with(slack, "usergroups:read")).items()
    assert (told[0], "usergroups:read" in told[1]) == ("slack.no_groups", True)
    assert await warnings_with(slack, groups=frozenset()) == {}


async def test_channels_that_are_subscribed_later_are_told_of_as_those_in_the_file(slack):
    channels: dict[Channel, frozenset[str]] = {}
    handler = Listening()
    async with started(slack, handler, channels=channels):
        channels[Channel(adapter="slack", external_id="C0NEWS")] = frozenset()
        slack.sockets.happens("channel_unarchive", channel="C0NEWS", user="U1")
        await until(lambda: handler.returned)
    assert handler.returned == ["slack:C0NEWS"]

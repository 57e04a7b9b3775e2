"""The Slack adapter: the real client against a workspace on a loopback port."""

import json

import pytest

from adapters.access import Access
from adapters.slack.client import SlackAdapter
from adapters.slack.errors import TABLE
from bot.core.entry import Span
from bot.core.model import Channel
from bot.errors import (
    ChannelRejected,
    CredentialsRejected,
    DeliveryError,
    MessageRejected,
    PlatformUnavailable,
    RetryableDelivery,
    UncertainDelivery,
)
from tests.builders import make_message
from tests.platforms.fakes.moods import answers, drops
from tests.platforms.fakes.slack_rules import texts
from tests.platforms.fakes.slack_server import PAGE_CAP, SlackServer, says, too_many_requests
from tests.platforms.fakes.slack_workspaces import TOKEN

NEWS = Channel(adapter="slack", external_id="C0NEWS")
KEY = "0123456789abcdef01234567"


@pytest.fixture
def slack():
    with SlackServer() as running:
        yield running


def adapter_for(slack, *, token=TOKEN):
    return SlackAdapter(Access(token=token, address=slack.api))


async def post(slack, **fields):
    return await adapter_for(slack).send(NEWS, make_message(**fields), delivery_key=KEY)


async def failure_of(slack, *moods):
    """The error of one attempt whose requests are answered in these moods."""
    slack.next("chat.postMessage", *moods)
    with pytest.raises(DeliveryError) as caught:
        await post(slack)
    return caught.value


def at(slack):
    """When the first message is written, for a look-up."""
    return {"since": slack.first_at, "until": slack.first_at}


# --- posting --------------------------------------------------------------------------------------------


async def test_alert_is_posted_once_with_blocks_fallback_and_its_key(slack):
    receipt = await post(slack, why=("Shanghai · “SCO” · score 0.90",))
    (posted,) = slack.messages()
    assert receipt.external_id == posted["ts"]
    assert slack.calls == ["chat.postMessage"]
    assert posted["text"] == "A title · Example News"
    assert posted["metadata"] == {
        "event_type": "topicwire_delivery",
        "event_payload": {"delivery_id": KEY},
    }
    assert (posted["unfurl_links"], posted["unfurl_media"]) == (False, False)
    shown = list(texts(posted["blocks"]))
    for part in (
        "A title",
        "https://example.org/1",
        "Example News",
        "English",
        "SCO",
        "Shanghai · “SCO” · score 0.90",
    ):
        assert part in shown


async def test_refused_blocks_are_posted_as_plain_text_once(slack):
    slack.next("chat.postMessage", says("invalid_blocks"))
    await post(slack, title="Talks & <tea>")
    (posted,) = slack.messages()
    assert "blocks" not in posted
    assert posted["text"].splitlines()[:2] == ["Talks &amp; &lt;tea&gt;", "https://example.org/1"]
    assert posted["metadata"]["event_payload"] == {"delivery_id": KEY}


async def test_message_refused_as_plain_text_too_is_given_up_after_two_requests(slack):
    failure = await failure_of(slack, says("invalid_blocks"), says("msg_too_long"))
    assert isinstance(failure, MessageRejected)
    assert len(slack.calls) == 2


# --- editing --------------------------------------------------------------------------------------------


async def test_alert_is_edited_where_it_stands_and_keeps_its_key(slack):
    adapter = adapter_for(slack)
    receipt = await adapter.send(NEWS, make_message(), delivery_key=KEY)
    await adapter.edit(NEWS, receipt, make_message(title="Corrected"), delivery_key=KEY)
    (posted,) = slack.messages()
    assert posted["ts"] == receipt.external_id
    assert "Corrected" in list(texts(posted["blocks"]))
    assert posted["text"] == "Corrected · Example News"
    assert await adapter.find(NEWS, delivery_key=KEY, **at(slack)) == receipt


@pytest.mark.parametrize("word", ["message_not_found", "cant_update_message", "edit_window_closed"])
async def test_alert_that_cannot_be_edited_any_more_is_left_for_good(slack, word):
    adapter = adapter_for(slack)
    receipt = await adapter.send(NEWS, make_message(), delivery_key=KEY)
    slack.next("chat.update", says(word))
    with pytest.raises(MessageRejected):
        await adapter.edit(NEWS, receipt, make_message(title="Corrected"), delivery_key=KEY)


# --- the table of errors --------------------------------------------------------------------------------

WORDS = {
    ChannelRejected: """
        channel_not_found not_in_channel is_archived restricted_action restricted_action_read_only_channel
        restricted_action_thread_only_channel restricted_action_non_threadable_channel
        restricted_action_thread_locked no_permission ekm_access_denied messages_tab_disabled team_not_found
        posting_to_channel_denied cannot_reply_to_message
    """,
    CredentialsRejected: """
        invalid_auth not_authed account_inactive token_revoked token_expired missing_scope
        not_allowed_token_type access_denied two_factor_setup_required accesslimited
    """,
    MessageRejected: """
        invalid_blocks invalid_blocks_format msg_blocks_too_long msg_too_long no_text too_many_attachments
        attachment_payload_limit_exceeded invalid_metadata_format invalid_metadata_schema
        invalid_metadata_filter_keys metadata_too_large metadata_must_be_sent_from_app markdown_text_conflict
        invalid_arguments invalid_arg_name invalid_array_arg invalid_charset invalid_form_data
        invalid_post_type invalid_json json_not_object message_not_found cant_update_message
        edit_window_closed is_inactive
    """,
    RetryableDelivery: """
        ratelimited rate_limited message_limit_exceeded external_channel_migrating team_added_to_org
        org_login_required service_unavailable request_timeout an_error_of_next_year
    """,
    UncertainDelivery: "fatal_error internal_error",
}
EXPECTED = {word: kind for kind, words in WORDS.items() for word in words.split()}


@pytest.mark.parametrize("word", EXPECTED)
async def test_error_word_has_its_class_and_is_named_to_the_admin(slack, word):
    failure = await failure_of(slack, says(word), says(word))
    assert type(failure) is EXPECTED[word]
    assert word in failure.detail


def test_every_row_of_the_table_is_tried_here():
    assert set(TABLE) == set(EXPECTED) - {"an_error_of_next_year"}


@pytest.mark.parametrize(
    ("header", "wait_s"), [("17", 17.0), ("0", 1.0), (None, 30.0), ("soon", 30.0), ("1e999", 30.0)]
)
async def test_too_many_requests_waits_as_long_as_slack_asks(slack, header, wait_s):
    failure = await failure_of(slack, too_many_requests(header))
    assert isinstance(failure, RetryableDelivery)
    assert failure.retry_after_s == wait_s


async def test_limit_over_hours_waits_minutes_without_counting_an_attempt(slack):
    for word in ("rate_limited", "message_limit_exceeded", "external_channel_migrating"):
        failure = await failure_of(slack, says(word))
        assert failure.retry_after_s >= 60


@pytest.mark.parametrize(
    "mood",
    [
        answers(500, "<html>oops</html>", "text/html"),
        answers(503, ""),
        answers(502, "bad gateway", "text/plain"),
        answers(200, "{}"),
        answers(200, '{"ok": tr'),
        answers(200, "ok", "text/plain"),
        answers(200, "[1]"),
        answers(200, '{"ok": true}'),
        drops(is_stored=False),
        drops(is_stored=True),
    ],
    ids=lambda mood: f"{mood.status}:{mood.body[:12]}",
)
async def test_answer_that_does_not_say_leaves_the_delivery_uncertain(slack, mood):
    assert type(await failure_of(slack, mood)) is UncertainDelivery


async def test_address_that_is_not_slack_is_told_and_tried_again(slack):
    failure = await failure_of(slack, answers(404, "<html>none</html>", "text/html"))
    assert type(failure) is RetryableDelivery
    assert "base_url" in failure.detail


async def test_unreachable_slack_costs_no_attempt():
    with SlackServer() as gone:
        adapter = adapter_for(gone)
    with pytest.raises(PlatformUnavailable, match="cannot be reached") as caught:
        await adapter.send(NEWS, make_message(), delivery_key=KEY)
    assert caught.value.retry_after_s
    with pytest.raises(PlatformUnavailable, match="cannot be reached"):
        await adapter.start()


async def test_no_error_names_the_token(slack):
    wrong = adapter_for(slack, token="xoxb-very-secret")
    with pytest.raises(CredentialsRejected) as caught:
        await wrong.send(NEWS, make_message(), delivery_key=KEY)
    assert "very-secret" not in str(caught.value)
    assert "SLACK_BOT_TOKEN" in str(caught.value)


# --- looking up -----------------------------------------------------------------------------------------


async def test_lost_connection_never_posts_twice(slack):
    adapter = adapter_for(slack)
    slack.next("chat.postMessage", drops(is_stored=True))
    with pytest.raises(UncertainDelivery):
        await adapter.send(NEWS, make_message(), delivery_key=KEY)
    found = await adapter.find(NEWS, delivery_key=KEY, **at(slack))
    (posted,) = slack.messages()
    assert found is not None
    assert found.external_id == posted["ts"]


async def test_what_was_not_posted_is_not_found(slack):
    adapter = adapter_for(slack)
    await adapter.send(NEWS, make_message(), delivery_key="f" * 24)
    slack.someone_writes(f"have you seen {KEY}?")
    assert await adapter.find(NEWS, delivery_key=KEY, **at(slack)) is None


async def test_alert_below_a_lively_talk_is_found_pages_down(slack):
    await post(slack)
    for number in range(3 * PAGE_CAP):
        slack.someone_writes(f"remark {number}")
    assert await adapter_for(slack).find(NEWS, delivery_key=KEY, **at(slack)) is not None
    assert slack.calls.count("conversations.history") == 4


async def test_look_up_that_reaches_no_end_does_not_say_it_was_not_posted(slack):
    await post(slack)
    for number in range(10 * PAGE_CAP):
        slack.someone_writes(f"remark {number}")
    with pytest.raises(MessageRejected, match="too much"):
        await adapter_for(slack).find(NEWS, delivery_key=KEY, **at(slack))


async def test_look_up_without_the_scope_says_which_one_is_missing(slack):
    slack.scopes = "chat:write"
    with pytest.raises(MessageRejected, match="channels:history"):
        await adapter_for(slack).find(NEWS, delivery_key=KEY, **at(slack))


@pytest.mark.parametrize(
    "mood", [answers(500, ""), answers(200, "{}"), answers(200, '{"ok": true}'), drops(is_stored=False)]
)
async def test_unclear_look_up_is_asked_again(slack, mood):
    slack.next("conversations.history", mood, mood)  # a reading request cut off is repeated by aiohttp
    with pytest.raises(RetryableDelivery):
        await adapter_for(slack).find(NEWS, delivery_key=KEY, **at(slack))


async def test_look_up_is_held_back_as_long_as_slack_asks(slack):
    slack.next("conversations.history", too_many_requests("9"))
    with pytest.raises(RetryableDelivery) as caught:
        await adapter_for(slack).find(NEWS, delivery_key=KEY, **at(slack))
    assert caught.value.retry_after_s == 9.0


# --- starting -------------------------------------------------------------------------------------------


async def test_good_token_starts(slack):
    adapter = adapter_for(slack)
    await adapter.start()
    await adapter.close()
    assert slack.calls == ["auth.test"]


async def test_bad_token_is_told_in_words_to_act_on(slack):
    with pytest.raises(CredentialsRejected, match="SLACK_BOT_TOKEN"):
        await adapter_for(slack, token="xoxb-other").start()


async def test_missing_scope_is_told_at_the_start(slack):
    slack.scopes = "channels:history"
    with pytest.raises(CredentialsRejected, match="chat:write"):
        await adapter_for(slack).start()


async def test_troubled_slack_at_the_start_is_not_taken_for_bad_credentials(slack):
    slack.next("auth.test", answers(503, ""))
    with pytest.raises(RetryableDelivery):
        await adapter_for(slack).start()


# --- hostile text ---------------------------------------------------------------------------------------

HOSTILE = [
    "<!channel> <!here> <@U1> <!subteam^S1> <#C1>",
    "<https://evil.example|https://bank.example>",
    "*bold* _it_ ~no~ `code` ```block```",
    "@everyone @here :tada:",
    "&lt;!channel&gt;",
    "\u202eevil\u2066 \u2069\u200b",
]


@pytest.mark.parametrize("nasty", HOSTILE)
async def test_feed_text_has_no_meaning_wherever_it_stands(slack, nasty):
    spans = (Span(text=nasty), Span(text=nasty, is_name=True))
    await post(slack, title=nasty, outlet=nasty, lang=nasty, excerpt=spans, why=(nasty,))
    slack.next("chat.postMessage", says("invalid_blocks"))
    await post(slack, title=nasty, outlet=nasty, excerpt=spans, why=(nasty,))
    rich, plain = slack.messages()
    for text in (rich["text"], plain["text"], *_marked_up(rich["blocks"])):
        assert [sign for sign in "<>" if sign in _without_time(text)] == []
    assert (rich["mrkdwn"], plain["mrkdwn"]) == (False, False)
    for sign in "\u202e\u2066\u200b":
        assert sign not in json.dumps([rich, plain], ensure_ascii=False)


def _marked_up(blocks):
    for block in blocks:
        if block["type"] == "context":
            yield from (one["text"] for one in block["elements"] if one["type"] == "mrkdwn")


def _without_time(text):
    return text if not text.startswith("<!date^") else ""

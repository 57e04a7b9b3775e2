"""An article of which only the day is known is shown with no time, the same day for everybody."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from adapters.apprise import plain
from adapters.discord import answers as discord_answers
from adapters.discord.render import embeds, plain_content
from adapters.slack import answers as slack_answers
from adapters.slack.render import blocks, plain_text
from bot.core.chat import Reply
from bot.core.entry import Entry
from tests.builders import make_message

KEY = "0123456789abcdef01234567"
DAY = datetime(2026, 10, 2, tzinfo=UTC)
NOON = DAY + timedelta(hours=12)


def alert_shown(at):
    message = make_message(at=at)
    yield json.dumps(blocks(message))
    yield plain_text(message)
    yield json.dumps([one.to_dict() for one in embeds(message, delivery_key=KEY)])
    yield plain_content(message, delivery_key=KEY)
    yield str(plain(message))


def answer_shown(at):
    entry = Entry(title="A title", url="https://example.org/1", at=at, is_dated=True, facts=(), excerpt=())
    reply = Reply(title="Found", entries=(entry,))
    yield json.dumps(slack_answers.answer_blocks(reply))
    yield json.dumps([one.to_dict() for one in discord_answers.shown(reply, most_bytes=1_000).embeds])


@pytest.mark.parametrize("shown", [alert_shown, answer_shown])
def test_a_day_is_shown_without_a_time_and_a_time_with_it(shown):
    for text in shown(DAY):
        assert "2026-10-02" in text
        assert "00:00" not in text
        assert "<!date" not in text
    for text in shown(NOON):
        assert "12:00" in text

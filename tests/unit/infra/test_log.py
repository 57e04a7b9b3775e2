"""Logs are one-line events that hold no secret."""

import json

import pytest
import structlog

from bot.infra.log import configure_logging

TOKEN = "xoxb-very-secret"


def log_of(capsys, *, level="info", form="json"):
    configure_logging(level=level, form=form, secrets=[TOKEN])
    return structlog.get_logger(), lambda: capsys.readouterr().err


def test_event_is_one_line_of_keys(capsys):
    log, written = log_of(capsys)
    log.info("feed.polled", url="https://example.org/", new=2)
    event = json.loads(written())
    assert (event["event"], event["new"], event["level"]) == ("feed.polled", 2, "info")


@pytest.mark.parametrize("form", ["json", "text"])
def test_secret_is_replaced_wherever_it_stands(capsys, form):
    log, written = log_of(capsys, form=form)
    log.warning("delivery.dead", detail=f"refused: Bearer {TOKEN}!")
    text = written()
    assert TOKEN not in text
    assert "<secret>" in text


def test_secret_in_a_traceback_is_replaced(capsys):
    log, written = log_of(capsys)
    log.error("job.crashed", exc_info=ValueError(f"bad token {TOKEN}"))
    assert TOKEN not in written()


def test_token_of_a_workspace_that_stands_in_no_list_of_secrets_is_replaced(capsys):
    log, written = log_of(capsys)
    log.warning(
        "slack.failed", detail="xoxb-1234-abcd refused, xapp-1-A0123 too; a bot token (xoxb-) begins so"
    )
    assert json.loads(written())["detail"] == (
        "<secret> refused, <secret> too; a bot token (xoxb-) begins so"
    )


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://user:pass@example.org/feed", "https://example.org/feed"),
        ("https://example.org/feed?api_key=abc&x=1", "https://example.org/feed?api_key=<secret>&x=1"),
        ("https://example.org/feed?token=abc", "https://example.org/feed?token=<secret>"),
    ],
)
def test_url_loses_what_may_be_a_key(capsys, url, shown):
    log, written = log_of(capsys)
    log.info("feed.polled", url=url)
    assert json.loads(written())["url"] == shown


@pytest.mark.parametrize("form", ["json", "text"])
def test_feed_text_can_forge_no_second_line_and_steer_no_terminal(capsys, form):
    log, written = log_of(capsys, form=form)
    log.info("feed.failed", detail="a\n2026-01-01 forged\x1b[31m\u202e")
    text = written()
    assert text.count("\n") == 1
    assert "\x1b[31m" not in text
    assert "\u202e" not in text


def test_level_hides_what_is_below_it(capsys):
    log, written = log_of(capsys, level="warning")
    log.info("feed.polled")
    assert written() == ""

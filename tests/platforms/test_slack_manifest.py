"""The manifests that admins paste ask Slack for all the bot uses, and for nothing else."""

import re
from pathlib import Path

import pytest

from adapters.slack import http, oauth
from bot.config_file import ChatSettings
from bot.core.commands import COMMANDS

FOLDER = Path(__file__).parents[2] / "adapters" / "slack"
SOCKETS, HTTP = (
    (FOLDER / name).read_text(encoding="utf-8") for name in ("manifest.yaml", "manifest-http.yaml")
)
both = pytest.mark.parametrize("manifest", [SOCKETS, HTTP], ids=["sockets", "http"])


def items(manifest: str, key: str) -> list[str]:
    (block,) = re.findall(rf"^ +{key}:\n((?: +- .*\n)+)", manifest, re.MULTILINE)
    return re.findall(r"- (\S+)", block)


@both
def test_it_asks_for_the_scopes_that_are_used(manifest):
    assert items(manifest, "bot") == list(oauth.SCOPES)


@both
def test_it_names_the_command_and_all_that_can_be_asked(manifest):
    assert f"command: /{ChatSettings().command}\n" in manifest
    (folded,) = re.findall(r"usage_hint: >-\n((?: {8}.*\n)+)", manifest)
    hint = " ".join(folded.split())
    assert hint == " | ".join(
        " ".join((spec.name, *(one.name.upper() for one in spec.options if one.is_required)))
        for spec in COMMANDS
    )
    assert len(hint) <= 1_000


@both
def test_it_switches_on_what_is_heard(manifest):
    assert f"socket_mode_enabled: {'true' if manifest == SOCKETS else 'false'}" in manifest
    assert re.search(r"interactivity:\n +is_enabled: true", manifest)


@both
def test_it_wants_no_token_that_ends_and_no_whole_organisation(manifest):
    assert "token_rotation_enabled: false" in manifest
    assert "org_deploy_enabled: false" in manifest


def test_what_is_heard_of_channels_is_told_on_both_ways_and_the_end_of_an_installation_over_http():
    of_channels = ["channel_unarchive", "group_unarchive", "member_joined_channel"]
    assert items(SOCKETS, "bot_events") == of_channels
    assert items(HTTP, "bot_events") == ["app_uninstalled", *of_channels, "tokens_revoked"]


def test_all_requests_come_to_the_address_that_is_listened_on():
    events = f"https://topicwire.example.org{http.EVENTS_PATH}"
    assert re.findall(r"^ +(?:request_)?url: (.*)", HTTP, re.MULTILINE) == [events] * 3
    assert items(HTTP, "redirect_urls") == [f"https://topicwire.example.org{oauth.REDIRECT_PATH}"]
    (told,) = re.findall(r"it stands here (\w+) times", HTTP)
    assert (told, HTTP.partition("\ndisplay")[2].count("https://")) == ("four", 4)

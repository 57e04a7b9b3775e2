"""The manifest that admins paste asks Slack for all the bot uses, and for nothing else."""

import re
from pathlib import Path

from bot.app.commands.help import COMMANDS
from bot.config_file import ChatSettings

MANIFEST = (Path(__file__).parents[2] / "adapters" / "slack" / "manifest.yaml").read_text(encoding="utf-8")


def items(key: str) -> list[str]:
    (block,) = re.findall(rf"^ +{key}:\n((?: +- .*\n)+)", MANIFEST, re.MULTILINE)
    return re.findall(r"- (\S+)", block)


def test_it_asks_for_the_scopes_that_are_used():
    assert items("bot") == ["chat:write", "commands", "channels:history", "groups:history"]


def test_it_names_the_command_and_all_that_can_be_asked():
    assert f"command: /{ChatSettings().command}\n" in MANIFEST
    (hint,) = re.findall(r"usage_hint: (.*)", MANIFEST)
    assert hint.split(" | ") == list(COMMANDS)


def test_it_switches_on_what_is_heard():
    assert "socket_mode_enabled: true" in MANIFEST
    assert re.search(r"interactivity:\n +is_enabled: true", MANIFEST)

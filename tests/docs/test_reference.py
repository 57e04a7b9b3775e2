"""The reference pages name everything there is to name, and nothing that is not there."""

import re
from pathlib import Path
from typing import get_args

from pydantic import BaseModel
from typer.main import get_command

from bot.cli import app
from bot.config import SECRET_NAMES
from bot.config_file import ConfigFile
from bot.core.commands import COMMANDS
from bot.errors import FeedFailure
from bot.infra.metrics import PrometheusMetrics

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def page(name):
    return (REFERENCE / name).read_text(encoding="utf-8")


def config_keys():
    for section, field in ConfigFile.model_fields.items():
        candidates = (field.annotation, *get_args(field.annotation))
        model = next(one for one in candidates if isinstance(one, type) and issubclass(one, BaseModel))
        yield from (f"{section}.{key}" for key in model.model_fields)


def test_every_config_key_has_a_heading_and_every_heading_is_a_key():
    assert set(re.findall(r"^### (\S+)$", page("config.md"), re.MULTILINE)) == set(config_keys())


def test_every_secret_is_named():
    assert [name for name in SECRET_NAMES if f"`{name}`" not in page("config.md")] == []


def test_every_command_has_a_row():
    named = set(re.findall(r"^\| `topicwire ([\w-]+)", page("commands.md"), re.MULTILINE))
    assert named == set(get_command(app).commands)


def test_every_chat_command_has_a_row():
    named = re.findall(r"^\| `(\w+)(?: [^`]*)?` \|", page("chat.md"), re.MULTILINE)
    assert named == [one.name for one in COMMANDS]


def test_every_metric_has_a_row_and_every_row_is_a_metric():
    metrics = PrometheusMetrics()
    collected = {one.name + ("_total" if one.type == "counter" else "") for one in metrics.registry.collect()}
    assert set(re.findall(r"^\| `(topicwire_\w+)`", page("metrics.md"), re.MULTILINE)) == collected


def test_every_feed_failure_has_advice():
    named = set(re.findall(r"^\| `([a-z-]+)` \|", page("errors.md"), re.MULTILINE))
    assert named == {failure.value for failure in FeedFailure}

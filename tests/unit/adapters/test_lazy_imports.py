"""What is not used is not loaded: a platform's library costs memory only where the platform is asked for."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
LIBRARIES = ("apprise", "discord", "slack_bolt", "slack_sdk")


def loaded_after(code):
    """The platforms' libraries that a new process holds after this code."""
    told = f"import json, sys\n{code}\nprint(json.dumps([m for m in {LIBRARIES!r} if m in sys.modules]))"
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    return json.loads(done.stdout)


def test_rendering_for_slack_loads_no_slack_library():
    assert loaded_after("import adapters.slack.render") == []


def test_adapters_load_nothing_before_one_is_asked_for():
    assert loaded_after("import adapters, bot.compose_platforms") == []


@pytest.mark.parametrize(("form", "libraries"), [("json", []), ("slack", []), ("discord", ["discord"])])
def test_webhooks_load_only_the_library_of_their_format(form, libraries):
    named = f"{{'a': adapters.Webhook(url='https://a.example/', form='{form}')}}"
    assert loaded_after(f"import adapters; adapters.build_webhooks({named}, clock=None)") == libraries


def test_apprise_is_loaded_where_it_is_asked_for_and_loads_no_other():
    assert loaded_after("import adapters; adapters.build_apprise({'a': 'json://a.example'})") == ["apprise"]

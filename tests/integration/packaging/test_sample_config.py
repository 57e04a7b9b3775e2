"""The shipped config.toml works as it is, and its feeds are the documented ones."""

import re
import tomllib
from pathlib import Path

from bot.config import load_settings
from bot.core.feed import OutletKind

ROOT = Path(__file__).resolve().parents[3]
FILE = tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8"))
DOCUMENTED = (ROOT / "docs/reference/feeds.md").read_text(encoding="utf-8")


def test_sample_config_is_valid_without_any_secret() -> None:
    settings = load_settings(ROOT / "config.toml", environ={})
    assert not settings.secrets
    assert len(settings.feeds()) >= 15


def test_every_sample_feed_says_who_stands_behind_it() -> None:
    for feed in FILE["feeds"]:
        assert feed["outlet"]
        assert feed["lang"]
        assert feed["kind"] in set(OutletKind) - {OutletKind.UNKNOWN}
        # International organisations have no country.
        assert "country" in feed or feed["kind"] == OutletKind.OFFICIAL


def test_sample_feeds_cover_the_languages_of_the_four_topics() -> None:
    assert {feed["lang"] for feed in FILE["feeds"]} >= {"en", "zh", "ru", "ur", "ar"}


def test_no_feed_is_listed_twice() -> None:
    urls = [feed["url"] for feed in FILE["feeds"]]
    assert len(urls) == len(set(urls))


def test_every_sample_feed_is_documented_and_no_other() -> None:
    documented = re.findall(r"<(https?://[^>]+)>", DOCUMENTED)
    assert sorted(documented) == sorted(feed["url"] for feed in FILE["feeds"])
    assert f"polls {len(documented)} public feeds" in DOCUMENTED


def test_console_is_subscribed_to_the_four_shipped_topics() -> None:
    subscribed = {(entry["watchlist"], entry["channel"]) for entry in FILE["subscriptions"]}
    assert subscribed == {(topic, "console:main") for topic in ("beidou", "sco", "cpec", "health-silk-road")}

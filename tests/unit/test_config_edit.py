"""Feeds and subscriptions go into config.toml, and the rest of the file stays as it was, byte for byte."""

import os
import tomllib

import pytest

from bot.config import load_settings
from bot.config_edit import add_tables, feed_table, subscription_table, table_lines, with_tables
from bot.core.feed import Feed, FeedFormat, Outlet, OutletKind, PageSelectors
from bot.errors import ConfigError
from tests.builders import make_feed
from tests.e2e.conftest import ROOT

NEW = Feed(
    url="https://news.example/rss.xml",
    outlet=Outlet(name='The "Example" Times', country="KZ", kind=OutletKind.PRIVATE),
    lang="en",
    interval_s=900.0,
    group="Central Asia / press",
)
NEW_LINES = r"""[[feeds]]
url = "https://news.example/rss.xml"
outlet = "The \"Example\" Times"
country = "KZ"
kind = "private"
lang = "en"
interval_s = 900
group = "Central Asia / press"
"""
TABLE = {"url": "https://news.example/rss.xml"}
SHORT = '[[feeds]]\nurl = "https://news.example/rss.xml"\n'


@pytest.fixture
def config(tmp_path):
    def write(text):
        path = tmp_path / "config.toml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


def test_a_feed_is_written_with_all_its_keys_and_read_back_the_same(config):
    path = config("# ours\n")
    add_tables(path, "feeds", [feed_table(NEW)])
    assert table_lines("feeds", [feed_table(NEW)]) == NEW_LINES
    assert path.read_text() == "# ours\n\n" + NEW_LINES
    assert load_settings(path, environ={}).feeds() == (NEW,)


def test_what_a_page_needs_is_written_too():
    page = PageSelectors(item="li.news", date="time")
    feed = Feed(url="https://p.example/", outlet=Outlet(name="p.example"), format=FeedFormat.PAGE, page=page)
    assert feed_table(feed) == {
        "url": "https://p.example/",
        "format": "page",
        "page": {"item": "li.news", "date": "time"},
    }


def test_new_feeds_follow_the_last_feed_and_not_the_comments_of_the_next_section():
    text = """[[feeds]] # one
url = "https://one.example/"
interval_s = 60 # often

# --- Who hears of what ---
[[subscriptions]]
watchlist = "sco"
channel = "console:main"
"""
    head, tail = text.split("\n# ---")
    assert with_tables(text, "feeds", [TABLE]) == f"{head}\n{SHORT}\n# ---{tail}"


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_keys_that_are_commented_out_below_the_last_feed_stay_its_own(line_end):
    last = '[[feeds]]\nurl = "https://one.example/"\n# lang = "ur"\noutlet = "One"\n # full_text = true\n'
    text = f'{last}# page = {{}}\n\n# --- Where it is kept ---\n[store]\nurl = "sqlite:///one.db"\n'
    new = with_tables(text.replace("\n", line_end), "feeds", [TABLE])
    assert new == text.replace("{}\n", "{}\n\n" + SHORT).replace("\n", line_end)
    taken_in = tomllib.loads(new.replace("# full_text", "full_text"))["feeds"]
    assert [one.get("full_text") for one in taken_in] == [True, None]


def test_a_comment_below_the_last_feed_may_lack_its_line_end():
    text = '[[feeds]]\nurl = "https://one.example/"\n# lang = "ur"'
    assert with_tables(text, "feeds", [TABLE]) == f"{text}\n\n{SHORT}"


def test_a_feed_with_a_table_of_its_own_is_not_torn_apart():
    text = '[[feeds]]\nurl = "https://one.example/"\n[feeds.page]\nitem = "li"\n\n[log]\nlevel = "info"\n'
    new = with_tables(text, "feeds", [TABLE])
    assert new == text.replace("\n[log]", f"\n{SHORT}\n[log]")


def test_what_looks_like_a_feed_inside_a_text_is_none():
    text = '[[feeds]]\nurl = "https://one.example/"\noutlet = """\n[[feeds]]\nurl = "no"\n"""\n'
    assert with_tables(text, "feeds", [TABLE]) == f"{text}\n{SHORT}"


@pytest.mark.parametrize(
    "text", ["feeds = []\n# end\n", "feeds = [{ url = 'https://one.example/' }] # one\n"]
)
def test_feeds_in_one_array_get_their_new_one_there(text):
    new = with_tables(text, "feeds", [TABLE, {"url": "https://two.example/"}])
    assert [feed["url"] for feed in tomllib.loads(new)["feeds"]][-2:] == [
        TABLE["url"],
        "https://two.example/",
    ]
    assert new.count("\n") == text.count("\n")
    assert text.partition("#")[2] in new


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_line_ends_byte_order_mark_and_a_missing_last_line_end_are_kept(config, line_end):
    text = f"\ufeff# comment{line_end}[log]{line_end}level = 'info'"
    path = config(text)
    add_tables(path, "feeds", [{"url": "https://one.example/"}])
    assert path.read_bytes().decode() == text + line_end.join(
        ("", "", "[[feeds]]", 'url = "https://one.example/"', "")
    )


def test_permissions_and_links_are_kept_and_nothing_is_left_behind(config, tmp_path):
    path = config("# ours\n")
    path.chmod(0o640)
    link = tmp_path / "link.toml"
    link.symlink_to(path)
    add_tables(link, "feeds", [feed_table(NEW)])
    assert link.is_symlink()
    assert path.stat().st_mode & 0o7777 == 0o640
    assert load_settings(path, environ={}).feeds() == (NEW,)
    assert {one.name for one in tmp_path.iterdir()} == {"config.toml", "link.toml"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_the_owner_is_kept_so_that_the_bot_can_still_read_it(config):
    path = config("# ours\n")
    os.chown(path, 12_345, 23_456)
    add_tables(path, "feeds", [feed_table(NEW)])
    assert (path.stat().st_uid, path.stat().st_gid) == (12_345, 23_456)


@pytest.mark.parametrize(
    ("text", "feed", "words"),
    [
        ("[log]\nlevel = 'loud'\n", NEW, "log.level"),
        ("# ours\n", make_feed(url="ftp://one.example/"), r"feeds\[0\].url"),
        ('[[feeds]]\nurl = "https://news.example/rss.xml"\n', NEW, "stands already"),
        (b"# \xff\n", NEW, "cannot be read"),
    ],
)
def test_a_file_that_would_not_be_right_is_left_as_it_is(config, tmp_path, text, feed, words):
    path = config(text)
    before = path.read_bytes()
    with pytest.raises(ConfigError, match=words):
        add_tables(path, "feeds", [feed_table(feed)])
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["config.toml"]


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(ConfigError, match="no such file"):
        add_tables(tmp_path / "config.toml", "feeds", [feed_table(NEW)])


def test_the_sample_config_takes_a_feed_behind_its_last_one(config):
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    assert with_tables(text, "feeds", [TABLE]) == f"{text}\n{SHORT}"


def test_a_subscription_follows_the_last_one_and_is_read_back(config):
    text = """[[subscriptions]]
watchlist = "sco"
channel = "console:main" # ours

# --- What is polled ---
[[feeds]]
url = "https://one.example/"
"""
    path = config(text)
    table = subscription_table("kites", "slack:C1")
    add_tables(path, "subscriptions", [table])
    lines = '[[subscriptions]]\nwatchlist = "kites"\nchannel = "slack:C1"\nmode = "instant"\n'
    assert table_lines("subscriptions", [table]) == lines
    assert path.read_text() == text.replace("\n# ---", f"\n{lines}\n# ---")
    assert [one.watchlist_id for one in load_settings(path, environ={}).subscriptions()] == ["sco", "kites"]

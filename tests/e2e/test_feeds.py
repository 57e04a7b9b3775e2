"""``topicwire feeds`` and its commands, as users and programs call them."""

import json
import tomllib

import pytest

from tests.e2e.conftest import ROOT, wait_until
from tests.e2e.small_watchlists import write_watchlists
from tests.platforms.fakes.feed_server import Page, html_page, redirect, rss_feed, status


@pytest.fixture
def topics(workspace):
    return write_watchlists(workspace.folder)


def test_an_option_of_a_command_before_its_name_is_refused(workspace, topics):
    workspace.configure(watchlists=topics)
    done = workspace.run("feeds", "--config", "other.toml", "pause", "dawn")
    assert done.returncode == 2
    assert "write it behind `feeds pause`" in done.stderr


def test_a_feed_is_paused_and_resumed_beside_the_running_bot(workspace, server, topics):
    url = server.serve("/feed", Page(rss_feed("Tea harvest begins")))
    workspace.configure([url], watchlists=topics)
    with workspace.started("run"):
        wait_until(lambda: len(server.requests("/feed")) > 2)
        done = workspace.run("feeds", "pause", "127.0.0.1", "--reason", "too noisy", "--by", "anna")
        assert (done.returncode, f"{url} is paused" in done.stdout) == (0, True), done.stderr
        wait_until(lambda: workspace.run("feeds", "pause", url).returncode == 1)
        polls = len(server.requests("/feed"))
        again = workspace.run("feeds", "pause", url)
        assert "is not polled as it is: paused" in again.stderr
        assert len(server.requests("/feed")) <= polls + 1  # one may have been under way
        assert workspace.run("feeds", "resume", url).returncode == 0
        wait_until(lambda: len(server.requests("/feed")) > polls + 2)
        assert "it is polled" in workspace.run("feeds", "resume", url).stderr


def test_a_feed_that_no_database_knows_yet_cannot_be_paused(workspace, server, topics):
    url = server.serve("/feed", Page(rss_feed("Tea harvest begins")))
    other = server.serve("/other", Page(rss_feed("Rain")))
    workspace.configure([url], watchlists=topics)
    assert "no database yet" in workspace.run("feeds", "pause", url).stderr
    workspace.run("run", "--once")
    workspace.configure([url, other], watchlists=topics)
    done = workspace.run("feeds", "pause", other)
    assert (done.returncode, "not in the database yet" in done.stderr) == (1, True)
    done = workspace.run("feeds", "pause", "127")
    assert (done.returncode, "could be any of 2 feeds" in done.stderr) == (1, True)


def test_plain_feeds_still_lists_them(workspace, topics):
    workspace.configure(["https://one.example/feed"], watchlists=topics)
    assert "https://one.example/feed" in workspace.run("feeds").stdout
    assert [row["state"] for row in json.loads(workspace.run("feeds", "--json").stdout)] == ["new"]


# --- find and add ---------------------------------------------------------------------------------------

COMMENT = "# kept: what we watch\n"


@pytest.fixture
def site(workspace, server, topics):
    """A site with a page that names two feeds, and a config file without any."""
    workspace.configure(watchlists=topics)
    workspace.config.write_text(COMMENT + workspace.config.read_text())
    server.serve("/rss", Page(rss_feed("Tea harvest begins in the hills", "Rain ends the long drought")))
    server.serve("/comments", Page(rss_feed("I agree")))
    server.serve("/", Page(html_page(["/comments", "/rss"]), "text/html"))
    return server


def table_of(workspace):
    (table,) = tomllib.loads(workspace.config.read_text())["feeds"]
    return table


def test_discovered_feeds_are_shown_best_first_with_lines_for_the_config_file(workspace, site):
    done = workspace.run("feeds", "discover", site.url)
    assert done.returncode == 0, done.stderr
    assert f'[[feeds]]\nurl = "{site.url}/rss"\noutlet = "News"\nlang = "en"\n' in done.stdout
    assert done.stdout.index("/rss") < done.stdout.index("/comments")
    assert f'url = "{site.url}/comments"' not in done.stdout
    workspace.run("feeds", "add", f"{site.url}/rss")
    rows = json.loads(workspace.run("feeds", "discover", site.url, "--json").stdout)
    assert [(row["how"], row["form"], row["articles"], row["is_comments"]) for row in rows] == [
        ("announced", "RSS 2.0", 2, False),
        ("announced", "RSS 2.0", 1, True),
    ]
    assert [row["is_configured"] for row in rows] == [True, False]


def test_a_site_without_feeds_is_exit_code_1_and_a_bad_address_2(workspace, server, topics):
    workspace.configure(watchlists=topics)
    done = workspace.run("feeds", "discover", server.serve("/", Page(html_page(), "text/html")))
    assert (done.returncode, "no feed was found" in done.stderr) == (1, True)
    for address in ("ftp://example.org/feed", "http://", "not an address"):
        assert workspace.run("feeds", "discover", address).returncode == 2


def test_an_added_feed_is_checked_once_written_and_polled(workspace, site):
    done = workspace.run(
        "feeds", "add", f"{site.url}/rss", "--outlet", "Tea Times", "--kind", "private", "--country", "LK",
        "--lang", "si", "--interval-s", "900", "--group", "Asia / tea",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [seen.path for seen in site.requests()] == ["/rss"]
    assert table_of(workspace) == {
        "url": f"{site.url}/rss", "outlet": "Tea Times", "country": "LK", "kind": "private", "lang": "si",
        "interval_s": 900, "group": "Asia / tea",
    }  # fmt: skip
    assert workspace.config.read_text().startswith(COMMENT)
    assert workspace.run("run", "--once").returncode == 0
    assert workspace.feeds()[f"{site.url}/rss"]["articles"] == 2


@pytest.mark.parametrize("interval_s", ["nan", "inf", "-inf"])
def test_an_interval_that_is_no_number_of_seconds_is_refused(workspace, site, interval_s):
    before = workspace.config.read_bytes()
    done = workspace.run("feeds", "add", f"{site.url}/rss", f"--interval-s={interval_s}")
    assert (done.returncode, f"{interval_s} is no number of seconds" in done.stderr) == (2, True)
    assert (workspace.config.read_bytes(), site.requests()) == (before, [])


def test_a_page_is_added_with_the_selectors_it_is_read_by_and_polled(workspace, site):
    site.serve("/news", Page(b"<ul><li><a href='/1'>Tea</a></li><li><a href='/2'>Rain</a></li></ul>"))
    url, run = f"{site.url}/news", ("feeds", "add", f"{site.url}/news", "--format", "page", "--full-text")
    assert "feeds[0].page" in workspace.run(*run).stderr
    assert "must be a CSS selector" in workspace.run(*run, "--item", "li[").stderr
    assert site.requests() == []
    done = workspace.run(*run, "--item", "h1")
    assert (done.returncode, 'no element fits the item selector "h1"' in done.stderr) == (1, True)
    assert workspace.run(*run, "--item", "li", "--outlet", "Tea Times").returncode == 0
    (table,) = tomllib.loads(workspace.config.read_text())["feeds"]
    assert table == {
        "url": url, "outlet": "Tea Times", "format": "page", "page": {"item": "li"}, "full_text": True,
    }  # fmt: skip
    workspace.run("run", "--once")
    assert workspace.feeds()[url]["articles"] == 2
    assert workspace.run("feeds", "check", url).returncode == 0


def test_a_page_is_not_added_and_says_which_feeds_it_has(workspace, site):
    before = workspace.config.read_bytes()
    done = workspace.run("feeds", "add", site.url)
    assert (done.returncode, "is a web page, not a feed" in done.stderr) == (1, True)
    assert f'url = "{site.url}/rss"' in done.stderr
    assert workspace.config.read_bytes() == before


def test_a_feed_is_not_added_twice_under_any_of_its_addresses(workspace, site):
    workspace.run("feeds", "add", f"{site.url}/rss")
    site.serve("/old", redirect("/rss"))
    before = workspace.config.read_bytes()
    for path in ("/rss", "/rss?utm_source=x", "/old"):
        done = workspace.run("feeds", "add", site.url + path)
        assert (done.returncode, "feeds[0].url: has this feed already: News" in done.stderr) == (2, True)
    assert workspace.config.read_bytes() == before


def test_a_feed_that_fails_or_a_bad_option_changes_nothing(workspace, site):
    before = workspace.config.read_bytes()
    assert "answered 404" in workspace.run("feeds", "add", f"{site.url}/none").stderr
    done = workspace.run("feeds", "add", f"{site.url}/rss", "--country", "Sri Lanka")
    assert (done.returncode, "feeds[0].country" in done.stderr) == (2, True)
    assert workspace.config.read_bytes() == before


def test_a_password_in_an_address_is_written_and_never_shown(workspace, site):
    address = f"{site.url}/rss".replace("http://", "http://anna:secret@")
    done = workspace.run("feeds", "add", address)
    assert done.returncode == 0, done.stderr
    assert "secret" not in done.stdout + done.stderr
    assert table_of(workspace)["url"] == address
    assert "secret" not in workspace.run("feeds", "export").stdout
    assert "anna:secret@" in workspace.run("feeds", "export", "--with-logins").stdout
    done = workspace.run("feeds", "add", address)
    assert "secret" not in done.stdout + done.stderr


# --- check ----------------------------------------------------------------------------------------------


def test_a_check_says_what_is_good_and_what_is_not_and_stores_nothing(workspace, site):
    body = rss_feed("SCO summit opens in Bishkek", "Tea harvest begins")
    site.serve("/rss", Page(body, etag='"1"'))
    done = workspace.run("feeds", "check", f"{site.url}/rss")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "good    topics     of 2 articles would be told: sco 1" in done.stdout
    assert "0 problems, " in done.stdout
    assert not (workspace.folder / "data").exists()


def test_a_host_that_asked_the_bot_for_time_is_not_asked_by_a_check_either(workspace, server, topics):
    busy = server.serve("/busy", status(429, Retry_After="7200"))
    workspace.configure([busy], watchlists=topics)
    workspace.run("run", "--once")
    asked = len(server.requests())
    done = workspace.run("feeds", "check", server.serve("/other", Page(rss_feed("Tea harvest begins"))))
    assert (done.returncode, "asked to be left alone for " in done.stdout) == (1, True), done.stdout
    assert len(server.requests()) == asked == 1


def test_a_problem_is_exit_code_1_for_programs_too(workspace, site):
    done = workspace.run("feeds", "check", site.url, "--json")
    (problem,) = [one for one in json.loads(done.stdout) if one["level"] == "problem"]
    assert (done.returncode, problem["subject"], "web page" in problem["text"]) == (1, "answer", True)
    assert "feeds discover" in problem["advice"]


# --- move -----------------------------------------------------------------------------------------------

OPML = """<opml version="2.0"><body><outline text="Asia">
<outline text="Tea" xmlUrl="https://tea.example/rss"/>
<outline text="Bad" xmlUrl="ftp://bad.example/rss"/>
<outline text="Again" xmlUrl="http://tea.example/rss"/>
<outline text="Rain" xmlUrl="https://rain.example/rss"/>
</outline></body></opml>"""


def test_feeds_are_imported_but_for_those_that_cannot_be_and_told_why(workspace, topics):
    workspace.configure(watchlists=topics)
    (workspace.folder / "feeds.opml").write_text(OPML)
    before = workspace.config.read_text()
    tried = workspace.run("feeds", "import", "feeds.opml", "--dry-run")
    assert (tried.returncode, workspace.config.read_text()) == (1, before)
    done = workspace.run("feeds", "import", "feeds.opml")
    assert done.returncode == 1
    assert "+ Tea https://tea.example/rss · Asia" in done.stdout
    assert "feeds.opml: line 3: must be a whole http:// or https:// address" in done.stderr
    assert "feeds.opml: line 4: http://tea.example/rss is in line 2 already" in done.stderr
    taken = "a running bot takes it by itself, or else with /watch reload"
    assert f"2 feeds added to {workspace.config}; {taken}\n" in done.stdout
    feeds = tomllib.loads(workspace.config.read_text())["feeds"]
    assert [(one["outlet"], one["group"]) for one in feeds] == [("Tea", "Asia"), ("Rain", "Asia")]
    assert workspace.config.read_text().startswith(before)


def test_exported_feeds_come_back_into_an_empty_config_as_they_were(workspace, topics):
    workspace.configure(watchlists=topics)
    empty = workspace.config.read_text()
    sample = (ROOT / "config.toml").read_text(encoding="utf-8")
    feeds = sample[sample.index("[[feeds]]") :]
    workspace.config.write_text(empty + feeds, encoding="utf-8")
    before = tomllib.loads(workspace.config.read_text(encoding="utf-8"))
    assert workspace.run("feeds", "export", "all.opml").returncode == 0
    assert workspace.run("feeds", "export", "all.opml").returncode == 2
    again = workspace.run("feeds", "import", "all.opml")
    assert (again.returncode, "31 there already" in again.stdout) == (0, True), again.stdout
    workspace.config.write_text(empty, encoding="utf-8")
    written = (workspace.folder / "all.opml").read_text(encoding="utf-8")
    done = workspace.run("feeds", "import", "-", stdin=written)
    assert done.returncode == 0, done.stderr
    assert tomllib.loads(workspace.config.read_text(encoding="utf-8")) == before


def test_a_file_that_is_no_opml_is_exit_code_2(workspace, topics):
    workspace.configure(watchlists=topics)
    done = workspace.run("feeds", "import", "config.toml")
    assert (done.returncode, "not well-formed XML" in done.stderr) == (2, True)
    assert workspace.run("feeds", "import", "none.opml").returncode == 2

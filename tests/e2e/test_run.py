"""``topicwire run`` from an article's publication to the panel on the console."""

import contextlib
import os
import signal
import threading
import time
from importlib.metadata import version

import pytest

from tests.e2e.conftest import PATIENCE_S, ROOT, wait_until
from tests.platforms.fakes.feed_server import (
    Page,
    drip,
    gzip_bomb,
    html_page,
    huge,
    redirect,
    rss_feed,
    stall,
    status,
    truncated,
)

# A feed of the fake names its entries by their place: what is new comes last, so that the old keep theirs.
OLD = ("SCO summit: ten years on", "Tea harvest begins")
SUMMIT = "Shanghai Cooperation Organisation summit opens in Bishkek"
BEACON = "Rescuers test BeiDou satellite beacons"


def hang_on_a_feed(workspace, server) -> threading.Event:
    """Configure one feed that never answers; the event says that it was asked for."""
    is_asked = threading.Event()

    async def hang(request):
        is_asked.set()
        return await stall()(request)

    workspace.configure([server.serve("/hang", hang)])
    workspace.config.write_text(workspace.config.read_text().replace("timeout_s = 2", "timeout_s = 60"))
    return is_asked


def test_first_poll_is_a_silent_baseline_and_news_is_posted_once(workspace, server):
    page = Page(rss_feed(*OLD), etag='"1"')
    workspace.configure([server.serve("/feed", page)])
    with workspace.started("run") as process:
        wait_until(lambda: len(server.requests("/feed")) > 2)
        assert workspace.record() == {}
        server.serve("/feed", Page(rss_feed(*OLD, SUMMIT, BEACON), etag='"2"'))
        wait_until(lambda: workspace.record().total() == 2)
        polled = len(server.requests("/feed"))
        wait_until(lambda: len(server.requests("/feed")) > polled + 2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0
    assert workspace.record() == {SUMMIT: 1, BEACON: 1}
    assert workspace.text_of("stdout").count(SUMMIT) == 1
    assert "Shanghai Cooperation Organisation · “Shanghai Cooperation Organisation”" in (
        workspace.text_of("stdout")
    )


def test_once_polls_every_due_feed_once_delivers_and_ends(workspace, server):
    workspace.configure([server.serve(f"/{n}", Page(rss_feed(*OLD))) for n in range(3)], min_interval_s=0)
    assert workspace.run("run", "--once").returncode == 0
    assert [len(server.requests(f"/{n}")) for n in range(3)] == [1, 1, 1]
    server.serve("/1", Page(rss_feed(*OLD, SUMMIT)))
    done = workspace.run("run", "--once")
    assert done.returncode == 0
    assert SUMMIT in done.stdout
    assert SUMMIT not in workspace.run("run", "--once").stdout


def test_requests_after_the_first_are_conditional(workspace, server):
    page = Page(rss_feed(*OLD), etag='W/"odd one"', last_modified="Mon, 02 Nov 2026 10:00:00 GMT")
    workspace.configure([server.serve("/feed", page)], min_interval_s=0)
    for _ in range(3):
        workspace.run("run", "--once")
    first, *later = server.requests("/feed")
    assert "If-None-Match" not in first.headers
    assert [one.headers["If-None-Match"] for one in later] == ['W/"odd one"'] * 2
    assert [one.headers["If-Modified-Since"] for one in later] == ["Mon, 02 Nov 2026 10:00:00 GMT"] * 2
    assert [one.answered_with for one in later] == [304, 304]


def test_servers_see_whom_to_write_to_and_how_many_channels_are_subscribed(workspace, server):
    workspace.configure([server.serve("/feed", Page(rss_feed(*OLD)))])
    config = workspace.config.read_text(encoding="utf-8")
    config = config.replace("[fetch]\n", '[fetch]\ncontact = "ops@example.org"\n')
    workspace.config.write_text(config, encoding="utf-8")
    assert workspace.run("run", "--once").returncode == 0
    (seen,) = server.requests("/feed")
    assert seen.headers["User-Agent"] == f"Topicwire/{version('topicwire')} (+ops@example.org; 1 subscriber)"


def test_restart_polls_nothing_before_its_time_and_no_host_that_asked_for_time(workspace, server):
    urls = [
        server.serve("/feed", Page(rss_feed(*OLD))),
        server.serve("/fresh", Page(rss_feed(*OLD), headers={"Cache-Control": "max-age=3600"})),
        server.serve("/busy", status(429, **{"Retry-After": "3600"})),
    ]
    workspace.configure(urls, min_interval_s=0)
    for _ in range(3):
        assert workspace.run("run", "--once").returncode == 0
    assert [len(server.requests(path)) for path in ("/feed", "/fresh", "/busy")] == [1, 1, 1]


def test_every_bad_feed_has_its_own_error_and_its_neighbours_go_on(workspace, server):
    expected = {
        server.serve("/html", Page(html_page(), content_type="text/html")): "not-a-feed",
        server.serve("/empty", Page(b"")): "empty",
        server.serve("/truncated", truncated(rss_feed(*OLD))): "broken-transfer",
        server.serve("/huge", huge(megabytes=40)): "too-large",
        server.serve("/bomb", gzip_bomb()): "too-large",
        server.serve("/slow", drip()): "timeout",
        server.serve("/stall", stall()): "timeout",
        server.serve("/loop", redirect("/loop")): "too-many-redirects",
        server.serve("/private", redirect("http://10.0.0.1/feed")): "address-refused",
        server.serve("/gone", status(410)): "gone",
        server.serve("/busy", status(503, **{"Retry-After": "120"})): "rate-limited",
    }
    good = server.serve("/good", Page(rss_feed(*OLD)))
    # The busy one is last: its host is that of all, and is left alone from then on.
    workspace.configure([good, *expected], min_interval_s=0)
    done = workspace.run("run", "--once")
    assert done.returncode == 0
    feeds = workspace.feeds()
    assert {url: str(feeds[url]["error"]).split()[0].rstrip(":") for url in expected} == expected
    assert {url: feeds[url]["state"] for url in expected} == {
        url: "disabled" if failure == "gone" else "failing" for url, failure in expected.items()
    }
    assert (feeds[good]["state"], feeds[good]["articles"], feeds[good]["error"]) == ("ok", 2, None)
    failures = [line for line in done.stderr.splitlines() if "feed.failed" in line]
    assert len(failures) == len(expected)


def test_unreachable_feeds_are_told_once_and_the_process_stays_up_until_sigterm(workspace):
    # Nothing listens on port 1, and .invalid never has an address: what a machine without network sees.
    workspace.configure(["http://127.0.0.1:1/feed", "http://feed.invalid/rss"], min_interval_s=0.1)
    with workspace.started("run") as process:
        wait_until(lambda: workspace.text_of("stderr").count("feed.failed") == 2)
        wait_until(lambda: all(row["state"] == "failing" for row in workspace.feeds().values()))
        assert process.poll() is None
        asked_at = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0
        assert time.monotonic() - asked_at < 5
    errors = workspace.text_of("stderr")
    assert errors.count("feed.failed") == 2
    assert "Traceback" not in errors


def test_sigterm_ends_a_bot_that_hangs_on_a_feed_within_five_seconds(workspace, server):
    is_asked = hang_on_a_feed(workspace, server)
    with workspace.started("run") as process:
        assert is_asked.wait(PATIENCE_S)
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0


def test_sigterm_ends_a_single_round_early_with_exit_code_1(workspace, server):
    is_asked = hang_on_a_feed(workspace, server)
    with workspace.started("run", "--once") as process:
        assert is_asked.wait(PATIENCE_S)
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 1


def test_second_process_on_the_same_database_is_refused_in_words(workspace, server):
    workspace.configure([server.serve("/feed", Page(rss_feed(*OLD)))])
    with workspace.started("run") as process:
        wait_until(lambda: server.requests("/feed"))
        second = workspace.run("run", "--once")
        assert second.returncode == 1
        assert str(process.pid) in second.stderr
        assert "Traceback" not in second.stderr


def test_same_story_in_two_feeds_is_posted_once(workspace, server):
    urls = [server.serve(f"/{n}", Page(rss_feed(*OLD))) for n in range(2)]
    workspace.configure(urls, min_interval_s=0)
    workspace.run("run", "--once")
    for n in range(2):
        server.serve(f"/{n}", Page(rss_feed(*OLD, SUMMIT)))
    workspace.run("run", "--once")
    assert workspace.record() == {SUMMIT: 1}


def test_shipped_config_is_valid_and_runs_without_a_network(workspace):
    shipped = (ROOT / "config.toml").read_text(encoding="utf-8")
    workspace.config.write_text(
        shipped.replace('dir = "watchlists"', f'dir = "{ROOT / "watchlists"}"'), encoding="utf-8"
    )
    checked = workspace.run("check")
    assert checked.returncode == 0, checked.stderr
    assert len(workspace.feeds()) >= 15


@pytest.mark.parametrize("arguments", [["--config", "none.toml"], ["--bogus"]])
def test_bad_usage_ends_with_exit_code_2(workspace, arguments):
    done = workspace.run("run", *arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_sigterm_ends_a_bot_whose_console_is_blocked_within_five_seconds(workspace, server):
    # A full pipe that nobody reads, as `topicwire run | less` leaves it.
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(writer, b"x" * 65536)
    os.set_blocking(writer, True)
    workspace.configure([server.serve("/feed", Page(rss_feed(*OLD)))])
    with workspace.started("run", stdout=writer) as process:
        wait_until(lambda: len(server.requests()) > 1)
        server.serve("/feed", Page(rss_feed(*OLD, SUMMIT)))
        wait_until(lambda: workspace.record() == {SUMMIT: 1})
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0
    os.close(reader)
    os.close(writer)


def test_public_feed_cannot_be_redirected_into_an_allowed_private_host(workspace, server):
    # "localhost" is not on the list: a feed of that name stands for one from outside.
    inner = server.serve("/inner", Page(rss_feed(*OLD)))
    server.serve("/outer", redirect(inner))
    outer = f"http://localhost:{server.port}/outer"
    workspace.configure([outer])
    assert workspace.run("run", "--once").returncode == 0
    assert str(workspace.feeds()[outer]["error"]).startswith("address-refused")


def test_document_that_breaks_off_keeps_its_articles_and_says_so(workspace, server):
    url = server.serve("/feed", Page(rss_feed(*OLD)[:-30]))
    workspace.configure([url], min_interval_s=0)
    for _ in range(2):
        workspace.run("run", "--once")
        row = workspace.feeds()[url]
        assert (row["state"], row["articles"]) == ("ok", 2)
        assert str(row["error"]).startswith("not-well-formed")
    server.serve("/feed", Page(rss_feed(*OLD)))
    workspace.run("run", "--once")
    assert workspace.feeds()[url]["error"] is None

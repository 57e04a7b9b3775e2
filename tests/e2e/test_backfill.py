"""``topicwire backfill`` as people and programs call it, without and beside a running bot."""

import json

from tests.e2e.conftest import wait_until
from tests.platforms.fakes.feed_server import Page, rss_feed

STORY = "SCO summit opens in Bishkek"


def test_past_is_looked_up_beside_the_bot_posted_once_asked_for_and_once_only(workspace, server):
    url = server.serve("/feed", Page(rss_feed("Tea harvest begins", STORY)))
    workspace.configure([url])
    with workspace.started("run"):
        wait_until(lambda: "bot.started" in workspace.text_of("stderr"))
        wait_until(lambda: workspace.feeds()[url]["articles"] == 2)
        shown = workspace.run("backfill", "sco", "--to", "console:main", stdin="\n")
        assert shown.returncode == 0, shown.stderr
        title, _, entry, facts, *_ = shown.stdout.splitlines()
        assert title.endswith(": 1 story in 1 of 2 stored articles of the last 30 days")
        assert entry == STORY
        assert "“SCO” · score 0." in facts
        assert "Post 1 story to console:main as a digest? [y/N]" in shown.stderr
        assert "nothing was posted" in shown.stderr
        posted = workspace.run("backfill", "sco", "--to", "console:main", "--json", stdin="y\n")
        row = json.loads(posted.stdout)
        assert (row["stories"], row["newest"][0]["title"]) == (1, STORY)
        assert row["posted"] == {"channel": "console:main", "stories": 1, "messages": 1, "more": 0}
        wait_until(lambda: workspace.record() == {STORY: 1})
        again = workspace.run("backfill", "sco", "--to", "console:main", "--yes")
        assert "nothing to post" in again.stderr
    assert workspace.record() == {STORY: 1}
    assert "all in the search index" in workspace.run("index", "check").stdout


def test_past_is_posted_nowhere_unasked_and_nowhere_it_cannot_be(workspace, server):
    workspace.configure([server.serve("/feed", Page(rss_feed(STORY)))])
    workspace.run("run", "--once")
    unasked = workspace.run("backfill", "sco", "--to", "console:main")
    assert unasked.returncode == 2
    assert "standard input: line 1: ended where an answer was expected" in unasked.stderr
    nowhere = workspace.run("backfill", "sco", "--to", "slack:C1", "--yes")
    assert (nowhere.returncode, nowhere.stdout) == (1, "")
    assert "slack:C1 gets nothing from Topicwire" in nowhere.stderr
    nothing = workspace.run("backfill", "sco", "--to", "irc:main")
    assert nothing.returncode == 2
    assert "must be one of console:ID" in " ".join(nothing.stderr.replace("│", " ").split())
    workspace.run("run", "--once")
    assert workspace.record() == {}

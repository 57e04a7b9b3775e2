"""What admins hear of a feed's outage, posted by the program as they run it."""

import sqlite3
from contextlib import closing

from tests.platforms.fakes.feed_server import Page, html_page, rss_feed

GOOD = Page(rss_feed("Tea harvest begins"))
DAYS_2_MS = 2 * 86_400_000


def test_outage_and_its_end_are_posted_once_to_the_admin_channel(workspace, server):
    broken = server.serve("/broken", GOOD)
    workspace.configure([broken, server.serve("/well", GOOD)], min_interval_s=0)
    text = workspace.config.read_text(encoding="utf-8")
    workspace.config.write_text(f'{text}[chat]\nadmin_channel = "console:admins"\n', encoding="utf-8")
    assert workspace.run("run", "--once").returncode == 0
    server.serve("/broken", Page(html_page(), content_type="text/html"))
    assert workspace.run("run", "--once").returncode == 0
    assert workspace.feeds()[broken]["state"] == "failing"
    assert workspace.record() == {}
    with closing(sqlite3.connect(workspace.folder / "data" / "test.db")) as database, database:
        database.execute(
            "UPDATE feed_state SET failing_since = failing_since - ?, next_poll_at = 0 WHERE failure != ''",
            (DAYS_2_MS,),
        )
    for _ in range(2):
        assert workspace.run("run", "--once").returncode == 0
    assert workspace.feeds()[broken]["state"] == "broken"
    assert workspace.record() == {"127.0.0.1 has failed for 2 days": 1}
    server.serve("/broken", GOOD)
    with closing(sqlite3.connect(workspace.folder / "data" / "test.db")) as database, database:
        database.execute("UPDATE feed_state SET next_poll_at = 0")
    for _ in range(2):
        assert workspace.run("run", "--once").returncode == 0
    assert workspace.record() == {"127.0.0.1 has failed for 2 days": 1, "127.0.0.1 answers again": 1}

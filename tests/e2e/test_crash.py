"""kill -9 at any point: every alert is posted, none twice."""

import random

from tests.e2e.conftest import wait_until
from tests.platforms.fakes.feed_server import Page, rss_feed

KILLS = 12
SEED = 7


def test_killed_again_and_again_every_alert_is_posted_exactly_once(workspace, server):
    drawn = random.Random(SEED)
    titles: list[str] = []

    def publish(count: int) -> None:
        titles.extend(f"SCO summit in Bishkek: day {len(titles) + n}" for n in range(count))
        for feed in range(3):
            # One link per feed and article, or the same story would be posted once for all feeds.
            body = rss_feed(*titles[feed::3], link=f"https://feed{feed}.example/")
            server.serve(f"/{feed}", Page(body, etag=f'"{len(titles)}"'))

    publish(3)
    baseline = list(titles)
    workspace.configure([f"{server.url}/{feed}" for feed in range(3)], min_interval_s=0.1)
    assert workspace.run("run", "--once").returncode == 0
    for _ in range(KILLS):
        publish(9)
        asked = len(server.requests())
        with workspace.started("run") as process:
            wait_until(lambda: len(server.requests()) > asked)  # noqa: B023
            posted = workspace.record().total()
            wanted = drawn.randrange(0, 9)
            wait_until(lambda: workspace.record().total() >= posted + wanted)  # noqa: B023
            process.kill()
    with workspace.started("run"):
        wait_until(lambda: workspace.record().total() >= len(titles) - len(baseline))
    assert workspace.run("run", "--once").returncode == 0
    record = workspace.record()
    assert {title for title, count in record.items() if count > 1} == set()
    assert set(titles) - set(record) == set(baseline)

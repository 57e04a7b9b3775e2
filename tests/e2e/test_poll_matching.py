"""What a poll finds in a feed's articles, many of them together and with their outlet in mind."""

import json

import pytest

from tests.e2e.small_watchlists import write_watchlists
from tests.platforms.fakes.feed_server import Page, rss_feed


def topics(workspace):
    """Title -> topics of every stored article."""
    done = workspace.run("search", "since:2000", "--limit", "200", "--json")
    assert done.returncode == 0, done.stderr
    return {row["title"]: row["topics"] for row in json.loads(done.stdout)}


@pytest.mark.parametrize(("articles", "words_of_each"), [(72, 1), (6, 10_000)])
def test_every_article_of_a_feed_gets_the_topics_it_names(workspace, server, articles, words_of_each):
    names = {"BeiDou": ["beidou"], "Tea": [], "Shanghai Cooperation Organisation": ["sco"]}
    wanted = {
        f"{name} {number}": them for number in range(articles // len(names)) for name, them in names.items()
    }
    page = Page(rss_feed(*wanted, extra=f"<description>{'harvest ' * words_of_each}</description>"))
    workspace.configure([server.serve("/feed", page)], watchlists=write_watchlists(workspace.folder))
    assert workspace.run("run", "--once").returncode == 0
    assert topics(workspace) == wanted


def test_country_of_the_outlet_settles_what_a_bare_acronym_means(workspace, server):
    urls = [server.serve(f"/{place}", Page(rss_feed(f"SCO grows, says {place}"))) for place in ("kg", "us")]
    workspace.configure(urls, watchlists=write_watchlists(workspace.folder))
    config = workspace.config.read_text(encoding="utf-8")
    workspace.config.write_text(config.replace(f'url = "{urls[0]}"', f'url = "{urls[0]}"\ncountry = "KG"'))
    assert workspace.run("run", "--once").returncode == 0
    assert topics(workspace) == {"SCO grows, says kg": ["sco"], "SCO grows, says us": []}

"""Marks set on the command line, and what ``tune`` makes of them."""

import json
import subprocess

import pytest

from tests.e2e.conftest import wait_until
from tests.e2e.small_watchlists import write_watchlists
from tests.platforms.fakes.feed_server import Page, rss_feed

TITLES = ("SCO summit opens in Bishkek", "Шанхайская организация сотрудничества", "Tea harvest begins")
SUMMIT, RUSSIAN, TEA = (f"https://news.example/{number}" for number in (1, 2, 3))


@pytest.fixture
def stored(workspace, server):
    workspace.configure([server.serve("/feed", Page(rss_feed(*TITLES)))])
    assert workspace.run("run", "--once").returncode == 0
    return workspace


def id_of(workspace, words):
    (row,) = json.loads(workspace.run("search", words, "--json").stdout)
    return str(row["id"])


def test_two_marks_are_counted_and_tune_says_what_is_missing(stored):
    files = {path: path.stat().st_mtime_ns for path in stored.folder.rglob("*.toml")}
    by_link = stored.run("mark", SUMMIT, "sco", "relevant", "--by", "anna")
    assert by_link.returncode == 0, by_link.stderr
    assert "SCO summit opens in Bishkek" in by_link.stdout
    assert "relevant, says anna" in by_link.stdout
    by_id = stored.run("mark", id_of(stored, "сотрудничества"), "sco", "not-relevant", "--by", "ben")
    assert by_id.returncode == 0, by_id.stderr
    done = stored.run("tune", "sco")
    assert done.returncode == 0, done.stderr
    assert "sco: 2 marks by 2 people" in done.stdout
    assert "1 relevant, 1 not relevant" in done.stdout
    assert "8 more marked stories" in done.stdout
    assert "\x1b[" not in done.stdout
    assert {path: path.stat().st_mtime_ns for path in stored.folder.rglob("*.toml")} == files


def test_a_second_mark_takes_the_place_of_the_first(stored):
    for verdict in ("relevant", "not-relevant"):
        assert stored.run("mark", SUMMIT + "?utm_source=mail", "sco", verdict).returncode == 0
    tuning = json.loads(stored.run("tune", "sco", "--json").stdout)
    assert (tuning["marks"], tuning["relevant"], tuning["not_relevant"]) == (1, 0, 1)
    assert tuning["trial"] is None
    assert "SCO" in [one["alias"] for one in tuning["names"]]


def test_a_mark_on_what_is_not_there_says_what_to_do(stored):
    for arguments, advice in (
        (("https://news.example/99", "sco", "relevant"), "topicwire search"),
        (("99", "sco", "relevant"), "no stored article has the id"),
        ((TEA, "sco", "relevant"), "has no name of sco"),
        ((SUMMIT, "scoo", "relevant"), 'did you mean "sco"?'),
    ):
        done = stored.run("mark", *arguments)
        assert (done.returncode, "Traceback" in done.stderr) == (1, False)
        assert advice in done.stderr
    assert stored.run("mark", SUMMIT, "sco", "perhaps").returncode == 2
    assert stored.run("tune", "scoo").returncode == 1
    assert "0 marks" in stored.run("tune", "sco").stdout


def test_marks_that_the_file_contradicts_become_a_patch_of_it_that_git_takes(workspace, server):
    watchlists = write_watchlists(workspace.folder)
    workspace.configure([server.serve("/feed", Page(rss_feed(*TITLES)))], watchlists=watchlists)
    assert workspace.run("run", "--once").returncode == 0
    stored, file = workspace, watchlists / "sco.toml"
    assert stored.run("mark", RUSSIAN, "sco", "not-relevant").returncode == 0
    before = file.read_text()
    done = stored.run("suggest", "sco")
    assert done.returncode == 0, done.stderr
    assert "1 example of 1 marked stories, failing until the rules change" in done.stderr
    assert file.read_text() == before
    applied = subprocess.run(
        ["git", "apply"], cwd=stored.folder, input=done.stdout.encode(), capture_output=True, check=False
    )
    assert applied.returncode == 0, (applied.stderr, done.stdout)
    checked = stored.run("check")
    assert checked.returncode == 2
    assert "Шанхайская организация сотрудничества" in checked.stderr
    again = stored.run("suggest", "sco")
    assert (again.returncode, again.stdout) == (0, "")
    assert json.loads(stored.run("suggest", "sco", "--json").stdout) == []


def test_near_misses_are_listed_with_what_to_type(workspace, server):
    watchlists = write_watchlists(workspace.folder)
    file = watchlists / "sco.toml"
    file.write_text(file.read_text().replace("schema = 1", "schema = 1\nthreshold = 0.99"))
    workspace.configure([server.serve("/feed", Page(rss_feed(*TITLES)))], watchlists=watchlists)
    assert workspace.run("run", "--once").returncode == 0
    rows = json.loads(workspace.run("near-misses", "--json").stdout)
    titles = [one["title"] for one in rows["articles"]]
    assert "SCO summit opens in Bishkek" in titles
    assert {"ru", "ur"} <= {lang for gap in rows["gaps"] for lang in gap["langs"]}
    done = workspace.run("near-misses", "--days", "1")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"topicwire mark {rows['articles'][0]['article_id']} sco relevant" in done.stdout
    assert "sco: no living feed in " in done.stdout
    assert workspace.run("mark", SUMMIT, "sco", "relevant").returncode == 0
    again = json.loads(workspace.run("near-misses", "--json").stdout)
    assert len(again["articles"]) == len(titles) - 1


def test_marks_before_the_first_run_ask_for_one(workspace):
    workspace.configure()
    done = workspace.run("mark", SUMMIT, "sco", "relevant")
    assert done.returncode == 1
    assert "start `topicwire run` first" in done.stderr


def test_marks_are_set_while_the_bot_runs(workspace, server):
    workspace.configure([server.serve("/feed", Page(rss_feed(*TITLES)))], min_interval_s=0.2)
    with workspace.started("run") as process:
        wait_until(lambda: "feed.baseline" in workspace.text_of("stderr") + workspace.text_of("stdout"))
        for link, verdict in ((SUMMIT, "relevant"), (RUSSIAN, "relevant")):
            done = workspace.run("mark", link, "sco", verdict)
            assert done.returncode == 0, done.stderr
        assert json.loads(workspace.run("tune", "sco", "--json").stdout)["relevant"] == 2
        assert process.poll() is None
    assert "error" not in workspace.text_of("stderr").lower()

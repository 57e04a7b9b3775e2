"""``topicwire check``: the files' own examples, what the stored history says, and ``--show``."""

import json

import pytest

from bot.app.commands.check import LEAST_ARTICLES
from tests.e2e.small_watchlists import write_watchlists
from tests.platforms.fakes.feed_server import Page, rss_feed

WRONG_EXAMPLES = """
[[examples.must_match]]
text = "Tea harvest begins"
reason = "not about it at all"
[[examples.must_not_match]]
text = "SCO summit opens in Bishkek"
reason = "very much about it"
"""


@pytest.fixture
def topics(workspace):
    folder = write_watchlists(workspace.folder)
    workspace.configure(watchlists=folder)
    return folder


def append(path, text):
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_examples_that_come_out_wrong_are_problems_with_file_and_key(workspace, topics):
    append(topics / "sco.toml", WRONG_EXAMPLES)
    done = workspace.run("check")
    assert done.returncode == 2
    assert 'sco.toml: examples.must_match[1]: "Tea harvest begins"' in done.stderr
    assert 'sco.toml: examples.must_not_match[0]: "SCO summit opens in Bishkek"' in done.stderr
    assert "2 problems found" in done.stderr
    assert workspace.run("match", "--explain", "Tea").returncode == 0


def test_examples_are_tried_beside_every_other_problem(workspace, topics):
    append(topics / "sco.toml", WRONG_EXAMPLES)
    append(topics / "beidou.toml", "bogus = 1\n")
    append(workspace.config, "[bogus]\n")
    done = workspace.run("check", "--json")
    assert done.returncode == 2
    told = json.loads(done.stdout)
    assert (told["ok"], told["warnings"]) == (False, [])
    wheres = {problem["where"] for problem in told["problems"]}
    assert wheres >= {"bogus", "examples.must_match[1]", "examples.must_not_match[0]"}
    assert sum(problem["file"].endswith("beidou.toml") for problem in told["problems"]) == 1


def test_names_that_found_nothing_in_many_articles_are_a_warning_only(workspace, topics, server):
    titles = [f"Tea harvest {number}" for number in range(LEAST_ARTICLES - 1)]
    url = server.serve("/feed", Page(rss_feed(*titles)))
    workspace.configure([url], min_interval_s=0, watchlists=topics)
    assert workspace.run("run", "--once").returncode == 0
    assert "warning" not in workspace.run("check").stdout
    server.serve("/feed", Page(rss_feed(*titles, "BeiDou and the Shanghai Cooperation Organisation")))
    assert workspace.run("run", "--once").returncode == 0
    done = workspace.run("check")
    assert done.returncode == 0, done.stderr
    assert (
        f"beidou.toml: 1 of 2 names found nothing that counted in the newest {LEAST_ARTICLES}" in done.stdout
    )
    assert '"北斗三号"' in done.stdout
    told = json.loads(workspace.run("check", "--json").stdout)
    assert (told["ok"], told["problems"]) == (True, [])
    assert [len(warning["names"]) for warning in told["warnings"]] == [1, 3]


def test_a_database_that_cannot_be_read_is_a_warning(workspace, topics):
    (workspace.folder / "data").mkdir()
    (workspace.folder / "data" / "test.db").write_bytes(b"no database at all, but longer than a header" * 99)
    done = workspace.run("check")
    assert done.returncode == 0, done.stderr
    assert "stored articles were not looked at" in done.stdout


def test_show_prints_every_spelling_of_a_topic(workspace, topics):
    done = workspace.run("check", "--show", "sco")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "sco · Shanghai Cooperation Organisation · threshold 0.5"
    assert "    shanghai cooperation organization" in lines
    assert "SCO  en, weight 0.8, letters as written, needs context" in lines
    assert "    SCO Group" in lines
    row = json.loads(workspace.run("check", "--show", "sco", "--json").stdout)
    assert (row["watchlist"], row["counts"]["names"], len(row["names"])) == ("sco", 4, 4)


def test_show_prints_every_script_in_a_locale_that_has_only_ascii(workspace, topics, monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    done = workspace.run("check", "--show", "sco")
    assert done.returncode == 0, done.stderr
    assert "шанхайская организация сотрудничества" in done.stdout


def test_show_of_an_unknown_topic_names_the_nearest(workspace, topics):
    done = workspace.run("check", "--show", "scoo")
    assert (done.returncode, done.stdout) == (1, "")
    assert 'no watchlist "scoo": did you mean "sco"?' in done.stderr

"""The other commands, as users and programs call them."""

import json
import os
import pty
import sqlite3
from contextlib import closing

import pytest

from bot.core.model import ArticleText
from tests.e2e.conftest import ROOT
from tests.platforms.fakes.feed_server import Page, rss_feed

FIVE_MISTAKES = """
[fetch]
timout_s = 3
max_bytes = "many"
[[feeds]]
url = "ftp://example.org/feed"
[[subscriptions]]
watchlist = "sco"
channel = "irc:main"
[bogus]
"""

WATCHLIST_MISTAKES = """
schema = 1
name = "Broken"
threshold = 7
alias = [ { lang = "en" }, { text = "SCO", wieght = 0.5 }, { text = "...", lang = "en" } ]
"""


def test_demo_shows_every_alert_once_and_ends_well(workspace):
    done = workspace.run("demo", "--once")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "exactly what the samples promise" in done.stdout
    assert list(workspace.folder.iterdir()) == []


def test_five_mistakes_in_the_config_are_five_messages(workspace):
    workspace.config.write_text(FIVE_MISTAKES)
    done = workspace.run("check")
    assert done.returncode == 2
    keys = ("fetch.timout_s", "fetch.max_bytes", "feeds[0].url", "subscriptions[0].channel", "bogus")
    assert [key for key in keys if f"config.toml: {key}: " not in done.stderr] == []


def test_mistakes_of_config_and_watchlists_are_told_together(workspace):
    (workspace.folder / "watchlists").mkdir()
    (workspace.folder / "watchlists" / "broken.toml").write_text(WATCHLIST_MISTAKES)
    workspace.config.write_text('[watchlists]\ndir = "watchlists"\n[fetch]\ntimout_s = 3\n')
    done = workspace.run("check")
    assert done.returncode == 2
    assert "timout_s" in done.stderr
    for place in ("threshold", "alias[0]", "alias[1]", "alias[2]"):
        assert f"broken.toml: {place}" in done.stderr


BAD_CONFIG = """
run, check, match, search x, feeds, mark 1 sco relevant, tune sco, migrate, health, latest, why 1, trend sco,
export x, index check, backfill sco
"""


@pytest.mark.parametrize("command", BAD_CONFIG.split(","))
def test_every_command_refuses_a_bad_config_with_exit_code_2(workspace, command):
    workspace.config.write_text("bogus = 1")
    done = workspace.run(*command.split())
    assert done.returncode == 2
    assert "bogus" in done.stderr


def test_check_json_lists_problems_for_programs(workspace):
    workspace.config.write_text("[fetch]\ntimout_s = 3")
    done = workspace.run("check", "--json")
    assert done.returncode == 2
    (problem,) = json.loads(done.stdout)["problems"]
    assert problem["where"] == "fetch.timout_s"


def test_match_answers_line_by_line_with_evidence_in_the_original_text(workspace):
    workspace.configure()
    text = {"id": "a", "title": "北斗三号全球系统开通", "summary": "", "body": "上海合作组织成员国代表出席。"}
    done = workspace.run(
        "match", "-", stdin=json.dumps(text) + "\n" + json.dumps({"id": "b", "title": "Tea"})
    )
    assert done.returncode == 0, done.stderr
    first, second = map(json.loads, done.stdout.splitlines())
    assert (set(first["matches"]), second["matches"]) == ({"beidou", "sco"}, [])
    assert set(first["scores"]) == {"beidou", "sco"}
    article = ArticleText(title=text["title"], summary="", body=text["body"])
    for found in first["evidence"]:
        assert getattr(article, found["field"])[found["start"] : found["end"]] == found["text"]
        assert found["how"] in {"exact", "approximate"}


def test_match_reports_a_bad_line_and_goes_on(workspace):
    workspace.configure()
    done = workspace.run("match", stdin='{"id": 1}\nnot json\n\n{"title": "no id"}\n{"id": 2}\n')
    assert done.returncode == 1
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [1, 2]
    assert "standard input: line 2: not valid JSON" in done.stderr
    assert "standard input: line 4: id is required" in done.stderr


def test_match_of_a_missing_file_is_bad_usage(workspace):
    workspace.configure()
    assert workspace.run("match", "none.jsonl").returncode == 2


def test_feeds_are_listed_before_the_first_run_and_after(workspace, server):
    url = server.serve("/feed", Page(rss_feed("One", "Two")))
    workspace.configure([url], min_interval_s=60)
    before = workspace.feeds()[url]
    assert (before["state"], before["articles"], before["next_poll_at"]) == ("new", 0, None)
    workspace.run("run", "--once")
    after = workspace.feeds()[url]
    assert (after["state"], after["articles"], after["error"]) == ("ok", 2, None)
    assert str(after["next_poll_at"]).endswith("+00:00")


def test_search_finds_matched_and_unmatched_articles(workspace, server):
    url = server.serve("/feed", Page(rss_feed("Tea harvest begins", "Шанхайская организация сотрудничества")))
    workspace.configure([url])
    assert workspace.run("search", "tea").returncode == 1
    workspace.run("run", "--once")
    assert "Tea harvest begins" in workspace.run("search", "TEA").stdout
    (row,) = json.loads(workspace.run("search", "topic:sco", "--json").stdout)
    assert (row["title"], row["topics"]) == ("Шанхайская организация сотрудничества", ["sco"])
    unknown = workspace.run("search", "topc:sco")
    assert unknown.returncode == 2
    assert "topic:" in unknown.stderr


def test_latest_and_why_say_what_a_channel_is_told(workspace, server):
    url = server.serve("/feed", Page(rss_feed("Tea harvest begins")))
    workspace.configure([url], min_interval_s=0)
    workspace.run("run", "--once")
    server.serve("/feed", Page(rss_feed("Tea harvest begins", "SCO summit opens in Bishkek")))
    workspace.run("run", "--once")
    latest = workspace.run("latest", "sco")
    assert latest.returncode == 0, latest.stderr
    assert latest.stdout.startswith("Newest stories: ")
    (story,) = json.loads(workspace.run("latest", "--json").stdout)["entries"]
    assert story["title"] == "SCO summit opens in Bishkek"
    why = workspace.run("why", story["url"]).stdout
    assert "enough for an alert" in why
    assert "console:main: told here" in why
    assert "No such article is kept" in workspace.run("why", "https://example.org/none").stdout
    unknown = workspace.run("latest", "beidu")
    assert (unknown.returncode, 'did you mean "beidou"?' in unknown.stderr) == (1, True)


def test_search_shows_why_mends_slips_and_turns_pages(workspace, server):
    titles = [f"Tea harvest {number}" for number in range(5)]
    extra = "<description>Much is written. The satellite sees the tea. And so on.</description>"
    workspace.configure([server.serve("/feed", Page(rss_feed(*titles, extra=extra)))])
    workspace.run("run", "--once")
    done = workspace.run("search", "satelite", "--limit", "2")
    assert "showing results for satellite instead of satelite" in done.stderr
    assert "there are more: --page 2" in done.stderr
    assert "The satellite sees the tea. And so on." in done.stdout
    last = workspace.run("search", "satelite", "--limit", "2", "--page", "3", "--json")
    (row,) = json.loads(last.stdout)
    assert [piece["text"] for piece in row["snippet"] if piece["is_name"]] == ["satellite"]
    assert "there are more" not in last.stderr
    past = workspace.run("search", "satelite", "--limit", "2", "--page", "4")
    assert (past.stdout, past.stderr) == ("", "there is no page 4: what was found ends before it\n")
    none = workspace.run("search", "zzzzzz")
    assert (none.returncode, none.stdout) == (0, "")
    assert "nothing found" in none.stderr


def test_the_search_index_is_checked_and_built_anew(workspace, server):
    workspace.configure([server.serve("/feed", Page(rss_feed("Tea harvest begins")))])
    assert workspace.run("index", "check").returncode == 1
    workspace.run("run", "--once")
    assert "1 articles, all in the search index" in workspace.run("index", "check").stdout
    (database,) = workspace.folder.rglob("*.db")
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("INSERT INTO article_fts (article_fts) VALUES ('delete-all')")
    broken = workspace.run("index", "check")
    assert broken.returncode == 1
    assert "1 articles are not in it" in broken.stderr
    assert "topicwire index rebuild" in broken.stderr
    assert workspace.run("index", "rebuild").stdout == "1 article indexed\n"
    assert workspace.run("index", "check").returncode == 0


def test_migrate_says_what_it_did(workspace):
    workspace.configure()
    assert "none ->" in workspace.run("migrate").stdout
    assert "up to date" in workspace.run("migrate").stdout


def test_health_without_a_running_bot_is_exit_code_1(workspace):
    workspace.configure()
    workspace.config.write_text(workspace.config.read_text().replace("port = 0", "port = 1"))
    done = workspace.run("health", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["status"] == "unreachable"


def test_help_names_every_command_and_the_exit_codes(workspace):
    done = workspace.run("--help")
    assert done.returncode == 0
    commands = (
        "run",
        "demo",
        "check",
        "match",
        "search",
        "feeds",
        "mark",
        "tune",
        "index",
        "migrate",
        "health",
    )
    for word in (*commands, "Exit codes"):
        assert word in done.stdout


def test_readme_commands_exist_in_the_makefile():
    makefile = (ROOT / "Makefile").read_text()
    for target in ("demo", "run", "test", "lint", "bench"):
        assert f"\n{target}: setup" in makefile


@pytest.mark.parametrize("command", ["match", "run"])
def test_output_sent_to_a_file_from_a_terminal_arrives_there(workspace, server, command):
    url = server.serve("/feed", Page(rss_feed("Tea harvest begins")))
    workspace.configure([url], min_interval_s=0)
    workspace.run("run", "--once")
    server.serve("/feed", Page(rss_feed("Tea harvest begins", "SCO summit opens in Bishkek")))
    (workspace.folder / "texts.jsonl").write_text('{"id": "a", "title": "SCO summit opens in Bishkek"}\n')
    arguments = {"match": ["match", "texts.jsonl"], "run": ["run", "--once"]}[command]
    terminal, end = pty.openpty()
    with workspace.started(*arguments, stderr=end) as process:
        assert process.wait(60) == 0
    os.close(end)
    os.close(terminal)
    assert {"match": '"id": "a"', "run": "SCO summit opens in Bishkek"}[command] in workspace.text_of(
        "stdout"
    )


@pytest.mark.parametrize(
    "line", ['{"id": 1, "title": "CPEC \\ud800"}', "[" * 100_000, "\ufeff" + '{"id": 1}']
)
def test_match_answers_odd_lines_without_a_traceback(workspace, line):
    workspace.configure()
    done = workspace.run("match", stdin=line + '\n{"id": 2}\n')
    assert "Traceback" not in done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["id"] == 2


def test_closed_standard_output_ends_nothing(workspace, server):
    workspace.configure([server.serve("/feed", Page(rss_feed("Tea harvest begins")))])
    closed = workspace.run("run", "--once", before=lambda: os.close(1))
    assert (closed.returncode, "Traceback" in closed.stderr) == (0, False)

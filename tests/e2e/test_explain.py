"""``topicwire match --explain``: why a text, a stored article or a line does or does not match."""

import json

import pytest

from tests.e2e.small_watchlists import write_watchlists
from tests.platforms.fakes.feed_server import Page, rss_feed

SUMMIT = "https://news.example/1"


@pytest.fixture
def own(workspace):
    workspace.configure(watchlists=write_watchlists(workspace.folder))
    return workspace


@pytest.fixture
def stored(workspace, server):
    url = server.serve("/feed", Page(rss_feed("SCO summit opens in Bishkek", "Tea harvest begins")))
    workspace.configure([url], watchlists=write_watchlists(workspace.folder))
    assert workspace.run("run", "--once").returncode == 0
    return workspace


def test_a_text_on_the_command_line_is_explained(own):
    done = own.run("match", "--explain", "SCO expands, says the SCO Group")
    assert done.returncode == 0, done.stderr
    assert "sco · Shanghai Cooperation Organisation" in done.stdout
    assert "no match: none of the 2 places found counts" in done.stdout
    assert "veto  excluded phrase: SCO Group" in done.stdout
    assert "no description of beidou stands in it" in done.stdout
    assert "\x1b[" not in done.stdout


def test_first_line_of_a_text_is_its_title(own):
    done = own.run("match", "--explain", "News of the day\nBeiDou grows", "--json")
    (row,) = map(json.loads, done.stdout.splitlines())
    assert row["title"] == "News of the day"
    assert row["watchlists"][0]["places"][0]["field"] == "body"


def test_a_stored_article_is_explained_by_link_and_by_id(stored):
    (row,) = json.loads(stored.run("search", "summit", "--json").stdout)
    by_link = stored.run("match", "--explain", SUMMIT + "?utm_source=mail")
    assert by_link.returncode == 0, by_link.stderr
    assert "SCO summit opens in Bishkek\n" in by_link.stdout
    assert "matched when it was stored: sco" in by_link.stdout
    assert "  alerts: score" in by_link.stdout
    assert "*SCO* summit opens" in by_link.stdout
    assert stored.run("match", "--explain", str(row["id"])).stdout == by_link.stdout
    (explained,) = map(json.loads, stored.run("match", "--explain", "--json", SUMMIT).stdout.splitlines())
    assert (explained["id"], explained["url"], explained["stored_matches"]) == (row["id"], SUMMIT, ["sco"])
    assert explained["watchlists"][0]["outcome"] == "alerts"


@pytest.mark.parametrize("reference", ["https://news.example/99", "99"])
def test_an_article_that_is_not_stored_says_what_to_do(stored, reference):
    done = stored.run("match", "--explain", reference)
    assert (done.returncode, done.stdout) == (1, "")
    assert f'"{reference}": `topicwire search` finds articles' in done.stderr
    assert "Traceback" not in done.stderr


def test_lines_are_explained_one_by_one_and_bad_ones_told(own):
    lines = '{"id": "a", "title": "BeiDou grows"}\nnot json\n{"id": "b", "title": "Tea"}\n'
    done = own.run("match", "--explain", "--json", stdin=lines)
    assert done.returncode == 1
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a", "b"]
    assert "standard input: line 2: not valid JSON" in done.stderr
    (own.folder / "texts.jsonl").write_text(lines, encoding="utf-8")
    read = own.run("match", "--explain", "texts.jsonl")
    assert "*BeiDou* grows" in read.stdout
    assert "texts.jsonl: line 2" in read.stderr


def test_what_is_no_file_is_explained_only_when_asked(own):
    for argument in ("SCO expands", SUMMIT):
        done = own.run("match", argument)
        assert (done.returncode, done.stdout) == (2, "")
        assert "add --explain" in done.stderr
    missing = own.run("match", "--explain", "texts.jsonl")
    assert missing.returncode == 2
    assert "texts.jsonl: cannot be read" in missing.stderr


def test_a_text_longer_than_a_file_name_may_be_is_a_text(own):
    assert "BeiDou" in own.run("match", "--explain", "BeiDou " + "x" * 5000).stdout


def test_a_text_of_any_script_is_told_in_a_locale_that_has_only_ascii(own, monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    assert "*北斗三号*全球" in own.run("match", "--explain", "北斗三号全球").stdout


def test_a_text_that_is_not_utf_8_is_explained(own):
    done = own.run("match", "--explain", "BeiDou \udcff grows")
    assert done.returncode == 0, done.stderr
    assert "*BeiDou* \ufffd grows" in done.stdout

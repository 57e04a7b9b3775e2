"""``topicwire trend`` and ``topicwire export`` as people and programs call them."""

import csv
import io
import json
import os
from datetime import UTC, datetime, timedelta

import pytest

from tests.platforms.fakes.feed_server import Page, rss_feed

RUSSIAN = "Шанхайская организация сотрудничества приняла решение"
ENGLISH = "Leaders of the Shanghai Cooperation Organisation have met in Bishkek this week"


@pytest.fixture
def polled(workspace, server):
    """A workspace whose one feed was polled: two articles about the SCO and two others."""
    titles = (RUSSIAN, ENGLISH, "Tea harvest begins", "=Tea & more")
    workspace.configure([server.serve("/feed", Page(rss_feed(*titles)))])
    assert workspace.run("run", "--once").returncode == 0
    return workspace


def days_around_now():
    """Today and yesterday: midnight may pass while a test runs."""
    now = datetime.now(UTC)
    return {f"{now - timedelta(days=days):%Y-%m-%d}" for days in (0, 1)}


def test_trend_shows_a_bar_for_each_day_and_says_it_in_words(polled):
    done = polled.run("trend", "sco", "--days", "7")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    bars = [line for line in lines if "█" in line]
    assert len(lines[:7]) == 7
    assert [line[:10] in days_around_now() for line in bars] == [True]
    assert {"en 1", "ru 1"} <= set(bars[0].partition("█ ")[2].split(", "))
    assert "2 articles in 7 days" in done.stdout
    assert "By language: English 1, Russian 1" in done.stdout


def test_trend_for_programs_has_every_day(polled):
    told = json.loads(polled.run("trend", "sco", "--json").stdout)
    assert (told["watchlist"], told["total"], told["earlier"]) == ("sco", 2, 0)
    assert told["languages"] == {"en": 1, "ru": 1}
    assert len(told["days"]) == 30
    assert [day["languages"] for day in told["days"] if day["total"]] == [{"en": 1, "ru": 1}]
    assert json.loads(polled.run("trend", "cpec", "--json").stdout)["total"] == 0


def test_trend_draws_a_picture_and_writes_over_no_file_unasked(polled):
    file = polled.folder / "sco.png"
    done = polled.run("trend", "sco", "--png", "sco.png")
    assert (done.returncode, done.stderr) == (0, "")
    assert file.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    assert "2 articles in 30 days" in done.stdout
    file.write_bytes(b"mine")
    refused = polled.run("trend", "sco", "--png", "sco.png")
    assert (refused.returncode, file.read_bytes()) == (2, b"mine")
    assert "sco.png: is there already" in refused.stderr
    assert polled.run("trend", "sco", "--png", "sco.png", "--force").returncode == 0
    assert file.read_bytes() != b"mine"


def test_a_chart_on_standard_output_is_the_picture_alone(polled):
    file = polled.folder / "piped.png"

    def to_file() -> None:
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), 1)

    done = polled.run("trend", "sco", "--png", "-", before=to_file)
    assert (done.returncode, file.read_bytes()[-8:-4]) == (0, b"IEND")
    assert "2 articles in 30 days" in done.stderr


def test_what_cannot_be_done_is_told_in_words(polled):
    for asked, code, told in (
        ("trend soc", 1, 'did you mean "sco"'),
        ("trend sco --days 366", 2, "from 1 to 365"),
        ("trend sco --json --png -", 2, "give --png a file"),
        ("trend sco --png none/sco.png", 2, "none/sco.png: cannot be written"),
        ("export topik:sco", 2, "topic:"),
        ("export tea --output none/tea.csv", 2, "none/tea.csv: cannot be written"),
        ("export tea --format xlsx", 2, "'csv', 'json', 'md'"),
    ):
        done = polled.run(*asked.split())
        assert (done.returncode, done.stdout) == (code, ""), asked
        assert told in done.stderr
        assert "Traceback" not in done.stderr


def test_export_is_a_sheet_on_standard_output(polled):
    done = polled.run("export", "tea")
    assert done.returncode == 0, done.stderr
    rows = csv.DictReader(io.StringIO(done.stdout.removeprefix("\ufeff"), newline=""))
    assert {row["title"] for row in rows} == {"'=Tea & more", "Tea harvest begins"}
    assert done.stderr.strip() == "2 articles written"


def test_export_writes_citations_into_a_file_and_over_none_unasked(polled):
    file = polled.folder / "sco.md"
    done = polled.run("export", "topic:sco", "lang:ru", "--format", "md", "--output", "sco.md")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.strip() == "1 article written"
    text = file.read_text(encoding="utf-8")
    assert f"“{RUSSIAN}.” seen" in text
    assert text.endswith(" (Russian; sco)\n")
    refused = polled.run("export", "tea", "--output", "sco.md")
    assert refused.returncode == 2
    assert "sco.md: is there already" in refused.stderr
    assert file.read_text(encoding="utf-8") == text
    assert polled.run("export", "tea", "--output", "sco.md", "--force").returncode == 0
    assert file.read_bytes().startswith(b"\xef\xbb\xbfid,title,")


def test_export_for_programs_has_the_topics_and_may_be_empty(polled):
    (told,) = json.loads(polled.run("export", "Bishkek", "--format", "json").stdout)
    assert (told["title"], told["topics"], told["lang"]) == (ENGLISH, ["sco"], "en")
    empty = polled.run("export", "nothing-like-this", "--format", "json")
    assert (empty.returncode, json.loads(empty.stdout)) == (0, [])
    assert empty.stderr.strip() == "0 articles written"


@pytest.mark.parametrize("asked", [("trend", "sco"), ("export", "tea")])
def test_before_the_first_run_there_is_nothing_to_tell(workspace, asked):
    workspace.configure()
    assert workspace.run(*asked).returncode == 1

"""Found articles as files: complete for programs, harmless for spreadsheets, and citations for people."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core.export import COLUMNS, encode, export_row, file_name
from bot.core.feed import Outlet, OutletKind
from bot.core.model import (
    StoredArticle,
)
from bot.core.query import parse_query
from bot.core.reports import ExportFormat
from tests.builders import NOW, make_article

XINHUA = Outlet(name="Xinhua", country="cn", kind=OutletKind.STATE)
TODAY = date(2026, 11, 29)


def row(*, outlet=XINHUA, topics=("beidou", "sco"), number=7, **article):
    plain = {
        "title": "北斗 goes on",
        "url": "https://example.org/a",
        "lang": "zh",
        "published_at": NOW - timedelta(hours=5),
    }
    stored = StoredArticle(
        article_id=number, story_id=1, article=make_article(**plain | article), feed_url="https://example.org/f",
        outlet=outlet, seen_at=NOW, watchlist_ids=topics,
    )  # fmt: skip
    return export_row(stored)


def sheet(*rows):
    return list(csv.DictReader(io.StringIO(encode(rows, ExportFormat.CSV).decode("utf-8-sig"), newline="")))


def citation(one):
    return encode([one], ExportFormat.MARKDOWN).decode()


def test_csv_has_a_heading_and_every_column_of_an_article():
    assert sheet(row()) == [
        {
            "id": "7",
            "title": "北斗 goes on",
            "url": "https://example.org/a",
            "outlet": "Xinhua",
            "country": "cn",
            "kind": "state",
            "published_at": "2026-10-01T07:00:00+00:00",
            "seen_at": "2026-10-01T12:00:00+00:00",
            "lang": "zh",
            "topics": "beidou sco",
        }
    ]


def test_csv_without_articles_is_its_heading():
    assert encode([], ExportFormat.CSV) == b"\xef\xbb\xbf" + ",".join(COLUMNS).encode() + b"\r\n"


def test_csv_begins_with_the_mark_by_which_excel_knows_utf_8():
    data = encode([row(title="چین", lang="ur")], ExportFormat.CSV)
    assert data.startswith(b"\xef\xbb\xbf")
    assert "چین" in data.decode("utf-8-sig")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_cell_that_begins_like_a_formula_is_text(sign):
    title = f'{sign}HYPERLINK("https://evil.example";"北斗")'
    assert sheet(row(title=title))[0]["title"] == f"'{title}"
    assert sheet(row(outlet=Outlet(name=f"{sign}cmd")))[0]["outlet"] == f"'{sign}cmd"


def test_formula_behind_a_tab_or_an_invisible_character_is_text():
    assert sheet(row(title="\t=1+1"))[0]["title"] == "'=1+1"
    assert sheet(row(title="\u200b=1+1"))[0]["title"] == "'=1+1"


def test_commas_quotes_and_line_ends_stay_within_their_cell():
    (told,) = sheet(row(title='He said "no", \r\nthen; left'))
    assert told["title"] == 'He said "no", then; left'
    assert list(told) == list(COLUMNS)


def test_json_is_a_list_of_objects_with_the_same_names():
    data = encode([row(), row(published_at=None, topics=())], ExportFormat.JSON)
    first, second = json.loads(data)
    assert tuple(first) == COLUMNS
    assert first["published_at"] == "2026-10-01T07:00:00+00:00"
    assert (first["topics"], second["topics"]) == (["beidou", "sco"], [])
    assert second["published_at"] is None
    assert "北斗" in data.decode()
    assert json.loads(encode([], ExportFormat.JSON)) == []


def test_json_tells_a_formula_as_it_is():
    (told,) = json.loads(encode([row(title="=1+1")], ExportFormat.JSON))
    assert told["title"] == "=1+1"


def test_markdown_is_a_citation_a_line():
    told = encode([row(), row(title="Next?", lang="en", topics=("sco",))], ExportFormat.MARKDOWN).decode()
    assert told == (
        "- Xinhua. “北斗 goes on.” 2026-10-01. <https://example.org/a> (Chinese; beidou, sco)\n"
        "- Xinhua. “Next?” 2026-10-01. <https://example.org/a> (English; sco)\n"
    )


def test_article_without_a_date_is_cited_by_when_it_was_seen():
    assert "” seen 2026-10-01. <" in citation(row(published_at=None))


def test_article_without_a_title_is_named_by_its_summary_or_link():
    assert row(title=" ", summary="What happened in Bishkek").title == "What happened in Bishkek"
    assert row(title="").title == "https://example.org/a"


def test_unknown_language_and_no_topics_are_told_plainly():
    assert citation(row(lang="", topics=())).endswith("(language unknown)\n")


def test_markup_in_a_title_is_shown_and_does_nothing():
    told = citation(row(title="![x](https://evil.example) <b>*bold*</b> `code` & www.evil.example"))
    assert r"\!\[x\](https\://evil.example) \<b\>\*bold\*\</b\> \`code\` \& www\.evil.example" in told


@pytest.mark.parametrize(
    ("name", "told"), [("1. FC News", r"- 1\. FC News."), ("- dash", r"- \- dash."), ("+1", r"- \+1.")]
)
def test_outlet_that_looks_like_a_list_begins_none(name, told):
    assert citation(row(outlet=Outlet(name=name))).startswith(told)


@pytest.mark.parametrize(
    "url",
    ["", "javascript:alert(1)", "https://bank.example@evil.example/", "https://a.example/>x", "//x.example"],
)
def test_link_that_no_reader_should_follow_is_left_out(url):
    told = citation(row(url=url))
    assert "<" not in told
    assert "2026-10-01. (" in told


def test_right_to_left_title_is_kept_together():
    told = citation(row(title="سی پیک 2 کا آغاز", lang="ur"))
    assert "“\u2068سی پیک 2 کا آغاز.\u2069” 2026" in told


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("topic:beidou", "topicwire-beidou-2026-11-29.csv"),
        ("topic:sco,cpec trade lang:zh", "topicwire-sco-cpec-trade-zh-2026-11-29.csv"),
        ('"Éire & Co" outlet:"Global Times"', "topicwire-eire-co-global-times-2026-11-29.csv"),
        ("北斗 -x", "topicwire-articles-2026-11-29.csv"),
        ("../../etc/passwd", "topicwire-etc-passwd-2026-11-29.csv"),
        ("", "topicwire-articles-2026-11-29.csv"),
    ],
)
def test_file_name_tells_what_was_looked_for_in_ascii(asked, name):
    query = parse_query(asked, now=datetime(2026, 11, 29, tzinfo=UTC))
    assert file_name(query, ExportFormat.CSV, today=TODAY) == name


def test_file_name_of_a_long_search_is_short():
    query = parse_query("word " * 30, now=NOW)
    assert len(file_name(query, ExportFormat.MARKDOWN, today=TODAY)) < 90

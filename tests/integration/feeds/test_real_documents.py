"""Real documents of twenty charsets and five formats, kept outside this repository: all is read."""

import re
from pathlib import Path

import pytest

from bot.feeds.document import read_document
from bot.ports import Fetched
from tests.builders import NOW, make_feed

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "feeds"
DOCUMENTS = sorted(path.name for path in FOLDER.glob("[0-9]*")) if FOLDER.is_dir() else []

needs_documents = pytest.mark.skipif(
    not DOCUMENTS, reason=f"the real documents are not here: there is no folder {FOLDER}"
)

# The table counts "title" keys in this JSON document, the feed's own among them.
COUNTED_OTHERWISE = {"62-json-daringfireball.json": 48}

# A few words that stand in the document when it is read rightly.
SCRIPTS = {
    "02-gb2312": "[\u4e00-\u9fff]{8}",
    "04-gb2312": "[\u4e00-\u9fff]{8}",
    "06-gb2312": "中国文化景观",
    "08-big5": "紐約公共圖書館",
    "10-euc-jp": "[\u3040-\u30ff]{5}",
    "12-shift_jis": "アフィリエイト",
    "14-euc-kr": "[\uac00-\ud7af]{3}",
    "16-koi8-r": r"На территории Украины",
    "18-windows-1251": "Цитата",
    "20-ibm866": "при использовании",
    "22-tis-620": "[\u0e00-\u0e7f]{10}",
    "24-windows-1255": "[\u05d0-\u05ea]{4}",
    "26-iso-8859-9": "altyazısı",
    "28-windows-1250": "Árhullám|csapadék",
    "30-none": "Perturbateurs endocriniens : quels effet",
    "34-utf-8": "Костромской области",
    "38-iso-8859-1": "SVART MÅNAD",
    "64-utf-8": "[äöüß]",
    "66-utf-8": "Krajoznawczy",
}
MOJIBAKE = re.compile("Ã[\u0080-\u00bf]|Ð[\u0080-\u00bf°±²³´µ¶]|â€[™œ\u009d]|ï»¿")


def counts() -> dict[str, int]:
    """File name -> items, from the folder's own table."""
    rows = [line.split("|") for line in (FOLDER / "README.md").read_text(encoding="utf-8").splitlines()]
    table = {row[1].strip(): int(row[6]) for row in rows if len(row) > 8 and row[6].strip().isdigit()}
    return table | COUNTED_OTHERWISE


def read(name):
    body = (FOLDER / name).read_bytes()
    return read_document(
        Fetched(url="https://news.example/feed", body=body), make_feed(), fetched_at=NOW
    ).articles


@needs_documents
def test_the_folder_is_complete():
    assert len(DOCUMENTS) == 32
    assert set(counts()) == set(DOCUMENTS)


@needs_documents
@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_article_is_lost_or_garbled_and_keys_are_stable(name):
    articles = read(name)
    text = "\n".join(f"{one.text.title}\n{one.text.summary}\n{one.text.body}" for one in articles)
    assert len(articles) == counts()[name]
    assert text.count("\ufffd") <= len(text) / 10_000
    assert MOJIBAKE.search(text) is None
    assert [
        one for start, one in SCRIPTS.items() if name.startswith(start) and not re.search(one, text)
    ] == []
    assert [one.keys for one in read(name)] == [one.keys for one in articles]


@needs_documents
@pytest.mark.parametrize("name", DOCUMENTS)
def test_texts_are_plain_and_links_absolute(name):
    shows_code = name.startswith("20-ibm866")  # a forum about HTML templates
    for article in read(name):
        assert shows_code or re.search(r"</?(?:p|br|div|span|strong|img)\b[^>]*>", article.text.body) is None
        assert "\n" not in article.text.title
        assert article.url == "" or article.url.startswith(("http://", "https://"))
        assert article.keys

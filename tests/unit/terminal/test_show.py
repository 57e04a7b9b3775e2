"""What ``topicwire check --show`` prints is what the matcher searches, a line for each spelling."""

import io
import json

from rich.console import Console

from bot.app.commands.spellings import watchlist_row
from bot.core.model import ArticleText
from bot.matching.matcher import Matcher
from bot.matching.watchlist import parse_watchlist
from bot.terminal.show import print_watchlist

KITES = parse_watchlist(
    """
schema = 1
name = "Kites"
threshold = 0.4
alias = [
  { text = "International Kite Organisation", lang = "en" },
  { text = "ШКУ", lang = "ru", case = true, needs_context = true, weight = 0.7 },
  { text = "潍坊国际风筝节", lang = "zh" },
  { text = "kite no\\\\. \\\\d+", regex = true },
  { text = "جشنواره بادبادک", lang = "fa", fuzzy = false },
]
[context]
any = ["kite*", "Weifang"]
weak = ["sky"]
beside = ["champion*"]
countries = ["cn"]
[exclude]
phrases = ["kite mark"]
article = ["hawk"]
[[exclude.sense]]
name = "bird"
words = ["nest", "prey"]
of = ["ШКУ"]
[[describes]]
name = "paper dragons"
near = [["paper", "silk"], ["dragons"]]
unless = ["boats"]
""",
    file="kites.toml",
)


def printed():
    console = Console(file=io.StringIO(), width=40)
    print_watchlist(console, KITES)
    return console.file.getvalue()


def names():
    return {name["text"]: name for name in json.loads(json.dumps(watchlist_row(KITES)))["names"]}


def test_each_name_has_its_facts_and_its_spellings_on_lines_of_their_own():
    lines = printed().splitlines()
    at = lines.index("International Kite Organisation  en, weight 1, also approximate")
    assert "    international kite organisation" in lines[at:]
    assert "    intl kite organisation" in lines[at:]
    assert "ШКУ  ru, weight 0.7, letters as written, needs context" in lines
    assert "    шку*" in lines
    assert r"kite no\. \d+  weight 1, regular expression" in lines
    assert "\u2068جشنواره بادبادک\u2069  fa, weight 1" in lines


def test_everything_else_that_is_searched_is_listed_and_counted():
    text = printed()
    assert text.startswith("kites · Kites · threshold 0.4\n5 names, ")
    for part in (
        "1 case exact",
        "1 regular expressions",
        "2 context words",
        "2 exclusions",
        "1 descriptions",
    ):
        assert part in text.splitlines()[1]
    for line in ("kite*", "Weifang", "sky", "champion*", "cn", "kite mark", "hawk", "nest"):
        assert f"\n    {line}\n" in text
    for line in ("group 1: paper, silk", "group 2: dragons", "none of: boats"):
        assert f"\n    {line}\n" in text
    assert "\nsense: bird  speak against ШКУ near them\n" in text
    assert "\x1b" not in text


def test_spellings_that_are_shown_are_found():
    matcher = Matcher([KITES])
    spellings = [spelling for name in names().values() for spelling in name["spellings"]]
    assert len(spellings) == watchlist_row(KITES)["counts"]["exact_spellings"]
    missed = [
        one for one in spellings if "*" not in one and not matcher.explain(ArticleText(title=f"Kite: {one}"))
    ]
    assert missed == []


def test_programs_get_parts_of_names_and_the_file_s_own_settings():
    row = watchlist_row(KITES)
    found = names()
    assert "".join(found["潍坊国际风筝节"]["halves"]) == found["潍坊国际风筝节"]["spellings"][0]
    assert any(
        head.startswith("kite organisation") for head in found["International Kite Organisation"]["heads"]
    )
    assert not found["ШКУ"]["is_fuzzy"]
    assert found[r"kite no\. \d+"]["spellings"] == []
    assert row["context"]["countries"] == ("cn",)
    assert row["exclude"]["senses"] == ({"name": "bird", "words": ("nest", "prey"), "of": ("ШКУ",)},)
    assert row["descriptions"][0]["unless"] == ("boats",)
    assert (row["threshold"], row["weights"]["bias"]) == (0.4, KITES.weights.bias)

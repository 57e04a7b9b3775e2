"""What the pages tell a reader to write or to type is accepted by the program."""

import asyncio
import re
import sqlite3
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer.main
import yaml

import bot.cli
from bot.config_file import ConfigFile
from bot.core.model import ArticleText
from bot.core.query import EXAMPLES, parse_query
from bot.matching.examples import check_examples
from bot.matching.matcher import Matcher
from bot.matching.watchlist import parse_watchlist
from bot.store.open import migrate, open_reader

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])


def page_name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def blocks(page: Path, language: str) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"^ *```{language}\n(.*?)^ *```", text, flags=re.DOTALL | re.MULTILINE)


def test_watchlist_of_the_how_to_is_valid_and_finds_its_examples() -> None:
    page = ROOT / "docs/howto/add-a-watchlist.md"
    names, examples, _ = blocks(page, "toml")
    watchlist = parse_watchlist(names + examples, file="watchlists/middle-corridor.toml")
    (title,) = re.findall(r'"title": "([^"]+)"', page.read_text(encoding="utf-8"))

    (match,) = Matcher((watchlist,)).match(ArticleText(title=title))

    assert match.score >= watchlist.threshold
    assert check_examples({"middle-corridor.toml": watchlist}) == ()


def test_config_excerpts_of_the_how_tos_are_valid() -> None:
    for page, excerpt in (
        ("add-a-watchlist.md", blocks(ROOT / "docs/howto/add-a-watchlist.md", "toml")[-1]),
        ("add-a-feed.md", blocks(ROOT / "docs/howto/add-a-feed.md", "toml")[0]),
        *(("slack.md", one) for one in blocks(ROOT / "docs/howto/slack.md", "toml")),
        ("discord.md", blocks(ROOT / "docs/howto/discord.md", "toml")[0]),
        ("other-targets.md", blocks(ROOT / "docs/howto/other-targets.md", "toml")[0]),
    ):
        assert ConfigFile.model_validate(tomllib.loads(excerpt)), page


def test_workflows_of_the_how_to_are_pinned_and_compare_as_the_command_does() -> None:
    diff, history = (
        yaml.safe_load(one) for one in blocks(ROOT / "docs/howto/review-watchlist-edits.md", "yaml")
    )
    steps = [*diff["jobs"]["diff"]["steps"], *history["jobs"]["copy"]["steps"]]
    assert all(
        re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", step["uses"]) for step in steps if "uses" in step
    )
    (compare,) = (step["run"] for step in steps if "topicwire diff" in step.get("run", ""))
    command = typer.main.get_group(bot.cli.app).commands["diff"]
    options = {name for one in command.params for name in one.opts}
    assert set(re.findall(r"--[a-z-]+", compare)) <= options


def test_the_copy_that_the_how_to_makes_can_be_read_and_holds_no_tokens(tmp_path: Path) -> None:
    page = (ROOT / "docs/howto/review-watchlist-edits.md").read_text(encoding="utf-8")
    copying, cleaning = re.findall(r'sqlite3 \S+ "([^"]+)"', page)
    live, copy = tmp_path / "live.db", tmp_path / "topicwire.db"
    migrate("sqlite:///live.db", base_dir=tmp_path)
    with sqlite3.connect(live, isolation_level=None) as connection:
        row = ("T1", "Team", "", "xoxb-secret", "U1", "[]", "slack:U1", 1)
        connection.execute("INSERT INTO installations VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        connection.executescript(copying.replace(copy.name, str(copy)))
    with sqlite3.connect(copy, isolation_level=None) as connection:
        connection.executescript(cleaning)
    assert b"xoxb-secret" not in copy.read_bytes()

    async def articles() -> int:
        store = await open_reader("sqlite:///topicwire.db", base_dir=tmp_path)
        try:
            return (await store.past_span(since=datetime(2026, 1, 1, tzinfo=UTC))).articles
        finally:
            await store.close()

    assert asyncio.run(articles()) == 0


def test_what_the_page_on_searching_tells_to_write_is_understood() -> None:
    rows = re.findall(
        r"^\| (`.+?) \|", (ROOT / "docs/reference/search.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    searches = [search for row in rows for search in re.findall(r"`([^`]+)`", row)]
    parsed = [parse_query(search, now=datetime(2026, 11, 29, tzinfo=UTC)) for search in searches]
    assert len(set(map(repr, parsed))) == len(searches)  # each asks for something else
    assert {search.partition(":")[0] for search in searches} >= set(EXAMPLES)


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_every_command_on_a_page_exists(page: Path) -> None:
    known = set(typer.main.get_group(bot.cli.app).commands)
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"(?:\.venv/bin/|`|^)topicwire ([a-z-]+)\b", text, flags=re.MULTILINE))
    assert named <= known


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_every_make_target_on_a_page_exists(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", text, flags=re.MULTILINE))
    assert named <= targets

"""Every defect of a watchlist or a config file, as a file named after it that says what the admin is told.

A fixture begins with comments: ``# expect: WHERE: MESSAGE`` for each problem, in order, and ``# environment:
NAME=VALUE`` for what is set beside it. Files that are wrong only together stand in a folder.
"""

import ast
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import pytest

from bot import config, config_addresses, config_file
from bot.config import load_settings, unknown_watchlists
from bot.errors import ConfigError, Problem
from bot.matching import aliases, descriptions, reach, regex_name, report, watchlist, watchlist_files
from bot.matching.watchlist_files import parse_watchlists

DEFECTS = Path(__file__).parents[1] / "data" / "defects"
WATCHLISTS = sorted((DEFECTS / "watchlists").iterdir())
CONFIGS = sorted((DEFECTS / "configs").iterdir())


def said(path: Path, word: str) -> list[str]:
    """What the comments at the top of a fixture say after this word."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line.removeprefix(f"# {word}: ") for line in lines if line.startswith(f"# {word}: ")]


def told(problems: Iterable[Problem], file: str) -> list[str]:
    ours = (one for one in problems if one.file in (file, "environment"))
    return [f"{one.where}: {one.message}" if one.where else one.message for one in ours]


def watchlist_problems(contents: Mapping[str, bytes]) -> list[Problem]:
    return parse_watchlists(contents)[1]


def config_problems(path: Path) -> list[Problem]:
    environ = dict(line.split("=", 1) for line in said(path, "environment"))
    try:
        settings = load_settings(path, environ=environ)
    except ConfigError as error:
        return list(error.problems)
    return unknown_watchlists(path.read_bytes(), path, ["beidou", "sco"], settings=settings)


def files_of(fixture: Path) -> dict[str, Path]:
    """The files of a fixture, as messages name them."""
    if fixture.is_file():
        return {fixture.name: fixture}
    return {path.relative_to(fixture).as_posix(): path for path in sorted(fixture.rglob("*.toml"))}


def contents_of(fixture: Path) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in files_of(fixture).items()}


@pytest.mark.parametrize("fixture", WATCHLISTS, ids=lambda path: path.stem)
def test_defect_of_a_watchlist_is_told_in_the_words_that_its_fixture_expects(fixture: Path) -> None:
    files = files_of(fixture)
    problems = watchlist_problems(contents_of(fixture))
    assert problems
    for name, path in files.items():
        assert told(problems, name) == said(path, "expect")


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_defect_of_a_config_file_is_told_in_the_words_that_its_fixture_expects(path: Path) -> None:
    problems = config_problems(path)
    assert problems
    assert told(problems, str(path)) == said(path, "expect")


# --- no message without a fixture -----------------------------------------------------------------------

Message = tuple[str, int, int]
"""A place in the source that tells something: its file, and its first and last line."""


def messages(modules: Iterable[ModuleType], *, is_one: Callable[[ast.AST], bool]) -> set[Message]:
    found = set()
    for module in modules:
        file = str(module.__file__)
        for node in ast.walk(ast.parse(Path(file).read_text(encoding="utf-8"))):
            if isinstance(node, ast.stmt) and is_one(node):
                found.add((file, node.lineno, node.end_lineno or node.lineno))
    return found


def reports(node: ast.AST) -> bool:
    """Whether a statement is ``report.add(...)`` or the like, or makes a problem of its own."""
    calls = [one.func for one in ast.walk(node) if isinstance(one, ast.Call)] if _is_simple(node) else []
    return any(
        isinstance(func, ast.Attribute) and func.attr in ("add", "wrong") and _is_report(func.value)
        for func in calls
    ) or any(isinstance(func, ast.Name) and func.id == "Problem" for func in calls)


def refuses(node: ast.AST) -> bool:
    """Whether a statement raises something, or makes a problem; that there is no file, no file can show."""
    is_raising = isinstance(node, ast.Raise) and node.exc is not None
    return (is_raising or reports(node)) and "no such file" not in ast.unparse(node)


def _is_simple(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr | ast.Assign | ast.Return)


def _is_report(value: ast.expr) -> bool:
    return isinstance(value, ast.Name) and value.id in ("report", "self")


def lines_run(work: Callable[[], object]) -> set[tuple[str, int]]:
    """Return the lines of ours that run meanwhile; whoever traced before, as a coverage run, goes on after.

    One run is one fixture: the tracing ends with a text that is nested beyond Python's recursion.
    """
    lines: set[tuple[str, int]] = set()

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        if "/bot/" not in frame.f_code.co_filename:
            return None
        if event == "line":
            lines.add((frame.f_code.co_filename, frame.f_lineno))
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return lines


def untold(wanted: set[Message], lines: set[tuple[str, int]]) -> list[str]:
    return sorted(
        f"{Path(file).name}:{first}"
        for file, first, last in wanted
        if not any((file, line) in lines for line in range(first, last + 1))
    )


def test_every_message_of_the_watchlist_parser_has_a_fixture() -> None:
    wanted = messages(
        (watchlist, watchlist_files, aliases, descriptions, reach, regex_name, report), is_one=reports
    )
    assert len(wanted) > 40
    lines: set[tuple[str, int]] = set()
    for fixture in WATCHLISTS:
        lines |= lines_run(partial(watchlist_problems, contents_of(fixture)))
    assert untold(wanted, lines) == []


def test_every_message_about_config_files_has_a_fixture() -> None:
    wanted = messages((config, config_addresses, config_file), is_one=refuses)
    assert len(wanted) > 20
    lines: set[tuple[str, int]] = set()
    for path in CONFIGS:
        lines |= lines_run(partial(config_problems, path))
    assert untold(wanted, lines) == []

"""Patches of watchlist files: what they add, what they leave as it is, and that git takes them."""

import shutil
import subprocess
import tomllib

import pytest

from bot.core.watchlist import Example
from bot.errors import ConfigError
from bot.matching.proposal import Proposal
from bot.matching.watchlist import parse_watchlist
from bot.watchlist_edit import patch_of, with_examples

HEAD = '# Ours\nname = "Kites"  # the League\nalias = [{ text = "Kite League" }]\n'
TAIL = "\n# What weighs how much\n[weights]\nbias = -2.0  # learnt\n"
WRONG = Example(text='"Kite" \\ sale', body="上\u2028合", country="cn", reason="a shop")
MISSED = Example(text="Kite Union", reason="its old name")
PROPOSALS = (
    Proposal(is_match=False, example=WRONG, article_id=1),
    Proposal(is_match=True, example=MISSED, article_id=2),
)
A, B = '{ text = "a", reason = "b" }', '{ text = "c", reason = "d" }'
SECTIONS = {
    "lists with commas at their ends": f"[examples]\nmust_match = [\n  {A},\n  # why\n  {B},  # e\n]\n"
    f"must_not_match = [\n    {A},\n]\n",
    "lists without": f"[examples]\nmust_match = [\n  {A}\n]\nmust_not_match = [\n  {A},\n  {B}  # note\n]\n",
    "lists that end with a comment": f"[examples]\nmust_match = [\n  {A},\n  # last\n]\nmust_not_match=[]\n",
    "lists on one line": f"[examples]\nmust_match = [{A}, {B}]\nmust_not_match = [ {A} ]\n",
    "one list": f"[examples]  # tests\nmust_match = [\n  {A},\n]\n",
    "no list": "[ examples ]\n",
    "no section": "",
    "dotted keys": f"examples.must_match = [{A}]\nexamples.must_not_match = [{A}]\n",
    "an inline table": f"examples = {{ must_match = [{A}], must_not_match = [{B}] }}\n",
    "tables of one list": '[[examples.must_match]]\ntext = "a"\nreason = "b"\n',
    "tables": '[[examples.must_match]]\ntext = "a"\nreason = "b"\n\n[[examples.must_not_match]]\n'
    'text = "a"\nreason = "b"\n',
}
FILES = {f"{name}{' and a section below' * bool(tail)}": HEAD + section + tail
         for name, section in SECTIONS.items() for tail in ("", TAIL)}  # fmt: skip


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_examples_are_added_and_nothing_else_changes(text: str) -> None:
    new = with_examples(text, PROPOSALS)
    assert new is not None
    before, after = tomllib.loads(text), tomllib.loads(new)
    added = {"text": '"Kite" \\ sale', "body": "上 合", "country": "cn", "reason": "a shop"}
    lists = before.get("examples", {})
    assert after["examples"] == {
        "must_match": [*lists.get("must_match", []), {"text": "Kite Union", "reason": "its old name"}],
        "must_not_match": [*lists.get("must_not_match", []), added],
    }
    assert {**after, "examples": 0} == {**before, "examples": 0}
    for line in text.splitlines():
        if line.lstrip().startswith("#") or line.startswith(("name", "alias", "[weights]", "bias")):
            assert line in new.splitlines()
    assert parse_watchlist(new, file="kites.toml").must_not_match[-1].country == "cn"


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
@pytest.mark.skipif(shutil.which("git") is None, reason="git is not here")
def test_git_applies_the_patch_where_it_was_made(text: str, tmp_path, monkeypatch) -> None:
    for start, ends in (
        ("", text),
        ("", text.rstrip("\n")),
        ("", text.replace("\n", "\r\n")),
        ("\ufeff", text.replace("\n", "\r\n")),
    ):
        path = tmp_path / "watchlists" / "kites.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes((start + ends).encode())
        monkeypatch.chdir(tmp_path)
        patch = patch_of(path, PROPOSALS)
        git = ["git", "apply", "--whitespace=nowarn"]
        done = subprocess.run(git, input=patch.encode(), capture_output=True, check=False)
        assert done.returncode == 0, (done.stderr, patch)
        new = with_examples(ends, PROPOSALS)
        assert new is not None
        assert path.read_bytes().decode() == start + new


def test_file_of_another_line_end_keeps_it_in_every_line() -> None:
    text = (HEAD + SECTIONS["one list"] + TAIL).replace("\n", "\r\n")
    new = with_examples(text, PROPOSALS)
    assert new is not None
    assert new.count("\r\n") == new.count("\n") > text.count("\n")


def test_nothing_to_add_is_no_patch(tmp_path) -> None:
    path = tmp_path / "kites.toml"
    path.write_text(HEAD)
    assert patch_of(path, ()) == ""


def test_file_outside_of_the_working_directory_is_named_by_its_name(tmp_path, monkeypatch) -> None:
    path = tmp_path / "kites.toml"
    path.write_text(HEAD)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert patch_of(path, PROPOSALS).startswith("--- a/kites.toml\n+++ b/kites.toml\n")


def test_file_that_cannot_be_added_to_is_left_to_the_admin_with_the_rows_to_add(tmp_path) -> None:
    path = tmp_path / "kites.toml"
    path.write_text(HEAD + f"examples = {{ must_match = [{A}] }}\n")
    with pytest.raises(ConfigError, match=r"by hand(?s:.*)must_not_match: \{ text = "):
        patch_of(path, PROPOSALS)


def test_file_that_is_gone_is_named(tmp_path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        patch_of(tmp_path / "kites.toml", PROPOSALS)

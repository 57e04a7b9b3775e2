"""``topicwire diff`` over real files, a real repository, a real database and real processes."""

import asyncio
import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from bot.cli import main
from bot.store.open import open_store
from tests.builders import make_article, make_new, make_record
from tests.contract.steps import add_feed
from tests.e2e.small_watchlists import BEIDOU, write_watchlists

CONFIG = '[store]\nurl = "sqlite:///data/t.db"\n[watchlists]\ndir = "topics"\n'
TITLES = ("BeiDou-3 is complete", "北斗三号 全球组网", "Galileo has news", "SCO summit opens in Bishkek")


def git(folder, *arguments):
    who = ("-c", "user.name=Anna", "-c", "user.email=anna@example.org")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def folder(tmp_path):
    """A repository with a config file and two watchlists; every article was stored just now."""
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    write_watchlists(tmp_path)
    git(tmp_path, "init", "-b", "main")
    git(tmp_path, "add", "config.toml", "topics")
    git(tmp_path, "commit", "-m", "first")
    return tmp_path


@pytest.fixture
def stored(folder):
    async def store():
        opened = await open_store("sqlite:///data/t.db", base_dir=folder)
        try:
            feed_id = await add_feed(opened)
            articles = [make_new(make_article(title=title, lang="en")) for title in TITLES]
            await opened.commit_poll(make_record(feed_id, *articles), now=datetime.now(UTC))
        finally:
            await opened.close()

    asyncio.run(store())
    return folder


@pytest.fixture
def diff(folder, monkeypatch, capsys):
    """Run the command there; returns its exit code and what it printed."""

    def run(*arguments):
        monkeypatch.chdir(folder)
        monkeypatch.setattr(sys, "argv", ["topicwire", "diff", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return ended.value.code or 0, printed.out, printed.err

    return run


def edit(folder, old, new, *, file="beidou"):
    path = folder / "topics" / f"{file}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_an_edit_is_compared_with_a_revision_and_the_work_tree_stays_as_it_is(stored, diff):
    edit(stored, '"BeiDou", lang', '"Galileo", lang')
    before = (stored / "topics" / "beidou.toml").read_bytes()
    code, printed, err = diff("--against", "main")
    assert (code, err) == (0, "")
    lines = printed.splitlines()
    assert lines[0].startswith("Compared with main (")
    assert lines[0].endswith("): 1 watchlist changed.")
    assert lines[2:] == [
        "BeiDou (beidou): alerts 2 -> 2 (+1 -1), names +1 -1",
        "  names added: Galileo (en)",
        "  names removed: BeiDou (en)",
        lines[5],
        lines[6],
        "",
        "Tried on 4 stored articles of the last 30 days.",
    ]  # fmt: skip
    assert lines[5].startswith("  + «Galileo» has news (Example News) https://example.org/")
    assert lines[6].startswith("  - «BeiDou»-3 is complete (Example News) [no name stands there] https://")
    assert (stored / "topics" / "beidou.toml").read_bytes() == before


def test_programs_get_everything_and_pull_requests_a_comment(stored, diff):
    edit(stored, '"BeiDou", lang', '"Galileo", lang')
    told = json.loads(diff("--against", "main", "--json", "--days", "7")[1])
    (one,) = told["watchlists"]
    assert (told["ok"], told["days"], told["articles"], told["obstacle"]) == (True, 7, 4, "")
    assert one["alerts"] == {"before": 2, "after": 2, "gained": 1, "lost": 1}
    assert one["by_language"] == {"en": {"before": 2, "after": 2}}
    (loss,) = one["losses"]
    assert (loss["title"], loss["score_after"], loss["obstacle"]) == (TITLES[0], None, "no name stands there")
    code, markdown, _ = diff("--against", "main", "--markdown")
    assert code == 0
    assert "| beidou | 2 → 2 | +1 | −1 | +1 −1 |" in markdown
    assert "<b>Galileo</b> has news" in markdown


def test_two_forms_at_once_are_refused(diff):
    code, _, err = diff("--against", "main", "--json", "--markdown")
    assert (code, "choose one" in err) == (2, True)


def test_a_failing_example_is_listed_and_the_exit_code_is_1(stored, diff):
    edit(stored, "SCO summit opens in Bishkek", "Tea harvest", file="sco")
    code, printed, _ = diff("--against", "main")
    assert code == 1
    assert 'sco.toml: examples.must_match[0]: "Tea harvest" (the plain case) is not found' in printed
    code, printed, _ = diff("--against", "main", "--json")
    assert (code, json.loads(printed)["ok"], len(json.loads(printed)["failing_examples"])) == (1, False, 1)


def test_another_folder_will_do_for_a_revision(stored, diff):
    others = stored / "others"
    others.mkdir()
    (others / "beidou.toml").write_text(BEIDOU, encoding="utf-8")
    code, printed, _ = diff("--against", "others")
    assert code == 0
    assert "Compared with others: 1 watchlist changed." in printed
    assert "Shanghai Cooperation Organisation (sco, new): alerts 0 -> 1 (+1 -0), names +4 -0" in printed


def test_without_a_database_names_and_examples_are_told(folder, diff):
    edit(folder, '"BeiDou", lang', '"Galileo", lang')
    code, printed, _ = diff("--against", "main")
    assert code == 0
    assert "BeiDou (beidou): names +1 -1" in printed
    assert f"Not tried on stored articles: there is no database {folder / 'data' / 't.db'} yet" in printed
    assert json.loads(diff("--against", "main", "--json")[1])["articles"] is None


def test_a_database_of_another_version_is_no_missing_one(stored, diff):
    (stored / "data" / "t.db").write_bytes(b"")
    code, _, err = diff("--against", "topics")
    assert (code, "run `topicwire migrate`" in err) == (1, True)


def test_files_that_do_not_parse_are_listed_whichever_side_they_are_of(folder, diff):
    edit(folder, "schema = 1", "schema = ")
    code, _, err = diff("--against", "main")
    assert code == 2
    assert "beidou.toml: line 2: not valid TOML" in err
    git(folder, "commit", "-am", "broken")
    git(folder, "checkout", "HEAD~1", "--", "topics")
    code, _, err = diff("--against", "main")
    assert code == 2
    assert "main:topics/beidou.toml: line 2: not valid TOML" in err


@pytest.mark.parametrize(
    ("against", "told"),
    [
        ("", "--against : neither a folder nor a revision"),
        ("nope", "--against nope: neither a folder nor a revision in the repository of "),
        ("--output=x", "--against --output=x: is no revision"),
        ("data", "data: no watchlist files (*.toml) here"),
        ("empty", "--against empty: has no folder topics"),
        ("bare", "--against bare: has no watchlist files (*.toml) in the place of "),
    ],
)
def test_what_cannot_be_compared_with_is_told_in_words(folder, diff, against, told):
    (folder / "data").mkdir()
    git(folder, "commit", "--allow-empty", "-m", "second")
    for branch, keeps in (("bare", True), ("empty", False)):
        git(folder, "checkout", "-b", branch, "main")
        git(folder, "rm", "-r", "topics")
        if keeps:
            (folder / "topics").mkdir(exist_ok=True)
            (folder / "topics" / "README.md").write_text("Topics.", encoding="utf-8")
            git(folder, "add", "topics")
        git(folder, "commit", "-m", branch)
    git(folder, "checkout", "main")
    code, _, err = diff(f"--against={against}")
    assert (code, told in err) == (2, True), err


def test_a_folder_in_no_repository_and_a_missing_git_are_told(folder, diff, monkeypatch):
    (folder / ".git").rename(folder / "elsewhere")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    code, _, err = diff("--against", "main")
    assert (code, "git cannot read it in" in err, "not a git repository" in err) == (2, True, True)
    monkeypatch.setenv("PATH", str(folder))
    code, _, err = diff("--against", "main")
    assert (code, "git must be installed" in err) == (2, True)


def test_a_hook_that_git_runs_in_another_work_tree_compares_the_same_folder(folder, diff, monkeypatch):
    monkeypatch.setenv("GIT_DIR", str(folder / ".git"))  # as git sets it there, without GIT_WORK_TREE
    edit(folder, '"BeiDou", lang', '"Galileo", lang')
    code, printed, err = diff("--against", "HEAD")
    assert (code, err) == (0, "")
    assert "BeiDou (beidou): names +1 -1" in printed


def test_files_with_odd_names_and_links_are_no_trouble(folder, diff):
    (folder / "topics" / "ünïcode name.toml").write_text(BEIDOU, encoding="utf-8")
    (folder / "topics" / "link.toml").symlink_to("beidou.toml")
    git(folder, "add", "topics")
    git(folder, "commit", "-m", "odd")
    code, _, err = diff("--against", "main")
    assert code == 2
    assert "topics/ünïcode name.toml: the file's name gives the id" in err
    (folder / "topics" / "ünïcode name.toml").unlink()
    (folder / "topics" / "link.toml").unlink()
    git(folder, "commit", "-am", "a link alone")
    (folder / "topics" / "link.toml").symlink_to("beidou.toml")
    git(folder, "add", "topics")
    git(folder, "commit", "-m", "linked")
    (folder / "topics" / "link.toml").unlink()
    assert diff("--against", "HEAD")[0] == 0

"""``topicwire new`` as a person, a script and Ctrl-C meet it."""

import signal
import subprocess

import pytest

from tests.e2e.conftest import wait_until
from tests.platforms.fakes.feed_server import Page, rss_feed

ANSWERS = [
    "World Kite League", "", "", "عالمی پتنگ لیگ", "Urdu", "",
    "WKL", "weekly kit list", "shirt, boots", "",
    "kite*, wind", "WKL: kites rise in the wind", "WKL of the shirt and the boots",
    "irc:main", "console:main", "yes",
]  # fmt: skip


@pytest.fixture
def _hears_ctrl_c():
    """Tests that run in a shell's background are told to ignore Ctrl-C, and would hand that on."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def lines(answers: list[str]) -> str:
    return "".join(f"{answer}\n" for answer in answers)


def test_answers_become_a_file_that_check_passes_and_a_subscription(workspace, server):
    topics = workspace.folder / "topics"
    topics.mkdir()
    (topics / "sco.toml").write_text(
        'name = "SCO"\nalias = [{ text = "Shanghai Cooperation Organisation" }]\n'
    )
    (topics / "beidou.toml").write_text('name = "BeiDou"\nalias = [{ text = "BeiDou" }]\n')
    workspace.configure([server.serve("/feed", Page(rss_feed("World Kite League opens")))], watchlists=topics)
    workspace.run("run", "--once")
    done = workspace.run("new", "kites", stdin=lines(ANSWERS))
    assert done.returncode == 0, done.stderr
    assert "it would have matched 1 story in 1 stored article:\n  World Kite League opens" in done.stdout
    assert "2 of 3 names found nothing that counted" in done.stdout
    assert "“\u2068عالمی پتنگ لیگ\u2069”, such as zh or Chinese" in done.stderr
    assert "must be one of console:ID" in done.stderr
    check = workspace.run("check", "--json")
    assert check.returncode == 0, check.stdout
    assert 'watchlist = "kites"\nchannel = "console:main"\n' in workspace.config.read_text()
    again = workspace.run("new", "kites", stdin=lines(ANSWERS))
    assert again.returncode == 2
    assert "kites.toml: is there already" in again.stderr


def test_file_that_cannot_be_written_is_printed_so_that_no_answer_is_lost(workspace):
    topics = workspace.folder / "topics"
    topics.write_text("a file where the folder belongs")
    workspace.configure(watchlists=topics)
    before = workspace.config.read_text()
    done = workspace.run("new", "kites", stdin=lines(ANSWERS))
    assert done.returncode == 2
    assert "kites.toml: cannot be written: " in done.stderr
    assert '{ text = "عالمی پتنگ لیگ", lang = "ur" }' in done.stdout
    assert workspace.config.read_text() == before


def test_answers_that_end_too_early_leave_nothing_behind(workspace):
    topics = workspace.folder / "topics"
    workspace.configure(watchlists=topics)
    before = workspace.config.read_text()
    done = workspace.run("new", "kites", stdin=lines(ANSWERS[:-1]))
    assert done.returncode == 2
    assert "standard input: line 16: ended where an answer was expected" in done.stderr
    assert (topics.exists(), workspace.config.read_text()) == (False, before)
    named = workspace.run("new", "Kite League")
    assert (named.returncode, "kite-league" in named.stderr) == (2, True)


@pytest.mark.usefixtures("_hears_ctrl_c")
def test_ctrl_c_at_a_question_leaves_nothing_behind(workspace):
    topics = workspace.folder / "topics"
    workspace.configure(watchlists=topics)
    before = workspace.config.read_text()
    with workspace.started("new", "kites", stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        wait_until(lambda: "What is the topic called?" in workspace.text_of("stderr"))
        process.stdin.write(b"World Kite League\n")
        process.stdin.flush()
        wait_until(lambda: "Its full name" in workspace.text_of("stderr"))
        process.send_signal(signal.SIGINT)
        assert process.wait(30) != 0
    assert "Traceback" not in workspace.text_of("stderr")
    assert (topics.exists(), workspace.config.read_text()) == (False, before)

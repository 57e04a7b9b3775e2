"""However a file is saved while the bot runs: one reload, of the whole save, and none of what is no save."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.following import FileFollower
from bot.infra.file_events import wake_ups
from bot.infra.runner_local import LocalRunner
from bot.infra.written_files import FilesOnDisk
from tests.integration.edited_files import CONFIG, KITES, TEA, EditedBot, HandMeter, write_files
from tests.platforms.fakes.listening import until

BEFORE = {"kites": "Kite League"}
AFTER = {"kites": "Kite Union", "tea": "Tea Route"}
MORE = KITES.replace("Kite League", "Kite Union")
Save = Callable[[Path], Awaitable[None]]


class Followed:
    """A bot whose files are followed, and what its log says of reloads."""

    def __init__(self, bot: EditedBot, hung_up: asyncio.Event, logged: list[dict[str, object]]) -> None:
        self.bot = bot
        self.hung_up = hung_up
        self._logged = logged

    def events(self, name: str) -> list[dict[str, object]]:
        return [one for one in self._logged if one["event"] == name]

    @property
    def reloads(self) -> int:
        return len(self.events("rules.reloaded"))


@asynccontextmanager
async def followed(folder: Path, store, *, watch: bool = True) -> AsyncIterator[Followed]:
    """Follow the files that stand in the folder until the end; the reload at the start is over."""
    with capture_logs() as logged:
        bot = await EditedBot.open(folder, store, meter=HandMeter())
        jobs, hung_up = LocalRunner(slots=3), asyncio.Event()
        saved = bot.files if watch else None
        FileFollower(reloader=bot.rules.reloader, saved=saved, hung_up=hung_up, jobs=jobs).start()
        one = Followed(bot, hung_up, logged)
        if watch:
            await until(lambda: one.reloads == 1)
            logged.clear()
        try:
            yield one
        finally:
            await jobs.drain(timeout_s=0)


async def write_over(topics: Path) -> None:
    (topics / "kites.toml").write_text(MORE)
    (topics / "tea.toml").write_text(TEA)


async def write_in_pieces(topics: Path) -> None:
    """Truncate and write; each piece would be a watchlist by itself."""
    (topics / "tea.toml").write_text(TEA)
    with (topics / "kites.toml").open("w") as file:
        for piece in (MORE, 'threshold = 0.4\n[context]\nany = ["cup"]\n', "window = 100\n"):
            await asyncio.sleep(0.02)  # a slow disk
            file.write(piece)
            file.flush()


async def put_in_place(topics: Path) -> None:
    """As most editors do: written beside it, then put in its place."""
    for name, text in (("kites", MORE), ("tea", TEA)):
        beside = topics / f".{name}.toml.new"
        beside.write_text(text)
        beside.replace(topics / f"{name}.toml")


async def move_away_first(topics: Path) -> None:
    """As vim does with a backup: the old file is moved away, and the new one written in its place."""
    (topics / "tea.toml").write_text(TEA)
    (topics / "kites.toml").rename(topics / "kites.toml~")
    (topics / "kites.toml").write_text(MORE)
    (topics / "kites.toml~").unlink()


async def swap_folders(topics: Path) -> None:
    new = Path(shutil.copytree(topics, topics.with_name("new")))
    await write_over(new)
    shutil.move(topics, topics.with_name("old"))
    shutil.move(new, topics)


async def make_folder_anew(topics: Path) -> None:
    shutil.rmtree(topics)
    await asyncio.sleep(0.05)
    os.makedirs(topics)  # noqa: PTH103 -- on a local disk
    await write_over(topics)


SAVES = (write_over, write_in_pieces, put_in_place, move_away_first, swap_folders, make_folder_anew)


@pytest.mark.parametrize("save", SAVES, ids=lambda one: one.__name__)
async def test_save_of_any_kind_is_one_reload_of_all_of_it(tmp_path, store, save):
    write_files(tmp_path)
    async with followed(tmp_path, store) as one:
        await save(one.bot.topics)
        await until(lambda: one.reloads and one.bot.topics_in_force == AFTER)
        await one.bot.rules.reloader.look()
        assert one.reloads == 1
        assert one.events("rules.problem") == []
        # The folder may be another one now: is it still followed?
        (one.bot.topics / "tea.toml").unlink()
        await until(lambda: one.bot.topics_in_force == {"kites": "Kite Union"})


async def test_checkout_of_many_files_is_one_reload(tmp_path, store):
    def git(*arguments: str) -> None:
        author = ("-c", "user.name=Anna", "-c", "user.email=anna@example.org")
        command = ("git", *author, *arguments)
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)

    def write(word: str) -> None:
        for number in range(40):
            text = f'name = "{word} {number}"\nalias = [{{ text = "{word} Route Number {number}" }}]\n'
            (tmp_path / "topics" / f"topic-{number}.toml").write_text(text)

    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    write_files(tmp_path)
    git("init", "--quiet")
    git("add", "config.toml", "topics")
    git("commit", "--quiet", "--message", "first")
    write("Great")
    git("checkout", "--quiet", "-b", "edit")
    git("add", "topics")
    git("commit", "--quiet", "--message", "second")
    git("checkout", "--quiet", "-")
    async with followed(tmp_path, store) as one:
        await asyncio.to_thread(git, "checkout", "--quiet", "edit")
        await until(lambda: one.reloads)
        assert (one.reloads, len(one.bot.topics_in_force)) == (1, 41)
        await asyncio.to_thread(git, "checkout", "--quiet", "-")
        await until(lambda: one.reloads > 1)
        assert (one.reloads, one.bot.topics_in_force) == (2, BEFORE)


@pytest.mark.parametrize("linked", ["..data", "topics"])
async def test_folder_behind_a_link_is_swapped_in_one_step(tmp_path, store, linked):
    """``..data`` is how Kubernetes changes the files of a volume."""
    for name, text in (("v1", KITES), ("v2", MORE)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "kites.toml").write_text(text)
    (tmp_path / "config.toml").write_text(CONFIG)
    if linked == "topics":
        link = tmp_path / "topics"
        link.symlink_to("v1")
    else:
        (tmp_path / "topics").mkdir()
        link = tmp_path / "topics" / "..data"
        link.symlink_to(tmp_path / "v1")
        (tmp_path / "topics" / "kites.toml").symlink_to("..data/kites.toml")
    async with followed(tmp_path, store) as one:
        beside = link.with_name("beside")
        beside.symlink_to(tmp_path / "v2")
        beside.replace(link)
        await until(lambda: one.reloads)
        assert (one.reloads, one.bot.topics_in_force) == (1, {"kites": "Kite Union"})


async def test_what_editors_leave_beside_the_files_is_no_save(tmp_path, store):
    write_files(tmp_path)
    async with followed(tmp_path, store) as one:
        topics = one.bot.topics
        for name in (".kites.toml.swp", "kites.toml~", "#kites.toml#", "4913", ".goutputstream-X", ".a.toml"):
            (topics / name).write_text("half a wor")
        (topics / ".#kites.toml").symlink_to("anna@desk.1234:1700000000")
        await one.bot.rules.reloader.look()
        (topics / "kites.toml").touch()
        await one.bot.rules.reloader.look()
        assert one.reloads == 0
        assert one.events("rules.problem") == []


async def test_file_that_is_empty_or_gone_is_taken_for_a_save_under_way(tmp_path):
    write_files(tmp_path, kites=KITES, tea=TEA)
    config, tea = tmp_path / "config.toml", tmp_path / "topics" / "tea.toml"
    files = FilesOnDisk(config, pause_s=0.05)
    whole = await files.settled()
    for file, text in ((config, CONFIG), (tea, TEA)):
        file.write_text("")
        if file is tea:
            file.unlink()
        reading = asyncio.create_task(files.settled())
        await asyncio.sleep(0.2)  # longer than two readings of other files are apart
        assert not reading.done()
        file.write_text(text)
        assert await reading == whole


async def test_folder_that_the_config_file_names_now_is_followed(tmp_path, store):
    write_files(tmp_path)
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "tea.toml").write_text(TEA)
    async with followed(tmp_path, store) as one:
        one.bot.config.write_text(CONFIG.replace('"topics"', '"others"'))
        await until(lambda: one.bot.topics_in_force == {"tea": "Tea Route"})
        await put_in_place(tmp_path / "others")
        await until(lambda: one.reloads > 1)
        (one.bot.topics / "kites.toml").unlink()
        await one.bot.rules.reloader.look()
        assert (one.reloads, one.bot.topics_in_force) == (2, AFTER)


async def test_folder_that_is_gone_is_told_and_its_return_is_seen(tmp_path, store):
    write_files(tmp_path)
    async with followed(tmp_path, store) as one:
        one.bot.topics.rename(tmp_path / "away")
        await until(lambda: one.events("rules.problem"))
        assert one.bot.topics_in_force == BEFORE
        (tmp_path / "away").rename(one.bot.topics)
        await until(lambda: one.events("rules.mended"))
        await write_over(one.bot.topics)
        await until(lambda: one.bot.topics_in_force == AFTER)


async def test_save_is_seen_without_any_event(tmp_path, store):
    write_files(tmp_path)
    bot = await EditedBot.open(tmp_path, store, meter=HandMeter())
    await bot.rules.reloader.look()
    kites = bot.topics / "kites.toml"
    written = kites.stat()
    kites.write_text(KITES.replace("League", "Leagve"))  # as long as before
    os.utime(kites, ns=(written.st_atime_ns, written.st_mtime_ns + 1))
    await bot.rules.reloader.look()
    assert bot.topics_in_force == {"kites": "Kite Leagve"}


async def test_hang_up_reloads_where_saves_are_not_followed(tmp_path, store):
    write_files(tmp_path)
    async with followed(tmp_path, store, watch=False) as one:
        await write_over(one.bot.topics)
        one.hung_up.set()
        await until(lambda: one.reloads == 1)
        assert one.bot.topics_in_force == AFTER
        (one.bot.topics / "tea.toml").write_text("name = 7")
        one.hung_up.set()
        await until(lambda: one.events("job.failed"))
        (one.bot.topics / "tea.toml").write_text(TEA)
        one.hung_up.set()
        await until(lambda: one.reloads == 2)


async def test_nobody_is_kept_waiting_by_a_folder_that_is_not_there(tmp_path):
    async with aclosing(wake_ups(lambda: [tmp_path / "none"], every_s=0.01)) as woken:
        for _ in range(3):
            await asyncio.wait_for(anext(woken), timeout=15)


async def test_files_are_looked_at_though_nothing_happens(tmp_path):
    async with aclosing(wake_ups(lambda: [tmp_path], every_s=0.01)) as woken:
        for _ in range(3):
            await asyncio.wait_for(anext(woken), timeout=15)


async def test_folder_in_the_place_of_another_wakes_as_the_other_did(tmp_path):
    topics, woken = tmp_path / "topics", []
    topics.mkdir()

    async def count() -> None:
        async for one in wake_ups(lambda: [topics, tmp_path], every_s=3_600):
            woken.append(one)  # noqa: PERF401 -- it never ends

    async def is_woken_by(path: Path) -> None:
        for _ in range(5):  # what came before may be told late, though not as often
            before = len(woken)
            await until(lambda: path.write_text("x") and len(woken) > before)  # noqa: B023

    counting = asyncio.create_task(count())
    await is_woken_by(topics / "a.toml")
    topics.rename(tmp_path / "old")
    topics.mkdir()
    await is_woken_by(topics / "b.toml")
    counting.cancel()
    await asyncio.gather(counting, return_exceptions=True)


async def test_files_that_are_written_on_and_on_are_waited_for(tmp_path):
    write_files(tmp_path)
    files = FilesOnDisk(tmp_path / "config.toml", pause_s=0.1)
    reading = asyncio.create_task(files.settled())
    for number in range(20):
        (tmp_path / "config.toml").write_text(CONFIG + f"# {number}\n")
        await asyncio.sleep(0.02)
        assert not reading.done()
    assert (await reading).config.endswith(b"# 19\n")

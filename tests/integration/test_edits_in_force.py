"""An edit of the watchlists: in force at once or when an admin says so, told once, and taken back."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.app.edit_reports import EditReports
from bot.core.button import Button
from bot.core.rule_notices import tell_edit
from bot.ports_store import Store
from bot.store.open import open_store
from tests.integration.edited_files import (
    CONFIG,
    CONFIRM,
    KITES,
    TEA,
    EditedBot,
    HandMeter,
    write_files,
)
from tests.platforms.fakes.listening import until

MORE = KITES.replace("Kite League", "Kite Union")
MOST = KITES.replace("Kite League", "Kite Federation")


@pytest.fixture
def meter() -> HandMeter:
    return HandMeter()


async def opened(folder: Path, store: Store, meter: HandMeter, *, config: str = CONFIG) -> EditedBot:
    if not (folder / "topics").exists():
        write_files(folder, config=config)
    return await EditedBot.open(folder, store, meter=meter)


def edit(bot: EditedBot, text: str, name: str = "kites") -> None:
    (bot.topics / f"{name}.toml").write_text(text, encoding="utf-8")


async def shown_changes(store: Store) -> list[tuple[str, str]]:
    """Who did what to the watchlists, oldest first."""
    changes = await store.list_changes(None, limit=20)
    return [(one.action, one.person) for one in changes if one.subject == "watchlists"][::-1]


# --- problems -------------------------------------------------------------------------------------------


async def test_problems_are_told_once_and_so_is_their_end(tmp_path, store, meter):
    bot = await opened(tmp_path, store, meter)
    edit(bot, "name = 7")
    for _ in range(3):
        await bot.rules.reloader.look()
        await bot.ask("reload")
    (told,) = await bot.told()
    assert told.title.endswith("problems in the files: everything is as it was")
    assert any("kites.toml: name" in line for line in told.lines)
    edit(bot, KITES + "bogus = 8\n")
    await bot.rules.reloader.look()
    assert len(await bot.told()) == 1
    edit(bot, KITES)
    await bot.rules.reloader.look()
    await bot.rules.reloader.look()
    assert [one.title for one in await bot.told()] == ["The files are in order again"]


async def test_status_shows_the_version_and_what_is_wrong_with_the_files(tmp_path, store, meter):
    bot = await opened(tmp_path, store, meter)
    assert (await bot.ask("status")).lines[0] == f"rules: {bot.version}, since 2026-10-01 12:00 UTC by files"
    edit(bot, "name = 7")
    await bot.rules.reloader.look()
    lines = (await bot.ask("status")).lines
    assert lines[1].endswith("problems in the files, so that what they say is not in force:")
    assert "kites.toml" in lines[2]
    told = bot.rules.reloader.report.as_json()
    assert (told["version"], len(told["problems"])) == (bot.version, len(bot.rules.reloader.report.problems))


async def test_what_only_a_restart_changes_is_told_to_the_admins_once(tmp_path, store, meter):
    bot = await opened(tmp_path, store, meter)
    for timeout in (31, 32):
        bot.config.write_text(CONFIG + f"[fetch]\ntimeout_s = {timeout}\n")
        await bot.rules.reloader.look()
    (told,) = await bot.told()
    assert (told.title, told.lines) == ("Edited, and only in force after a restart", ("[fetch]",))


async def test_store_that_fails_changes_nothing_and_the_edit_is_tried_again(tmp_path, meter):
    store = await open_store("sqlite:///locked.db", base_dir=tmp_path, busy_timeout_s=0.1)
    bot = await opened(tmp_path, store, meter)
    before = bot.rules.rulebook.current
    edit(bot, MORE)
    with closing(sqlite3.connect(tmp_path / "locked.db", isolation_level=None)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        await bot.rules.reloader.look()
        assert bot.rules.rulebook.current is before
        said = (await bot.ask("status")).lines[1]
        assert said.startswith("the last reading of the files could not be finished: ")
        assert "another program keeps the database locked" in said
    await bot.rules.reloader.look()
    assert bot.topics_in_force == {"kites": "Kite Union"}
    assert "could not" not in str((await bot.ask("status")).lines)
    assert len(await bot.told()) == 1
    await store.close()


async def test_store_that_fails_is_logged_once_however_often_the_edit_is_tried(tmp_path, meter):
    store = await open_store("sqlite:///locked.db", base_dir=tmp_path, busy_timeout_s=0.1)
    bot = await opened(tmp_path, store, meter)
    edit(bot, "name = 7")
    with closing(sqlite3.connect(tmp_path / "locked.db", isolation_level=None)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        with capture_logs() as logged:
            for _ in range(2):
                await bot.rules.reloader.look()
            assert "keeps the database locked" in (await bot.ask("reload")).title
        assert [one["event"] for one in logged].count("rules.reload_failed") == 1
    await bot.rules.reloader.look()
    assert len(await bot.told()) == 1
    await store.close()


# --- mode "apply" ---------------------------------------------------------------------------------------


async def test_edit_is_in_force_at_once_and_told_with_its_effect(tmp_path, store, meter):
    bot = await opened(tmp_path, store, meter)
    meter.may_measure.clear()
    edit(bot, MORE)
    await bot.rules.reloader.look()
    assert bot.topics_in_force == {"kites": "Kite Union"}
    assert await bot.heard() == []
    meter.may_measure.set()
    (told,) = await bot.told()
    assert told.title == f"An edit is in force: rules {bot.version}"
    assert told.lines[0] == "Kite Union (kites): alerts 0 as before, names +1 -1"
    assert told.lines[-1] == "Tried on 1,234 stored articles of the last 30 days."
    assert [(one.button, one.value) for one in told.buttons] == [(Button.REVERT, bot.version)]
    assert meter.begun == [(["Kite League"], ["Kite Union"])]
    await bot.rules.reloader.look()
    assert await bot.told() == []
    assert await shown_changes(store) == [("apply", "files")]


async def test_edit_whose_effect_cannot_be_measured_is_told_all_the_same(tmp_path, store, meter):
    bot = await opened(tmp_path, store, meter)
    meter.fails = "the processes ended"
    edit(bot, TEA, "tea")
    edit(bot, MORE)
    await bot.rules.reloader.look()
    (told,) = await bot.told()
    assert told.lines == (
        "new topics: tea",
        "changed: kites",
        "What that does to the stored articles is not known: the processes ended",
    )
    assert told.buttons[0].button is Button.REVERT


async def test_edits_that_follow_each_other_are_told_and_reverted_as_one(tmp_path, store, meter):
    bot = await opened(tmp_path, store, meter)
    reporting = asyncio.create_task(bot.rules.reports.run())
    meter.may_measure.clear()
    edit(bot, MORE)
    await bot.rules.reloader.look()
    await until(lambda: len(meter.begun) == 1)
    edit(bot, MOST)
    await bot.rules.reloader.look()
    await until(lambda: len(meter.begun) == 2)
    meter.may_measure.set()
    await until(lambda: not bot.rules.changes.standing.owes_report)
    (told,) = await bot.heard()
    assert told.title.endswith(bot.version)
    assert meter.begun[1] == (["Kite League"], ["Kite Federation"])
    await bot.press(Button.REVERT, bot.version)
    assert bot.topics_in_force == {"kites": "Kite League"}
    reporting.cancel()
    await asyncio.gather(reporting, return_exceptions=True)


async def test_report_of_an_edit_that_another_one_followed_meanwhile_is_not_told(tmp_path, store, meter):
    bot = await opened(tmp_path, store, meter)
    edit(bot, MORE)
    await bot.rules.reloader.look()
    measured = bot.rules.changes.standing
    edit(bot, MOST)
    await bot.rules.reloader.look()
    newer = bot.rules.changes.standing
    await bot.rules.changes.report(measured, tell_edit(measured, "not measured"))
    assert await bot.heard() == []
    assert bot.rules.changes.standing is newer


async def test_report_that_the_store_kept_from_being_told_is_told_as_soon_as_it_can_be(tmp_path, meter):
    store = await open_store("sqlite:///locked.db", base_dir=tmp_path, busy_timeout_s=0.1)
    bot = await opened(tmp_path, store, meter)
    edit(bot, MORE)
    await bot.rules.reloader.look()
    with closing(sqlite3.connect(tmp_path / "locked.db", isolation_level=None)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        with capture_logs() as logged:
            reporting = asyncio.create_task(EditReports(bot.rules.changes, meter, again_s=0.01).run())
            await until(lambda: [one["event"] for one in logged].count("rules.report_failed") > 1)
        stranger.rollback()
        await until(lambda: not bot.rules.changes.standing.owes_report)
    assert len(await bot.heard()) == 1
    reporting.cancel()
    await asyncio.gather(reporting, return_exceptions=True)
    await store.close()


async def test_comment_is_no_edit(tmp_path, store, meter):
    bot = await opened(tmp_path, store, meter)
    before = bot.rules.rulebook.current.matcher
    edit(bot, "# a comment\n" + KITES)
    await bot.rules.reloader.look()
    assert bot.rules.rulebook.current.matcher is before
    assert await bot.told() == []


async def test_reverted_edit_stays_out_of_force_until_the_files_say_something_else(tmp_path, store, meter):
    bot = await opened(tmp_path, store, meter)
    first = bot.version
    edit(bot, MORE)
    await bot.rules.reloader.look()
    second = bot.version
    await bot.told()
    said = await bot.press(Button.REVERT, second)
    assert said.title == f"Rules {first} are in force again."
    assert said.lines == (f"not in force: {second}, reverted by slack:UADMIN, 2026-10-01 12:00 UTC",)
    assert bot.topics_in_force == {"kites": "Kite League"}
    assert (bot.topics / "kites.toml").read_text() == MORE
    (told,) = await bot.told()
    assert told.title == f"slack:UADMIN reverted rules {second}: {first} are in force again"
    assert [(one.button, one.value) for one in told.buttons] == [(Button.APPLY, second)]
    await bot.ask("reload")
    edit(bot, MORE + "# saved again\n")
    await bot.rules.reloader.look()
    assert bot.version == first
    assert await bot.told() == []
    assert f"rules {second} were reverted by slack:UADMIN" in (await bot.ask("status")).lines[1]
    edit(bot, MOST)
    await bot.rules.reloader.look()
    assert bot.topics_in_force == {"kites": "Kite Federation"}
    assert await shown_changes(store) == [
        ("apply", "files"),
        ("revert", "slack:UADMIN"),
        ("apply", "files"),
    ]


# --- mode "confirm" -------------------------------------------------------------------------------------


async def test_edit_waits_until_an_admin_applies_it(tmp_path, store, meter):
    bot = await opened(tmp_path, store, meter, config=CONFIRM)
    first = bot.version
    edit(bot, MORE)
    await bot.rules.reloader.look()
    assert bot.topics_in_force == {"kites": "Kite League"}
    (told,) = await bot.told()
    (button,) = told.buttons
    assert (told.title, button.button) == (f"An edit waits to be applied: rules {button.value}", Button.APPLY)
    assert f"rules {button.value} wait to be applied" in (await bot.ask("status")).lines[1]
    assert (await bot.press(Button.APPLY, button.value)).title == f"Rules {button.value} are in force."
    assert bot.topics_in_force == {"kites": "Kite Union"}
    (told,) = await bot.told()
    assert told.title == f"slack:UADMIN applied rules {button.value}"
    assert [(one.button, one.value) for one in told.buttons] == [(Button.REVERT, button.value)]
    await bot.ask("reload revert")
    assert bot.version == first
    assert await shown_changes(store) == [
        ("hold", "files"),
        ("apply", "slack:UADMIN"),
        ("revert", "slack:UADMIN"),
    ]


async def test_feeds_and_subscriptions_are_in_force_while_an_edit_waits(tmp_path, store, meter):
    bot = await opened(tmp_path, store, meter, config=CONFIRM)
    edit(bot, TEA, "tea")
    bot.config.write_text(
        CONFIRM
        + '[[feeds]]\nurl = "https://b.example/"\n'
        + '[[subscriptions]]\nwatchlist = "tea"\nchannel = "console:main"\n'
    )
    said = await bot.ask("reload")
    assert said.title == f"In force: rules {bot.version}, topics: 1, feeds: 2."
    assert said.lines[0].startswith("waits to be applied: ")
    assert [one.watchlist_id for one in bot.subscriptions.current] == ["tea"]
    assert (await bot.ask("list")).title
    await bot.ask("reload apply")
    assert set(bot.topics_in_force) == {"kites", "tea"}
    assert len(bot.rules.rulebook.current.feeds) == 2


async def test_newer_edit_takes_the_place_of_the_one_that_waits(tmp_path, store, meter):
    bot = await opened(tmp_path, store, meter, config=CONFIRM)
    versions = []
    for text in (MORE, MOST):
        edit(bot, text)
        await bot.rules.reloader.look()
        (told,) = await bot.told()
        versions.append(told.buttons[0].value)
    old, new = versions
    said = await bot.press(Button.APPLY, old)
    assert said.title == f"Rules {old} do not wait any more: a newer edit does, {new}."
    assert bot.topics_in_force == {"kites": "Kite League"}
    edit(bot, KITES)
    await bot.rules.reloader.look()
    assert "the files say what is in force" in (await bot.press(Button.APPLY, new)).title
    assert "No edit waits" in (await bot.ask("reload apply")).title


async def test_effect_of_an_edit_that_waits_is_told_anew_after_a_revert_beneath_it(tmp_path, store, meter):
    bot = await opened(tmp_path, store, meter, config=CONFIRM)
    edit(bot, MORE)
    await bot.rules.reloader.look()
    await bot.ask("reload apply")
    await bot.told()
    edit(bot, MOST)
    await bot.rules.reloader.look()
    (first,) = await bot.told()
    await bot.ask("reload revert")
    reverted, again = await bot.told()
    assert "which still waits" in reverted.lines[0]
    assert (again.title, again.buttons) == (first.title, first.buttons)
    assert meter.begun[-2:] == [
        (["Kite Union"], ["Kite Federation"]),
        (["Kite League"], ["Kite Federation"]),
    ]


async def test_two_admins_at_once_apply_it_once(tmp_path, store, meter):
    bot = await opened(tmp_path, store, meter, config=CONFIRM)
    edit(bot, MORE)
    await bot.rules.reloader.look()
    (told,) = await bot.told()
    version = told.buttons[0].value
    said = await asyncio.gather(*(bot.press(Button.APPLY, version) for _ in range(2)))
    assert sorted(one.title for one in said) == [
        f"Rules {version} are in force already, since 2026-10-01 12:00 UTC.",
        f"Rules {version} are in force.",
    ]
    assert len(await bot.told()) == 1


# --- who may, and what is long gone ---------------------------------------------------------------------


@pytest.mark.parametrize("button", [Button.APPLY, Button.REVERT])
async def test_only_admins_apply_and_revert(tmp_path, store, meter, button):
    bot = await opened(tmp_path, store, meter)
    edit(bot, MORE)
    await bot.rules.reloader.look()
    before = bot.rules.changes.standing
    assert (await bot.press(button, bot.version, person="slack:U1")).title.startswith("Only the bot's admins")
    said = await bot.ask(f"reload {button.value}", person="slack:U1")
    assert said.title.startswith("Only the bot's admins")
    assert bot.rules.changes.standing is before


@pytest.mark.parametrize("value", ["0123456789ab", "", "<!channel> @everyone"])
async def test_button_of_unknown_rules_is_answered_in_words(tmp_path, store, meter, value):
    bot = await opened(tmp_path, store, meter)
    before = bot.rules.changes.standing
    assert "do not wait any more" in (await bot.press(Button.APPLY, value)).title
    assert f"are not in force: {bot.version} are" in (await bot.press(Button.REVERT, value)).title
    assert "There are no rules before" in (await bot.press(Button.REVERT, bot.version)).title
    assert bot.rules.changes.standing is before


async def test_revert_that_is_pressed_twice_is_done_once(tmp_path, store, meter):
    bot = await opened(tmp_path, store, meter)
    edit(bot, MORE)
    await bot.rules.reloader.look()
    version = bot.version
    await bot.told()
    await bot.press(Button.REVERT, version)
    assert "were reverted by slack:UADMIN" in (await bot.press(Button.REVERT, version)).title
    assert len(await bot.told()) == 1


async def test_without_an_admin_channel_everything_goes_on_untold(tmp_path, store, meter):
    quiet = CONFIG.replace('admin_channel = "console:admins"', "")
    bot = await opened(tmp_path, store, meter, config=quiet)
    for text in ("name = 7", MORE):
        edit(bot, text)
        await bot.rules.reloader.look()
    assert await bot.told() == []
    assert bot.topics_in_force == {"kites": "Kite Union"}
    assert not bot.rules.changes.standing.owes_report


# --- over a restart -------------------------------------------------------------------------------------


async def test_first_start_puts_the_files_in_force_and_tells_nobody(tmp_path, store, meter):
    for config in (CONFIRM, CONFIG):
        bot = await opened(tmp_path, store, meter, config=config)
        assert bot.topics_in_force == {"kites": "Kite League"}
        assert await bot.told() == []
    assert await shown_changes(store) == []


async def test_edit_while_the_bot_was_off_is_in_force_and_told(tmp_path, store, meter):
    first = (await opened(tmp_path, store, meter)).version
    (tmp_path / "topics" / "kites.toml").write_text(MORE)
    bot = await opened(tmp_path, store, meter)
    assert bot.topics_in_force == {"kites": "Kite Union"}
    (told,) = await bot.told()
    assert told.title == f"An edit is in force: rules {bot.version}"
    bot = await opened(tmp_path, store, meter)
    assert await bot.told() == []
    await bot.press(Button.REVERT, bot.version)
    assert bot.version == first


async def test_edit_while_the_bot_was_off_waits_where_edits_wait(tmp_path, store, meter):
    await opened(tmp_path, store, meter, config=CONFIRM)
    (tmp_path / "topics" / "kites.toml").write_text(MORE)
    bot = await opened(tmp_path, store, meter)
    assert bot.topics_in_force == {"kites": "Kite League"}
    (told,) = await bot.told()
    bot = await opened(tmp_path, store, meter)
    assert (await bot.told(), bot.topics_in_force) == ([], {"kites": "Kite League"})
    await bot.press(Button.APPLY, told.buttons[0].value)
    assert (await opened(tmp_path, store, meter)).topics_in_force == {"kites": "Kite Union"}


async def test_reverted_edit_stays_reverted_after_a_restart(tmp_path, store, meter):
    bot = await opened(tmp_path, store, meter)
    edit(bot, MORE)
    await bot.rules.reloader.look()
    await bot.told()
    second = bot.version
    await bot.press(Button.REVERT, second)
    await bot.told()
    bot = await opened(tmp_path, store, meter)
    await bot.rules.reloader.look()
    assert (await bot.told(), bot.topics_in_force) == ([], {"kites": "Kite League"})
    await bot.press(Button.APPLY, second)
    assert bot.topics_in_force == {"kites": "Kite Union"}


async def test_report_that_a_crash_cut_off_is_made_up_for(tmp_path, store, meter):
    bot = await opened(tmp_path, store, meter)
    edit(bot, MORE)
    await bot.rules.reloader.look()
    bot = await opened(tmp_path, store, meter)
    (told,) = await bot.told()
    assert told.title == f"An edit is in force: rules {bot.version}"
    assert meter.begun == [(["Kite League"], ["Kite Union"])]


async def test_wrong_example_of_an_edit_while_the_bot_was_off_keeps_the_old_rules(tmp_path, store, meter):
    wrong = '[[examples.must_match]]\ntext = "Nothing of the kind"\nreason = "a mistake"\n'
    await opened(tmp_path, store, meter)
    (tmp_path / "topics" / "kites.toml").write_text(MORE + wrong)
    bot = await opened(tmp_path, store, meter)
    assert bot.topics_in_force == {"kites": "Kite League"}
    (told,) = await bot.told()
    assert told.title == "1 problem in the files: everything is as it was"
    await bot.rules.reloader.look()
    bot = await opened(tmp_path, store, meter)
    await bot.rules.reloader.look()
    assert await bot.told() == []
    assert "1 problem in the files" in str((await bot.ask("status")).lines)
    (tmp_path / "topics" / "kites.toml").write_text(KITES)
    for _ in range(2):
        bot = await opened(tmp_path, store, meter)
        await bot.rules.reloader.look()
    assert [one.title for one in await bot.told()] == ["The files are in order again"]
    edit(bot, MORE + wrong)
    await bot.rules.reloader.look()
    assert len(await bot.told()) == 1

"""The command as Discord is to know it: within its limits, in four languages; and what is read of it."""

import copy

import pytest

from adapters.discord.commands import asked, definition, focused, is_known
from adapters.discord.localisations import LOCALES
from bot.core.command_text import read
from bot.core.commands import COMMANDS, FORMATS, Kind
from tests.platforms.fakes.discord_command_rules import (
    COMMAND_CHARS,
    as_shown,
    command_chars,
    command_refusal,
)
from tests.platforms.fakes.discord_interactions import command_data

SPECS = {spec.name: spec for spec in COMMANDS}


def the_command():
    (command,) = definition("watch")
    return command


def subcommand(name):
    return next(one for one in the_command()["options"] if one["name"] == name)


def options_of(name):
    return {one["name"]: one for one in subcommand(name)["options"]}


def parts():
    """The command's subcommands and their options."""
    for one in the_command()["options"]:
        yield one
        yield from one.get("options", ())


# --- what is registered ---------------------------------------------------------------------------------


def test_discord_takes_the_command_under_any_name_it_may_have():
    for name in ("watch", "w" * 32):
        (command,) = definition(name)
        assert command_refusal(command) == ""
        assert command_chars(command) <= COMMAND_CHARS // 2


def test_each_command_is_a_subcommand_with_its_options():
    registered = {
        one["name"]: {o["name"] for o in one.get("options", ())} for one in the_command()["options"]
    }
    assert registered == {spec.name: {one.name for one in spec.options} for spec in COMMANDS}


def test_option_is_typed_as_what_it_takes():
    subscribe, search, trend = options_of("subscribe"), options_of("search"), options_of("trend")
    assert (subscribe["watchlist"]["type"], subscribe["watchlist"]["autocomplete"]) == (3, True)
    assert subscribe["watchlist"]["required"]
    assert (search["outlet"]["type"], search["outlet"]["autocomplete"]) == (3, True)
    assert [one["value"] for one in subscribe["mode"]["choices"]] == ["instant", "daily", "weekly"]
    assert [subscribe["at"][key] for key in ("type", "min_value", "max_value")] == [4, 0, 23]
    assert [trend["days"][key] for key in ("type", "min_value", "max_value")] == [4, 1, 365]
    assert search["query"].keys().isdisjoint({"autocomplete", "choices"})
    assert "min_value" not in search["query"]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_command_and_option_has_a_name_and_a_description_in_each_language(locale):
    missing = [
        (part["name"], key)
        for part in parts()
        for key in ("name_localizations", "description_localizations")
        if not part[key].get(locale)
    ]
    assert missing == []
    assert the_command()["description_localizations"][locale]


def test_every_choice_but_the_kinds_of_files_has_a_name_in_each_language():
    choices = [choice for part in parts() for choice in part.get("choices", ())]
    untold = {one["value"] for one in choices if set(one["name_localizations"]) != set(LOCALES)}
    assert untold == set(FORMATS)


def test_no_localised_text_is_the_english_one_since_discord_drops_such():
    choices = [choice for part in parts() for choice in part.get("choices", ())]
    for part in (*parts(), *choices):
        assert part["name"] not in part["name_localizations"].values()
        assert part.get("description") not in part.get("description_localizations", {}).values()


# --- whether it is known --------------------------------------------------------------------------------


def as_listed(command, **more):
    return [{**as_shown(command, with_localisations=True), "id": "1", "nsfw": False, "handler": None, **more}]


def test_command_that_discord_lists_with_keys_of_its_own_is_known():
    assert is_known([the_command()], as_listed(the_command()))
    assert not is_known([the_command()], [])


@pytest.mark.parametrize(
    "change",
    [
        lambda command: command.update(description="else"),
        lambda command: command["description_localizations"].update({"ru": "иначе"}),
        lambda command: command["options"].pop(),
        lambda command: command["options"][0]["name_localizations"].pop("zh-TW"),
        lambda command: option_in(command, "subscribe", "watchlist").update(autocomplete=False),
        lambda command: option_in(command, "subscribe", "watchlist").update(required=False),
        lambda command: option_in(command, "subscribe", "mode")["choices"].pop(),
        lambda command: option_in(command, "subscribe", "mode")["choices"][0].update(value="else"),
        lambda command: option_in(command, "subscribe", "mode")["choices"][0]["name_localizations"].clear(),
        lambda command: option_in(command, "subscribe", "at").pop("min_value"),
        lambda command: option_in(command, "subscribe", "at").update(max_value=24),
    ],
)
def test_command_that_differs_in_anything_we_set_is_not_known(change):
    changed = copy.deepcopy(the_command())
    change(changed)
    assert not is_known([the_command()], as_listed(changed))


def option_in(command, name, option):
    options = next(one for one in command["options"] if one["name"] == name)["options"]
    return next(one for one in options if one["name"] == option)


# --- what was asked -------------------------------------------------------------------------------------


def test_typed_options_become_text_that_reads_back_as_what_was_chosen():
    values = {"watchlist": "beidou", "mode": "daily", "at": 9, "mention": "<@&77>"}
    name, text = asked(command_data("subscribe", values))
    assert name == "subscribe"
    assert read(SPECS["subscribe"], text) == {key: str(value) for key, value in values.items()}


def test_filters_of_a_search_are_written_behind_its_words():
    options = {"outlet": "Pamir Gazette", "query": "silk road", "since": "7d"}
    assert asked(command_data("search", options)) == ("search", 'silk road outlet:"Pamir Gazette" since:7d')


def test_subcommand_of_another_version_is_handed_on_with_what_was_written():
    assert asked(command_data("of-next-year", {"a": "one", "b": 2})) == ("of-next-year", "one 2")
    assert asked({}) == ("help", "")


@pytest.mark.parametrize(
    ("name", "option", "kind"),
    [
        ("subscribe", "watchlist", Kind.WATCHLIST),
        ("unsubscribe", "watchlist", Kind.SUBSCRIBED),
        ("search", "topic", Kind.WATCHLIST),
        ("export", "outlet", Kind.OUTLET),
    ],
)
def test_option_that_is_being_typed_says_what_it_takes(name, option, kind):
    data = command_data(name, {"query": "silk", option: "bei"}, focused=option)
    assert focused(data) == (kind, "bei")


def test_nothing_is_known_of_an_option_of_another_version():
    assert focused(command_data("search", {"of-next-year": "x"}, focused="of-next-year")) is None
    assert focused(command_data("of-next-year", {"topic": "x"}, focused="topic")) is None
    assert focused({}) is None

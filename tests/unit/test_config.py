"""config.toml and the environment become Settings, or a list of everything that is wrong."""

from pathlib import Path

import pytest

from bot.config import load_settings, probable_health, probable_watchlist_dir, unknown_watchlists
from bot.core.feed import FeedFormat, OutletKind, PageSelectors
from bot.core.model import (
    Channel,
    DigestTime,
)
from bot.core.subscription import Subscription
from bot.errors import ConfigError

ROOT = Path(__file__).parents[2]


def write(folder, text):
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder, text, environ=None):
    with pytest.raises(ConfigError) as caught:
        load_settings(write(folder, text), environ=environ or {})
    return {problem.where: problem.message for problem in caught.value.problems}


def test_empty_file_means_the_defaults(tmp_path):
    settings = load_settings(write(tmp_path, ""), environ={})
    assert settings.file.fetch.min_interval_s == 300
    assert settings.file.store.url == "sqlite:///data/topicwire.db"
    assert (settings.watchlist_dir / "sco.toml").is_file()


def test_paths_count_from_the_folder_of_the_config_file(tmp_path):
    settings = load_settings(write(tmp_path, '[watchlists]\ndir = "mine"'), environ={})
    assert settings.watchlist_dir == tmp_path / "mine"


def test_five_mistakes_are_five_messages_with_their_keys(tmp_path):
    found = problems(
        tmp_path,
        """
        [fetch]
        timout_s = 3
        max_bytes = "many"
        [store]
        url = "postgres://x"
        [[feeds]]
        url = "ftp://example.org/feed"
        kind = "statee"
        """,
    )
    assert set(found) == {"fetch.timout_s", "fetch.max_bytes", "store.url", "feeds[0].url", "feeds[0].kind"}


def test_unknown_key_names_the_nearest_known_one(tmp_path):
    assert problems(tmp_path, "[fetch]\ntimout_s = 3")["fetch.timout_s"] == (
        'unknown key; did you mean "timeout_s"?'
    )


def test_unknown_key_like_no_other_lists_what_is_known(tmp_path):
    assert "known here: base_url" in problems(tmp_path, "[slack]\nzzz = 1")["slack.zzz"]


def test_unknown_key_inside_a_list_is_placed(tmp_path):
    text = (
        '[[feeds]]\nurl = "https://example.org/"\n[[feeds]]\nurl = "https://example.org/2"\nlanguage = "ur"'
    )
    assert 'did you mean "lang"' in problems(tmp_path, text)["feeds[1].language"]


@pytest.mark.parametrize(
    "channel", ["main", "irc:main", "slack:", "slack: C1", "slack:#general", "discord:general"]
)
def test_channel_must_name_an_adapter_and_an_id(tmp_path, channel):
    text = f'[[subscriptions]]\nwatchlist = "sco"\nchannel = "{channel}"'
    assert "console:ID, slack:ID, discord:ID" in problems(tmp_path, text)["subscriptions[0].channel"]


@pytest.mark.parametrize(
    ("channel", "mention", "expected"),
    [
        ("slack:C1", "@analysts", "a user group's id"),
        ("slack:C1", "123", "a user group's id"),
        ("discord:1", "S123", "a role's id"),
        ("console:main", "S123", "has no groups"),
    ],
)
def test_mention_that_the_platform_has_not_is_refused(tmp_path, channel, mention, expected):
    text = f'[[subscriptions]]\nwatchlist = "sco"\nchannel = "{channel}"\nmention = "{mention}"'
    assert expected in problems(tmp_path, text)["subscriptions[0].mention"]


@pytest.mark.parametrize(
    "contact", ["https://example.org/bot", "http://[::1]:80/about?x=1", "ops@example.org", ""]
)
def test_contact_is_a_web_or_mail_address(tmp_path, contact):
    settings = load_settings(write(tmp_path, f'[fetch]\ncontact = "{contact}"'), environ={})
    assert settings.file.fetch.contact == contact


@pytest.mark.parametrize(
    "contact",
    [
        "Anna",
        "ops@example",
        "https://",
        "ops@example.org; x",
        "https://example.org/a)b",
        "ops@müller.example",
    ],
)
def test_contact_that_is_no_address_or_would_break_the_header_is_refused(tmp_path, contact):
    found = problems(tmp_path, f'[fetch]\ncontact = "{contact}"')
    assert "must be a web or mail address" in found["fetch.contact"]


WEBHOOK = """
[webhooks.press-desk]
format = "slack"
[[subscriptions]]
watchlist = "sco"
channel = "webhook:press-desk"
"""


def test_webhook_has_its_address_and_secret_from_the_environment_and_prints_neither(tmp_path):
    (tmp_path / "secret").write_text("signing\n")
    environ = {
        "WEBHOOK_PRESS_DESK_URL": "https://hooks.example/very-secret",
        "WEBHOOK_PRESS_DESK_SECRET_FILE": str(tmp_path / "secret"),
        "WEBHOOK_OTHER_URL": "https://hooks.example/other",
    }
    settings = load_settings(write(tmp_path, WEBHOOK), environ=environ)
    assert settings.file.webhooks["press-desk"].format == "slack"
    assert settings.subscriptions()[0].channel == Channel(adapter="webhook", external_id="press-desk")
    secrets = {name: secret.get_secret_value() for name, secret in settings.secrets.items()}
    assert secrets == {
        "WEBHOOK_PRESS_DESK_URL": "https://hooks.example/very-secret",
        "WEBHOOK_PRESS_DESK_SECRET": "signing",
    }
    assert "very-secret" not in repr(settings)


def test_webhook_without_an_address_names_the_variable_to_set(tmp_path):
    assert problems(tmp_path, WEBHOOK) == {
        "subscriptions[0].channel": (
            "webhook:press-desk has no address: set WEBHOOK_PRESS_DESK_URL in the environment"
        )
    }
    unreadable = {"WEBHOOK_PRESS_DESK_URL_FILE": str(tmp_path / "none")}
    assert set(problems(tmp_path, WEBHOOK, unreadable)) == {"WEBHOOK_PRESS_DESK_URL_FILE"}


def test_admin_channel_needs_an_address_too(tmp_path):
    text = '[chat]\nadmin_channel = "webhook:ops"\n[webhooks.ops]\n'
    found = problems(tmp_path, text)
    assert found == {
        "chat.admin_channel": "webhook:ops has no address: set WEBHOOK_OPS_URL in the environment"
    }


def test_webhook_without_a_table_is_told_beside_other_mistakes(tmp_path):
    text = WEBHOOK.replace("webhook:press-desk", "webhook:press.room") + "[fetch]\ntimout_s = 3"
    found = problems(tmp_path, text, {"WEBHOOK_PRESS_ROOM_URL": "https://hooks.example/"})
    assert set(found) == {"fetch.timout_s", "subscriptions[0].channel"}
    assert found["subscriptions[0].channel"].startswith("there is no table [webhooks.press.room]")
    assert "(there: press-desk)" in found["subscriptions[0].channel"]


@pytest.mark.parametrize("url", ["ftp://hooks.example/secret", "hooks.example/secret", "https:///secret"])
def test_webhook_address_that_is_no_web_address_is_told_and_not_shown(tmp_path, url):
    found = problems(tmp_path, WEBHOOK, {"WEBHOOK_PRESS_DESK_URL": url})
    assert found == {"WEBHOOK_PRESS_DESK_URL": "must be a whole http:// or https:// address"}


def test_apprise_channel_needs_an_address_and_no_table(tmp_path):
    text = '[[subscriptions]]\nwatchlist = "sco"\nchannel = "apprise:my.phone"\n'
    assert problems(tmp_path, text) == {
        "subscriptions[0].channel": (
            "apprise:my.phone has no address: set APPRISE_MY_PHONE_URL in the environment"
        )
    }
    settings = load_settings(write(tmp_path, text), environ={"APPRISE_MY_PHONE_URL": "json://very-secret/"})
    assert settings.secrets["APPRISE_MY_PHONE_URL"].get_secret_value() == "json://very-secret/"


def test_two_webhooks_with_the_same_variables_are_told(tmp_path):
    text = WEBHOOK + "[webhooks.'press.desk']\n"
    found = problems(tmp_path, text, {"WEBHOOK_PRESS_DESK_URL": "https://hooks.example/"})
    assert found == {
        "webhooks.press.desk": "has the same variables as press-desk (WEBHOOK_PRESS_DESK_URL): rename one"
    }


def test_mistakes_in_a_webhook_table_are_placed(tmp_path):
    text = "[webhooks.format]\nfromat = 'json'\n[webhooks.b]\nformat = 'xml'\n[webhooks.'The Desk']\n"
    found = problems(tmp_path, text)
    assert found["webhooks.format.fromat"] == 'unknown key; did you mean "format"?'
    assert "'json', 'slack' or 'discord'" in found["webhooks.b.format"]
    assert "small letters" in found["webhooks.The Desk"]


def test_mention_is_refused_where_a_channel_has_no_groups(tmp_path):
    found = problems(
        tmp_path,
        WEBHOOK + 'mention = "S0123456789"',
        {"WEBHOOK_PRESS_DESK_URL": "https://hooks.example/"},
    )
    assert "cannot be in webhook" in found["subscriptions[0].mention"]


def test_repeated_feed_and_subscription_are_told(tmp_path):
    feed = '[[feeds]]\nurl = "https://example.org/"\n'
    subscription = '[[subscriptions]]\nwatchlist = "sco"\nchannel = "console:main"\n'
    found = problems(tmp_path, feed * 2 + subscription * 2)
    assert "stands already in feeds[0]" in found["feeds[1].url"]
    assert "stands already in subscriptions[0]" in found["subscriptions[1].channel"]


def test_file_that_is_not_toml_is_placed_by_line(tmp_path):
    assert "line 2" in problems(tmp_path, "[store]\nurl = x\n")[""]


def test_file_nested_without_end_is_not_toml(tmp_path):
    assert "without end" in problems(tmp_path, "a = " + "[" * 5_000)[""]
    assert "not valid TOML" in problems(tmp_path, "a = " + "1" * 5_000)[""]


def test_missing_file_says_how_to_name_another(tmp_path):
    with pytest.raises(ConfigError, match="--config PATH"):
        load_settings(tmp_path / "none.toml", environ={})


def test_feeds_and_subscriptions_become_values(tmp_path):
    text = """
    [[feeds]]
    url = "https://example.org/feed"
    outlet = "Example"
    country = "PK"
    kind = "think-tank"
    lang = "ur"
    [[feeds]]
    url = "https://example.com/feed"
    [[subscriptions]]
    watchlist = "sco"
    channel = "slack:C0123"
    """
    settings = load_settings(write(tmp_path, text), environ={})
    named, plain = settings.feeds()
    assert (named.outlet.kind, named.outlet.country, named.lang) == (OutletKind.THINK_TANK, "PK", "ur")
    assert (plain.outlet.name, plain.outlet.kind) == ("example.com", OutletKind.UNKNOWN)
    assert settings.subscriptions()[0].channel == Channel(adapter="slack", external_id="C0123")


@pytest.mark.parametrize(
    "url",
    ["http://bot.example.org", "bot.example.org", "https://", "https://bot.example.org/?a=b", "https://a@b"],
)
def test_public_address_is_one_that_slack_can_call(tmp_path, url):
    found = problems(tmp_path, f'[slack]\npublic_url = "{url}"')
    assert "https://topicwire.example.org" in found["slack.public_url"]


def test_public_address_has_no_slash_at_its_end(tmp_path):
    text = '[slack]\npublic_url = "https://bot.example.org/slack-alerts/"'
    settings = load_settings(write(tmp_path, text), environ={})
    assert settings.file.slack.public_url == "https://bot.example.org/slack-alerts"


def test_public_address_without_the_signing_secret_is_noted(tmp_path):
    path = write(tmp_path, '[slack]\npublic_url = "https://bot.example.org"')
    (note,) = load_settings(path, environ={"SLACK_BOT_TOKEN": "x"}).slack_notes()
    assert "SLACK_SIGNING_SECRET" in note
    environ = {"SLACK_BOT_TOKEN": "x", "SLACK_SIGNING_SECRET": "x"}
    assert load_settings(path, environ=environ).slack_notes() == ()
    assert load_settings(write(tmp_path, ""), environ={"SLACK_BOT_TOKEN": "x"}).slack_notes() == ()


@pytest.mark.parametrize(
    "channel", ["slack:T0123/", "slack:/C1", "slack:E1/C1", "slack:T1/C1/C2", "slack:T1/U1"]
)
def test_channel_of_another_workspace_has_its_team_and_its_id(tmp_path, channel):
    text = '[[subscriptions]]\nwatchlist = "sco"\nchannel = "{}"'
    assert "slack:T0123/C0123" in problems(tmp_path, text.format(channel))["subscriptions[0].channel"]
    settings = load_settings(write(tmp_path, text.format("slack:T0123/C0123")), environ={})
    assert settings.subscriptions()[0].channel == Channel(adapter="slack", external_id="T0123/C0123")


OTHERS = '[[subscriptions]]\nwatchlist = "sco"\nchannel = "slack:T0123/C0123"\n'
PUBLIC = '[slack]\npublic_url = "https://bot.example.org"\n'
SECRETS = dict.fromkeys(("SLACK_SIGNING_SECRET", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"), "x")


@pytest.mark.parametrize(
    ("text", "without", "missing"),
    [
        (PUBLIC + OTHERS, "SLACK_CLIENT_ID", "SLACK_CLIENT_ID"),
        (PUBLIC, "SLACK_CLIENT_SECRET", "SLACK_CLIENT_SECRET"),
        (OTHERS, "", "[slack] public_url"),
        ("", "", "[slack] public_url"),
    ],
)
def test_what_other_workspaces_lack_is_noted(tmp_path, text, without, missing):
    environ = {"SLACK_BOT_TOKEN": "x"} | {name: "x" for name in SECRETS if name != without}
    settings = load_settings(write(tmp_path, text), environ=environ)
    (note,) = settings.slack_notes()
    assert note.endswith(f"also set {missing}")
    assert not settings.adds_workspaces


def test_other_workspaces_that_lack_nothing_are_not_noted(tmp_path):
    path = write(tmp_path, PUBLIC + OTHERS)
    settings = load_settings(path, environ={"SLACK_BOT_TOKEN": "x", **SECRETS})
    assert settings.slack_notes() == ()
    assert settings.adds_workspaces
    assert load_settings(path, environ=SECRETS).slack_notes() == ()  # the bot token's note says enough


def test_secret_comes_from_the_environment_or_a_file_and_never_prints(tmp_path):
    (tmp_path / "token").write_text("xoxb-from-file\n")
    environ = {"SLACK_BOT_TOKEN_FILE": str(tmp_path / "token"), "DISCORD_TOKEN": "from-environment"}
    settings = load_settings(write(tmp_path, ""), environ=environ)
    assert settings.secrets["SLACK_BOT_TOKEN"].get_secret_value() == "xoxb-from-file"
    assert settings.secrets["DISCORD_TOKEN"].get_secret_value() == "from-environment"
    assert "xoxb" not in repr(settings)
    assert "from-environment" not in repr(settings)


def test_secret_given_twice_or_unreadable_is_a_problem(tmp_path):
    environ = {
        "DISCORD_TOKEN": "a",
        "DISCORD_TOKEN_FILE": "b",
        "SLACK_APP_TOKEN_FILE": str(tmp_path / "none"),
    }
    found = problems(tmp_path, "", environ)
    assert "keep one" in found["DISCORD_TOKEN"]
    assert "cannot be read" in found["SLACK_APP_TOKEN_FILE"]


def test_subscription_to_an_unknown_watchlist_names_the_nearest(tmp_path):
    text = '[[subscriptions]]\nwatchlist = "beidu"\nchannel = "console:main"'
    path = tmp_path / "config.toml"
    (problem,) = unknown_watchlists(text.encode(), path, ["sco", "beidou"], settings=None)
    assert (problem.where, 'did you mean "beidou"?' in problem.message) == (
        "subscriptions[0].watchlist",
        True,
    )


def test_watchlists_of_a_broken_config_are_still_found(tmp_path):
    text = b'[watchlists]\ndir = "mine"\n[fetch]\nbad = 1'
    assert probable_watchlist_dir(text, tmp_path / "config.toml") == tmp_path / "mine"


@pytest.mark.parametrize(
    ("content", "address"),
    [
        (b'[health]\nhost = "::1"\nport = 9\nbogus = 1\n[bogus]\n', ("::1", 9)),
        (b"[health]\nport = 9\n", ("127.0.0.1", 9)),
        (b'[health]\nport = "nine"\n', ("127.0.0.1", 9464)),
        (b"health = 9\n", ("127.0.0.1", 9464)),
        (b"[health]\nport = 9\n[half a wor", ("127.0.0.1", 9464)),
    ],
)
def test_where_a_bot_answers_is_known_though_its_file_has_problems(tmp_path, content, address):
    probable = probable_health(content, tmp_path / "config.toml")
    assert (probable.host, probable.port) == address


@pytest.mark.parametrize(
    "url", ["http://a.example:99999/", "http://a b.example/", " http://a.example/", "http://a.example/\\n"]
)
def test_address_that_cannot_be_asked_is_refused(tmp_path, url):
    assert "feeds[0].url" in problems(tmp_path, f'[[feeds]]\nurl = "{url}"')


def test_one_kind_of_mistake_hides_no_other(tmp_path):
    feed = '[[feeds]]\nurl = "https://example.org/"\n'
    found = problems(tmp_path, feed * 2 + "[stor]\n")
    assert set(found) == {"stor", "feeds[1].url"}


def subscribed(folder, *lines, chat=""):
    table = '[[subscriptions]]\nwatchlist = "sco"\nchannel = "slack:C1"\n'
    return load_settings(write(folder, chat + table + "\n".join(lines)), environ={}).subscriptions()[0]


def test_subscription_without_more_is_instant_and_filters_nothing(tmp_path):
    assert subscribed(tmp_path) == Subscription(
        watchlist_id="sco", channel=Channel(adapter="slack", external_id="C1")
    )


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        (['mode = "daily"'], DigestTime(hour=9, zone="Asia/Kathmandu")),
        (['mode = "daily"', "hour = 0"], DigestTime(hour=0, zone="Asia/Kathmandu")),
        (['mode = "weekly"'], DigestTime(hour=9, zone="Asia/Kathmandu", weekday=0)),
        (
            ["hour = 18", 'weekday = "Friday"', 'time_zone = "karachi"', 'mode = "weekly"'],
            DigestTime(hour=18, zone="Asia/Karachi", weekday=4),
        ),
    ],
)
def test_digest_is_at_its_hour_in_its_own_zone_or_the_chats(tmp_path, lines, at):
    chat = '[chat]\ntime_zone = "Asia/Kathmandu"\n'
    assert subscribed(tmp_path, *lines, chat=chat).digest_at == at


def test_filters_of_a_subscription_are_read_as_people_write_them(tmp_path):
    found = subscribed(tmp_path, "min_score = 0.7", 'langs = ["zh", "Russian"]', 'kinds = ["Think tank"]')
    assert (found.min_score, found.langs, found.kinds) == (0.7, ("zh", "ru"), (OutletKind.THINK_TANK,))


def test_each_mistake_in_a_subscription_is_told_with_what_may_stand_there(tmp_path):
    text = """
    [chat]
    time_zone = "Asia/Karachy"
    subscribers = ["slack:S0", "discord:role/7", "slack:@anna", "discord:role/admins"]
    [[subscriptions]]
    watchlist = "sco"
    channel = "slack:C1"
    hour = 9
    weekday = "mon"
    [[subscriptions]]
    watchlist = "cpec"
    channel = "slack:C1"
    mode = "daily"
    hour = 24
    weekday = "mon"
    time_zone = "Asia/Karachy"
    min_score = 7
    langs = ["zh", "Chinees"]
    kinds = ["offical"]
    """
    found = problems(tmp_path, text)
    assert set(found) == {
        "chat.time_zone",
        "chat.subscribers[2]",
        "chat.subscribers[3]",
        "subscriptions[0].hour",
        "subscriptions[0].weekday",
        *(
            f"subscriptions[1].{key}"
            for key in ("hour", "weekday", "time_zone", "min_score", "langs[1]", "kinds[0]")
        ),
    }
    assert found["subscriptions[0].hour"] == "is for digests: set mode = daily or weekly, not 9"
    assert found["subscriptions[1].weekday"] == "is for digests: set mode = weekly, not 'mon'"
    assert "(nearest: Asia/Karachi)" in found["subscriptions[1].time_zone"]
    assert "(nearest: zh for Chinese)" in found["subscriptions[1].langs[1]"]
    assert "(nearest: official)" in found["subscriptions[1].kinds[0]"]


def test_a_page_and_its_selectors_come_together(tmp_path):
    text = '[[feeds]]\nurl = "https://a.example/"\nformat = "page"\npage = { item = "li", date = "time" }'
    (feed,) = load_settings(write(tmp_path, text), environ={}).feeds()
    assert (feed.format, feed.page) == (FeedFormat.PAGE, PageSelectors(item="li", date="time"))


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        ('format = "page"', "page", 'must be { item = "a CSS selector" } with format = "page"'),
        ('page = { item = "li" }', "page", 'is for format = "page"'),
        ('format = "sitemap"\npage = { item = "li" }', "page", 'is for format = "page"'),
        ('format = "page"\npage = { item = "li[" }', "page.item", "must be a CSS selector, not 'li['"),
        ('format = "page"\npage = { item = "" }', "page.item", "must be a CSS selector"),
        ('format = "page"\npage = { item = "li", date = "::x" }', "page.date", "must be a CSS selector"),
        ('format = "page"\npage = { title = "h2" }', "page.item", "is required"),
        ('format = "page"\npage = { item = "li", titel = "h2" }', "page.titel", 'did you mean "title"'),
        ('format = "html"', "format", "must be 'feed', 'page' or 'sitemap'"),
    ],
)
def test_a_page_without_selectors_that_work_is_a_mistake(tmp_path, text, where, message):
    found = problems(tmp_path, f'[[feeds]]\nurl = "https://a.example/"\n{text}')
    assert list(found) == [f"feeds[0].{where}"]
    assert message in found[f"feeds[0].{where}"]


def test_near_miss_report_needs_a_channel_to_go_to(tmp_path):
    found = problems(tmp_path, "[chat]\nnear_miss_report = true")
    assert found["chat.near_miss_report"] == (
        "must be false where no admin_channel is set to send it to, not True"
    )
    wrong = '[chat]\nadmin_channel = "admins"\nnear_miss_report = true'
    assert set(problems(tmp_path, wrong)) == {"chat.admin_channel"}
    both = '[chat]\nadmin_channel = "console:admins"\nnear_miss_report = true'
    assert load_settings(write(tmp_path, both), environ={}).file.chat.near_miss_report

"""``topicwire subscriptions``: who gets what, by config.toml and by what people asked for."""
# ruff: noqa: PLC0415 -- as in bot.cli

from bot.terminal.options import DEFAULT_CONFIG, ConfigOption, JsonOption, out, print_json


def subscriptions(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Show which channel gets which topic and how, by config.toml or by whom and since when.

    Also while the bot runs.
    """
    from bot.app.commands.subscriptions import subscription_rows
    from bot.app.subscriptions import Subscriptions
    from bot.compose_files import load_files, read_store
    from bot.store.open import database_path
    from bot.terminal.subscriptions import print_subscriptions

    settings, _ = load_files(config)
    is_there = database_path(settings.file.store.url, base_dir=settings.base_dir).exists()
    stored = read_store(settings, lambda store: store.list_subscriptions()) if is_there else []
    rows = subscription_rows(Subscriptions(settings.subscriptions(), stored=stored))
    if as_json:
        print_json(rows)
    else:
        print_subscriptions(out, rows)

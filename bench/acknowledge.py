"""``python -m bench.acknowledge``: how soon a command is acknowledged while news comes in.

The whole bot as a process, with Slack's sockets, Discord's gateway and ten feeds on loopback ports. Each
second every feed brings ten new articles of some 100 words, half of which name a topic; five commands a
second are written on each platform. Both platforms wait three seconds.
"""

import os
import platform
import random
import subprocess
import sys
import time
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.platforms.fakes import discord_server, slack_sockets, slack_workspaces
from tests.platforms.fakes.discord_server import DiscordServer
from tests.platforms.fakes.feed_server import FeedServer, Page, rss_feed
from tests.platforms.fakes.loopback import free_port
from tests.platforms.fakes.slack_server import SlackServer

FEEDS, NEW, SECONDS, COMMANDS = 10, 10, 30, 5
SEED = 20261128
PATIENCE_S = 30.0
TEXT = """
talks trade minister bridge harvest market signal border summit port energy visit accord survey water rail
contract school museum forest engine season letter garden window record
"""
TOPICS = ("Shanghai Cooperation Organisation", "China-Pakistan Economic Corridor", "harvest", "football")

out = Console(width=110)


def publish(server: FeedServer, drawn: random.Random, second: int) -> None:
    for feed in range(FEEDS):
        titles = [
            f"{drawn.choice(TOPICS)} {' '.join(drawn.choices(TEXT.split(), k=100))} {second}-{feed}-{number}"
            for number in range(NEW)
        ]
        body = rss_feed(*titles, link=f"https://feed{feed}.example/{second}/")
        server.serve(f"/{feed}", Page(body, etag=f'"{second}"'))


def configure(
    folder: Path, server: FeedServer, slack: SlackServer, discord: DiscordServer, port: int
) -> Path:
    feeds = "".join(f'[[feeds]]\nurl = "{server.url}/{feed}"\ninterval_s = 0.5\n' for feed in range(FEEDS))
    subscriptions = "".join(
        f'[[subscriptions]]\nwatchlist = "{watchlist}"\nchannel = "{channel}"\n'
        for watchlist in ("sco", "cpec")
        for channel in ("slack:C0NEWS", "discord:1001")
    )
    path = folder / "config.toml"
    path.write_text(
        f'[fetch]\nallow_hosts = ["127.0.0.1"]\nmin_interval_s = 0.5\nhost_pause_s = 0\n'
        f"[health]\nport = {port}\n"
        f'[slack]\nbase_url = "{slack.api}"\n'
        f'[discord]\napi_url = "{discord.api}"\ngateway_url = "{discord.gateway_url}"\n'
        + feeds
        + subscriptions
    )
    return path


def until(is_so: object, within_s: float = PATIENCE_S) -> None:
    deadline = time.monotonic() + within_s
    while not is_so():  # type: ignore[operator]
        assert time.monotonic() < deadline, "the bot did not get there"
        time.sleep(0.05)


def stored(port: int) -> float:
    """How many articles the bot says it has stored."""
    lines = urlopen(f"http://127.0.0.1:{port}/metrics").read().decode().splitlines()
    return sum(float(line.split()[1]) for line in lines if line.startswith("topicwire_articles_total{"))


def row(table: Table, name: str, acknowledged: list[float], asked: int) -> None:
    cuts = quantiles(acknowledged, n=100)
    shown = (f"{1_000 * seconds:.0f} ms" for seconds in (cuts[49], cuts[98], max(acknowledged)))
    table.add_row(name, f"{len(acknowledged)}/{asked}", *shown)


def main() -> None:
    drawn = random.Random(SEED)
    secrets = {
        "SLACK_BOT_TOKEN": slack_workspaces.TOKEN,
        "SLACK_APP_TOKEN": slack_sockets.APP_TOKEN,
        "DISCORD_TOKEN": discord_server.TOKEN,
    }
    with (
        FeedServer() as server,
        SlackServer() as slack,
        DiscordServer() as discord,
        TemporaryDirectory() as folder,
    ):
        publish(server, drawn, 0)
        port = free_port()
        config = configure(Path(folder), server, slack, discord, port)
        command = [sys.executable, "-m", "bot", "run", "--config", str(config)]
        with subprocess.Popen(
            command, env=os.environ | secrets, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            try:
                until(lambda: slack.sockets.is_open() == 2 and discord.gateway.identified)
                until(lambda: stored(port) >= FEEDS * NEW)
                before, started, asked = stored(port), time.monotonic(), 0
                for second in track(range(1, SECONDS + 1), "asking", console=Console(stderr=True)):
                    publish(server, drawn, second)
                    for number in range(COMMANDS):
                        slack.command("why https://feed0.example/0/0")
                        discord.gateway.command("why", link="https://feed0.example/0/0")
                        asked += 1
                        due_s = started + second - 1 + (number + 1) / COMMANDS
                        time.sleep(max(0.0, due_s - time.monotonic()))
                rate = (stored(port) - before) / (time.monotonic() - started)
                until(lambda: len(discord.gateway.callbacks) == asked)
            finally:
                process.kill()
        table = Table(title=f"{rate:.0f} articles a second for {SECONDS} s, seed {SEED}")
        for heading in ("", "acknowledged", "median", "p99", "longest"):
            table.add_column(heading, justify="right" if heading else "left")
        row(table, "Slack", list(slack.sockets.acknowledged.values()), asked)
        row(table, "Discord", [seconds for seconds, _ in discord.gateway.callbacks.values()], asked)
        out.print(table)
        out.print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores")


if __name__ == "__main__":
    main()

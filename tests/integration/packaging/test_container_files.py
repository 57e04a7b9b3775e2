"""What can be said of the container files without a container engine.

These are text checks: they cannot show that the image builds, only that it asks for nothing that is not
there and gives up no protection it had.
"""

import json
import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import typer.main

import bot.cli
from bot.config import SECRET_NAMES, load_settings
from bot.config_addresses import secret_names

ROOT = Path(__file__).resolve().parents[3]
NAMED_CHANNELS = {"subscriptions": [{"channel": "webhook:press-desk"}, {"channel": "apprise:phone"}]}
"""Channels with secrets of their own, under the names that the example gives them."""


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def instructions(name: str = "Dockerfile") -> list[tuple[str, str]]:
    """The file's instructions in order, continued lines joined, comments dropped."""
    lines = "\n".join(line for line in read(name).splitlines() if not line.lstrip().startswith("#"))
    joined = re.sub(r"\\\n", " ", lines)
    return [
        (word, rest.strip())
        for word, _, rest in (line.partition(" ") for line in joined.splitlines() if line)
    ]


def values(word: str) -> list[str]:
    return [rest for name, rest in instructions() if name == word]


def last_stage() -> list[tuple[str, str]]:
    found = instructions()
    start = max(index for index, (word, _) in enumerate(found) if word == "FROM")
    return found[start:]


def copied_from_context() -> list[str]:
    return [
        source for rest in values("COPY") if not rest.startswith("--from=") for source in rest.split()[:-1]
    ]


def commands() -> set[str]:
    return set(typer.main.get_group(bot.cli.app).commands)


def test_image_starts_from_the_python_that_the_project_needs() -> None:
    assert {image.split()[0] for image in values("FROM")} == {"python:3.11-slim"}


def test_image_runs_as_a_numbered_user_that_is_not_root() -> None:
    (user,) = [rest for word, rest in last_stage() if word == "USER"]
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user)
    after = [word for word, _ in last_stage()][[word for word, _ in last_stage()].index("USER") :]
    assert not {"RUN", "COPY", "ADD"} & set(after)


def test_image_installs_exactly_the_locked_libraries() -> None:
    installs = [line for line in values("RUN") if "pip install" in line]
    assert "--require-hashes -r requirements.lock" in installs[0]
    # The wheel is the only other thing, and it may bring nothing along.
    assert "--no-deps" in installs[1]
    assert len(installs) == 2


def test_everything_the_image_copies_exists_and_is_sent_to_the_engine() -> None:
    kept = [line.removeprefix("!") for line in read(".dockerignore").splitlines() if line.startswith("!")]
    sources = [source.removeprefix("./") for source in copied_from_context()]
    assert sources
    for source in sources:
        assert (ROOT / source).exists(), source
        assert any(fnmatch(source, pattern) for pattern in kept), source


def test_nothing_else_than_what_is_copied_is_sent_to_the_engine() -> None:
    lines = [line for line in read(".dockerignore").splitlines() if line and not line.startswith("#")]
    assert lines[0] == "*"
    assert sorted(line.removeprefix("!") for line in lines if line.startswith("!")) == sorted(
        {source.removeprefix("./") for source in copied_from_context()}
    )


def test_wheel_can_be_built_from_what_is_copied() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    copied = set(copied_from_context())
    assert project["project"]["readme"] in copied
    assert set(project["project"]["license-files"]) <= copied
    assert project["tool"]["setuptools"]["dynamic"]["dependencies"]["file"][0] in copied
    packages = {
        pattern.removesuffix(".*") for pattern in project["tool"]["setuptools"]["packages"]["find"]["include"]
    }
    assert packages <= copied
    # bot/shipped_watchlists is a link: its target has to be there too.
    assert (ROOT / "bot/shipped_watchlists").readlink().name in copied


def test_start_and_health_check_are_commands_that_exist() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    (entrypoint,), (command,) = values("ENTRYPOINT"), values("CMD")
    (check,) = values("HEALTHCHECK")
    script, health = json.loads(check.partition("CMD ")[2])

    assert json.loads(entrypoint) == [script] == list(project["project"]["scripts"])
    assert {health, *json.loads(command)} <= commands()


def test_stop_signal_is_the_one_that_ends_cleanly() -> None:
    assert values("STOPSIGNAL") == ["SIGTERM"]


def test_shipped_config_writes_below_data_only() -> None:
    settings = load_settings(ROOT / "config.toml", environ={})
    assert values("WORKDIR")[-1] == "/"
    assert settings.file.store.url.startswith("sqlite:///data/")
    assert settings.file.console.record.startswith("data/")
    assert settings.file.watchlists.dir == "watchlists"
    assert json.loads(values("VOLUME")[0]) == ["/data", "/watchlists"]


def test_compose_gives_the_container_no_more_than_it_needs() -> None:
    compose = read("compose.yaml")
    for line in (
        r"read_only: true",
        r"cap_drop:\n +- ALL",
        r"security_opt:\n +- no-new-privileges:true",
        r"tmpfs:\n +- /tmp",
        r"- data:/data",
        r"- \./watchlists:/watchlists:ro",
        r"- \./config\.toml:/config\.toml:ro",
        r"stop_grace_period: 1\ds",
        r"stop_signal: SIGTERM",
        r"path: \.env\n +required: false",
    ):
        assert re.search(line, compose), line
    for forbidden in ("privileged: true", "network_mode: host", "docker.sock", "cap_add", "\t"):
        assert forbidden not in compose


def test_compose_asks_for_health_as_the_image_does() -> None:
    (check,) = values("HEALTHCHECK")
    (found,) = re.findall(r"test: (\[.*\])", read("compose.yaml"))
    assert json.loads(found) == ["CMD", *json.loads(check.partition("CMD ")[2])]


def test_example_environment_names_every_secret_and_holds_none() -> None:
    names = re.findall(r"^# ([A-Z_]+)=(.*)$", read(".env.example"), flags=re.MULTILINE)
    known = [*SECRET_NAMES, *secret_names(NAMED_CHANNELS)]
    assert {name for name, _ in names} == {*known, *(f"{name}_FILE" for name in known)}
    assert all(not value or value.startswith("/run/secrets/") for _, value in names)
    assert all(not line or line.startswith("#") for line in read(".env.example").splitlines())


def test_no_secret_stands_in_the_image_or_its_service() -> None:
    for name in SECRET_NAMES:
        assert name not in read("Dockerfile")
        assert name not in read("compose.yaml")

"""What several commands share: their options, where they print, and the form for programs."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

ConfigOption = Annotated[Path, typer.Option("--config", "-c", metavar="PATH", help="The config file.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
DEFAULT_CONFIG = Path("config.toml")
IN_FORCE = "a running bot takes it by itself, or else with /watch reload"

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def print_json(value: object) -> None:
    def plain(other: object) -> str:
        return other.isoformat() if isinstance(other, datetime) else str(other)

    print(json.dumps(value, ensure_ascii=False, indent=2, default=plain))  # noqa: T201

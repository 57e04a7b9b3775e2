"""Files on their way to Slack: an address for each, its bytes, and where it is shown in the end."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from aiohttp import web


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file in a channel, ``alt`` being what it says to those who cannot see it."""

    channel: str
    name: str
    alt: str
    data: bytes


class Files:
    """``shared`` are those that arrived, oldest first."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._begun: dict[str, Mapping[str, Any]] = {}
        self._data: dict[str, bytes] = {}
        self.shared: list[File] = []

    def refusal(self, arguments: Mapping[str, Any]) -> str:
        """Slack's word for why no such file can be had, or nothing."""
        if not arguments.get("filename") or int(arguments.get("length", 0)) < 1:
            return "missing_argument"
        return "alt_txt_too_large" if len(arguments.get("alt_txt", "")) > 1_000 else ""

    def begin(self, arguments: Mapping[str, Any]) -> str:
        number = f"F{next(self._numbers)}"
        self._begun[number] = arguments
        return number

    def take(self, number: str, data: bytes) -> web.Response:
        if len(data) != int(self._begun[number]["length"]):
            return web.Response(status=400, text="wrong length")
        self._data[number] = data
        return web.Response(text=f"OK - {len(data)}")

    def complete(self, arguments: Mapping[str, Any], channel: str) -> str:
        """Show the file; Slack's word for why it cannot be shown, or nothing."""
        (file,) = json.loads(arguments["files"])
        if file["id"] not in self._data:
            return "file_not_found"
        begun = self._begun[file["id"]]
        shown = File(
            channel=channel,
            name=begun["filename"],
            alt=begun.get("alt_txt", ""),
            data=self._data.pop(file["id"]),
        )
        self.shared.append(shown)
        return ""

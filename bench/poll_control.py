"""How the sides of the polling bench speak to its farm."""

import json
from urllib.request import urlopen


def tell_farm(port: int, what: str, value: str = "now") -> dict[str, float]:
    """Tell the farm what to do next; returns what it has seen. See ``poll_farm.Farm.control``."""
    with urlopen(f"http://127.0.0.1:{port}/control/{what}/{value}") as answer:
        seen: dict[str, float] = json.load(answer)
        return seen

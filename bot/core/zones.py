"""IANA time zones by name, as people write them; the names come with the program, not with the machine."""

import difflib
import functools
from collections.abc import Mapping
from importlib.resources import files


def find_zone(written: str) -> str:
    """Return the zone that is meant: ``asia/karachi`` and ``Karachi`` are ``Asia/Karachi``.

    Raises: ValueError with what it must be, and the nearest one there is.
    """
    known = _by_folded_name()
    folded = _folded(written)
    if folded in known:
        return known[folded]
    near = difflib.get_close_matches(folded, known, n=1, cutoff=0.75)
    hint = f" (nearest: {known[near[0]]})" if near else ""
    raise ValueError(f"must be a time zone such as Asia/Karachi{hint}")


@functools.cache
def _by_folded_name() -> Mapping[str, str]:
    """Whole names, and cities where only one zone has them."""
    names = files("tzdata").joinpath("zones").read_text(encoding="ascii").split()
    cities: dict[str, list[str]] = {}
    for name in names:
        if "/" in name:
            cities.setdefault(_folded(name.rpartition("/")[2]), []).append(name)
    of_city = {city: zones[0] for city, zones in cities.items() if len(zones) == 1}
    return of_city | {_folded(name): name for name in names}


def _folded(written: str) -> str:
    return "_".join(written.casefold().split())

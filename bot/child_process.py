"""Child processes of our own: what they get of our environment, and how one ended, in words."""

import os
import signal
from pathlib import Path

_KEPT = ("PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TZ", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")


def child_environment() -> dict[str, str]:
    """Return what a child needs of ours: it must find this very package, and never sees a token."""
    root = str(Path(__file__).resolve().parents[1])
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))}


def ending(code: int) -> str:
    """Return how a process ended, to go on from its name: "the parser process was killed, ...".

    Args:
        code: as ``subprocess`` tells it, the negative number of a signal.
    """
    if code == -signal.SIGKILL:
        return "was killed, as the system does when memory runs out,"
    if code < 0:
        return f"died of {signal.Signals(-code).name}"
    return f"ended with exit code {code}"

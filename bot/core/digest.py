"""Several alerts that wait for one channel -> one digest, within lengths every platform takes."""

from collections.abc import Sequence

from bot.core.model import AlertMessage, Digest

ALERTS = 10
"""Discord takes ten embeds in a message, one for each alert."""

CHARS = 4_000
"""Title, link, outlet and strongest topic of all alerts together. Twice that, where each character is an
emoji, stays below what Slack refuses as too long."""

OTHER_CHARS = 100
"""What an alert shows besides: its time, its language."""


def compose_digest(alerts: Sequence[AlertMessage]) -> Digest:
    """Return the digest of these alerts, oldest first; they must fit, see ``fitting``."""
    return Digest(title=f"{len(alerts)} alerts that had to wait", alerts=tuple(alerts))


def fitting(alerts: Sequence[AlertMessage]) -> int:
    """Return how many of these alerts, from the first on, go into one digest; at least one."""
    room = CHARS
    for number, alert in enumerate(alerts[:ALERTS]):
        topic = alert.why[0] if alert.why else ""
        room -= len(alert.title) + len(alert.url) + len(alert.outlet) + len(topic) + OTHER_CHARS
        if room < 0:
            return max(1, number)
    return min(len(alerts), ALERTS)

"""How often a feed brings something, and why it is polled when it is, in words."""

from bot.core.feed import DueReason

_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"))

WORDS = {
    DueReason.NEW: "it is new",
    DueReason.CONFIGURED: "its interval_s",
    DueReason.RHYTHM: "its own rhythm",
    DueReason.MINIMUM: "no feed is polled more often",
    DueReason.FRESH: "the server calls it fresh until then",
    DueReason.TTL: "it asks for that pause (ttl)",
    DueReason.PERIOD: "it says that it is updated no more often",
    DueReason.SKIPPED: "it asks to be left alone until then (skipHours, skipDays)",
    DueReason.RETRY_AFTER: "the server asked us to stay away until then",
    DueReason.BACKOFF: "it failed, and is tried ever less often",
}


def rhythm_words(rhythm_s: float | None) -> str:
    """Say how far apart a feed's articles are, in the largest unit of which that is two or more."""
    if rhythm_s is None:
        return "rhythm not known yet"
    if rhythm_s < 60:
        return "many at a time"
    unit_s, unit = next(one for one in _UNITS if rhythm_s >= 2 * one[0] or one is _UNITS[-1])
    return f"one about every {rhythm_s / unit_s:.0f} {unit}"

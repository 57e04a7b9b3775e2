"""A subscription in words, the same in answers, in the log of changes and on the command line."""

from collections.abc import Iterable

from bot.core.languages import language_name
from bot.core.mention import shown_mention
from bot.core.model import DigestTime
from bot.core.subscription import Subscription

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def describe(subscription: Subscription) -> str:
    """Say how a channel hears of a topic: ``a digest every day at 09:00 (UTC), score 0.70 or more``."""
    at = subscription.digest_at
    parts = ["each alert at once" if at is None else describe_digest(at)]
    if subscription.min_score:
        parts.append(f"score {subscription.min_score:.2f} or more")
    if subscription.langs:
        parts.append(f"in {_either(map(language_name, subscription.langs))} only")
    if subscription.kinds:
        parts.append(f"from {_either(subscription.kinds)} outlets only")
    if subscription.mention:
        parts.append(f"calling {shown_mention(subscription.channel.adapter, subscription.mention)}")
    return ", ".join(parts)


def describe_digest(at: DigestTime) -> str:
    day = "day" if at.weekday is None else DAYS[at.weekday]
    return f"a digest every {day} at {at.hour:02}:00 ({at.zone})"


def _either(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last

"""What people changed, for the log that forgets nothing."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.model import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something a person changed, as the log of changes keeps it for good.

    ``channel`` is None for what concerns the whole bot. ``action`` is a word (``subscribe``); ``subject``
    what was changed; ``before`` and ``after`` how it stood, in words, empty where there was nothing.
    """

    at: datetime
    person: str
    channel: Channel | None
    action: str
    subject: str
    before: str = ""
    after: str = ""

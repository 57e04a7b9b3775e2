"""The seams to the chat platforms: what is asked of them and what they ask; see ``bot.ports``.

Apart from those, for a parser process knows feeds only, and its start is paid with every burst of polls.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.chat import Choice, Command, Form, Press, Reply
from bot.core.commands import Kind
from bot.core.model import AlertMessage, Channel, Message
from bot.core.outbox import Receipt
from bot.core.pacing import Pace


class CommandHandler(Protocol):
    """Answers what people ask in a chat; never raises: what goes wrong is an answer, too.

    Who may ask what is decided here, each time: an adapter only says who asks.
    """

    async def command(self, asked: Command) -> Reply:
        """Answer ``/watch NAME TEXT``."""
        ...

    async def press(self, pressed: Press) -> Reply:
        """Answer a button, also one from before a restart."""
        ...

    def form(self, asked: Command) -> Form | Reply | None:
        """Return what to fill in where a command came without its options; a refusal; or None: answer it.

        Asks nobody: a form must be shown within the platform's three seconds.
        """
        ...

    def suggest(self, kind: Kind, typed: str, channel: Channel) -> Sequence[Choice]:
        """Return what an option of this kind may take there, best first, for what is typed of it so far.

        Asks nobody: it is called at each key that is pressed. At most 25.
        """
        ...

    def channel_returned(self, channel: Channel) -> None:
        """Note that something changed by which a channel may take alerts again."""
        ...


class Adapter(Protocol):
    """One chat platform: maps messages out; library retries are off, failures are classified."""

    @property
    def kind(self) -> str:
        """The part of a channel before the colon."""
        ...

    @property
    def can_look_up(self) -> bool:
        """Whether ``find`` says what became of a request; else an alert is sent a few times at most."""
        ...

    @property
    def can_edit(self) -> bool:
        """Whether a posted alert can be changed where it stands."""
        ...

    @property
    def pace(self) -> Pace:
        """How fast the platform takes messages."""
        ...

    async def start(self) -> None:
        """Connect. Raises: DeliveryError with what an admin has to do."""
        ...

    async def send(self, channel: Channel, message: Message, *, delivery_key: str) -> Receipt:
        """Post once. ``delivery_key`` is the same on every attempt of one delivery.

        Raises: any DeliveryError.
        """
        ...

    async def edit(
        self, channel: Channel, receipt: Receipt, message: AlertMessage, *, delivery_key: str
    ) -> None:
        """Change a posted alert where it stands, which may be done twice; nobody is called again by it.

        Raises: any DeliveryError, MessageRejected where it is gone, or cannot be edited.
        """
        ...

    async def find(
        self, channel: Channel, *, delivery_key: str, since: datetime, until: datetime
    ) -> Receipt | None:
        """Look an uncertain delivery up; None when it was not posted, or nobody can say (``can_look_up``).

        Args:
            since, until: when it was first and last tried; clocks differ, and a platform may be slow.

        Raises: RetryableDelivery where the platform cannot say now, MessageRejected where it never will.
        """
        ...

    async def close(self) -> None:
        """Finish what is in flight and disconnect."""
        ...


@dataclass(frozen=True, slots=True)
class Trial:
    """What was tried, a token or a channel, and what is wrong with it; empty where nothing is."""

    subject: str
    problem: str = ""


class ChatPlatform(Adapter, Protocol):
    """An adapter whose tokens and permissions can be tried out before anything depends on them."""

    async def check(self, channels: Sequence[Channel]) -> Sequence[Trial]:
        """Try what a test message does not show, once started; posts nothing and raises nothing."""
        ...

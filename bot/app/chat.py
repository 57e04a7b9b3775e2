"""What people ask in a chat -> an answer; what goes wrong is told in a sentence and logged as an event."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

import structlog

from bot.app.answers import ANSWERS
from bot.app.commands.alert_buttons import answer_alert_button
from bot.app.commands.help import answer_help
from bot.app.commands.list import answer_list_page
from bot.app.commands.reload import answer_rules_button
from bot.app.commands.search_pages import SHARED_PAGE, answer_page
from bot.app.commands.subscribe import subscribe_form
from bot.app.desk import Asked, Desk
from bot.app.returns import Returns
from bot.app.suggest import suggest
from bot.core.allowance import Allowance, Allowances
from bot.core.button import Button
from bot.core.chat import Choice, Command, Form, Press, Reply, reply
from bot.core.command_text import parse_command, read
from bot.core.commands import SUBSCRIBE, Kind, find_command
from bot.core.model import Channel
from bot.errors import TopicwireError

log = structlog.get_logger()

TOO_FAST = "Please wait a moment, then ask again."
UNKNOWN_BUTTON = "This button is of another version of the bot. Ask with the command instead."
SHAREABLE = ("latest", "trend")
"""Commands whose answers have the button."""


class Chat:
    """The one ``CommandHandler``: platforms map what they hear to it, and what it says to their markup."""

    def __init__(self, desk: Desk, *, allowance: Allowance = Allowance()) -> None:  # noqa: B008 -- frozen
        """Take what answers are made from, and how much each person may ask."""
        self._desk = desk
        self._allowances = Allowances(allowance)
        self.returns = Returns(desk.clock)

    async def command(self, asked: Command) -> Reply:
        return await self._answered(lambda: self._command(asked), asked=asked.name, person=asked.asker.person)

    async def press(self, pressed: Press) -> Reply:
        return await self._answered(
            lambda: self._press(pressed), asked=pressed.button.value, person=pressed.asker.person
        )

    def form(self, asked: Command) -> Form | Reply | None:
        spec = find_command(asked.name)
        if spec is not SUBSCRIBE or asked.text.strip():
            return None
        if refusal := self._desk.rights.refusal(spec.who, asked.asker):
            return reply(refusal)
        return subscribe_form(asked.asker, self._desk)

    def suggest(self, kind: Kind, typed: str, channel: Channel) -> Sequence[Choice]:
        got = [one.watchlist_id for one in self._desk.subscriptions.of_channel(channel)]
        return suggest(kind, typed, rules=self._desk.rulebook.current, subscribed=got)

    def channel_returned(self, channel: Channel) -> None:
        self.returns.note(channel)

    async def _command(self, asked: Command) -> Reply:
        desk, asker = self._desk, asked.asker
        spec = find_command(asked.name)
        if spec is None:
            return answer_help(desk.command, asked.name, asker=asker, rights=desk.rights)
        if refusal := desk.rights.refusal(spec.who, asker):
            return reply(refusal)
        return await ANSWERS[spec.name](Asked(options=read(spec, asked.text), asker=asker), desk)

    async def _press(self, pressed: Press) -> Reply:
        match pressed.button:
            case Button.PAGE:
                return replace(await self._page(pressed), replaces=True)
            case Button.SHARE:
                return await self._share(pressed)
            case Button.APPLY | Button.REVERT:
                return await answer_rules_button(pressed, self._desk)
        return await answer_alert_button(pressed, self._desk)

    async def _page(self, pressed: Press) -> Reply:
        listed = answer_list_page(pressed.value, pressed.asker, self._desk)
        return listed or await answer_page(pressed.value, self._desk)

    async def _share(self, pressed: Press) -> Reply:
        """Give the answer again, for everybody in the channel; only what anyone may ask for can be shared."""
        name, text = parse_command(pressed.value)
        if name == SHARED_PAGE:
            answer = await answer_page(text, self._desk)
        elif name in SHAREABLE:
            answer = await self._command(Command(name=name, text=text, asker=pressed.asker))
        else:
            return reply(UNKNOWN_BUTTON)
        return replace(answer, buttons=(), shared_by=pressed.asker.person)

    async def _answered(self, answer: Callable[[], Awaitable[Reply]], *, asked: str, person: str) -> Reply:
        if not self._allowances.take(person, self._desk.clock.now()):
            log.debug("chat.too_fast", asked=asked, person=person)
            return reply(TOO_FAST)
        try:
            return await answer()
        except TopicwireError as error:
            log.info("chat.refused", asked=asked, person=person, detail=str(error))
            return reply(str(error))
        except Exception as error:
            log.exception("chat.failed", asked=asked, person=person, exc_info=error)
            return reply("Something went wrong here. The bot's log says what; please tell its admins.")

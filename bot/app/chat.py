"""What people ask in a chat -> an answer; what goes wrong is told in a sentence and logged as an event."""

from collections.abc import Awaitable, Callable, Sequence

import structlog

from bot.app.answers import ANSWERS
from bot.app.commands.help import answer_unknown
from bot.app.commands.mark import mark_article
from bot.app.commands.why import answer_why
from bot.app.desk import Asked, Desk
from bot.app.returns import Returns
from bot.core.allowance import Allowance, Allowances
from bot.core.chat import Button, Choice, Command, Form, Press, Reply, reply
from bot.core.commands import Kind, find_command, read
from bot.core.model import Channel
from bot.errors import NotFound, TopicwireError

log = structlog.get_logger()

TOO_FAST = "Please wait a moment, then ask again."
FORGOTTEN = "This alert is not kept any more, so nothing can be said or marked."


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
        return None

    def suggest(self, kind: Kind, typed: str) -> Sequence[Choice]:
        return ()

    def channel_returned(self, channel: Channel) -> None:
        self.returns.note(channel)

    async def _command(self, asked: Command) -> Reply:
        desk, asker = self._desk, asked.asker
        spec = find_command(asked.name)
        if spec is None:
            return answer_unknown(desk.command, asked.name, asker=asker, rights=desk.rights)
        if refusal := desk.rights.refusal(spec.who, asker):
            return reply(refusal)
        return await ANSWERS[spec.name](Asked(options=read(spec, asked.text), asker=asker), desk)

    async def _press(self, pressed: Press) -> Reply:
        desk = self._desk
        alert = await desk.store.alert_by_key(pressed.value)
        if alert is None:
            raise NotFound(FORGOTTEN)
        reference = str(alert.article_id)
        if pressed.button is Button.WHY:
            return await answer_why(reference, channel=alert.channel, matcher=desk.matcher, store=desk.store)
        noted, refused = [], []
        known = {one.watchlist_id: one.name for one in desk.matcher.watchlists}
        for watchlist_id in alert.watchlist_ids:
            try:
                await mark_article(
                    reference,
                    watchlist_id,
                    matcher=desk.matcher,
                    is_relevant=pressed.button is Button.RELEVANT,
                    person=pressed.asker.person,
                    now=desk.clock.now(),
                    index=desk.store,
                    marks=desk.store,
                )
            except NotFound as gone:  # a file may have changed since; the alert's other topics go on
                refused.append(str(gone))
            else:
                noted.append(known[watchlist_id])
        if not noted:
            return reply(*refused)
        verdict = "relevant" if pressed.button is Button.RELEVANT else "not relevant"
        return reply(f"Noted: {verdict} for {', '.join(noted)}. The other button changes it.", *refused)

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

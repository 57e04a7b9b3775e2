"""What people ask in a chat -> an answer; what goes wrong is told in a sentence and logged as an event."""

from collections.abc import Awaitable, Callable

import structlog

from bot.app.commands.help import answer_help
from bot.app.commands.mark import mark_article
from bot.app.commands.status import answer_status
from bot.app.commands.why import answer_why
from bot.app.returns import Returns
from bot.core.allowance import Allowance, Allowances
from bot.core.chat import Button, Command, Press, Reply, reply
from bot.core.model import Channel
from bot.errors import NotFound, TopicwireError
from bot.matching.matcher import Matcher
from bot.ports import Clock
from bot.ports_store import Store

log = structlog.get_logger()

TOO_FAST = "Please wait a moment, then ask again."
FORGOTTEN = "This alert is not kept any more, so nothing can be said or marked."


class Chat:
    """The one ``CommandHandler``: platforms map what they hear to it, and what it says to their markup."""

    def __init__(
        self,
        *,
        store: Store,
        matcher: Matcher,
        clock: Clock,
        name: str = "watch",
        allowance: Allowance = Allowance(),  # noqa: B008 -- frozen
    ) -> None:
        """Take what people write after the slash as ``name``, and how much each of them may ask."""
        self._name = name
        self._store = store
        self._matcher = matcher
        self._clock = clock
        self._allowances = Allowances(allowance)
        self.returns = Returns(clock)

    async def command(self, asked: Command) -> Reply:
        async def answer() -> Reply:
            match asked.name:
                case "help":
                    return answer_help(self._name)
                case "why" if asked.text:
                    return await answer_why(
                        asked.text, channel=asked.channel, matcher=self._matcher, store=self._store
                    )
                case "why":
                    return reply(f"Which article? Write /{self._name} why and its link.")
                case "status" if asked.is_admin:
                    return await answer_status(self._store, self._clock)
                case "status":
                    return reply("Only the bot's admins may ask for its status.")
            return answer_help(self._name, asked.name)

        return await self._answered(answer, asked=asked.name, person=asked.person)

    async def press(self, pressed: Press) -> Reply:
        return await self._answered(
            lambda: self._press(pressed), asked=pressed.button.value, person=pressed.person
        )

    def channel_returned(self, channel: Channel) -> None:
        self.returns.note(channel)

    async def _press(self, pressed: Press) -> Reply:
        alert = await self._store.alert_by_key(pressed.delivery_key)
        if alert is None:
            raise NotFound(FORGOTTEN)
        reference = str(alert.article_id)
        if pressed.button is Button.WHY:
            return await answer_why(
                reference, channel=alert.channel, matcher=self._matcher, store=self._store
            )
        noted, refused = [], []
        known = {one.watchlist_id: one.name for one in self._matcher.watchlists}
        for watchlist_id in alert.watchlist_ids:
            try:
                await mark_article(
                    reference,
                    watchlist_id,
                    matcher=self._matcher,
                    is_relevant=pressed.button is Button.RELEVANT,
                    person=pressed.person,
                    now=self._clock.now(),
                    index=self._store,
                    marks=self._store,
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
        if not self._allowances.take(person, self._clock.now()):
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

"""The way back: an answer goes to who asked, and to nobody else unless they share it.

Slack gives an address with each question. It takes five answers within half an hour, also where the bot is
no member; once it takes none, the bot's token is tried.
"""

from dataclasses import dataclass, replace
from http import HTTPStatus

import structlog
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack import limits
from adapters.slack.answers import answer_blocks, answer_text
from adapters.slack.errors import FAILURES
from adapters.slack.files import give_file
from adapters.slack.workspaces import SlackWorkspaces
from bot.core.chat import LINES, Attachment, Reply, reply
from bot.core.model import Channel
from bot.errors import DeliveryError

log = structlog.get_logger()

_SHOWN_CHARS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBack:
    """Who asked, where, and Slack's address for answers, ``url``; empty where there is none.

    ``is_under_answer``: what was pressed stands under an answer that only they see, and that can be replaced.
    """

    user_id: str
    channel: Channel
    url: str
    is_under_answer: bool = False


class Responder:
    """Gives answers. Raises nothing: an answer that is lost is told in the log."""

    def __init__(self, workspaces: SlackWorkspaces) -> None:
        self._workspaces = workspaces

    async def give(self, said: Reply, back: WayBack) -> None:
        """Give an answer with its file."""
        is_shared = bool(said.shared_by)
        note = await self._give_file(said.file, back, is_shared=is_shared) if said.file else ""
        if is_shared:
            await self._post(said, back, response_type="in_channel")
            if note:
                await self._post(reply(note), back)
        else:
            lines = (*said.lines[: LINES - 1], note) if note else said.lines
            replaces = said.replaces and back.is_under_answer
            await self._post(replace(said, lines=lines), back, replaces=replaces)

    async def _give_file(self, file: Attachment, back: WayBack, *, is_shared: bool) -> str:
        try:
            place = await self._workspaces.place(back.channel)
        except DeliveryError as failure:
            return f"{file.name} could not be sent: {failure.detail}."
        return await give_file(file, place, user_id=back.user_id, is_shared=is_shared)

    async def _post(
        self, said: Reply, back: WayBack, *, response_type: str = "ephemeral", replaces: bool = False
    ) -> None:
        if not back.url:
            await self._post_by_token(said, back)
            return
        # The library's own client would post again after a lost connection, and so twice.
        client = AsyncWebhookClient(back.url, timeout=int(limits.REQUEST_TIMEOUT_S), retry_handlers=[])
        message = {
            "text": answer_text(said),
            "blocks": answer_blocks(said),
            "response_type": response_type,
            "replace_original": replaces,
            "unfurl_links": False,
            "unfurl_media": False,
        }
        try:
            sent = await client.send_dict(message)
        except FAILURES as error:
            _lost(f"{type(error).__name__}: {error}")
            return
        if sent.status_code == HTTPStatus.NOT_FOUND and not said.shared_by:  # too late, or once too often
            await self._post_by_token(said, back)
        elif sent.status_code != HTTPStatus.OK:  # the library raises for no status
            _lost(f"HTTP {sent.status_code}: {sent.body[:_SHOWN_CHARS]}")

    async def _post_by_token(self, said: Reply, back: WayBack) -> None:
        try:
            place = await self._workspaces.place(back.channel)
            await place.client.chat_postEphemeral(
                channel=place.channel_id,
                user=back.user_id,
                text=answer_text(said),
                blocks=answer_blocks(said),
            )
        except (*FAILURES, DeliveryError) as error:
            _lost(f"{type(error).__name__}: {error}")


def _lost(detail: str) -> None:
    log.warning("slack.answer_lost", detail=detail)

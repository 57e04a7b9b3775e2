"""Reply -> Slack blocks and their plain text: pure, within Slack's limits, nothing from a feed is markup."""

import re

from adapters.hostile import one_line
from adapters.slack.blockkit import Block, button_row, escape, preformatted, rich_text, words
from adapters.slack.entries import entry_blocks, text_with_entries
from adapters.slack.render import titled_blocks, titled_text
from bot.core.chat import CODE_CHARS, Reply

_PERSON = re.compile(r"slack:([UW][A-Z0-9]+)")


def answer_blocks(said: Reply) -> list[Block]:
    """Return an answer: title and lines, what is to be copied, as many articles as fit, buttons."""
    code = _code(said)
    above = [*titled_blocks(said), *([preformatted(code)] if code else []), *_sharer(said)]
    below = button_row(said.buttons)
    return [*above, *entry_blocks(said.entries, beside=[*above, *below]), *below]


def answer_text(said: Reply) -> str:
    """Return an answer as escaped text, for screen readers; what is too long for Slack is left out."""
    person = _person(said)
    code = escape(_code(said))
    lines = [titled_text(said), *filter(None, (code, f"Shared by <@{person}>" if person else ""))]
    return text_with_entries(lines, said.entries)


def _code(said: Reply) -> str:
    return one_line(said.code, CODE_CHARS)


def _sharer(said: Reply) -> list[Block]:
    person = _person(said)
    return [rich_text([words("Shared by "), {"type": "user", "user_id": person}])] if person else []


def _person(said: Reply) -> str:
    found = _PERSON.fullmatch(said.shared_by)
    return found[1] if found else ""

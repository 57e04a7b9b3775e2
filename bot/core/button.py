"""What can be pressed under what the bot posts or answers, free of any platform's markup."""

from dataclasses import dataclass
from enum import StrEnum

VALUE_CHARS = 80
"""What a button may carry: Discord takes 100 characters, our own prefix among them."""


class Button(StrEnum):
    """The buttons under an alert, an answer or a notice."""

    RELEVANT = "relevant"
    NOT_RELEVANT = "not-relevant"
    WHY = "why"
    PAGE = "page"
    SHARE = "share"
    APPLY = "apply"
    REVERT = "revert"

    @property
    def label(self) -> str:
        return self.value.replace("-", " ").capitalize() + "?" * (self is Button.WHY)


ALERT_BUTTONS = (Button.RELEVANT, Button.NOT_RELEVANT, Button.WHY)
"""Each carries its alert's delivery key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerButton:
    """A button under an answer or a notice, and what it carries.

    ``PAGE``: whose page, and its number. ``SHARE``: the command that gives the answer again.
    ``APPLY``, ``REVERT``: the version of the rules.
    ``RELEVANT``, ``NOT_RELEVANT``: an article and a topic (``mark_value``), under an alert its delivery key.
    """

    button: Button
    label: str
    value: str


def turn_buttons(pages: str, number: int, *, has_next: bool) -> tuple[AnswerButton, ...]:
    """Return the buttons to the pages before and after ``number``, as far as there are such.

    Args:
        pages: whose pages they are, in a word.
    """
    turns = [("Previous page", number - 1)] if number > 1 else []
    turns += [("Next page", number + 1)] if has_next else []
    return tuple(AnswerButton(button=Button.PAGE, label=label, value=f"{pages}:{to}") for label, to in turns)


def written_out(pressed: AnswerButton, *, command: str) -> str:
    """Return what is typed where a notice's button cannot be pressed.

    Args:
        command: what people write after the slash.
    """
    if pressed.button in (Button.RELEVANT, Button.NOT_RELEVANT):
        return f"topicwire mark {pressed.value} {pressed.button.value}"
    return f"/{command} reload {pressed.button.value}"


def mark_buttons(article_id: int, watchlist_id: str, *, name: str) -> tuple[AnswerButton, ...]:
    """Return the buttons that mark an article for one topic.

    Args:
        name: what they are about, in a word or two.
    """
    value = f"{article_id} {watchlist_id}"
    return tuple(
        AnswerButton(button=one, label=f"{one.label}: {name}", value=value)
        for one in (Button.RELEVANT, Button.NOT_RELEVANT)
    )


def read_mark_value(value: str) -> tuple[str, str] | None:
    """Return the article's id and the topic that a button of ``mark_buttons`` carries; None for any other."""
    article_id, _, watchlist_id = value.partition(" ")
    return (article_id, watchlist_id) if watchlist_id and article_id.isdecimal() else None

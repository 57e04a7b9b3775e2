"""Buttons under all that is posted: an id says which one it is and what it carries, also after a restart."""

from collections.abc import Mapping

from discord import ButtonStyle
from discord.ui import Button as UiButton
from discord.ui import View

from adapters.discord import limits
from adapters.discord.markup import plain_within, utf16_units
from bot.core.button import ALERT_BUTTONS, AnswerButton, Button
from bot.core.model import AlertMessage, Digest, Message, Notice

_PREFIX = "topicwire:"
ON_ANSWERS = (Button.PAGE, Button.SHARE)
"""Those under an answer that only one person sees."""


def under_message(message: Message, *, delivery_key: str) -> View | None:
    """Return the buttons under what is posted; None without any."""
    match message:
        case AlertMessage():
            return _view({_id(button, delivery_key): button.label for button in ALERT_BUTTONS})
        case Notice():
            return under_answer(message.buttons)
        case Digest():
            return None


def under_answer(buttons: tuple[AnswerButton, ...]) -> View | None:
    """Return the buttons that Discord takes; None without any."""
    labels = {
        _id(one.button, one.value): plain_within(one.label, limits.BUTTON_LABEL_UTF16) or one.button.label
        for one in buttons
    }
    fitting = {key: label for key, label in labels.items() if utf16_units(key) <= limits.CUSTOM_ID_UTF16}
    return _view(dict(list(fitting.items())[: limits.BUTTONS])) if fitting else None


def read_button(custom_id: str) -> tuple[Button, str] | None:
    """Return which button an id is of, and what it carries; None for one that we do not know."""
    name, _, value = custom_id.removeprefix(_PREFIX).partition(":")
    if not custom_id.startswith(_PREFIX) or name not in list(Button):
        return None
    return Button(name), value


def _id(button: Button, value: str) -> str:
    return f"{_PREFIX}{button.value}:{value}"


def _view(labels: Mapping[str, str]) -> View:
    """Ids with their labels as components. The library keeps nothing of them."""
    view = View(timeout=None)
    for custom_id, label in labels.items():
        view.add_item(UiButton(style=ButtonStyle.secondary, label=label, custom_id=custom_id))
    view.stop()
    return view

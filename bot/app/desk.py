"""What every answer is made from, and what is asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.app.reload import Reloader
from bot.app.rule_changes import RuleChanges
from bot.app.rulebook import Rulebook
from bot.app.subscriptions import Subscriptions
from bot.core.chat import Asker
from bot.core.permission import Rights
from bot.matching.matcher import Matcher
from bot.ports import Clock
from bot.ports_store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """``command`` is what people write after the slash; ``time_zone`` that of channels that named none.

    ``new_key`` draws the key of a kept search, 24 random hex characters.
    """

    store: Store
    rulebook: Rulebook
    subscriptions: Subscriptions
    clock: Clock
    reloader: Reloader
    changes: RuleChanges
    new_key: Callable[[], str]
    rights: Rights
    command: str = "watch"
    time_zone: str = "UTC"

    @property
    def matcher(self) -> Matcher:
        return self.rulebook.current.matcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A command as understood: its options by name, those that were not given left out."""

    options: Mapping[str, str]
    asker: Asker

"""What the use cases ask of the database about workspaces that let the bot in, as Protocols.

Every method may raise a StoreError, and nothing else on purpose.
"""

from datetime import datetime
from typing import Protocol

from bot.core.installation import Installation


class Installations(Protocol):
    """The workspaces that let the bot in, one installation each."""

    async def find_installation(self, team_id: str) -> Installation | None: ...


class InstallationStore(Installations, Protocol):
    """Installations, and the people on the way to make one."""

    async def save_installation(self, installation: Installation) -> None:
        """Keep it, in the place of the workspace's earlier one."""
        ...

    async def delete_installation(self, team_id: str, *, until: datetime) -> bool:
        """Forget it, unless it was made after ``until``. Returns whether it is forgotten now."""
        ...

    async def save_install_state(self, state: str, *, now: datetime, expires_at: datetime) -> None:
        """Keep a word by which a person is known who comes back from the platform; drop those that ended."""
        ...

    async def use_install_state(self, state: str, *, now: datetime) -> bool:
        """Say whether it was kept, neither used before nor ended; it can be used once."""
        ...

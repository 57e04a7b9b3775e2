"""A workspace that let the bot in: what it gave us to post with."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """``bot_token`` posts in the workspace ``team_id``. ``enterprise_id`` is empty outside an organisation.

    ``installed_by`` is a person, as ``slack:U0123``. ``installed_at`` is by our clock.
    """

    team_id: str
    team_name: str
    enterprise_id: str
    bot_token: str = field(repr=False)
    bot_user_id: str
    scopes: tuple[str, ...]
    installed_by: str
    installed_at: datetime

"""Alerts in Discord channels through the REST API; buttons and commands through the gateway."""

from adapters.discord.client import DiscordAdapter

__all__ = ["DiscordAdapter"]

"""Alerts in Discord channels, through the REST API; no gateway connection."""

from adapters.discord.client import DiscordAdapter

__all__ = ["DiscordAdapter"]

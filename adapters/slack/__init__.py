"""Alerts in Slack channels, through the Web API."""

from adapters.slack.client import SlackAdapter

__all__ = ["SlackAdapter"]

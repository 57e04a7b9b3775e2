"""Alerts in Slack channels through the Web API; buttons and commands through Socket Mode."""

from adapters.slack.client import SlackAdapter

__all__ = ["SlackAdapter"]

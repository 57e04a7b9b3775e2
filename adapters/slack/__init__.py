"""Alerts in Slack channels through the Web API; buttons and commands over sockets or over HTTP."""

from adapters.slack.client import SlackAdapter

__all__ = ["SlackAdapter"]

"""Alerts in Slack channels through the Web API; buttons and commands over sockets or over HTTP.

Imports nothing: ``render`` is used without Slack's libraries too.
"""

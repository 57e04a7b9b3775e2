"""Alerts at addresses: Slack's and Discord's incoming webhooks, and any server that takes signed JSON."""

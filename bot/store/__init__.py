"""Databases behind the Store port."""

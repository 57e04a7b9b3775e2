"""The fast reader's one answer to everything it is not sure of."""


class Fallback(Exception):
    """The document, or one element of it, is not plain enough: feedparser reads it. The message says what."""

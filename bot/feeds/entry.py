"""What a feed parser returns: a document and its entries, as written, before anything is normalised."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RichText:
    """A text with or without markup. ``is_html`` is what the feed said or feedparser saw."""

    text: str
    is_html: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry. ``guid`` is the id as written, resolved against nothing; ``link`` may be relative.

    ``texts`` are all summaries and contents, in no promised order; ``summary`` is the one the feed calls
    so. ``dates`` are raw, the publication date first. ``lang`` is a language tag as written.
    """

    guid: str = ""
    link: str = ""
    title: RichText = RichText(text="")
    summary: RichText = RichText(text="")
    contents: tuple[RichText, ...] = ()
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    lang: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A parsed feed document. ``base`` is what its relative links are relative to, may itself be relative.

    ``home`` is the link to the site the feed belongs to. ``damage`` says where a document that could be read
    all the same is not well-formed.
    """

    title: RichText = RichText(text="")
    home: str = ""
    base: str = ""
    lang: str = ""
    damage: str = ""
    entries: tuple[Entry, ...] = ()

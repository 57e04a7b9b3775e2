"""A watchlist's newest stories -> an Atom 1.0 feed, and a page that links to all of them.

Text from feeds goes in as plain text only, without the characters that XML forbids; the writer escapes it.
Ids hang on the story, so that a reader program shows it once, however often it changes.

Source: RFC 4287; its section numbers stand where a rule is not obvious.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from bot.core.message import OUTLET_CHARS, TITLE_CHARS, URL_CHARS
from bot.core.model import MatchedStory
from bot.core.summary import excerpt
from bot.core.text import clean, truncate
from bot.core.watchlist import Watchlist

NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When an empty feed was last updated; it must say something (4.1.1), and always the same."""


def atom_feed(watchlist: Watchlist, stories: Sequence[MatchedStory]) -> bytes:
    """Return the document in UTF-8; the same stories give the same bytes.

    Args:
        stories: of this watchlist, newest first.
    """
    feed = ET.Element("feed", {"xmlns": NAMESPACE})
    _text(feed, "id", f"urn:uuid:{uuid5(NAMESPACE_URL, f'topicwire:watchlist:{watchlist.watchlist_id}')}")
    _text(feed, "title", f"{clean(watchlist.name)} · Topicwire")
    _text(feed, "updated", _moment(updated_at(stories)))
    # Relative to where the reader found it: behind a proxy we do not know the address.
    ET.SubElement(feed, "link", {"rel": "self", "type": MEDIA_TYPE, "href": file_name(watchlist)})
    _text(feed, "generator", "Topicwire")
    for story in stories:
        _add_entry(feed, story, watchlist)
    xml: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return xml + b"\n"


def updated_at(stories: Iterable[MatchedStory]) -> datetime:
    """Return when any of the stories last changed."""
    return max((story.matched_at for story in stories), default=NEVER)


def file_name(watchlist: Watchlist) -> str:
    """Return the last part of the feed's address."""
    return f"{watchlist.watchlist_id}.atom"


def index_page(watchlists: Iterable[Watchlist]) -> bytes:
    """Return an HTML page with a link to the feed of each watchlist, which reader programs find as well."""
    page = ET.Element("html", {"lang": "en"})
    head, body = ET.SubElement(page, "head"), ET.SubElement(page, "body")
    ET.SubElement(head, "meta", {"charset": "utf-8"})
    _text(head, "title", "Topicwire: feeds")
    links = ET.SubElement(body, "ul")
    for watchlist in watchlists:
        name, target = clean(watchlist.name), {"href": file_name(watchlist)}
        ET.SubElement(head, "link", {"rel": "alternate", "type": MEDIA_TYPE, "title": name, **target})
        _text(ET.SubElement(links, "li"), "a", name, target)
    html: bytes = ET.tostring(page, encoding="utf-8", method="html")
    return b"<!DOCTYPE html>\n" + html + b"\n"


def _add_entry(feed: ET.Element, story: MatchedStory, watchlist: Watchlist) -> None:
    stored = story.stored
    article = stored.article
    lang = article.lang if article.lang.isascii() and article.lang.replace("-", "").isalnum() else ""
    entry = ET.SubElement(feed, "entry", {LANG: lang} if lang else {})
    made_at = int(story.story_at.timestamp() * 1_000)
    # The time tells a story from one with its number in another, or a later, database.
    _text(entry, "id", f"urn:uuid:{uuid5(NAMESPACE_URL, f'topicwire:story:{stored.story_id}:{made_at}')}")
    text = article.text
    _text(
        entry, "title", truncate(clean(text.title or text.summary or text.body), TITLE_CHARS) or "(untitled)"
    )
    _text(entry, "published", _moment(article.published_at or stored.seen_at))
    _text(entry, "updated", _moment(story.matched_at))
    author = ET.SubElement(entry, "author")
    _text(author, "name", truncate(clean(stored.outlet.name), OUTLET_CHARS) or "unknown outlet")
    name = {"term": watchlist.watchlist_id, "label": clean(watchlist.name)}
    ET.SubElement(entry, "category", name)
    quoted = clean("".join(span.text for span in excerpt(text, story.match.evidence)))
    link = _link(article.url)
    if link:
        ET.SubElement(entry, "link", {"rel": "alternate", "href": link})
        if quoted:
            _text(entry, "summary", quoted)
    else:
        # An entry that leads nowhere must hold its content itself (4.1.2).
        _text(entry, "content", quoted or clean(text.title) or "(no text)")


def _link(url: str) -> str:
    """The article's address, or nothing where it is none that a reader program should offer."""
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return ""
    return url if is_web and len(url) <= URL_CHARS and clean(url) == url and " " not in url else ""


def _text(parent: ET.Element, tag: str, text: str, attributes: dict[str, str] | None = None) -> None:
    ET.SubElement(parent, tag, attributes or {}).text = text


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"

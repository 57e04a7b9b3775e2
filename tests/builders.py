"""Values for tests: every field has a plain default, and a test names only what it is about."""

from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from bot.app.admins import Admins
from bot.app.desk import Desk
from bot.app.reload import Reloader
from bot.app.rule_changes import RuleChanges
from bot.app.rulebook import Rulebook, Rules
from bot.app.subscriptions import Subscriptions
from bot.config import Settings
from bot.config_file import ConfigFile
from bot.core.change import Change
from bot.core.chat import Asker
from bot.core.effect import Sample
from bot.core.entry import Entry, Span
from bot.core.feed import Feed, FeedState, Outlet
from bot.core.installation import Installation
from bot.core.mark import Features, Mark, Passage
from bot.core.model import (
    Alert,
    AlertMessage,
    Article,
    ArticleText,
    ChangedArticle,
    Channel,
    Evidence,
    KnownArticle,
    Match,
    NewArticle,
    Notice,
    OutgoingNotice,
    PollRecord,
    TextField,
)
from bot.core.past import PastArticle
from bot.core.permission import Rights
from bot.core.query import Clause, Query, Term, Way
from bot.core.rule_set import rule_set
from bot.core.rules_report import RulesReport
from bot.core.standing import Standing
from bot.core.subscription import StoredSubscription, Subscription
from bot.core.watchlist import Alias, Watchlist
from bot.infra.written_files import FilesOnDisk
from bot.matching.matcher import Matcher
from bot.ports import Clock
from bot.ports_store import Store

NOW = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
"""The moment tests start from."""

_numbers = count(1)


def make_watchlist(watchlist_id: str = "kites", **fields: Any) -> Watchlist:
    plain = {"name": "Kite League", "aliases": (Alias(text="World Kite League"),)}
    return Watchlist(**{"watchlist_id": watchlist_id} | plain | fields)


def make_rules_report(*watchlists: Watchlist) -> RulesReport:
    """These are in force, and nothing is wrong with the files."""
    return RulesReport(standing=Standing(in_force=rule_set(watchlists), since=NOW), problems=())


def make_feed(**fields: Any) -> Feed:
    return Feed(**{"url": "https://example.org/feed.xml", "outlet": Outlet(name="Example News")} | fields)


UNPOLLED = FeedState(next_poll_at=NOW)


def make_state(**fields: Any) -> FeedState:
    """A feed that was just polled with success and is due again in half an hour."""
    polled: dict[str, Any] = {
        "polled_at": NOW,
        "ok_at": NOW,
        "baseline_at": NOW,
        "next_poll_at": NOW + timedelta(minutes=30),
    }
    return FeedState(**polled | fields)


def make_article(*, title: str = "A title", summary: str = "", body: str = "", **fields: Any) -> Article:
    """An article unlike any other: its key, link and content hash are new unless given."""
    number = next(_numbers)
    unlike: dict[str, Any] = {
        "keys": (f"id:{number}",),
        "url": f"https://example.org/{number}",
        "canonical_url": f"https://example.org/{number}",
        "text": ArticleText(title=title, summary=summary, body=body),
        "content_hash": f"hash-{number}",
    }
    return Article(**unlike | fields)


def make_match(watchlist_id: str = "sco", **fields: Any) -> Match:
    found = Evidence(alias="SCO", field=TextField.TITLE, start=0, end=3, text="SCO")
    return Match(**{"watchlist_id": watchlist_id, "score": 0.9, "evidence": (found,)} | fields)


def make_entry(**changes: Any) -> Entry:
    """An article of an answer or a notice, dated ``NOW``."""
    values: dict[str, Any] = {
        "title": "SCO summit",
        "url": "https://example.org/1",
        "at": NOW,
        "is_dated": True,
        "facts": ("Example News", "sco: 0.46 of 0.50"),
        "excerpt": (Span(text="The "), Span(text="SCO", is_name=True), Span(text=" met.")),
    } | changes
    return Entry(**values)


def make_message(**fields: Any) -> AlertMessage:
    plain: dict[str, Any] = {
        "title": "A title",
        "url": "https://example.org/1",
        "outlet": "Example News",
        "at": NOW,
        "is_dated": True,
        "lang": "en",
        "is_rtl": False,
        "excerpt": (Span(text="The "), Span(text="SCO", is_name=True), Span(text=" met.")),
        "why": ("SCO: SCO",),
    }
    return AlertMessage(**plain | fields)


CONSOLE = Channel(adapter="console", external_id="main")


def make_alert(*watchlist_ids: str, **fields: Any) -> Alert:
    """An alert for the console, about ``sco`` unless told otherwise."""
    plain: dict[str, Any] = {
        "channel": CONSOLE,
        "watchlist_ids": watchlist_ids or ("sco",),
        "message": make_message(),
        "delivery_key": f"{next(_numbers):024x}",
    }
    return Alert(**plain | fields)


def make_subscription(watchlist_id: str = "sco", **fields: Any) -> Subscription:
    """The console gets each alert at once, unless told otherwise."""
    return Subscription(**{"watchlist_id": watchlist_id, "channel": CONSOLE} | fields)


def make_stored(watchlist_id: str = "sco", **fields: Any) -> StoredSubscription:
    """Anna's subscription."""
    made = make_subscription(watchlist_id, **fields)
    return StoredSubscription(subscription=made, person="slack:UANNA", since_at=NOW)


def make_change(subject: str = "sco", **fields: Any) -> Change:
    """Anna has subscribed the console."""
    plain = {"at": NOW, "person": "slack:UANNA", "channel": CONSOLE, "action": "subscribe"}
    return Change(**plain | {"subject": subject} | fields)


def make_notice(title: str, **fields: Any) -> OutgoingNotice:
    """A notice for the console."""
    plain = {"channel": CONSOLE, "notice": Notice(title=title), "delivery_key": f"{next(_numbers):024x}"}
    return OutgoingNotice(**plain | fields)


def make_new(article: Article | None = None, **fields: Any) -> NewArticle:
    return NewArticle(**{"article": article or make_article(), "story_keys": ()} | fields)


def make_features(**fields: float) -> Features:
    """What a name in the title of a short article measures, in round figures."""
    plain = {
        "title": 1.0, "lead": 0.5, "density": 0.5, "alias": 0.9, "variety": 0.33, "context": 0.0,
        "fuzzy_loss": 0.0, "excluded": 0.0,
    }  # fmt: skip
    return Features(**plain | fields)


def make_mark(watchlist_id: str = "sco", **fields: Any) -> Mark:
    """Anna finds story 1 relevant, unless told otherwise."""
    plain: dict[str, Any] = {
        "watchlist_id": watchlist_id,
        "story_id": 1,
        "article_id": 1,
        "person": "cli:anna",
        "is_relevant": True,
        "features": make_features(),
        "passages": (Passage(alias="SCO", before="The ", text="SCO", after=" met."),),
        "marked_at": NOW,
    }
    return Mark(**plain | fields)


def make_past(title: str = "A title", *, body: str = "", **fields: Any) -> PastArticle:
    """A stored article of a story of its own."""
    number = next(_numbers)
    plain: dict[str, Any] = {
        "article_id": number,
        "story_id": number,
        "text": ArticleText(title=title, body=body),
        "url": f"https://example.org/{number}",
        "outlet": "Example News",
        "country": "",
        "lang": "en",
        "seen_at": NOW,
    }
    return PastArticle(**plain | fields)


def make_sample(title: str = "The SCO met.", **fields: Any) -> Sample:
    """An article that is alerted of only now, for a name in its title."""
    plain: dict[str, Any] = {
        "article_id": 1,
        "title": title,
        "url": "https://example.org/1",
        "outlet": "Example News",
        "lang": "en",
        "seen_at": NOW,
        "passage": Passage(alias="SCO", before="The ", text="SCO", after=" met."),
        "was": None,
        "now": 0.9,
    }
    return Sample(**plain | fields)


def make_query(
    *,
    words: tuple[str, ...] = (),
    phrases: tuple[str, ...] = (),
    excluded: tuple[str, ...] = (),
    **fields: Any,
) -> Query:
    """All of these words and phrases, none of the excluded; further keywords are fields of the query."""
    terms = [*(Term(text=word) for word in words), *(Term(text=text, how=Way.PHRASE) for text in phrases)]
    return Query(
        clauses=tuple(Clause(alternatives=(term,)) for term in terms),
        excluded=tuple(Term(text=text, how=Way.PHRASE) for text in excluded),
        **fields,
    )


def make_installation(team_id: str = "T1", **fields: Any) -> Installation:
    plain: dict[str, Any] = {
        "team_id": team_id,
        "team_name": "Analysts",
        "enterprise_id": "",
        "bot_token": "xoxb-1",
        "bot_user_id": "U0BOT",
        "scopes": ("chat:write",),
        "installed_by": "slack:U1",
        "installed_at": NOW,
    }
    return Installation(**plain | fields)


def make_record(
    feed_id: int,
    *new: NewArticle,
    changed: tuple[ChangedArticle, ...] = (),
    known: tuple[KnownArticle, ...] = (),
    before: FeedState = UNPOLLED,
    **state: Any,
) -> PollRecord:
    """One poll of a feed, its first unless ``before`` is given; other keywords are of the state it leaves."""
    return PollRecord(
        feed_id=feed_id, before=before, state=make_state(**state), new=new, changed=changed, known=known
    )


def make_asker(person: str = "slack:U1", channel: str = "slack:C0NEWS", **fields: Any) -> Asker:
    """Somebody who asks, in a channel whose platform lets them manage it."""
    adapter, _, external_id = channel.partition(":")
    plain = {
        "person": person,
        "channel": Channel(adapter=adapter, external_id=external_id),
        "may_manage": True,
    }
    return Asker(**plain | fields)


def make_desk(
    store: Store,
    matcher: Matcher,
    *,
    clock: Clock,
    rulebook: Rulebook | None = None,
    subscriptions: Subscriptions | None = None,
    **fields: Any,
) -> Desk:
    """What answers are made from; ``slack:UADMIN`` is an admin, and there are no files to reload."""
    shared: dict[str, Any] = {
        "store": store, "clock": clock, "rulebook": rulebook or Rulebook(Rules(matcher=matcher)),
    }  # fmt: skip
    heard: dict[str, Any] = {"subscriptions": subscriptions or Subscriptions(())}
    admins = Admins(channel=None, new_key=_new_key)
    standing = Standing(in_force=rule_set(matcher.watchlists), since=NOW)
    changes = RuleChanges(standing, admins=admins, **shared)
    settings = Settings(file=ConfigFile(), path=Path("none.toml"), secrets={})
    files = FilesOnDisk(settings.path)
    plain: dict[str, Any] = {
        "reloader": Reloader(files, settings=settings, changes=changes, admins=admins, **shared, **heard),
        "changes": changes,
        "new_key": _new_key,
        "rights": Rights(admins=frozenset({"slack:UADMIN"})),
    }
    return Desk(**shared, **heard, **plain | fields)


def _new_key() -> str:
    return f"{next(_numbers):024x}"

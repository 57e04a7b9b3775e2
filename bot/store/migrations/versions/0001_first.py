"""The first schema: feeds, articles, stories, matches, the outbox and the search index.

Times are INTEGER milliseconds since 1970 UTC, lists and nested values JSON text. Ids grow with the time of
writing: the order of deliveries and of search results is the order of ids.
"""

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = (
    # feeds keeps those an admin removed (is_configured = 0), because their articles stay searchable.
    """
    CREATE TABLE feeds (
        id INTEGER PRIMARY KEY,
        url TEXT NOT NULL UNIQUE,
        outlet TEXT NOT NULL,
        country TEXT NOT NULL,
        kind TEXT NOT NULL,
        lang TEXT NOT NULL,
        interval_s REAL,
        position INTEGER NOT NULL,
        is_configured INTEGER NOT NULL
    ) STRICT
    """,
    # Small and written on each poll. Validators are BLOB: they go back to the server byte for byte.
    """
    CREATE TABLE feed_state (
        feed_id INTEGER PRIMARY KEY REFERENCES feeds (id),
        etag BLOB,
        last_modified BLOB,
        body_sha256 TEXT,
        next_poll_at INTEGER NOT NULL,
        polled_at INTEGER,
        ok_at INTEGER,
        baseline_at INTEGER,
        news_at INTEGER,
        failures INTEGER NOT NULL DEFAULT 0,
        failure TEXT NOT NULL DEFAULT '',
        error TEXT NOT NULL DEFAULT '',
        lease_until INTEGER
    ) STRICT
    """,
    "CREATE INDEX feed_state_due ON feed_state (next_poll_at)",
    "CREATE TABLE stories (id INTEGER PRIMARY KEY, created_at INTEGER NOT NULL) STRICT",
    """
    CREATE TABLE story_keys (
        key TEXT PRIMARY KEY,
        story_id INTEGER NOT NULL REFERENCES stories (id),
        seen_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    # dated_at is what since: and before: look at: published_at, but never later than seen_at.
    # search_meta is what the index holds for this row: removing it takes exactly the same words.
    """
    CREATE TABLE articles (
        id INTEGER PRIMARY KEY,
        feed_id INTEGER NOT NULL REFERENCES feeds (id),
        story_id INTEGER NOT NULL REFERENCES stories (id),
        keys TEXT NOT NULL,
        url TEXT NOT NULL,
        canonical_url TEXT NOT NULL,
        title TEXT NOT NULL,
        summary TEXT NOT NULL,
        authors TEXT NOT NULL,
        tags TEXT NOT NULL,
        lang TEXT NOT NULL,
        published_at INTEGER,
        seen_at INTEGER NOT NULL,
        dated_at INTEGER NOT NULL,
        content_hash TEXT NOT NULL,
        search_meta TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX articles_of_feed ON articles (feed_id)",
    "CREATE INDEX articles_seen ON articles (seen_at)",
    """
    CREATE TABLE article_text (
        article_id INTEGER PRIMARY KEY REFERENCES articles (id),
        body TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE article_keys (
        feed_id INTEGER NOT NULL REFERENCES feeds (id),
        key TEXT NOT NULL,
        article_id INTEGER NOT NULL REFERENCES articles (id),
        PRIMARY KEY (feed_id, key)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE matches (
        id INTEGER PRIMARY KEY,
        watchlist_id TEXT NOT NULL,
        article_id INTEGER NOT NULL REFERENCES articles (id),
        score REAL NOT NULL,
        evidence TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        UNIQUE (watchlist_id, article_id)
    ) STRICT
    """,
    "CREATE INDEX matches_of_article ON matches (article_id)",
    """
    CREATE TABLE channels (
        id INTEGER PRIMARY KEY,
        adapter TEXT NOT NULL,
        external_id TEXT NOT NULL,
        blocked_until INTEGER,
        paused_reason TEXT,
        UNIQUE (adapter, external_id)
    ) STRICT
    """,
    """
    CREATE TABLE alerts (
        id INTEGER PRIMARY KEY,
        channel_id INTEGER NOT NULL REFERENCES channels (id),
        story_id INTEGER NOT NULL REFERENCES stories (id),
        article_id INTEGER NOT NULL REFERENCES articles (id),
        message TEXT NOT NULL,
        created_at INTEGER NOT NULL
    ) STRICT
    """,
    # The primary key is the promise "a channel hears of a story once per watchlist".
    """
    CREATE TABLE alert_topics (
        channel_id INTEGER NOT NULL REFERENCES channels (id),
        story_id INTEGER NOT NULL REFERENCES stories (id),
        watchlist_id TEXT NOT NULL,
        alert_id INTEGER NOT NULL REFERENCES alerts (id),
        PRIMARY KEY (channel_id, story_id, watchlist_id)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE deliveries (
        id INTEGER PRIMARY KEY,
        alert_id INTEGER NOT NULL UNIQUE REFERENCES alerts (id),
        channel_id INTEGER NOT NULL REFERENCES channels (id),
        delivery_key TEXT NOT NULL UNIQUE,
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        due_at INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        lease_until INTEGER,
        lease_token TEXT,
        receipt TEXT,
        error TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    """
    CREATE INDEX deliveries_open ON deliveries (channel_id, id)
    WHERE state IN ('ready', 'leased', 'sending', 'retry', 'uncertain')
    """,
    "CREATE INDEX deliveries_by_state ON deliveries (state)",
    # Contentless: the texts are in articles and article_text; bot.store.tokens cuts them into words.
    """
    CREATE VIRTUAL TABLE article_fts USING fts5 (
        title, summary, body, uni, meta, content='', columnsize=0, detail=full, tokenize='ascii'
    )
    """,
    # One row: which way of cutting words the index was built with.
    "CREATE TABLE search_index (fingerprint TEXT NOT NULL) STRICT",
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)

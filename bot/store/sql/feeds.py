"""SQL of feeds and their polling state."""

from functools import lru_cache

from bot.core.feed import FeedState

_STOP = ("stop", "stopped_at", "stopped_by")

FEED_COLUMNS = (
    *("url", "outlet", "country", "kind", "lang", "interval_s", "format", "page"),
    *("full_text", "group_name"),
)
"""What a feed as it was configured is read from."""

STORED_FEED_COLUMNS = ("feed_id", "host_key", *FEED_COLUMNS, *FeedState._fields)
"""What a feed is read from; a row of more begins with these."""

SELECT_STORED_FEED = f"SELECT {', '.join(STORED_FEED_COLUMNS)}"

FORGET_ALL_FEEDS = "UPDATE feeds SET is_configured = 0"

FIND_FEED = """
SELECT feeds.id, is_configured, interval_s, format, page, polled_at, not_before
FROM feeds JOIN feed_state ON feed_state.feed_id = feeds.id
WHERE url = :url
"""

MOVED_FEEDS = """
SELECT feeds.id, url, adopted_url
FROM feeds JOIN feed_state ON feed_state.feed_id = feeds.id
WHERE adopted_url != '' AND is_configured = 1
"""

RENAME_FEED = "UPDATE feeds SET url = :url WHERE id = :feed_id"

END_MOVE = "UPDATE feed_state SET adopted_url = '', move = NULL WHERE feed_id = :feed_id"

ADD_FEED = """
INSERT INTO feeds (url, outlet, country, kind, lang, interval_s, format, page, full_text, group_name,
                   position, is_configured)
VALUES (:url, :outlet, :country, :kind, :lang, :interval_s, :format, :page, :full_text, :group_name,
        :position, 1)
RETURNING id
"""

ADD_FEED_STATE = "INSERT INTO feed_state (feed_id, next_poll_at, host_key) VALUES (:feed_id, :now, :host_key)"

UPDATE_FEED = """
UPDATE feeds
SET outlet = :outlet, country = :country, kind = :kind, lang = :lang, interval_s = :interval_s,
    format = :format, page = :page, full_text = :full_text, group_name = :group_name,
    position = :position, is_configured = 1
WHERE id = :feed_id
"""

CONFIGURED_FEEDS = "SELECT id FROM feeds WHERE is_configured = 1"

BRING_FORWARD = """
UPDATE feed_state SET next_poll_at = :due_at, due_because = 'interval-s'
WHERE feed_id = :feed_id AND next_poll_at > :due_at
"""

# A feed that comes back, or is read in another way, is polled afresh: no validators, so that it gets a body;
# no baseline, so that what was published in between is stored and not posted. What a person paused waits for
# a person, unless its entry was taken out meanwhile.
START_AGAIN = """
UPDATE feed_state
SET etag = NULL, last_modified = NULL, validated_url = '', max_age_s = NULL, body_fingerprint = NULL,
    baseline_at = NULL, next_poll_at = :now, due_because = 'new', not_before = NULL, host_key = :host_key,
    adopted_url = '', move = NULL, hints = '{}', listed = 0, empty_polls = 0, rhythm_s = NULL, rest_s = 0,
    wait_s = NULL, failures = 0, failing_since = NULL, failure = '', error = '', told = '',
    lease_until = NULL,
    stop = iif(:keeps_pause AND stop = 'paused', stop, NULL),
    stopped_at = iif(:keeps_pause AND stop = 'paused', stopped_at, NULL),
    stopped_by = iif(:keeps_pause AND stop = 'paused', stopped_by, '')
WHERE feed_id = :feed_id
"""

# Read row by row until enough are found: the index gives the order, nothing is sorted.
DUE_FEEDS = """
SELECT feed_id, host_key
FROM feed_state
WHERE next_poll_at <= :now AND stop IS NULL
  AND host_key NOT IN (SELECT value FROM json_each(:full))
  AND (lease_until IS NULL OR lease_until <= :now)
  AND EXISTS (SELECT 1 FROM feeds WHERE feeds.id = feed_id AND is_configured = 1)
ORDER BY next_poll_at, feed_id
"""

BLOCKED_HOSTS = "SELECT host_key, until FROM host_blocks WHERE until > :now"

STORED_FEEDS = f"""
{SELECT_STORED_FEED}
FROM json_each(:feed_ids) AS wanted
JOIN feed_state ON feed_state.feed_id = wanted.value
JOIN feeds ON feeds.id = feed_state.feed_id
ORDER BY wanted.key
"""

LEASE_FEEDS = """
UPDATE feed_state SET lease_until = :lease_until
WHERE feed_id IN (SELECT value FROM json_each(:feed_ids))
"""

END_ALL_LEASES = "UPDATE feed_state SET lease_until = NULL WHERE lease_until IS NOT NULL"

LIST_FEEDS = f"""
{SELECT_STORED_FEED},
       (SELECT count(*) FROM articles WHERE articles.feed_id = feeds.id) AS articles,
       (SELECT until FROM host_blocks WHERE host_blocks.host_key = feed_state.host_key) AS blocked_until
FROM feeds JOIN feed_state ON feed_state.feed_id = feeds.id
WHERE is_configured = 1
ORDER BY position
"""  # noqa: S608 - the names of our columns


@lru_cache
def save_feed_state(outcome: tuple[str, ...], lasting: tuple[str, ...], *, had_baseline: bool) -> str:
    """Return the statement that writes these columns, in their order, of the configured feed of an id.

    Only a feed that is not stopped is ever polled: a stop that is there now came during the poll, and stays.
    A baseline that is gone was there when the poll began: the feed has begun anew, and keeps ``lasting``.
    """

    def value(column: str) -> str:
        if column in _STOP:
            return f"iif(stop IS NULL, ?, {column})"
        return f"iif(baseline_at IS NULL, {column}, ?)" if column in lasting and had_baseline else "?"

    values = ", ".join(f"{column} = {value(column)}" for column in (*outcome, *lasting))
    return f"""
        UPDATE feed_state SET {values}, lease_until = NULL
        WHERE feed_id = ? AND EXISTS (SELECT 1 FROM feeds WHERE id = feed_id AND is_configured = 1)
    """  # noqa: S608 - the names of our columns


PAUSE_FEED = """
UPDATE feed_state
SET stop = 'paused', stopped_at = :at, stopped_by = :by
WHERE feed_id = :feed_id AND stop IS NULL
  AND EXISTS (SELECT 1 FROM feeds WHERE id = :feed_id AND is_configured = 1)
"""

STOPPED_FEED = f"""
{SELECT_STORED_FEED}
FROM feed_state JOIN feeds ON feeds.id = feed_state.feed_id
WHERE feed_id = :feed_id AND is_configured = 1 AND stop IS NOT NULL
"""

# The validators stay: where nothing changed meanwhile, a 304 says so and costs nobody anything.
RESUME_FEED = """
UPDATE feed_state
SET stop = NULL, stopped_at = NULL, stopped_by = '',
    baseline_at = iif(:forgets_baseline, NULL, baseline_at)
WHERE feed_id = :feed_id
"""

FEED = "SELECT * FROM feeds WHERE id = :feed_id"

BLOCK_HOST = """
INSERT INTO host_blocks (host_key, until) VALUES (:host_key, :until)
ON CONFLICT (host_key) DO UPDATE SET until = max(until, :until)
"""

POLLED_UNTIL = "SELECT max(polled_at) FROM feed_state"

# Validators stay: what a 304 calls unchanged holds nothing that is not in the database.
BASELINE_ALL = "UPDATE feed_state SET baseline_at = NULL"

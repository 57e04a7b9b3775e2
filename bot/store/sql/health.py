"""SQL of the watch over feeds, topics and channels."""

from bot.store.sql.feeds import SELECT_STORED_FEED

# The states' own words of trouble; what they mean is decided in core.feed_health.
TROUBLED_FEEDS = f"""
{SELECT_STORED_FEED}
FROM feed_state JOIN feeds ON feeds.id = feed_state.feed_id
WHERE is_configured = 1
  AND (failure != '' OR told != '' OR stop IS NOT NULL OR ok_at - news_at >= :silent_for)
ORDER BY position
"""

COUNT_FEEDS = """
SELECT count(*) AS feeds, coalesce(sum(polled_at IS NULL AND stop IS NULL), 0) AS unpolled
FROM feed_state JOIN feeds ON feeds.id = feed_state.feed_id
WHERE is_configured = 1
"""

HOSTS = """
SELECT host_key, count(*) AS feeds, max(ok_at) AS ok_at
FROM feed_state JOIN feeds ON feeds.id = feed_state.feed_id
WHERE is_configured = 1 AND stop IS NULL
GROUP BY host_key
"""

ALERT_TIMES = """
SELECT watchlist_id, min(created_at) AS at
FROM alerts JOIN alert_topics ON alert_topics.channel_id = alerts.channel_id
    AND alert_topics.story_id = alerts.story_id AND alert_topics.alert_id = alerts.id
WHERE created_at >= :since
GROUP BY watchlist_id, alerts.story_id
ORDER BY at
"""

# One that was never tried since it was queued, or queued again, waits since it was due. min() takes the error
# from the row that it found.
WAITING = """
SELECT adapter, external_id, paused_reason, count(*) AS waiting, min(deliveries.id), error,
       CASE WHEN state = 'ready' AND attempts = 0 THEN due_at ELSE created_at END AS waiting_since
FROM deliveries JOIN channels ON channels.id = deliveries.channel_id
WHERE state IN ('ready', 'leased', 'sending', 'retry', 'uncertain')
GROUP BY channel_id
"""

DEAD = """
SELECT adapter, external_id, coalesce(last_attempt_at, created_at) AS died_at
FROM deliveries JOIN channels ON channels.id = deliveries.channel_id
WHERE state = 'dead'
"""

TOLD = "SELECT subject, state, at FROM health_told"

TELL_FEED = "UPDATE feed_state SET told = :told WHERE feed_id = :feed_id"

# A server that asked us to wait is not asked earlier for that.
POLL_SOON = """
UPDATE feed_state SET next_poll_at = :now
WHERE feed_id = :feed_id AND next_poll_at > :now AND (not_before IS NULL OR not_before <= :now)
"""

TELL_SUBJECT = """
INSERT INTO health_told (subject, state, at) VALUES (:subject, :state, :now)
ON CONFLICT (subject) DO UPDATE SET state = :state, at = :now
"""

FORGET_SUBJECT = "DELETE FROM health_told WHERE subject = :subject"

"""SQL of digests: the alerts that wait for one, and the windows that had theirs.

What waits is written as in the index alerts_waiting, otherwise SQLite does not use it.
"""

WAITING_DIGESTS = """
SELECT adapter, external_id, digest, min(alerts.created_at) AS oldest_at
FROM alerts
JOIN channels ON channels.id = alerts.channel_id
WHERE delivery_id IS NULL AND digest IS NOT NULL
GROUP BY channel_id, digest
"""

DIGESTS_OF_STORY = """
SELECT adapter, external_id, digest, alerts.created_at AS oldest_at
FROM alerts
JOIN channels ON channels.id = alerts.channel_id
WHERE delivery_id IS NULL AND digest IS NOT NULL AND story_id = :story_id
ORDER BY alerts.id
"""

ADD_WINDOW = """
INSERT INTO digest_windows (channel_id, window_key, ended_at) VALUES (:channel_id, :window_key, :ended_at)
ON CONFLICT DO NOTHING
"""

# An article may have changed since: then what it scores now counts.
WAITING_ALERTS = """
SELECT id, message, (
    SELECT max(score)
    FROM alert_topics
    JOIN matches ON matches.watchlist_id = alert_topics.watchlist_id
                AND matches.article_id = alerts.article_id
    WHERE alert_topics.channel_id = alerts.channel_id AND alert_topics.story_id = alerts.story_id
      AND alert_topics.alert_id = alerts.id
) AS score, EXISTS (
    SELECT 1
    FROM alert_topics
    WHERE alert_topics.channel_id = alerts.channel_id AND alert_topics.story_id = alerts.story_id
      AND alert_topics.alert_id = alerts.id
      AND watchlist_id IN (SELECT value FROM json_each(:watchlist_ids))
) AS is_wanted
FROM alerts
WHERE channel_id = :channel_id AND digest = :digest AND delivery_id IS NULL AND digest IS NOT NULL
  AND created_at < :ended_at
ORDER BY id
"""

# Of the waiting alerts those of this watchlist and of no other.
WAITING_FOR_TOPIC = """
SELECT id, message, 0.0 AS score
FROM alerts
WHERE channel_id = :channel_id AND delivery_id IS NULL AND digest IS NOT NULL
  AND EXISTS (SELECT 1 FROM alert_topics WHERE alert_id = alerts.id AND channel_id = alerts.channel_id
              AND story_id = alerts.story_id AND watchlist_id = :watchlist_id)
  AND NOT EXISTS (SELECT 1 FROM alert_topics WHERE alert_id = alerts.id AND channel_id = alerts.channel_id
                  AND story_id = alerts.story_id AND watchlist_id != :watchlist_id)
ORDER BY id
"""

PUT_INTO_DIGEST = """
UPDATE alerts SET delivery_id = :delivery_id WHERE id IN (SELECT value FROM json_each(:alert_ids))
"""

# They count as told: what is left out of one digest is in no later one.
LEAVE_OUT = "UPDATE alerts SET digest = NULL WHERE id IN (SELECT value FROM json_each(:alert_ids))"

LEAVE_OUT_OLDER = """
UPDATE alerts SET digest = NULL
WHERE channel_id = :channel_id AND digest = :digest AND delivery_id IS NULL AND created_at < :ended_at
"""

MOVE_TO_DIGEST = "UPDATE alerts SET digest = :digest WHERE id IN (SELECT value FROM json_each(:alert_ids))"

LEAVE_OUT_ELSEWHERE = """
UPDATE alerts SET digest = NULL
WHERE delivery_id IS NULL AND digest IS NOT NULL
  AND channel_id IN (
    SELECT id FROM channels
    WHERE adapter || ':' || external_id NOT IN (SELECT value FROM json_each(:kept))
)
"""

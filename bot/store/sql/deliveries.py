"""SQL of channels and deliveries. A delivery is open until it is sent, dead or suppressed."""

FIND_CHANNEL = "SELECT id FROM channels WHERE adapter = :adapter AND external_id = :external_id"

ADD_CHANNEL = "INSERT INTO channels (adapter, external_id) VALUES (:adapter, :external_id) RETURNING id"

ADD_DELIVERY = """
INSERT INTO deliveries (alert_id, channel_id, delivery_key, state, due_at, created_at)
VALUES (:alert_id, :channel_id, :delivery_key, 'ready', :now, :now)
"""

# The head of a channel is its lowest open id; whatever holds the head holds back the channel. The list of
# states is written as in the index deliveries_open, otherwise SQLite does not use it.
DUE_HEADS = """
SELECT deliveries.*, adapter, external_id, message
FROM channels
JOIN deliveries ON deliveries.id = (
    SELECT head.id
    FROM deliveries AS head
    WHERE head.channel_id = channels.id
      AND head.state IN ('ready', 'leased', 'sending', 'retry', 'uncertain')
    ORDER BY head.id
    LIMIT 1
)
JOIN alerts ON alerts.id = deliveries.alert_id
WHERE paused_reason IS NULL
  AND (blocked_until IS NULL OR blocked_until <= :now)
  AND due_at <= :now
  AND state IN ('ready', 'leased', 'retry', 'uncertain')
  AND (lease_until IS NULL OR lease_until <= :now)
ORDER BY due_at, deliveries.id
LIMIT :limit
"""

LEASE_DELIVERY = """
UPDATE deliveries
SET state = :state, lease_until = :lease_until, lease_token = :lease_token
WHERE id = :delivery_id
"""

# Only SENDING keeps its lease: every other state is an end or a wait, and no one holds it.
SAVE_DELIVERY = """
UPDATE deliveries
SET state = :state, attempts = :attempts, due_at = :due_at, receipt = :receipt, error = :error,
    lease_until = CASE WHEN :state = 'sending' THEN lease_until END,
    lease_token = CASE WHEN :state = 'sending' THEN lease_token END
WHERE id = :delivery_id AND lease_token = :lease_token
"""

RECOVER_DELIVERIES = """
UPDATE deliveries
SET state = CASE state WHEN 'leased' THEN 'ready' WHEN 'sending' THEN 'uncertain' ELSE state END,
    lease_until = NULL, lease_token = NULL
WHERE state IN ('ready', 'leased', 'sending', 'retry', 'uncertain')
  AND (lease_token IS NOT NULL OR state IN ('leased', 'sending'))
  AND (:is_sole_process OR lease_until IS NULL OR lease_until <= :now)
"""

END_UNREADABLE = "UPDATE deliveries SET state = 'dead', error = :error WHERE id = :delivery_id"

SUPPRESS_DELIVERIES = """
UPDATE deliveries
SET state = 'suppressed', lease_until = NULL, lease_token = NULL,
    error = 'nothing subscribes this channel any more'
WHERE state IN ('ready', 'leased', 'sending', 'retry', 'uncertain')
  AND channel_id IN (
    SELECT id FROM channels
    WHERE adapter || ':' || external_id NOT IN (SELECT value FROM json_each(:kept))
)
"""

BLOCK_CHANNEL = """
UPDATE channels SET blocked_until = max(coalesce(blocked_until, :until), :until) WHERE id = :channel_id
"""

PAUSED_REASON = "SELECT paused_reason FROM channels WHERE id = :channel_id"

PAUSE_CHANNEL = "UPDATE channels SET paused_reason = :reason WHERE id = :channel_id"

RESUME_CHANNEL = """
UPDATE channels SET paused_reason = NULL WHERE adapter = :adapter AND external_id = :external_id
"""

COUNT_DELIVERIES = "SELECT state, count(*) AS deliveries FROM deliveries GROUP BY state"

ALERT_BY_KEY = """
SELECT adapter, external_id, article_id, story_id, (
    SELECT json_group_array(watchlist_id) FROM alert_topics WHERE alert_topics.alert_id = alerts.id
) AS watchlist_ids
FROM deliveries
JOIN alerts ON alerts.id = alert_id
JOIN channels ON channels.id = alerts.channel_id
WHERE delivery_key = :delivery_key
"""

_REPORT = """
SELECT deliveries.*, adapter, external_id, coalesce(json_extract(message, '$.title'), '') AS title
FROM deliveries
JOIN alerts ON alerts.id = alert_id
JOIN channels ON channels.id = deliveries.channel_id
"""

DELIVERIES_OF_STORY = _REPORT + "WHERE story_id = :story_id ORDER BY deliveries.id"

DEAD_DELIVERIES = _REPORT + "WHERE state = 'dead' ORDER BY deliveries.id DESC LIMIT :limit"

RETRY_DELIVERIES = """
UPDATE deliveries
SET state = 'uncertain', attempts = 0, due_at = :now
WHERE state = 'dead'
  AND (:delivery_ids IS NULL OR id IN (SELECT value FROM json_each(:delivery_ids)))
"""

HELD_CHANNELS = """
SELECT adapter, external_id, coalesce(paused_reason, '') AS paused_reason, blocked_until
FROM channels
WHERE paused_reason IS NOT NULL OR blocked_until > :now
ORDER BY adapter, external_id
"""

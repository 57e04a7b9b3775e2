"""SQL of the outbox. A delivery is open until it is sent, dead or suppressed.

The list of open states is written as in the index deliveries_open, otherwise SQLite does not use it.
"""

ADD_DELIVERY = """
INSERT INTO deliveries (channel_id, delivery_key, notice, title, state, due_at, created_at)
VALUES (:channel_id, :delivery_key, :notice, :title, 'ready', :now, :now)
RETURNING id
"""

# The head of a channel is its lowest open id; whatever holds the head holds back the channel.
DUE_HEADS = """
SELECT deliveries.*, adapter, external_id, paused_reason
FROM channels
JOIN deliveries ON deliveries.id = (
    SELECT head.id
    FROM deliveries AS head
    WHERE head.channel_id = channels.id
      AND head.state IN ('ready', 'leased', 'sending', 'retry', 'uncertain')
    ORDER BY head.id
    LIMIT 1
)
WHERE adapter = :adapter
  AND (:external_id IS NULL OR external_id = :external_id)
  AND external_id NOT IN (SELECT value FROM json_each(:but))
  AND (blocked_until IS NULL OR blocked_until <= :now)
  AND due_at <= :now
  AND state IN ('ready', 'leased', 'retry', 'uncertain')
  AND (lease_until IS NULL OR lease_until <= :now)
ORDER BY due_at, deliveries.id
LIMIT :limit
"""

ALERTS_OF_DELIVERY = "SELECT message FROM alerts WHERE delivery_id = :delivery_id ORDER BY id"

# What goes out now has its alerts' newest text: only what may have been posted before still needs its edit.
LEASE_DELIVERY = """
UPDATE deliveries
SET state = :state, lease_until = :lease_until, lease_token = :lease_token,
    edit_due_at = iif(is_maybe_posted, edit_due_at, NULL),
    edits = edits - (edit_due_at IS NOT NULL AND NOT is_maybe_posted)
WHERE id = :delivery_id
"""

BACKLOG = """
SELECT count(*) AS waiting, min(created_at) AS oldest_at
FROM deliveries
WHERE channel_id = :channel_id AND state IN ('ready', 'leased', 'sending', 'retry', 'uncertain')
"""

# From the head on, in order; what is no single alert, or may have been posted, ends what can be merged.
MERGEABLE = """
SELECT deliveries.id, state IN ('ready', 'retry') AND NOT is_maybe_posted AND title IS NULL AS is_mergeable, (
    SELECT CASE count(*) WHEN 1 THEN max(message) END FROM alerts WHERE delivery_id = deliveries.id
) AS message
FROM deliveries
WHERE channel_id = :channel_id AND state IN ('ready', 'leased', 'sending', 'retry', 'uncertain')
ORDER BY deliveries.id
LIMIT :limit
"""

MERGE_ALERTS = """
UPDATE alerts SET delivery_id = :delivery_id WHERE delivery_id IN (SELECT value FROM json_each(:merged))
"""

# A digest that is refused goes out as what it was made of, one by one.
SPLIT_OFF = """
SELECT id FROM alerts
WHERE delivery_id = :delivery_id AND id > (SELECT min(id) FROM alerts WHERE delivery_id = :delivery_id)
ORDER BY id
"""

MOVE_ALERT = "UPDATE alerts SET delivery_id = :delivery_id WHERE id = :alert_id"

BEGIN_ANEW = """
UPDATE deliveries
SET state = 'ready', attempts = 0, due_at = :now, created_at = :now, title = NULL,
    lease_until = NULL, lease_token = NULL
WHERE id = :delivery_id AND lease_token = :lease_token
"""

DELETE_MERGED = "DELETE FROM deliveries WHERE id IN (SELECT value FROM json_each(:merged))"

# Only SENDING keeps its lease: every other state is an end or a wait, and no one holds it.
SAVE_DELIVERY = """
UPDATE deliveries
SET state = :state, attempts = :attempts, due_at = :due_at, receipt = :receipt, error = :error,
    first_attempt_at = :first_attempt_at, last_attempt_at = :last_attempt_at,
    is_maybe_posted = :is_maybe_posted,
    lease_until = CASE WHEN :state = 'sending' THEN lease_until END,
    lease_token = CASE WHEN :state = 'sending' THEN lease_token END
WHERE id = :delivery_id AND lease_token = :lease_token
"""

RECOVER_DELIVERIES = """
UPDATE deliveries
SET state = CASE state WHEN 'leased' THEN 'ready' WHEN 'sending' THEN 'uncertain' ELSE state END,
    is_maybe_posted = max(is_maybe_posted, state = 'sending'), lease_until = NULL, lease_token = NULL
WHERE state IN ('ready', 'leased', 'sending', 'retry', 'uncertain')
  AND (lease_token IS NOT NULL OR state IN ('leased', 'sending'))
  AND (:is_sole_process OR lease_until IS NULL OR lease_until <= :now)
"""

# What waits in a database that was restored may have been posted until then: it is looked up first.
DOUBT_ALL = """
UPDATE deliveries
SET state = 'uncertain', is_maybe_posted = 1, first_attempt_at = coalesce(first_attempt_at, created_at),
    last_attempt_at = :until, lease_until = NULL, lease_token = NULL
WHERE state IN ('ready', 'leased', 'sending', 'retry', 'uncertain')
"""

END_UNREADABLE = "UPDATE deliveries SET state = 'dead', error = :error WHERE id = :delivery_id"

# One that is on its way just now ends as it does; one whose lease is taken away here is not sent.
SUPPRESS_DELIVERIES = """
UPDATE deliveries
SET state = 'suppressed', lease_until = NULL, lease_token = NULL,
    error = 'nothing subscribes this channel any more'
WHERE state IN ('ready', 'leased', 'sending', 'retry', 'uncertain')
  AND state != 'sending' AND channel_id IN (
    SELECT id FROM channels
    WHERE adapter || ':' || external_id NOT IN (SELECT value FROM json_each(:kept))
)
"""

SUPPRESS_ALERTS = """
UPDATE deliveries
SET state = 'suppressed', lease_until = NULL, lease_token = NULL,
    error = 'nothing subscribes this channel any more'
WHERE state IN ('ready', 'leased', 'sending', 'retry', 'uncertain')
  AND state != 'sending' AND channel_id = :channel_id AND notice IS NULL
"""

COUNT_DELIVERIES = "SELECT state, count(*) AS deliveries FROM deliveries GROUP BY state"

ALERT_BY_KEY = """
SELECT adapter, external_id, article_id, story_id, (
    SELECT json_group_array(watchlist_id) FROM alert_topics WHERE alert_topics.alert_id = alerts.id
) AS watchlist_ids
FROM deliveries
JOIN alerts ON alerts.delivery_id = deliveries.id
JOIN channels ON channels.id = alerts.channel_id
WHERE delivery_key = :delivery_key
ORDER BY alerts.id
LIMIT 1
"""

REPORT_DELIVERIES = """
SELECT deliveries.*, adapter, external_id, (
    SELECT count(*) FROM alerts WHERE delivery_id = deliveries.id
) AS alerts, coalesce(json_extract(notice, '$.title'), (
    SELECT json_extract(message, '$.title') FROM alerts WHERE delivery_id = deliveries.id ORDER BY id LIMIT 1
), '') AS first_title
FROM deliveries
JOIN channels ON channels.id = deliveries.channel_id
WHERE deliveries.id IN (SELECT value FROM json_each(:ids))
ORDER BY deliveries.id
"""

DELIVERIES_OF_STORY = "SELECT delivery_id FROM alerts WHERE story_id = :story_id"

DEAD_DELIVERIES = "SELECT id FROM deliveries WHERE state = 'dead' ORDER BY id DESC LIMIT :limit"

RETRY_DELIVERIES = """
UPDATE deliveries
SET state = CASE WHEN is_maybe_posted THEN 'uncertain' ELSE 'ready' END, attempts = 0, due_at = :now
WHERE state = 'dead'
  AND (:delivery_ids IS NULL OR id IN (SELECT value FROM json_each(:delivery_ids)))
"""

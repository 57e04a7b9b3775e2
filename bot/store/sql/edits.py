"""SQL of alerts whose text changes after they were made.

An alert's text can change while it waits, and when it was given up, for it may be sent again; posted, it must
stand alone in its message, be recent, and not have been edited too often. One more change of a message that
still waits for its edit is no further edit.
"""

STANDING_ALERTS = """
SELECT alerts.id, article_id, message
FROM alerts LEFT JOIN deliveries ON deliveries.id = alerts.delivery_id
WHERE article_id IN (SELECT value FROM json_each(:article_ids))
  AND (
    (alerts.delivery_id IS NULL AND digest IS NOT NULL)
    OR state IN ('ready', 'leased', 'sending', 'retry', 'uncertain', 'dead')
    OR (
        state = 'sent' AND last_attempt_at > :posted_after AND title IS NULL
        AND (edits < :most_edits OR edit_due_at IS NOT NULL)
        AND (SELECT count(*) FROM alerts AS others WHERE others.delivery_id = deliveries.id) = 1
    )
  )
ORDER BY alerts.id
"""

REVISE_ALERT = "UPDATE alerts SET message = :message WHERE id = :alert_id RETURNING delivery_id"

# What is on its way, or may have been posted, may carry the old text.
EDIT_DELIVERY = """
UPDATE deliveries
SET edits = edits + (edit_due_at IS NULL), edit_due_at = :now
WHERE id = :delivery_id AND title IS NULL AND (state IN ('sent', 'leased', 'sending') OR is_maybe_posted)
  AND (SELECT count(*) FROM alerts WHERE alerts.delivery_id = deliveries.id) = 1
"""

# Without a limit: those that cannot be read, which are passed over, are not to keep the others back.
DUE_EDITS = """
SELECT deliveries.id, delivery_key, receipt, edit_due_at, last_attempt_at, adapter, external_id,
       (SELECT message FROM alerts WHERE alerts.delivery_id = deliveries.id) AS message
FROM deliveries JOIN channels ON channels.id = deliveries.channel_id
WHERE adapter = :adapter AND edit_due_at <= :now AND state = 'sent'
  AND (blocked_until IS NULL OR blocked_until <= :now) AND paused_reason IS NULL
ORDER BY edit_due_at, deliveries.id
"""

SAVE_EDIT = """
UPDATE deliveries SET edit_due_at = :again_at WHERE id = :delivery_id AND edit_due_at = :due_at
"""

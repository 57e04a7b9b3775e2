"""SQL of the subscriptions that people made, and of the log of all they changed."""

LIST_SUBSCRIPTIONS = """
SELECT subscriptions.*, adapter, external_id
FROM subscriptions
JOIN channels ON channels.id = subscriptions.channel_id
ORDER BY adapter, external_id, watchlist_id
"""

SAVE_SUBSCRIPTION = """
INSERT INTO subscriptions (channel_id, watchlist_id, hour, zone, weekday, min_score, langs, kinds, mention,
                           person, since_at)
VALUES (:channel_id, :watchlist_id, :hour, :zone, :weekday, :min_score, :langs, :kinds, :mention,
        :person, :since_at)
ON CONFLICT (channel_id, watchlist_id) DO UPDATE
SET hour = :hour, zone = :zone, weekday = :weekday, min_score = :min_score, langs = :langs, kinds = :kinds,
    mention = :mention, person = :person, since_at = :since_at
"""

DELETE_SUBSCRIPTION = """
DELETE FROM subscriptions WHERE channel_id = :channel_id AND watchlist_id = :watchlist_id
"""

ADD_CHANGE = """
INSERT INTO changes (at, person, channel_id, action, subject, before, after)
VALUES (:at, :person, :channel_id, :action, :subject, :before, :after)
"""

LIST_CHANGES = """
SELECT changes.*, adapter, external_id
FROM changes
LEFT JOIN channels ON channels.id = changes.channel_id
WHERE :adapter IS NULL OR (adapter = :adapter AND external_id = :external_id)
ORDER BY changes.id DESC
LIMIT :limit
"""

"""SQL of what the fast reader has proved."""

LOAD_TRUST = "SELECT reader, shapes, entries, demoted_at, difference FROM feed_trust WHERE feed_id = :feed_id"

SAVE_TRUST = """
INSERT INTO feed_trust (feed_id, reader, shapes, entries, demoted_at, difference)
VALUES (:feed_id, :reader, :shapes, :entries, :demoted_at, :difference)
ON CONFLICT (feed_id) DO UPDATE
SET reader = excluded.reader, shapes = excluded.shapes, entries = excluded.entries,
    demoted_at = excluded.demoted_at, difference = excluded.difference
"""

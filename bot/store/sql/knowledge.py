"""SQL of what the parser knows of feeds."""

LOAD_KNOWLEDGE = """
SELECT reader, shapes, entries, demoted_at, difference, memory FROM feed_trust WHERE feed_id = :feed_id
"""

SAVE_KNOWLEDGE = """
INSERT INTO feed_trust (feed_id, reader, shapes, entries, demoted_at, difference, memory)
VALUES (:feed_id, :reader, :shapes, :entries, :demoted_at, :difference, :memory)
ON CONFLICT (feed_id) DO UPDATE
SET reader = excluded.reader, shapes = excluded.shapes, entries = excluded.entries,
    demoted_at = excluded.demoted_at, difference = excluded.difference, memory = excluded.memory
"""

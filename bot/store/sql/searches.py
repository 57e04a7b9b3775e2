"""SQL of the searches behind page buttons."""

DROP_OLD = "DELETE FROM searches WHERE asked_at < :oldest"

SAVE_SEARCH = """
INSERT INTO searches (key, text, highest_id, asked_at) VALUES (:key, :text, :highest_id, :now)
ON CONFLICT (key) DO NOTHING
"""

FIND_SEARCH = "SELECT key, text, highest_id, asked_at FROM searches WHERE key = :key"

"""SQL of the texts of articles' own pages."""

DROP_OLD = "DELETE FROM page_texts WHERE read_at < :oldest"

SAVE_PAGE = """
INSERT INTO page_texts (canonical_url, text, refusal, text_key, read_at)
VALUES (:canonical_url, :text, :refusal, :text_key, :now)
ON CONFLICT (canonical_url) DO NOTHING
"""

FIND_PAGES = """
SELECT canonical_url, text, refusal, text_key FROM page_texts
WHERE canonical_url IN (SELECT value FROM json_each(:urls))
"""

KNOWN_KEYS = """
SELECT DISTINCT text_key FROM page_texts WHERE text_key IN (SELECT value FROM json_each(:keys))
"""

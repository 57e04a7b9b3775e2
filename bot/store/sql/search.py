"""SQL of the search index. ``:words`` is an FTS5 expression built by ``bot.store.search_sqlite``."""

ADD_ENTRY = """
INSERT INTO article_fts (rowid, title, summary, body, uni, meta)
VALUES (:article_id, :title, :summary, :body, :uni, :meta)
"""

# A contentless index forgets a row only when it is told exactly the words it holds.
REMOVE_ENTRY = """
INSERT INTO article_fts (article_fts, rowid, title, summary, body, uni, meta)
VALUES ('delete', :article_id, :title, :summary, :body, :uni, :meta)
"""

REMOVE_ALL_ENTRIES = "INSERT INTO article_fts (article_fts) VALUES ('delete-all')"

NEXT_TEXTS = """
SELECT articles.id, title, summary, body, articles.lang, outlet,
       (SELECT json_group_array(watchlist_id) FROM matches WHERE article_id = articles.id) AS watchlist_ids
FROM articles
JOIN article_text ON article_text.article_id = articles.id
JOIN feeds ON feeds.id = articles.feed_id
WHERE articles.id > :last_id
ORDER BY articles.id
LIMIT 500
"""

SAVE_META = "UPDATE articles SET search_meta = :meta WHERE id = :article_id"

FINGERPRINT = "SELECT fingerprint FROM search_index"

CLEAR_FINGERPRINT = "DELETE FROM search_index"

SAVE_FINGERPRINT = "INSERT INTO search_index (fingerprint) VALUES (:fingerprint)"

# CROSS JOIN keeps the index outside: it yields newest first, and LIMIT ends the walk early.
FIND_NEWEST = """
SELECT article_fts.rowid
FROM article_fts CROSS JOIN articles ON articles.id = article_fts.rowid
WHERE article_fts MATCH :words
  AND article_fts.rowid >= :lowest_id AND article_fts.rowid < :before_id
  AND (:since IS NULL OR dated_at >= :since)
  AND (:before IS NULL OR dated_at < :before)
ORDER BY article_fts.rowid DESC
LIMIT :limit
"""

# Ids follow seen_at but for polls that ended in another order than they began: the lowest of many is safe.
LOWEST_ID_SINCE = """
SELECT min(id) FROM (SELECT id FROM articles WHERE seen_at >= :since ORDER BY seen_at LIMIT 1000)
"""

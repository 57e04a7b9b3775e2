"""SQL of the search index. ``:words`` is an FTS5 expression built by ``bot.store.fts_expression``."""

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

# Bytes of words that are gathered in memory before they are written as a piece, a megabyte by default: a
# build takes a twentieth less with fewer pieces to merge. A transaction's end writes them in any case.
GATHER_MORE = "INSERT INTO article_fts (article_fts, rank) VALUES ('hashsize', 16777216)"

CHECK_STRUCTURE = "INSERT INTO article_fts (article_fts) VALUES ('integrity-check')"

NEXT_TEXTS = """
SELECT articles.id, title, summary, body, articles.lang, dated_at, feed_id, outlet, country, kind,
       (SELECT json_group_array(watchlist_id) FROM matches WHERE article_id = articles.id) AS watchlist_ids
FROM articles
JOIN article_text ON article_text.article_id = articles.id
JOIN feeds ON feeds.id = articles.feed_id
WHERE articles.id > :last_id
ORDER BY articles.id
LIMIT :limit
"""

STORED_TEXT = """
SELECT articles.id, title, summary, body, articles.lang, dated_at, feed_id, outlet, country, kind,
       search_meta,
       (SELECT json_group_array(watchlist_id) FROM matches WHERE article_id = articles.id) AS watchlist_ids
FROM articles
JOIN article_text ON article_text.article_id = articles.id
JOIN feeds ON feeds.id = articles.feed_id
WHERE articles.id = :article_id
"""

SAVE_META = "UPDATE articles SET search_meta = :meta WHERE id = :article_id AND search_meta != :meta"

# ``fingerprint`` is that of the words in the index, ``counted_id`` the last article whose words are counted;
# while the index is built, the last that is in it.
INDEX_STATE = "SELECT fingerprint, counted_id FROM search_index"

CLEAR_INDEX_STATE = "DELETE FROM search_index"

SAVE_INDEX_STATE = "INSERT INTO search_index (fingerprint, counted_id) VALUES (:fingerprint, :counted_id)"

COUNT_ARTICLES = "SELECT count(*) FROM articles"

COUNT_ARTICLES_TO = "SELECT count(*) FROM articles WHERE id <= :last_id"

HIGHEST_ID = "SELECT coalesce(max(id), 0) FROM articles"

NEWEST_SEEN_AT = "SELECT coalesce(max(seen_at), 0) FROM articles"

# Ids follow seen_at but for polls that ended in another order than they began: the lowest of many is safe.
LOWEST_ID_SINCE = """
SELECT min(id) FROM (SELECT id FROM articles WHERE seen_at >= :since ORDER BY seen_at LIMIT 1000)
"""

# CROSS JOIN keeps the index outside: it yields newest first, and LIMIT ends the walk early.
FIND_NEWEST = """
SELECT article_fts.rowid
FROM article_fts CROSS JOIN articles ON articles.id = article_fts.rowid
WHERE article_fts MATCH :words
  AND article_fts.rowid >= :lowest_id AND article_fts.rowid <= :highest_id
  AND (:since IS NULL OR dated_at >= :since)
  AND (:before IS NULL OR dated_at < :before)
  AND (:feed_ids IS NULL OR feed_id IN (SELECT value FROM json_each(:feed_ids)))
ORDER BY article_fts.rowid DESC
LIMIT :limit
"""

FEEDS_WITH = "SELECT id FROM feeds WHERE instr(lower(url), :part) ORDER BY id"

CANDIDATES = """
SELECT id AS article_id, title, summary
FROM articles
WHERE id IN (SELECT value FROM json_each(:article_ids))
ORDER BY id DESC
"""

INDEXED_IDS = "SELECT rowid FROM article_fts WHERE article_fts MATCH :words"

ALL_IDS = "SELECT id FROM articles"

SAMPLE_TEXTS = """
SELECT articles.id, title, summary, body, search_meta
FROM articles JOIN article_text ON article_text.article_id = articles.id
WHERE articles.id % (SELECT max(id) / :sample + 1 FROM articles) = 0
"""

IS_FOUND = "SELECT 1 FROM article_fts WHERE article_fts MATCH :words AND rowid = :id"

# --- words and how many articles hold them ----------------------------------------------------------------

NOT_COUNTED = """
SELECT (SELECT coalesce(max(id), 0) FROM articles) AS highest_id, counted_id FROM search_index
"""

SAVE_COUNTED = "UPDATE search_index SET counted_id = :counted_id"

TEXTS_BETWEEN = """
SELECT title, summary, body
FROM articles JOIN article_text ON article_text.article_id = articles.id
WHERE articles.id > :counted_id AND articles.id <= :highest_id
"""

NOTE_WORDS = "INSERT OR REPLACE INTO noted_words (article_id, words) VALUES (:article_id, :words)"

FORGET_WORDS = "DELETE FROM noted_words"

NOTED_WORDS = "SELECT words FROM noted_words"

TEXTS_NOT_NOTED = """
SELECT title, summary, body
FROM articles JOIN article_text ON article_text.article_id = articles.id
WHERE articles.id > :counted_id AND articles.id <= :highest_id
  AND articles.id NOT IN (SELECT article_id FROM noted_words)
"""

ADD_COUNTS = """
INSERT INTO terms (term, df) SELECT key, value FROM json_each(:counts) WHERE true
ON CONFLICT (term) DO UPDATE SET df = df + excluded.df
"""

RISEN_TERMS = """
SELECT term FROM json_each(:counts) JOIN terms ON term = key WHERE df >= :common AND df - value < :common
"""

ADD_ENDING = """
INSERT INTO common_endings (chars, reversed) VALUES (length(:reversed), :reversed) ON CONFLICT DO NOTHING
"""

# In their order, in which the next one stands on the page of the last.
ADD_ENDINGS = """
INSERT INTO common_endings (chars, reversed)
SELECT length(term), backwards(term) FROM terms WHERE df >= :common ORDER BY 1, 2
"""

REMOVE_TERMS = "DELETE FROM terms"

REMOVE_ENDINGS = "DELETE FROM common_endings"

ALL_TERMS = "SELECT term, df FROM terms ORDER BY term"

VOCABULARY = "SELECT term, doc FROM article_vocabulary"

ADD_VOCABULARY = """
INSERT INTO terms (term, df) SELECT term, doc FROM article_vocabulary WHERE is_counted(term)
"""

TERMS_BEGINNING = """
SELECT term, df FROM terms WHERE term >= :first AND term < :last ORDER BY df DESC LIMIT :limit
"""

COMMON_BEGINNING = """
SELECT group_concat(term, ' ')
FROM terms
WHERE term >= :first AND term < :last AND df >= :common AND length(term) BETWEEN :least AND :most
"""

COMMON_ENDING = """
SELECT group_concat(reversed, ' ')
FROM common_endings
WHERE chars IN (:least, :least + 1, :most) AND reversed >= :first AND reversed < :last
"""

COUNTS_OF = "SELECT term, df FROM terms WHERE term IN (SELECT value FROM json_each(:terms))"

"""SQL of articles, their keys, stories, matches and the alerts that follow from them."""

SEEN_ARTICLES = """
SELECT key, article_id, content_hash, title, published_at
FROM article_keys JOIN articles ON articles.id = article_keys.article_id
WHERE article_keys.feed_id = :feed_id AND key IN (SELECT value FROM json_each(:keys))
"""

RECENT_ARTICLES = """
SELECT id, title, canonical_url, published_at, content_hash,
       substr(CASE body WHEN '' THEN summary ELSE body END, 1, :chars) AS text
FROM articles JOIN article_text ON article_text.article_id = articles.id
WHERE feed_id = :feed_id
ORDER BY id DESC
LIMIT :limit
"""

ADD_KEY = """
INSERT INTO article_keys (feed_id, key, article_id) VALUES (:feed_id, :key, :article_id)
ON CONFLICT DO NOTHING
"""

MOVE_KEY = "UPDATE article_keys SET article_id = :article_id WHERE feed_id = :feed_id AND key = :key"

ADD_ARTICLE = """
INSERT INTO articles (feed_id, story_id, keys, url, canonical_url, title, summary, authors, tags, lang,
                      published_at, seen_at, dated_at, content_hash, search_meta)
VALUES (:feed_id, :story_id, :keys, :url, :canonical_url, :title, :summary, :authors, :tags, :lang,
        :published_at, :seen_at, :dated_at, :content_hash, :search_meta)
"""

ADD_BODY = "INSERT INTO article_text (article_id, body) VALUES (:article_id, :body)"

ARTICLE_AS_STORED = """
SELECT story_id, seen_at, content_hash, title, summary, body, search_meta
FROM articles JOIN article_text ON article_text.article_id = articles.id
WHERE id = :article_id AND feed_id = :feed_id
"""

UPDATE_ARTICLE = """
UPDATE articles
SET keys = :keys, url = :url, canonical_url = :canonical_url, title = :title, summary = :summary,
    authors = :authors, tags = :tags, lang = :lang, published_at = :published_at, dated_at = :dated_at,
    content_hash = :content_hash, search_meta = :search_meta
WHERE id = :article_id
"""

UPDATE_BODY = "UPDATE article_text SET body = :body WHERE article_id = :article_id"

DELETE_MATCHES = "DELETE FROM matches WHERE article_id = :article_id"

ADD_MATCH = """
INSERT INTO matches (watchlist_id, article_id, score, evidence, rules, created_at)
VALUES (:watchlist_id, :article_id, :score, :evidence, :rules, :now)
"""

FRESH_STORIES = """
SELECT key, seen_at, story_id
FROM story_keys
WHERE key IN (SELECT value FROM json_each(:keys)) AND seen_at >= :since
"""

ADD_STORY = "INSERT INTO stories (created_at) VALUES (:now)"

SAVE_STORY_KEY = """
INSERT INTO story_keys (key, story_id, seen_at) VALUES (:key, :story_id, :now)
ON CONFLICT (key) DO UPDATE SET story_id = :story_id, seen_at = max(seen_at, :now)
"""

HAS_HEARD = """
SELECT 1
FROM alert_topics
WHERE channel_id = :channel_id AND story_id = :story_id AND watchlist_id = :watchlist_id
"""

ADD_ALERT = """
INSERT INTO alerts (channel_id, story_id, article_id, digest, message, created_at)
VALUES (:channel_id, :story_id, :article_id, :digest, :message, :now)
RETURNING id
"""

ADD_ALERT_TOPIC = """
INSERT INTO alert_topics (channel_id, story_id, watchlist_id, alert_id)
VALUES (:channel_id, :story_id, :watchlist_id, :alert_id)
"""

LOAD_ARTICLES = """
SELECT articles.*, body, feeds.url AS feed_url, outlet, country, kind
FROM articles
JOIN article_text ON article_text.article_id = articles.id
JOIN feeds ON feeds.id = articles.feed_id
WHERE articles.id IN (SELECT value FROM json_each(:article_ids))
ORDER BY articles.id DESC
"""

# An article without a link has an empty canonical_url.
FIND_BY_URL = """
SELECT id FROM articles WHERE canonical_url = :canonical_url AND canonical_url != '' ORDER BY id DESC LIMIT 1
"""

NEWEST_ARTICLES = """
SELECT count(*) AS articles, min(id) AS lowest_id
FROM (SELECT id FROM articles ORDER BY id DESC LIMIT :newest)
"""

FOUND_NAMES = """
SELECT DISTINCT watchlist_id, json_extract(found.value, '$.alias') AS alias
FROM matches, json_each(matches.evidence) AS found
WHERE article_id >= :lowest_id
"""

# min() takes the other columns from the row that it found.
LATEST_MATCHES = """
SELECT min(articles.id) AS article_id, score, evidence, rules, newest.created_at AS matched_at,
       stories.created_at AS story_at
FROM (
    SELECT article_id, score, evidence, rules, created_at
    FROM matches
    WHERE watchlist_id = :watchlist_id AND score >= :min_score
    ORDER BY article_id DESC
    LIMIT :articles
) AS newest
JOIN articles ON articles.id = newest.article_id
JOIN stories ON stories.id = articles.story_id
GROUP BY stories.id
ORDER BY min(articles.id) DESC
LIMIT :limit
"""

# CROSS JOIN keeps the matches outside: their index has a watchlist's articles side by side, by id. Nothing is
# dated later than it was seen, so ids below those seen since then need no look; ids follow seen_at but for
# polls that ended in another order than they began, hence the lowest of many.
MENTIONS = """
SELECT dated_at / 86400000 AS day, lang, count(*) AS count
FROM matches CROSS JOIN articles ON articles.id = matches.article_id
WHERE watchlist_id = :watchlist_id AND score >= :min_score
  AND article_id >= (
      SELECT min(id) FROM (SELECT id FROM articles WHERE seen_at >= :seen_since ORDER BY seen_at LIMIT 1000)
  )
  AND dated_at >= :since AND dated_at < :until
GROUP BY day, lang
ORDER BY day, lang
"""

WATCHLISTS_OF = """
SELECT watchlist_id FROM matches WHERE article_id = :article_id ORDER BY score DESC, watchlist_id
"""

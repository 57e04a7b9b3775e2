"""SQL of the articles of the past: what rules are tried on, and what came of it."""

PAST_SPAN = """
SELECT count(*) AS articles, coalesce(min(id), 1) AS lowest_id, coalesce(max(id), 0) AS highest_id
FROM articles
WHERE seen_at >= :since
"""

PAST_ARTICLES = """
SELECT articles.id, story_id, title, summary, body, articles.url, outlet, country, articles.lang, seen_at
FROM articles
JOIN article_text ON article_text.article_id = articles.id
JOIN feeds ON feeds.id = articles.feed_id
WHERE articles.id BETWEEN :lowest_id AND :highest_id AND seen_at >= :since
ORDER BY articles.id
LIMIT :limit
"""

# CROSS JOIN keeps the matches outside: their index has a watchlist's articles side by side, by id.
PAST_MATCHES = """
SELECT articles.id, story_id, score, articles.lang, kind
FROM matches CROSS JOIN articles ON articles.id = matches.article_id
JOIN feeds ON feeds.id = articles.feed_id
WHERE watchlist_id = :watchlist_id AND score >= :min_score
  AND article_id >= (SELECT coalesce(min(id), 1) FROM articles WHERE seen_at >= :since) AND seen_at >= :since
ORDER BY articles.id
"""

MATCHES_OF = """
SELECT article_id, score, evidence, rules
FROM matches
WHERE watchlist_id = :watchlist_id AND article_id IN (SELECT value FROM json_each(:article_ids))
"""

TEXT_NOW = """
SELECT title, summary, body
FROM articles JOIN article_text ON article_text.article_id = articles.id
WHERE id = :article_id
"""

DELETE_MATCH = "DELETE FROM matches WHERE watchlist_id = :watchlist_id AND article_id = :article_id"

HEARD_STORIES = """
SELECT story_id
FROM alert_topics
JOIN channels ON channels.id = alert_topics.channel_id
WHERE adapter = :adapter AND external_id = :external_id AND watchlist_id = :watchlist_id
"""

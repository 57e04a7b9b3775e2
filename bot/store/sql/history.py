"""SQL of the articles of the past that rules are tried on."""

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

"""SQL of the near-miss report. What was seen since some moment has ids from ``:lowest_id`` on."""

# Ids follow seen_at but for polls that ended in another order than they began: the lowest of many is safe.
LOWEST_ID = """
SELECT coalesce(min(id), 0) FROM (SELECT id FROM articles WHERE seen_at >= :since ORDER BY seen_at LIMIT 1000)
"""

# max() takes the other columns from the row that it found; it must be the only such function. A story may
# have alerted with an article of the days before: these are looked at as well.
NEAR_MATCHES = """
SELECT max(score) AS best, article_id, evidence, rules, matches.created_at AS matched_at,
       stories.created_at AS story_at
FROM matches CROSS JOIN articles ON articles.id = matches.article_id
JOIN stories ON stories.id = articles.story_id
WHERE watchlist_id = :watchlist_id AND article_id >= :lowest_id
  AND NOT EXISTS (
      SELECT 1 FROM marks
      WHERE marks.watchlist_id = :watchlist_id AND marks.story_id = articles.story_id
  )
GROUP BY articles.story_id
HAVING best >= :least AND best < :below AND sum(seen_at >= :since) > 0
ORDER BY best DESC, article_id DESC
LIMIT :limit
"""

UNFOUND = """
SELECT id
FROM articles
WHERE id IN (SELECT value FROM json_each(:article_ids))
  AND story_id NOT IN (
      SELECT found.story_id
      FROM matches CROSS JOIN articles AS found ON found.id = matches.article_id
      WHERE watchlist_id = :watchlist_id AND article_id >= :lowest_id
  )
  AND story_id NOT IN (SELECT story_id FROM marks WHERE watchlist_id = :watchlist_id)
"""

OLDEST_SEEN_AT = """
SELECT seen_at
FROM matches CROSS JOIN articles ON articles.id = matches.article_id
WHERE watchlist_id = :watchlist_id
ORDER BY article_id
LIMIT 1
"""

NAMES = """
SELECT DISTINCT json_extract(found.value, '$.alias') AS alias
FROM matches CROSS JOIN articles ON articles.id = matches.article_id, json_each(matches.evidence) AS found
WHERE watchlist_id = :watchlist_id AND article_id >= :lowest_id AND seen_at >= :since
"""

OUTLETS = """
SELECT outlet, count(*) AS articles
FROM matches CROSS JOIN articles ON articles.id = matches.article_id
JOIN feeds ON feeds.id = articles.feed_id
WHERE watchlist_id = :watchlist_id AND article_id >= :lowest_id AND seen_at >= :since
  AND score >= :min_score
GROUP BY outlet
"""

FEED_LANGUAGES = """
SELECT feed_id, lang
FROM articles
WHERE seen_at >= :since AND lang != ''
GROUP BY feed_id, lang
HAVING count(*) >= :least
"""

"""SQL of marks."""

SAVE_MARK = """
INSERT INTO marks (watchlist_id, story_id, person, article_id, is_relevant, features, passages, marked_at)
VALUES (:watchlist_id, :story_id, :person, :article_id, :is_relevant, :features, :passages, :marked_at)
ON CONFLICT (watchlist_id, story_id, person) DO UPDATE
SET article_id = :article_id, is_relevant = :is_relevant, features = :features, passages = :passages,
    marked_at = :marked_at
"""

LIST_MARKS = """
SELECT * FROM marks WHERE watchlist_id = :watchlist_id ORDER BY marked_at, story_id, person
"""

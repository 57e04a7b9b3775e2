"""What is said before and after a topic's past is posted."""

import pytest

from bot.core.backfill import PastAlert, PastDigest, Posted
from bot.core.model import StoredArticle
from bot.terminal.backfill import nothing_line, post_question, posted_line
from tests.builders import CONSOLE, NOW, make_alert, make_article, make_feed


def digest(stories: int, *, more: int = 0) -> PastDigest:
    feed = make_feed()
    alerts = [
        PastAlert(
            stored=StoredArticle(
                article_id=number,
                story_id=number,
                article=make_article(),
                feed_url=feed.url,
                outlet=feed.outlet,
                seen_at=NOW,
            ),
            score=0.9,
            alert=make_alert("kites"),
        )
        for number in range(stories)
    ]
    return PastDigest(channel=CONSOLE, topic="Kites", days=30, alerts=tuple(alerts), more=more)


@pytest.mark.parametrize(
    ("asked", "question"),
    [
        (digest(1), "Post 1 story to console:main as a digest?"),
        (digest(7), "Post 7 stories to console:main as a digest?"),
        (digest(50, more=20), "Post the 50 strongest of 70 stories to console:main as a digest?"),
    ],
)
def test_question_says_how_much_is_posted_where(asked, question):
    assert post_question(asked) == question


def test_what_was_posted_is_counted_and_the_rest_is_not_forgotten():
    assert posted_line(digest(1), Posted(stories=1, messages=1)) == (
        "1 story in 1 message to console:main, posted as soon as the bot runs"
    )
    assert posted_line(digest(50, more=20), Posted(stories=49, messages=5)) == (
        "49 stories in 5 messages to console:main, posted as soon as the bot runs; "
        "the same command posts the next of 20 more"
    )
    assert "console:main has heard of each" in nothing_line(digest(0))
    assert posted_line(digest(2), Posted(stories=0, messages=0)) == nothing_line(digest(2))

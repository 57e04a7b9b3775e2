"""What older versions wrote into a column is still read."""

from bot.core.model import Notice
from bot.store.values import load_notice


def test_notice_from_before_notices_had_articles_or_buttons_is_read() -> None:
    assert load_notice('{"title": "sco changed", "lines": ["41 before"]}') == Notice(
        title="sco changed", lines=("41 before",)
    )

"""What is printed of an OPML file's feeds."""

import io

from rich.console import Console

from bot.feeds.opml import Imported
from bot.terminal.feed_import import print_import


def test_outlet_that_is_written_from_right_to_left_stands_apart_from_its_line():
    out, err = (Console(file=io.StringIO(), width=200) for _ in range(2))
    feed = {"url": "https://a.example/feed", "outlet": "اخبار", "group": "urdu\x1b[2J"}
    print_import(out, err, Imported(feeds=(feed,), duplicates=(), problems=()))
    first, *_ = out.file.getvalue().splitlines()
    assert first == "+ \u2068اخبار\u2069 https://a.example/feed · urdu[2J"

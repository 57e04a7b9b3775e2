"""Draw docs/alert.svg: one alert of the demo, as the console adapter prints it.

python scripts/make_alert_picture.py
"""

import io
import re
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from adapters.console import panel
from bot.config import SHIPPED_WATCHLISTS
from bot.core.feed import Outlet
from bot.core.message import compose_alert
from bot.core.model import (
    Article,
    ArticleText,
    Channel,
)
from bot.infra.watchlist_dir import load_watchlists
from bot.matching.matcher import Matcher

WIDTH = 96
AT = datetime(2026, 11, 22, 9, 41, tzinfo=UTC)
TEXT = ArticleText(
    title="One clock for nine customs offices",
    body="A lorry that crosses the pass needs three stamps with three different times. A working group of "
    "the Shanghai Cooperation Organisation (SCO) has therefore proposed a common time stamp for customs "
    "forms. The draft would take the time from BeiDou signals and check it against two other systems.",
)
OUTLET = Outlet(name="Indus-Oxus Institute (sample)")
PICTURE = Path(__file__).parents[1] / "docs" / "alert.svg"


def main() -> None:
    watchlists = load_watchlists(SHIPPED_WATCHLISTS)
    article = Article(
        keys=("guid:1",),
        url="https://indus-oxus.example/notes/common-clock",
        canonical_url="",
        text=TEXT,
        lang="en",
        published_at=AT,
        content_hash="",
    )
    matches = Matcher(watchlists).match(TEXT)
    message = compose_alert(
        article,
        matches,
        watchlists={one.watchlist_id: one for one in watchlists},
        outlet=OUTLET,
        seen_at=AT,
    )
    console = Console(
        width=WIDTH, record=True, file=io.StringIO(), force_terminal=True, color_system="truecolor"
    )
    console.print(panel(message, Channel(adapter="console", external_id="main"), is_styled=True))
    picture = console.export_svg(title="topicwire run", unique_id="alert")
    # Whoever looks at it must not fetch a font from elsewhere.
    PICTURE.write_text(re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL), encoding="utf-8")


if __name__ == "__main__":
    main()

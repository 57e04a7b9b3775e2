"""The Accept headers of what is no feed: servers choose by them between a page and a feed of one address."""

from bot.core.feed import FeedFormat

PAGE = "text/html, application/xhtml+xml, */*;q=0.1"
SITEMAP = "application/xml, text/xml;q=0.9, application/gzip;q=0.9, */*;q=0.1"

ACCEPT = {FeedFormat.FEED: "", FeedFormat.PAGE: PAGE, FeedFormat.SITEMAP: SITEMAP}
"""What is asked for at the address of a feed; empty: the fetcher's own header for feeds."""

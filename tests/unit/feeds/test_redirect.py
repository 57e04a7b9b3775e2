"""Where redirects may lead."""

import pytest
from yarl import URL

from bot.errors import FeedError, FeedFailure
from bot.feeds.redirect import next_hop


def hop(current, location, configured_url="https://a.org/feed"):
    return str(next_hop(URL(current), location, configured_url=configured_url))


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("https://b.org/x", "https://b.org/x"),
        ("/x", "https://a.org/x"),
        ("x?y=1", "https://a.org/x?y=1"),
        ("//b.org/x", "https://b.org/x"),
    ],
)
def test_a_location_is_joined_to_where_it_was_said(location, target):
    assert hop("https://a.org/feed", location) == target


def test_https_never_leads_to_plain_http():
    with pytest.raises(FeedError) as raised:
        hop("https://a.org/feed", "http://a.org/feed")
    assert raised.value.failure is FeedFailure.URL_REFUSED
    assert "plain http" in raised.value.detail


def test_a_feed_configured_as_plain_http_may_go_back_to_it():
    assert hop("https://a.org/feed", "http://a.org/x", "http://a.org/feed") == "http://a.org/x"


def test_a_login_stays_with_its_own_host_and_port():
    current = "https://me:secret@a.org/feed"
    assert hop(current, "/x", current) == "https://me:secret@a.org/x"
    assert hop(current, "https://b.org/x", current) == "https://b.org/x"
    assert hop(current, "https://a.org:8443/x", current) == "https://a.org:8443/x"


@pytest.mark.parametrize("location", ["file:///etc/passwd", "http://[::1", "javascript:x", "data:,x"])
def test_what_is_no_web_address_is_refused_without_the_login(location):
    with pytest.raises(FeedError) as raised:
        hop("https://me:secret@a.org/feed", location, "https://me:secret@a.org/feed")
    assert raised.value.failure is FeedFailure.URL_REFUSED
    assert "secret" not in str(raised.value)

"""Which addresses are the same page."""

import pytest

from bot.core.canonical import canonical_url, is_home_page


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("http://Example.ORG:80/A", "https://example.org/A"),
        ("https://example.org:443", "https://example.org/"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("https://u:p@example.org/a", "https://example.org/a"),
        ("https://example.org/a?utm_source=x&id=1&fbclid=2", "https://example.org/a?id=1"),
        ("https://example.org/a;jsessionid=0AF3?id=1&PHPSESSID=1b", "https://example.org/a?id=1"),
        ("https://example.org/a?b=2&a=1", "https://example.org/a?b=2&a=1"),
        ("https://example.org/a?", "https://example.org/a"),
        ("https://example.org/a#part", "https://example.org/a"),
        ("https://example.org/a#!/page", "https://example.org/a#!/page"),
        ("https://example.org/%7euser/%c3%a9", "https://example.org/~user/%C3%A9"),
        ("https://example.org/é", "https://example.org/%C3%A9"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://пример.рф/", "https://xn--e1afmkfd.xn--p1ai/"),
        ("https://[2001:DB8::1]/a", "https://[2001:db8::1]/a"),
        ("https://www.example.org/a/", "https://www.example.org/a/"),
        ("https://example.org/a?ref=www.example.org", "https://example.org/a"),
        ("https://example.org/a?ref=chapter", "https://example.org/a?ref=chapter"),
        ("https://example.org/a?source=feeds.example", "https://example.org/a"),
        (
            "https://www.google.com/url?rct=j&url=http://scmp.com/x%3Fid%3D1&ct=ga",
            "https://scmp.com/x?id=1",
        ),
        ("https://www.google.com/url?q=summit", "https://www.google.com/url?q=summit"),
    ],
)
def test_variants_of_an_address_have_one_canonical_form(url, canonical):
    assert canonical_url(url, feed_host="feeds.example") == canonical
    assert canonical_url(canonical, feed_host="feeds.example") == canonical


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "mailto:a@b.c", "/a/b", "https://", "http://[::1", "http://a:99999/"]
)
def test_what_is_no_web_address_has_no_canonical_form(url):
    assert canonical_url(url) == ""


def test_a_home_page_is_a_host_without_a_path():
    assert is_home_page(canonical_url("http://example.org"))
    assert not is_home_page(canonical_url("http://example.org/?p=1"))
    assert not is_home_page("")

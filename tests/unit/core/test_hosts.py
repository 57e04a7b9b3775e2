"""Whose server a URL burdens."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.core.hosts import host_key, is_shared

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://news.example.co.uk/feed", "example.co.uk"),
        ("https://EXAMPLE.org:8443/feed", "example.org"),
        ("https://xn--80aaxitdbjk.xn--p1ai/feed", "xn--80aaxitdbjk.xn--p1ai"),
        ("http://feeds.intranet/feed", "feeds.intranet"),
        ("http://192.0.2.7:8080/feed", "192.0.2.7"),
        ("http://192.0.2.7./feed", "192.0.2.7"),
        ("http://[2001:db8::1]/feed", "2001:db8::1"),
        ("http://[2001:db8::/feed", ""),
    ],
)
def test_a_host_is_the_registrable_domain_or_stands_for_itself(url: str, key: str):
    assert host_key(url) == key


@pytest.mark.parametrize(
    "url", ["https://ada.github.io/", "https://news.netlify.app/", "https://a.blogspot.com/"]
)
def test_a_domain_of_strangers_is_shared(url: str):
    assert is_shared(host_key(url))


@pytest.mark.parametrize(
    "url", ["https://news.example.co.uk/", "http://feeds.intranet/", "http://192.0.2.7/"]
)
def test_a_domain_of_one_owner_is_not_shared(url: str):
    assert not is_shared(host_key(url))


def test_addresses_need_no_list_of_public_suffixes():
    code = "import sys; from bot.core.hosts import host_key; host_key('http://127.0.0.1/'); host_key('http://[::1]/')"
    told = f"{code}; sys.exit('tldextract' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", told], cwd=ROOT, timeout=60, check=False).returncode == 0

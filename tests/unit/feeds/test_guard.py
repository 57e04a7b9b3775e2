"""Which addresses and URLs feeds may lead to."""

import socket

import pytest

from bot.core.urls import public_url
from bot.errors import FeedError, FeedFailure
from bot.feeds.guard import AddressRefused, PortRefused, checked_url, guarded_socket, is_public

PUBLIC = ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::1"]
OTHER_URLS = ["ftp://a.org/", "//a.org/", "https:///a", "http://a.org:0/", "http://a.org:x/", "https://"]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_let_through(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "255.255.255.255", "224.0.0.1", "192.0.2.1", "240.0.0.1",
        "192.0.0.192", "192.88.99.1", "168.63.129.16", "::ffff:192.0.0.192", "64:ff9b::a83f:8110",
        "::1", "::", "fe80::1", "fc00::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::808:808",
        "2002:7f00:1::", "2002:a00:1::1", "2001:0:7f00:1::", "fec0::1", "5f00::1", "3fff::1",
        "::ffff:0:127.0.0.1", "2606:4700::5efe:127.0.0.1", "2606:4700::200:5efe:10.0.0.1",
        "fe80::1%eth0", "localhost", "",
    ],
)  # fmt: skip
def test_private_addresses_are_refused_in_every_wrapping(address):
    assert not is_public(address)


def test_the_guarded_socket_refuses_before_there_is_one():
    info = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 80))
    with pytest.raises(AddressRefused) as raised:
        guarded_socket(info)
    assert raised.value.address == "10.0.0.1"


@pytest.mark.parametrize("port", [22, 25, 81, 6379, 9200])
def test_only_the_webs_ports_are_connected_to(port):
    with pytest.raises(PortRefused) as raised:
        guarded_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", port)))
    assert raised.value.port == port


@pytest.mark.parametrize("port", [80, 443, 8080, 8443])
def test_the_webs_ports_are_connected_to(port):
    guarded_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", port))).close()


def test_the_guarded_socket_is_of_the_family_asked_for():
    with guarded_socket((socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("2606:4700::1111", 80, 0, 0))) as made:
        assert made.family is socket.AF_INET6


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:pass@example.org/a@b?c=d@e", "https://example.org/a@b?c=d@e"),
        ("https://example.org/", "https://example.org/"),
        ("https://me:p/ss@example.org/", "https://example.org/"),
        ("https://me:p?ss@example.org", "https://example.org"),
        ("nonsense", "nonsense"),
    ],
)
def test_a_shown_url_has_no_user_info(url, shown):
    assert public_url(url) == shown


@pytest.mark.parametrize("url", OTHER_URLS)
def test_other_urls_are_refused_with_a_reason(url):
    with pytest.raises(FeedError) as raised:
        checked_url(url, feed_url="https://feed.example/")
    assert (raised.value.url, raised.value.failure) == ("https://feed.example/", FeedFailure.URL_REFUSED)

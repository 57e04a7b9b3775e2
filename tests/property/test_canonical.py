"""One page has one canonical form, however its address is written; and no text breaks the making of it."""

from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.canonical import canonical_url

NAMES = ["a", "news", "sco-summit", "id", "p", "上合", "саммит", "a%20b", "1"]
TRACKING = ["utm_source=rss", "UTM_Medium=feed", "fbclid=x", "yclid=1", "mtm_campaign=y", "xtor=RSS-1"]
hosts = st.sampled_from(["example.org", "EXAMPLE.org", "пример.рф", "news.example.co.uk", "[2001:db8::1]"])
paths = st.lists(st.sampled_from(NAMES), max_size=4).map("/".join)
queries = st.lists(st.builds("{}={}".format, st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=3)
anything = st.text(max_size=80) | st.text("htps:/@[]%?#&=.0123456789abcü\ud800 \t\n", max_size=40)


@given(anything)
@example("https://a.org/%")
@example("http://[::1%25eth0]/")
@example("https://xn--a/")
@example("https://www.google.com/url?url=https://www.google.com/url?url=https://www.google.com/url?q=x")
def test_any_text_has_a_form_that_is_its_own_or_none(text):
    for url in (text, "http://" + text, "https://example.org/" + text):
        once = canonical_url(url, feed_host="example.org")
        assert canonical_url(once, feed_host="example.org") == once
        assert once == "" or once.startswith("https://")
        assert once.isascii()


@given(hosts, paths, queries, st.lists(st.sampled_from(TRACKING), max_size=3), st.data())
def test_scheme_port_user_fragment_and_tracking_make_no_other_page(host, path, query, tracking, data):
    plain = f"https://{host}/{path}" + ("?" + "&".join(query) if query else "")
    scheme, port = data.draw(
        st.sampled_from([("http", ""), ("HTTP", ":80"), ("https", ":443"), ("https", "")])
    )
    user = data.draw(st.sampled_from(["", "user@", "user:word@"]))
    fragment = data.draw(st.sampled_from(["", "#", "#part", "#xtor=RSS-3"]))
    # Tracking stands between the others as well as behind them; what is left keeps its order.
    places = sorted(data.draw(st.integers(0, len(query))) for _ in tracking)
    mixed = list(query)
    for added, (place, one) in enumerate(zip(places, tracking, strict=True)):
        mixed.insert(place + added, one)
    tracked = f"{scheme}://{user}{host}{port}/{path}" + ("?" + "&".join(mixed) if mixed else "") + fragment
    assert canonical_url(tracked) == canonical_url(plain) != ""


@given(st.text("abc-._~XYZ019/", max_size=12), st.data())
def test_an_escape_that_need_not_be_makes_no_other_page(path, data):
    escaped = "".join(
        f"%{ord(char):02x}" if char != "/" and data.draw(st.booleans()) else char for char in path
    )
    assert canonical_url(f"https://example.org/{escaped}") == canonical_url(f"https://example.org/{path}")


@given(st.lists(st.sampled_from(NAMES), min_size=2, max_size=3, unique=True))
def test_another_path_order_host_or_port_is_another_page(names):
    first, second, *_ = names
    forms = {
        canonical_url(url)
        for url in (
            f"https://example.org/{first}",
            f"https://example.org/{second}",
            f"https://example.org/{first}/",
            f"https://www.example.org/{first}",
            f"https://example.org:8443/{first}",
            f"https://example.org/?{first}=1&{second}=2",
            f"https://example.org/?{second}=2&{first}=1",
        )
    }
    assert len(forms) == 7

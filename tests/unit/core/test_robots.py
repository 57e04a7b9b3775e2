"""robots.txt: which groups are ours, which pattern decides, and files that are none."""

import pytest

from bot.core.robots import read_robots


def allowed(robots: str, path: str) -> bool:
    return read_robots(robots, product="Topicwire").allows(path)


def test_no_rules_allow_everything():
    assert allowed("", "/anything?at=all")


def test_our_own_group_counts_alone_where_there_is_one():
    robots = "User-agent: *\nDisallow: /\n\nUser-agent: topicWIRE/2.0\nDisallow: /private"
    assert allowed(robots, "/news")
    assert not allowed(robots, "/private/1")


def test_everyones_group_counts_where_ours_is_missing():
    assert not allowed("User-agent: Other\nAllow: /\nUser-agent: *\nDisallow: /", "/")


def test_a_name_that_only_begins_like_ours_is_not_ours():
    assert allowed("User-agent: Topicwirebot\nDisallow: /", "/")
    assert allowed("User-agent: Topic\nDisallow: /", "/")


def test_groups_with_the_same_name_are_one():
    ours, other = "User-agent: topicwire\nDisallow: ", "User-agent: x\nDisallow: "
    robots = f"{ours}/a\n{other}/c\n{ours}/b"
    assert [allowed(robots, path) for path in ("/a", "/b", "/c")] == [False, False, True]


def test_several_names_share_a_group_and_other_lines_do_not_end_it():
    robots = (
        "User-agent: x\nSitemap: https://a.example/s.xml\nUser-agent: topicwire\nCrawl-delay: 3\nDisallow: /a"
    )
    assert not allowed(robots, "/a")


def test_an_empty_disallow_forbids_nothing():
    assert allowed("User-agent: *\nDisallow:\nAllow:", "/a")


def test_rules_before_any_name_are_nobodys():
    assert allowed("Disallow: /\nUser-agent: x\nDisallow: /", "/a")


def test_the_longest_pattern_decides_and_of_equals_the_one_that_allows():
    robots = "User-agent: *\nDisallow: /a\nAllow: /a/news\nDisallow: /a/news/old\nAllow: /b\nDisallow: /b"
    paths = ("/a/1", "/a/news/1", "/a/news/old/1", "/b")
    assert [allowed(robots, path) for path in paths] == [False, True, False, True]


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("/fish", "/fishheads/yummy.html", True),
        ("/fish", "/Fish", False),
        ("/fish/", "/fish", False),
        ("/*.php", "/folder/any.php.file?x", True),
        ("/*.php$", "/filename.php", True),
        ("/*.php$", "/filename.php?parameters", False),
        ("/fish*.php", "/fishheads/catfish.php", True),
        ("/fish*.php", "/Fish.PHP", False),
        ("/a$", "/a", True),
        ("/a$", "/ab", False),
        ("/a*b*c$", "/abbc", True),
        ("/a*b*b$", "/ab", False),
        ("*?", "/search?q=1", True),
        ("*", "/", True),
        ("$", "/", False),
        ("/caf%c3%a9", "/café", True),
        ("/café", "/caf%C3%A9/1", True),
        ("/%7Ejoe", "/~joe/", True),
        ("/a%2Fb", "/a/b", False),
        ("/ # all of it", "/x", True),
    ],
)
def test_patterns(pattern, path, fits):
    assert allowed(f"User-agent: *\nDisallow: {pattern}", path) is not fits


def test_robots_txt_itself_is_always_allowed():
    assert allowed("User-agent: *\nDisallow: /", "/robots.txt")


def test_lines_end_in_any_way_and_a_byte_order_mark_is_no_letter():
    assert not allowed("\ufeffUser-Agent : *\r\rDISALLOW:/a\r\n", "/a")


def test_a_web_page_in_its_place_forbids_nothing():
    assert allowed("<!DOCTYPE html><html><body>Disallow: /</body></html>", "/a")

"""Time zones by name, as people write them."""

from zoneinfo import ZoneInfo

import pytest

from bot.core.zones import find_zone


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("Asia/Karachi", "Asia/Karachi"),
        ("asia/karachi", "Asia/Karachi"),
        ("Karachi", "Asia/Karachi"),
        ("new york", "America/New_York"),
        (" America/Argentina/Buenos_Aires ", "America/Argentina/Buenos_Aires"),
        ("utc", "UTC"),
    ],
)
def test_zone_is_found_by_name_or_city_however_it_is_written(written, zone):
    assert find_zone(written) == zone
    assert ZoneInfo(zone)


@pytest.mark.parametrize(
    "written", ["", " ", "Pekin", "../etc/passwd", "/usr/share/zoneinfo/UTC", "25:00", "\0"]
)
def test_what_is_no_zone_is_refused(written):
    with pytest.raises(ValueError, match=r"^must be a time zone such as Asia/Karachi$"):
        find_zone(written)


def test_misspelt_zone_names_the_nearest_one():
    with pytest.raises(ValueError, match=r"nearest: Asia/Karachi\)"):
        find_zone("Asia/Karachy")


def test_city_that_two_zones_are_named_after_is_refused():
    with pytest.raises(ValueError, match="must be a time zone"):
        find_zone("Louisville")

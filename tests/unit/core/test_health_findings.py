"""One notice of whatever was found."""

from datetime import timedelta

import pytest

from bot.core.health_findings import MOST_LINES, Finding, Findings, span_words


def notice_of(*found):
    return Findings(found=found).notice()


def test_nothing_found_is_no_notice_though_something_is_to_be_remembered():
    assert Findings(feeds={1: ""}).notice() is None
    assert Findings(feeds={1: ""})
    assert not Findings()


def test_one_finding_is_the_notice():
    notice = notice_of(Finding(text="Dawn has failed for 24 h", detail="timeout: no answer."))
    assert (notice.title, notice.lines) == ("Dawn has failed for 24 h", ("timeout: no answer.",))


def test_several_are_counted_and_listed_troubles_first():
    good = Finding(text="Dawn answers again", is_good=True)
    notice = notice_of(good, Finding(text="TASS has failed for 24 h", detail="timeout: no answer."))
    assert notice.title == "1 problem, 1 solved"
    assert notice.lines == ("TASS has failed for 24 h. timeout: no answer", "Dawn answers again")


def test_long_list_is_cut_and_says_where_the_rest_is():
    notice = notice_of(*(Finding(text=f"feed {number}") for number in range(MOST_LINES + 3)))
    assert notice.title == "23 problems"
    assert (len(notice.lines), notice.lines[-1]) == (MOST_LINES + 1, "and 3 more: see `topicwire feeds`")


@pytest.mark.parametrize(
    ("hours", "said"),
    [(0, "1 min"), (0.5, "30 min"), (1, "1 h"), (47, "47 h"), (48, "2 days"), (240, "10 days")],
)
def test_span_is_said_in_one_unit(hours, said):
    assert span_words(timedelta(hours=hours)) == said

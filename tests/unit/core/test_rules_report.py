"""How it stands with the rules, in the same words wherever it is asked."""

import json

from bot.app.commands.health import Health
from bot.core.rule_set import rule_set
from bot.core.rules_report import RulesReport
from bot.core.standing import Standing, Waiting
from bot.errors import Problem
from tests.builders import NOW, make_watchlist

A, B = (rule_set([make_watchlist(name=letter)]) for letter in "AB")
HELD, REVERTED = Waiting(rules=B, at=NOW), Waiting(rules=B, at=NOW, refused_by="slack:U1")


def report(*, problems=0, failure="", **standing):
    told = tuple(Problem(file="sco.toml", where=f"key-{at}", message="is wrong") for at in range(problems))
    return RulesReport(standing=Standing(in_force=A, since=NOW, **standing), problems=told, failure=failure)


def test_nothing_but_the_version_is_said_where_all_is_well():
    assert [*report().lines()] == [f"rules: {A.version}, since 2026-10-01 12:00 UTC by files"]


def test_edit_that_is_not_in_force_is_said_and_why():
    waits, reverted = ([*report(waiting=one).lines()][1] for one in (HELD, REVERTED))
    assert waits == f"the files differ: rules {B.version} wait to be applied, 2026-10-01 12:00 UTC"
    assert reverted.startswith(f"the files differ: rules {B.version} were reverted by slack:U1")


def test_first_problems_are_said_and_how_many_more_there_are():
    lines = [*report(problems=7).lines()]
    assert lines[1].startswith("7 problems in the files")
    assert (lines[2], lines[-1]) == ("sco.toml: key-0: is wrong", "and 2 more: see `topicwire check`")


def test_reading_that_was_not_finished_is_said_and_why():
    assert [*report(failure="the disk is full").lines()][1:] == [
        "the last reading of the files could not be finished: the disk is full"
    ]


def test_command_line_says_the_same_of_a_bot_that_runs():
    for one in (report(), report(waiting=HELD), report(waiting=REVERTED, problems=1), report(failure="full")):
        health = Health(status="ok", rules=json.loads(json.dumps(one.as_json())))
        status, *lines = health.lines()
        assert status == "ok"
        # Times are those of a program there.
        assert [line.split(" 2026")[0] for line in lines if "2026" in line] == [
            line.split(" 2026")[0] for line in one.lines() if "2026" in line
        ]
        assert ("sco.toml: key-0: is wrong" in lines) is bool(one.problems)
        assert ("the last reading of the files could not be finished: full" in lines) is bool(one.failure)


def test_what_is_no_bot_of_ours_is_no_crash():
    assert [*Health(status="ok").lines()] == ["ok"]
    assert len([*Health(status="ok", rules={"else": 1}).lines()]) == 2

"""What an edit, Apply and Revert make of the rules in force, as a table."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.rule_set import rule_set
from bot.core.standing import EditMode, Standing, Waiting, apply, read_files, revert
from bot.errors import NotFound
from tests.builders import NOW, make_watchlist

A, B, C, D = (rule_set([make_watchlist(name=letter)]) for letter in "ABCD")
NAMES = {one.version: one.watchlists[0].name for one in (A, B, C, D)}
LATER = NOW + timedelta(hours=1)
APPLY, CONFIRM = EditMode.APPLY, EditMode.CONFIRM


def held(rules):
    return Waiting(rules=rules, at=NOW)


def refused(rules):
    return Waiting(rules=rules, at=NOW, refused_by="slack:U1")


def stand(in_force=A, **fields):
    return Standing(in_force=in_force, since=NOW, **fields)


def shown(standing):
    """A standing in letters; ``!`` where what waits was reverted, ``?`` where a report is owed."""
    waiting = standing.waiting
    return "".join(
        (
            NAMES[standing.in_force.version],
            f" before {NAMES[standing.before.version]}" if standing.before else "",
            f" waiting {NAMES[waiting.rules.version]}" if waiting else "",
            "!" if waiting and waiting.refused_by else "",
            "?" if standing.owes_report else "",
        )
    )


@pytest.mark.parametrize(
    ("before", "files", "mode", "after"),
    [
        # what is in force already
        (stand(), A, APPLY, "A"),
        (stand(), A, CONFIRM, "A"),
        (stand(before=B), A, APPLY, "A before B"),
        (stand(before=B, owes_report=True), A, APPLY, "A before B?"),
        # an edit
        (stand(), B, APPLY, "B before A?"),
        (stand(), B, CONFIRM, "A waiting B?"),
        (stand(before=C), B, APPLY, "B before A?"),
        (stand(before=C), B, CONFIRM, "A before C waiting B?"),
        # edits that come before the first was told are one
        (stand(before=B, owes_report=True), C, APPLY, "C before B?"),
        (stand(before=B, owes_report=True), B, APPLY, "B"),
        # one that waits: the same again, another, taken back
        (stand(waiting=held(B)), B, CONFIRM, "A waiting B"),
        (stand(waiting=held(B), owes_report=True), B, CONFIRM, "A waiting B?"),
        (stand(waiting=held(B)), C, CONFIRM, "A waiting C?"),
        (stand(waiting=held(B), owes_report=True), A, CONFIRM, "A"),
        # the mode was changed meanwhile
        (stand(waiting=held(B)), B, APPLY, "B before A?"),
        (stand(waiting=held(B), owes_report=True), C, APPLY, "C before A?"),
        # one that was reverted: the same again, another, taken back
        (stand(waiting=refused(B)), B, APPLY, "A waiting B!"),
        (stand(waiting=refused(B)), B, CONFIRM, "A waiting B!"),
        (stand(waiting=refused(B)), C, APPLY, "C before A?"),
        (stand(waiting=refused(B)), C, CONFIRM, "A waiting C?"),
        (stand(waiting=refused(B)), A, APPLY, "A"),
    ],
)
def test_files_come_into_force_or_wait(before, files, mode, after):
    assert shown(read_files(before, files, mode=mode, now=LATER)) == after


def test_edit_is_in_force_from_now_on_by_the_files():
    after = read_files(stand(by="slack:U1"), B, mode=APPLY, now=LATER)
    assert (after.since, after.by) == (LATER, "files")
    waiting = read_files(stand(by="slack:U1"), B, mode=CONFIRM, now=LATER)
    assert (waiting.since, waiting.by, waiting.waiting) == (NOW, "slack:U1", Waiting(rules=B, at=LATER))


def test_files_that_change_nothing_leave_the_very_same_value():
    for standing in (stand(), stand(waiting=held(B)), stand(waiting=refused(B))):
        files = standing.waiting.rules if standing.waiting else A
        assert read_files(standing, files, mode=CONFIRM, now=LATER) is standing


@pytest.mark.parametrize(
    ("before", "version", "after"),
    [
        (stand(waiting=held(B)), B, "B before A"),
        (stand(waiting=held(B), owes_report=True), B, "B before A?"),
        (stand(before=C, waiting=held(B)), B, "B before A"),
        (stand(waiting=refused(B)), B, "B before A"),
    ],
)
def test_apply_puts_what_waits_in_force(before, version, after):
    applied = apply(before, version.version, person="slack:U2", now=LATER)
    assert (shown(applied), applied.by, applied.since) == (after, "slack:U2", LATER)


@pytest.mark.parametrize(
    ("before", "version", "words"),
    [
        (stand(), A, "are in force already, since 2026-10-01 12:00 UTC"),
        (stand(), B, "do not wait any more: the files say what is in force"),
        (stand(waiting=held(C)), B, f"a newer edit does, {C.version}"),
    ],
)
def test_apply_of_anything_else_is_refused_in_words(before, version, words):
    with pytest.raises(NotFound, match=words):
        apply(before, version.version, person="slack:U2", now=LATER)


@pytest.mark.parametrize(
    ("before", "version", "after"),
    [
        (stand(before=B), A, "B waiting A!"),
        (stand(before=B, owes_report=True), A, "B waiting A!"),
        # what waits does something else now, whatever was told of it
        (stand(before=B, waiting=held(C)), A, "B waiting C?"),
        (stand(before=B, waiting=held(B)), A, "B"),
    ],
)
def test_revert_returns_to_what_was_before_and_refuses_what_was_in_force(before, version, after):
    reverted = revert(before, version.version, person="slack:U2", now=LATER)
    assert (shown(reverted), reverted.by, reverted.since) == (after, "slack:U2", LATER)
    if reverted.waiting and reverted.waiting.refused_by:
        assert reverted.waiting == Waiting(rules=A, at=LATER, refused_by="slack:U2")


@pytest.mark.parametrize(
    ("before", "version", "words"),
    [
        (stand(), A, "no rules before"),
        (stand(before=B), C, f"are not in force: {A.version} are"),
        (stand(before=B), B, f"are not in force: {A.version} are"),
        (stand(waiting=refused(B)), B, "were reverted by slack:U1, 2026-10-01 12:00 UTC"),
    ],
)
def test_revert_of_anything_else_is_refused_in_words(before, version, words):
    with pytest.raises(NotFound, match=words):
        revert(before, version.version, person="slack:U2", now=LATER)


def test_report_is_of_what_waits_or_else_of_what_came_into_force():
    assert stand(before=B).untold is None
    assert stand(before=B, owes_report=True).untold == (B, A)
    assert stand(before=B, waiting=held(C), owes_report=True).untold == (A, C)


def test_reverted_edit_can_be_applied_after_all_and_reverted_again():
    standing = read_files(stand(), B, mode=APPLY, now=LATER)
    for _ in range(2):
        standing = revert(standing, B.version, person="slack:U1", now=LATER)
        assert shown(standing) == "A waiting B!"
        standing = apply(standing, B.version, person="slack:U2", now=LATER)
        assert shown(replace(standing, owes_report=False)) == "B before A"

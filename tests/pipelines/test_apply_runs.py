"""What follows a merge: every step of the workflows executed, against stand-ins for Exolve, UIS and GitHub."""

from support.actions import stories_of_applies as stories


def test_an_apply_that_failed_halfway_is_run_again_and_completes() -> None:
    stories.halfway_and_again()


def test_what_another_run_is_applying_is_waited_for() -> None:
    stories.merged_while_another_applies()


def test_a_plan_that_the_limits_refuse_waits_for_its_approval_and_is_applied() -> None:
    stories.refused_and_approved()


def test_a_plan_that_nobody_approved_is_not_sent() -> None:
    stories.refused_and_not_approved()


def test_an_approval_that_comes_too_late_sends_nothing() -> None:
    stories.approved_too_late()


def test_what_was_merged_is_applied_also_while_nobody_tells_what_was_reviewed() -> None:
    stories.merged_while_github_does_not_tell()


def test_a_secret_that_was_rotated_is_sent_and_one_that_cannot_be_seen_is_named() -> None:
    stories.rotated()


def test_an_override_begins_by_the_schedule() -> None:
    stories.an_override_is_due()


def test_drift_opens_one_issue_updates_it_and_closes_it() -> None:
    stories.drift()


def test_nothing_runs_unless_it_is_switched_on() -> None:
    stories.switched_off()

"""What happens after a merge, told to the end; each story answers the places of the steps that it executed."""

import json
from datetime import UTC, datetime, timedelta
from functools import cache

from support.accounts import to_url
from support.actions.runs import Run
from support.actions.stage import SETTINGS, VERIFYING, Stage, numbers, stage
from support.emulated import AT_ONCE, fault
from support.shell import CODE, OTHER, THIRD, forwarded

OVERRIDE = "production-override"
MANY = (16, 16, 16, 16)
OTHERS = (30, 30, 30, 30)


@cache
def halfway_and_again() -> set[str]:
    """An apply fails for one of its numbers; the failed job is run again with the same plan, and does the rest."""
    with stage() as there:
        assert there.pushed(numbers(16, 16, 16)).result == "success"
        there.emulator.faults.replace({"rules": [fault("status", OTHER, status=503, **AT_ONCE)]})
        there.emulator.log.clear()
        failed = there.pushed(numbers(30, 30, 30))
        assert (failed.result, failed.results["plan"].result) == ("failure", "success")
        assert there.timeouts() == [30, 16, 30]
        assert f"{OTHER}" in failed.results["apply"].summary
        plan = failed.artifact("reconciler-plan").joinpath("plan.reconciler").read_bytes()
        there.emulator.faults.replace({"rules": []})
        there.emulator.log.clear()
        failed.again()
        assert failed.result == "success", failed.everything
        assert there.timeouts() == [30, 30, 30]
        assert there.emulator.numbers_sent() == [OTHER]
        assert failed.artifact("reconciler-plan").joinpath("plan.reconciler").read_bytes() == plan
        assert failed.artifact("reconciler-outcomes-1").exists()
        assert failed.artifact("reconciler-outcomes-2").exists()
        there.emulator.faults.replace({"rules": [fault("status", CODE, status=503, **AT_ONCE)]})
        assert there.pushed(numbers(40, 40, 30)).result == "failure"
        there.emulator.faults.replace({"rules": []})
        fresh = there.apply(there.scratch.head())
        assert (fresh.result, fresh.results["plan"].outputs["changes"]) == ("success", "1"), "what is left, and no more"
        assert there.timeouts() == [40, 40, 30]
        assert there.apply(there.scratch.head()).results["apply"].result == "skipped", "nothing is left to do"
        return there.forge.executed


@cache
def merged_while_another_applies() -> set[str]:
    """A merge is planned while another run is in the midst of a number: that is waited for, and both are done."""
    with stage() as there:
        there.pushed(numbers(16, 16))
        there.scratch.push("main", numbers(30, 16), "By somebody at their desk")
        there.emulator.log.clear()
        other = there.applying_meanwhile(CODE)
        merged = there.pushed(numbers(45, 16))
        other.join()
        assert merged.result == "success", merged.everything
        assert "Another run is applying 1 of these numbers." in merged.results["plan"].log
        assert there.timeouts() == [45, 16]
        return there.forge.executed


@cache
def refused_and_approved() -> set[str]:
    """The limits refuse a plan: nothing is sent until somebody lets it into production-override."""
    with stage(VERIFYING) as there:
        there.forge.reviewed.add(OVERRIDE)
        first = there.pushed(numbers(*MANY))
        assert first.result == "success", first.everything
        assert first.artifact("reconciler-outcomes-1").joinpath("verify.md").exists(), "what was changed is dialled"
        there.emulator.log.clear()
        refused = there.pushed(numbers(*OTHERS))
        assert (refused.result, refused.results["apply"].environment) == ("waiting", OVERRIDE)
        assert there.emulator.numbers_sent() == []
        another = there.apply(there.scratch.head())
        assert another.result == "waiting"
        groups = {run.results["apply"].group for run in (first, refused, another)}
        assert len(groups) == 3, "whoever waits for an approval holds up nobody else, who may wait for one too"
        due = there.scheduled("apply")
        assert due.results["apply"].result == "skipped", "what is due is not held up by what waits"
        refused.approve(OVERRIDE)
        assert refused.result == "success", refused.everything
        assert there.timeouts() == list(OTHERS)
        assert "Approved by olga." in refused.results["apply"].summary
        return there.forge.executed


@cache
def refused_and_not_approved() -> set[str]:
    """An environment that asks nobody is no approval; the digest given by hand is one, and only for that plan."""
    with stage() as there:
        there.pushed(numbers(*MANY))
        there.emulator.log.clear()
        refused = there.pushed(numbers(*OTHERS))
        assert (refused.result, refused.results["apply"].environment) == ("failure", OVERRIDE)
        assert "nobody approved this run" in refused.results["apply"].log
        digest = refused.results["plan"].outputs["digest"]
        other = there.apply(there.scratch.head(), approve="0" * len(digest))
        assert (other.results["plan"].result, other.results["apply"].result) == ("failure", "skipped")
        assert "another one than this" in other.results["plan"].log
        assert (there.timeouts(), there.emulator.numbers_sent()) == (list(MANY), [])
        by_hand = there.apply(there.scratch.head(), approve=digest)
        assert by_hand.result == "success", by_hand.everything
        assert there.timeouts() == list(OTHERS)
        assert "Approved by hand, with its digest, by olga." in by_hand.results["apply"].summary
        return there.forge.executed


@cache
def approved_too_late() -> set[str]:
    """What was reverted while it waited for its approval is not sent any more, and what is protected never."""
    with stage() as there:
        there.forge.reviewed.add(OVERRIDE)
        there.pushed(numbers(*MANY))
        waiting = there.pushed(numbers(*OTHERS))
        there.pushed(numbers(*MANY), "Better not")
        there.emulator.log.clear()
        waiting.approve(OVERRIDE)
        assert waiting.result == "failure"
        assert "main has moved on since this plan was made" in waiting.results["apply"].log
        protected = there.pushed(numbers(16, 16, 16, 16, protected=True))
        assert protected.result == "success", protected.everything
        taken_away = there.pushed(numbers(16, 16, 16, protected=True))
        assert (taken_away.results["plan"].result, taken_away.results["apply"].result) == ("failure", "skipped")
        assert "which no approval passes" in taken_away.results["plan"].log
        assert there.emulator.numbers_sent() == []
        return there.forge.executed


@cache
def rotated() -> set[str]:
    """A secret of an environment alone is not seen to be rotated, and that is said; one of the repository is sent."""
    declared = {"number_code": CODE, **to_url("https://events.example.com/?key=${EVENTS_KEY}")}
    with stage(f"{SETTINGS}  secrets: [EVENTS_KEY]\n") as there:
        of_repository = there.forge.secrets.setdefault("", {})
        there.forge.secrets["production"]["EVENTS_KEY"] = "the-first-value-11aa"
        first = there.pushed({"desired-state/numbers.yaml": json.dumps({"numbers": [declared]})})
        assert first.result == "success", first.everything
        assert "::warning::Nobody notices when EVENTS_KEY is rotated" in first.results["plan"].step("Decide").log
        of_repository["EVENTS_KEY"] = there.forge.secrets["production"].pop("EVENTS_KEY")
        same = there.apply(there.scratch.head())
        assert same.results["apply"].result == "skipped", same.everything
        assert "::warning::" not in same.results["plan"].step("Decide").log
        of_repository["EVENTS_KEY"] = "the-second-value-22bb"
        there.emulator.log.clear()
        assert there.apply(there.scratch.head()).result == "success"
        assert there.emulator.numbers_sent() == [CODE]
        return there.forge.executed


@cache
def merged_while_github_does_not_tell() -> set[str]:
    """GitHub does not tell what the pull request showed: that is said, and what was merged is applied."""
    with stage() as there:
        there.world.refused.add("pulls")
        merged = there.pushed(numbers(16))
        assert merged.result == "success", merged.everything
        assert "could not be found out" in merged.results["plan"].summary
        assert "::warning::" in merged.results["plan"].step("Compare with the pull request").log
        assert there.timeouts() == [16]
        return there.forge.executed


@cache
def an_override_is_due() -> set[str]:
    """A schedule applies the override that has begun, and nothing else that waits."""
    now = datetime.now(UTC).replace(microsecond=0)
    override = (
        f"overrides:\n  - numbers: [{CODE}]\n    from: {(now - timedelta(days=1)).isoformat()}\n"
        f"    until: {(now + timedelta(days=30)).isoformat()}\n    reason: On call\n"
        "    call_forwarding_number: {call_control: [{redirect_number: '74957770000', timeout: 50}]}\n"
    )
    with stage() as there:
        there.scratch.push("main", {**numbers(16, 16), "desired-state/overrides.yaml": override}, "An override")
        there.applied_at(now - timedelta(days=2))
        assert there.timeouts() == [16, 16]
        there.scratch.push("main", numbers(16, 20), "Not applied yet")
        due = there.scheduled("apply")
        assert due.result == "success", due.everything
        assert there.timeouts() == [50, 16]
        assert there.scheduled("apply").results["apply"].result == "skipped"
        both = numbers(17, 20)
        there.scratch.push("main", both, "Edited under the override")
        rest = there.apply(there.scratch.head())
        assert rest.result == "success", rest.everything
        assert there.timeouts() == [50, 20]
        return there.forge.executed


@cache
def drift() -> set[str]:
    """Somebody uses the web cabinet: one issue is opened, kept, and closed when nothing differs any more."""
    with stage() as there:
        there.pushed(numbers(16, 16, 16))
        assert there.scheduled("drift").result == "success"
        assert there.world.issues == [], "nothing differs, and there is nothing to close"
        there.emulator.account.forward(CODE, forwarded(timeout=55))
        assert _opened(there, there.scheduled("drift")) == [str(CODE)]
        there.emulator.account.forward(OTHER, forwarded(timeout=55))
        assert _opened(there, there.scheduled("drift")) == [str(CODE), str(OTHER)]
        there.emulator.faults.replace({"rules": [fault("status", THIRD, "GetAttributes", status=503, **AT_ONCE)]})
        unread = there.scheduled("drift")
        assert (unread.results["drift"].result, unread.results["issue"].result) == ("failure", "success")
        assert len(there.world.issues) == 1
        there.emulator.faults.replace({"rules": [fault("status", None, "GetAttributes", status=503, **AT_ONCE)]})
        blind = there.scheduled("drift")
        assert (blind.results["drift"].result, blind.results["issue"].result) == ("failure", "skipped")
        assert there.world.issues[0]["state"] == "open"
        there.emulator.faults.replace({"rules": []})
        for code in (CODE, OTHER):
            there.emulator.account.forward(code, forwarded(timeout=16))
        closed = there.scheduled("drift")
        assert closed.result == "success", closed.everything
        assert [one["state"] for one in there.world.issues] == ["closed"]
        return there.forge.executed


@cache
def switched_off() -> set[str]:
    """Without the repository's variable nothing is applied and nobody is asked; elsewhere than on main neither."""
    with stage(SETTINGS) as there:
        there.forge.variables["RECONCILER_APPLY"] = ""
        assert there.pushed(numbers(16)).result == "skipped"
        assert there.scheduled("drift").result == "skipped"
        assert there.emulator.log.calls() == []
        return there.forge.executed


def _opened(there: Stage, run: Run) -> list[str]:
    """Answer the numbers that the one open issue names."""
    assert run.result == "success", run.everything
    (issue,) = there.world.issues
    assert (issue["state"], issue["title"]) == ("open", "The provider differs from the record")
    return [str(code) for code in (CODE, OTHER, THIRD) if str(code) in issue["body"]]

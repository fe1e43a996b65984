"""What happens to pull requests, told to the end; each story answers the places of the steps that it executed."""

from functools import cache

from support.actions.stage import numbers, stage
from support.shell import CODE

MISTAKEN = {"desired-state/more.yaml": "numbers:\n  - number_code: 74991112244\n    call_forwading_number: {}\n"}
MENDED = {"desired-state/more.yaml": "numbers: []\n"}


@cache
def opened_updated_merged() -> set[str]:
    """A pull request is opened, pushed to again and merged: one comment, and what it showed is applied."""
    with stage() as there:
        first = there.pushed(numbers(16, 16))
        assert first.result == "success", first.everything
        assert "No pull request was merged as this commit" in first.results["plan"].summary
        assert there.timeouts() == [16, 16]
        there.world.comment(12, "<!-- reconciler:plan digest=0 -->", login="mallory")
        opened = there.proposed(12, "sales", numbers(30, 16))
        assert opened.result == "success", opened.everything
        assert there.timeouts() == [16, 16], "a plan calls nobody"
        _, comment = there.world.comments
        before = dict(comment)
        assert opened.artifact("reconciler-plan").joinpath("plan.html").exists()
        assert comment["body"].splitlines()[0] in opened.results["plan"].summary
        updated = there.proposed(12, "sales", numbers(45, 16))
        assert updated.result == "success"
        assert [one["id"] for one in there.world.comments[1:]] == [before["id"]]
        assert comment["body"] != before["body"]
        merged = there.merged(12, "sales")
        assert merged.result == "success", merged.everything
        assert "The digest is the one that #12 showed" in merged.results["plan"].summary
        assert merged.results["apply"].environment == "production"
        assert there.timeouts() == [45, 16]
        assert merged.artifact("reconciler-outcomes-1").joinpath("apply.md").exists()
        records = there.records()
        nothing = there.apply(there.scratch.head())
        assert (nothing.results["apply"].result, there.records()) == ("skipped", records)
        return there.forge.executed


@cache
def mistakes() -> set[str]:
    """Mistakes are annotated, and the comment tells them until they are mended."""
    with stage() as there:
        there.pushed(numbers(16))
        wrong = there.proposed(13, "wrong", MISTAKEN)
        assert wrong.result == "failure"
        assert "::error file=desired-state/more.yaml,line=3" in wrong.results["plan"].step("Validate").log
        assert wrong.results["comment"].result == "success"
        (body,) = there.world.bodies(13)
        assert body.startswith("<!-- reconciler:plan digest=none -->")
        assert "forwading" in body
        assert "forwading" in wrong.results["plan"].summary
        mended = there.proposed(13, "wrong", MENDED)
        assert mended.result == "success"
        assert there.world.bodies(13) != [body]
        assert len(there.world.bodies(13)) == 1
        mended_commit = there.scratch.head("wrong")
        assert f"Written for commit {mended_commit}." in there.world.bodies(13)[0]
        broken = there.proposed(13, "wrong", {"requirements/runtime.txt": "reconciler\n"})
        assert (broken.results["plan"].step("Install").outcome, broken.result) == ("failure", "failure")
        (body,) = there.world.bodies(13)
        assert "## No plan could be made" in body, "and not the plan of the push before"
        assert f"/actions/runs/{broken.id}" in body
        assert mended_commit not in body
        return there.forge.executed


@cache
def a_fork() -> set[str]:
    """A fork gets its validation, its summary and its annotations, never a comment, a secret or a runner of ours."""
    with stage() as there:
        there.forge.variables["RECONCILER_RUNNER"] = "moscow"
        there.forge.secrets[""] = {"EVENTS_KEY": "events-key-11aa22bb"}
        there.pushed(numbers(16))
        ours = there.proposed(14, "ours", numbers(20))
        assert (ours.results["plan"].runner, ours.results["comment"].result) == ("moscow", "success")
        theirs = there.proposed(15, "theirs", numbers(30), is_fork=True)
        assert theirs.result == "success", theirs.everything
        assert theirs.results["plan"].runner == "ubuntu-latest"
        assert str(CODE) in theirs.results["plan"].log
        assert theirs.results["plan"].summary.startswith("<!-- reconciler:plan digest=")
        assert theirs.results["comment"].result == "skipped"
        assert not theirs.artifact("reconciler-plan").joinpath("plan.reconciler").exists()
        wrong = there.proposed(15, "theirs", MISTAKEN, is_fork=True)
        assert wrong.result == "failure"
        assert "::error file=" in wrong.results["plan"].log
        assert there.world.bodies(15) == []
        return there.forge.executed


@cache
def another_repository() -> set[str]:
    """The action plans and comments for a repository that holds only a desired state."""
    with stage() as there:
        there.pushed(numbers(16))
        inputs = {"base": "HEAD^1"}
        event = there.proposal(16, "action", numbers(30))
        ours = there.forge.act(event, inputs, {"contents": "read", "pull-requests": "write"})
        assert ours.result == "success", ours.everything
        outputs = ours.results["theirs"].outputs
        assert (outputs["changes"], outputs["refused"], outputs["protected"]) == ("1", "false", "false")
        assert outputs["digest"] in there.world.bodies(16)[0]
        assert outputs["plan"] == "reconciler-plan/plan.reconciler"
        event = there.proposal(17, "fork", numbers(40), is_fork=True)
        asked = {"contents": "read", "pull-requests": "write"}
        theirs = there.forge.act(event, {**inputs, "state": "memory:"}, asked)
        assert theirs.result == "success", theirs.everything
        assert "compared with 'HEAD^1'" in theirs.results["theirs"].log
        assert (theirs.results["theirs"].outputs["plan"], there.world.bodies(17)) == ("", [])
        wrong = there.forge.act(there.proposal(16, "action", MISTAKEN), inputs, asked)
        assert wrong.result == "failure"
        assert there.world.bodies(16)[0].startswith("<!-- reconciler:plan digest=none")
        assert len(there.world.bodies(16)) == 1
        return there.forge.executed

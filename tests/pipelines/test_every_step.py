"""No script of our pipelines is left that the stories do not execute; and what their runner is strict about."""

import subprocess

import pytest
from support.actions import stories_of_applies as applies
from support.actions import stories_of_plans as plans
from support.actions.expressions import ExpressionError, Scope, condition, evaluated, inserted, valued
from support.actions.job import looked_up
from support.actions.scratch import MAY_PUSH
from support.actions.stage import stage
from support.actions.workflow import ROOT, composite, read, run_places, workflow

CONTEXTS = {
    "github": {"event": {"pull_request": {"number": 12}}, "event_name": "push"},
    "needs": {"plan": {"outputs": {"changes": "3", "refused": None}}},
    "vars": {"RUNNER": ""},
    "secrets": {},
    "inputs": {"approve": None, "python-version": "3.13"},
}


def scope(*, failed: bool = False) -> Scope:
    status = {"always": True, "success": not failed, "failure": failed, "cancelled": False}
    return Scope(look=lambda path: looked_up(CONTEXTS, path), status=status.__getitem__)


def test_every_step_that_runs_a_script_was_executed_by_a_story() -> None:
    executed: set[str] = set()
    for story in (
        plans.opened_updated_merged,
        plans.another_repository,
        applies.refused_and_approved,
        applies.drift,
    ):
        executed |= story()
    assert run_places() - executed == set()
    assert len(run_places()) > 25


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'it''s'", "it's"),
        ("github.event.pull_request.number", 12),
        ("github.event.pull_request.head.repo.full_name", None),
        ("github.event_name == 'PUSH'", True),
        ("inputs.approve == ''", True),
        ("inputs.approve != ''", False),
        ("inputs.python-version != ''", True),
        ("needs.plan.outputs.changes != '0' && 'yes' || 'no'", "yes"),
        ("needs.plan.outputs.changes == 3", True),
        ("vars.RUNNER || 'ubuntu-latest'", "ubuntu-latest"),
        ("secrets.NONE", None),
        ("!(false || cancelled()) && null", None),
        ("true == true", True),
    ],
)
def test_expressions_come_to_what_github_makes_of_them(text: str, value: object) -> None:
    assert evaluated(text, scope()) == value


@pytest.mark.parametrize(
    "text",
    [
        "contains(github.ref, 'x')",
        "vars.OTHER",
        "needs.other",
        "github.token",
        "'open",
        "(true",
        "1 +",
        "",
        "a.b",
        "> 1",
    ],
)
def test_what_the_stories_do_not_know_is_an_error_and_not_a_guess(text: str) -> None:
    with pytest.raises(ExpressionError):
        evaluated(text, scope())


def test_a_condition_without_a_function_of_the_status_needs_success() -> None:
    assert condition("github.event_name == 'push'", scope())
    assert not condition("github.event_name == 'push'", scope(failed=True))
    assert condition("${{ !cancelled() && github.event_name == 'push' }}", scope(failed=True))
    assert condition(None, scope())
    assert not condition(None, scope(failed=True))
    assert inserted("#${{ github.event.pull_request.number }}${{ false }}", scope()) == "#12false"
    assert valued("${{ true }}", scope()) is True


def test_no_value_is_put_into_the_text_of_a_script_and_every_script_stops_at_its_first_failure() -> None:
    for name in ("plan", "apply", "drift"):
        flow = workflow(name)
        assert flow.default_shell == "bash -euo pipefail {0}"
        for job in flow.jobs.values():
            assert all("${{" not in (step.run or "") for step in job.steps), name
            assert all("shell" not in step.data for step in job.steps)
    for step in composite()[1]:
        assert "${{" not in (step.run or "")
        assert step.run is None or step.data["shell"] == "bash -euo pipefail {0}"


def test_a_job_whose_token_may_not_write_cannot_push_to_the_stage_either() -> None:
    with stage() as there:
        clone, branch = there.scratch.clone, "HEAD:refs/heads/forbidden"
        environment = dict(there.forge.machine.environment)
        refused = subprocess.run(
            ["git", "push", "origin", branch], cwd=clone, env=environment, capture_output=True, text=True, check=False
        )
        assert refused.returncode != 0
        assert "the token may not push" in refused.stderr
        environment[MAY_PUSH] = "1"
        subprocess.run(["git", "push", "--quiet", "origin", branch], cwd=clone, env=environment, check=True)


def test_the_scripts_for_gitlab_are_scripts_of_bash() -> None:
    pipeline = read(ROOT / "ci" / "gitlab-ci.yml")
    scripts = [
        "\n".join(part for part in job[key])
        for job in pipeline.values()
        if isinstance(job, dict)
        for key in ("before_script", "script")
        if key in job
    ]
    assert len(scripts) >= 5
    for script in scripts:
        done = subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True, check=False)
        assert done.returncode == 0, f"{script}\n{done.stderr}"


def test_an_apply_that_waits_its_turn_is_never_pushed_out() -> None:
    concurrency = workflow("apply").jobs["apply"].data["concurrency"]
    assert (concurrency["cancel-in-progress"], concurrency["queue"]) == (False, "max")

"""One comment, one issue: made once, kept in step, and nobody else's ever touched."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.github import BOT, REPOSITORY, GitHubWorld, Token, github
from support.shell import Ran, Shell

TOKEN = "ghs_5d1c9e7a44b1"
EVERYTHING = {"pull-requests": "write", "issues": "write", "actions": "read"}
PLAN = "<!-- reconciler:plan digest=abc123 -->\n## 1 change\n"
DRIFT = "## Drift: 1 of 2 numbers differ\n"
COMMIT = "c" * 40


@pytest.fixture
def world() -> Iterator[GitHubWorld]:
    with github() as served:
        served.tokens[TOKEN] = Token(permissions=EVERYTHING)
        yield served


@pytest.fixture
def shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], world: GitHubWorld
) -> Shell:
    shell = Shell(tmp_path, monkeypatch, capsys)
    shell.set(GITHUB_TOKEN=TOKEN, GITHUB_API_URL=world.url, GITHUB_REPOSITORY=REPOSITORY, GITHUB_RUN_ID="77")
    return shell


def put(shell: Shell, text: str) -> None:
    (shell.folder / "plan.md").write_text(text, encoding="utf-8")


def comment(shell: Shell, text: str) -> str:
    put(shell, text)
    ran = shell("comment", "--pr", "12", "plan.md")
    assert ran.code == 0, ran.err
    assert TOKEN not in ran.out + ran.err
    return ran.err


def issue(shell: Shell, text: str, *more: str) -> str:
    put(shell, text)
    ran = shell("comment", "--issue", "Drift", *more, "plan.md")
    assert ran.code == 0, ran.err
    return ran.err


def test_a_comment_is_made_once_then_updated_and_left_alone_where_nothing_changed(
    shell: Shell, world: GitHubWorld
) -> None:
    assert "created: https://" in comment(shell, PLAN)
    assert "updated: https://" in comment(shell, PLAN + "and more\n")
    assert world.bodies(12) == [PLAN + "and more\n"]
    writes = list(world.writes)
    assert "unchanged: https://" in comment(shell, PLAN + "and more\r\n".replace("\r", ""))
    assert world.writes == writes


def test_a_comment_of_somebody_else_with_the_marker_is_left_alone_and_never_believed(
    shell: Shell, world: GitHubWorld
) -> None:
    forged = world.comment(12, PLAN, login="mallory")["body"]
    app = world.comment(12, PLAN, login="other-app[bot]")["body"]
    named = world.comment(12, PLAN, login="github-actions")["body"]
    world.comment(12, f"Look here:\n{PLAN}")
    world.merge(12, COMMIT)
    ran = shell("comment", "--merged", COMMIT, "--digest", "abc123")
    assert ran.out == "No plan was shown on #12, so that there is nothing to compare this one with.\n"
    comment(shell, "<!-- reconciler:plan digest=def -->\nours\n")
    assert world.bodies(12)[:3] == [forged, app, named]
    assert len(world.bodies(12)) == 5


@pytest.mark.parametrize("in_actions", ["true", ""])
def test_where_github_does_not_tell_whose_token_it_is_no_comment_of_a_person_is_taken_for_ours(
    shell: Shell, world: GitHubWorld, in_actions: str
) -> None:
    world.tells_viewer = False
    forged = world.comment(12, PLAN, login="mallory")["body"]
    shell.set(GITHUB_ACTIONS=in_actions)
    assert "created" in comment(shell, PLAN)
    assert "unchanged" in comment(shell, PLAN)
    assert "updated" in comment(shell, f"{PLAN}and more\n")
    assert world.bodies(12) == [forged, f"{PLAN}and more\n"]


def test_where_github_does_not_tell_whose_token_it_is_a_workflow_takes_no_other_app_for_itself(
    shell: Shell, world: GitHubWorld
) -> None:
    world.tells_viewer = False
    other = world.comment(12, PLAN, login="other-app[bot]")["body"]
    shell.set(GITHUB_ACTIONS="true")
    assert "created" in comment(shell, f"{PLAN}ours\n")
    assert world.bodies(12)[0] == other


def test_a_long_text_goes_on_in_further_comments_which_are_deleted_when_it_is_short_again(
    shell: Shell, world: GitHubWorld
) -> None:
    world.page = 2
    long = PLAN + "".join(f"- number {index} {'ы' * 40}\n" for index in range(3_000))
    comment(shell, long)
    bodies = world.bodies(12)
    assert len(bodies) > 2
    assert all(len(body.encode()) <= 65_536 for body in bodies)
    assert bodies[0].startswith("<!-- reconciler:plan digest=abc123 part=1/")
    assert all(body.startswith("<!-- reconciler:plan part=") for body in bodies[1:])
    world.merge(12, COMMIT)
    assert "is the one that #12 showed" in shell("comment", "--merged", COMMIT, "--digest", "abc123").out
    assert "unchanged" in comment(shell, long)
    assert len(world.bodies(12)) == len(bodies)
    told = comment(shell, PLAN)
    assert told.count("deleted") == len(bodies) - 1
    assert world.bodies(12) == [PLAN]


def test_of_a_very_long_text_the_first_comments_and_the_last_are_written_and_the_rest_is_told(
    shell: Shell, world: GitHubWorld
) -> None:
    rows = "".join(f"| **{index}** | {'ы' * 400} |\n" for index in range(3_000))
    comment(shell, f"{PLAN}\n| number |  |\n| --- | --- |\n{rows}\nDigest: abc123\n")
    bodies = world.bodies(12)
    assert len(bodies) == 10
    assert all(len(body.encode()) <= 65_536 for body in bodies)
    every = int(bodies[0].partition("part=1/")[2].split()[0])
    assert every > 30
    told = f"**This is not all of it:** {every - 10} parts before the last are in the run's artifact alone.\n"
    assert [body.endswith(told) for body in bodies] == [False] * 8 + [True, False]
    assert f"*Part {every} of {every}*" in bodies[-1]
    assert bodies[-1].endswith("\nDigest: abc123\n")


def test_an_issue_is_opened_once_updated_and_closed_and_a_new_one_opened_later(
    shell: Shell, world: GitHubWorld
) -> None:
    world.issue("Drift", f"<!-- reconciler:drift -->\n{DRIFT}", login="mallory")
    assert "created" in issue(shell, DRIFT)
    assert "unchanged" in issue(shell, DRIFT)
    assert "updated" in issue(shell, DRIFT.replace("1 of", "2 of"))
    _, ours = world.issues
    assert ours["body"] == "<!-- reconciler:drift -->\n## Drift: 2 of 2 numbers differ\n"
    assert "closed" in issue(shell, "## Drift: none\n", "--close")
    assert (ours["state"], ours["state_reason"]) == ("closed", "completed")
    assert world.bodies(ours["number"]) == ["## Drift: none\n"]
    assert "nothing to close" in issue(shell, "## Drift: none\n", "--close")
    assert "created" in issue(shell, DRIFT)
    assert [one["state"] for one in world.issues] == ["open", "closed", "open"]


def test_the_digest_of_what_was_reviewed_is_compared_with_the_plan_to_be_applied(
    shell: Shell, world: GitHubWorld
) -> None:
    comment(shell, PLAN)
    world.pulls[COMMIT] = [{"number": 9, "merged_at": None, "merge_commit_sha": COMMIT}]
    ran = shell("comment", "--merged", COMMIT, "--digest", "abc123")
    assert ran.out == "No pull request was merged as this commit: nobody has reviewed this plan.\n"
    world.merge(12, COMMIT)
    same = shell("comment", "--merged", COMMIT, "--digest", "abc123")
    assert (same.code, "The digest is the one that #12 showed" in same.out) == (0, True)
    other = shell("comment", "--merged", COMMIT, "--digest", "def456")
    assert "**The digest is another one than #12 showed** (<code>abc123</code> there" in other.out
    comment(shell, "<!-- reconciler:plan digest=none -->\nmistakes\n")
    assert "No plan was shown on #12" in shell("comment", "--merged", COMMIT, "--digest", "abc123").out


def test_who_may_not_write_is_told_which_permission_is_needed(shell: Shell, world: GitHubWorld) -> None:
    world.tokens[TOKEN] = Token(permissions={"pull-requests": "read"})
    put(shell, PLAN)
    ran = shell("comment", "--pr", "12", "plan.md")
    assert ran.code == 1
    assert "Resource not accessible by integration" in ran.err
    assert "`permissions: pull-requests: write`" in ran.err
    assert "fork's pull request never may" in ran.err


def test_a_person_with_a_token_of_their_own_keeps_their_own_comment(shell: Shell, world: GitHubWorld) -> None:
    comment(shell, PLAN)
    world.tokens[TOKEN] = Token(login="Olga", permissions=EVERYTHING)
    assert "created" in comment(shell, PLAN)
    assert "unchanged" in comment(shell, PLAN)
    assert [one["user"]["login"] for one in world.comments] == [BOT, "Olga"]


def test_a_secret_of_the_environment_is_taken_out_before_it_is_written(shell: Shell, world: GitHubWorld) -> None:
    shell.set(EXOLVE_API_KEY="main-key-5d1c9e7a")
    comment(shell, f"{PLAN}main-key-5d1c9e7a {TOKEN}\n")
    assert world.bodies(12) == [f"{PLAN}*** ***\n"]


def test_a_summary_is_added_to_and_says_what_does_not_fit(shell: Shell) -> None:
    summary = shell.folder / "summary.md"
    summary.write_text("before\n")
    shell.set(GITHUB_STEP_SUMMARY=str(summary), GITHUB_TOKEN=None)
    put(shell, PLAN)
    assert shell("comment", "--summary", "plan.md").code == 0
    assert summary.read_text() == f"before\n{PLAN}\n"
    put(shell, PLAN + "".join(f"line {index} {'ы' * 50}\n" for index in range(20_000)))
    assert shell("comment", "--summary", "plan.md").code == 0
    assert 900_000 < summary.stat().st_size <= 1_048_576
    assert "This is not all of it" in summary.read_text()[-200:]
    size = summary.stat().st_size
    assert shell("comment", "--summary", "plan.md").code == 0
    assert summary.read_bytes()[size:].strip().startswith(b"**This is not all of it"), "there is no room for more"
    assert summary.stat().st_size <= 1_048_576


def test_a_run_is_approved_by_whoever_let_it_into_the_environment(shell: Shell, world: GitHubWorld) -> None:
    ran = shell("approval", "production-override")
    assert (ran.code, "required reviewers" in ran.err) == (4, True)
    world.approve("77", "production", by="ivan")
    world.approve("78", "production-override", by="ivan")
    assert shell("approval", "production-override").code == 4, "that was another environment, and another run"
    world.approve("77", "production-override", by="olga")
    ran = shell("approval", "production-override")
    assert (ran.code, ran.out) == (0, "olga\n")
    world.approve("77", "production-override", by="ivan", state="rejected")
    assert shell("approval", "production-override").code == 4


@pytest.mark.parametrize(
    "arguments",
    [
        ["plan.md"],
        ["--pr", "12", "--issue", "x", "plan.md"],
        ["--pr", "12"],
        ["--pr", "0", "plan.md"],
        ["--pr", "12", "--close", "plan.md"],
        ["--merged", COMMIT],
        ["--merged", COMMIT, "--digest", "x", "plan.md"],
        ["--pr", "12", "--digest", "x", "plan.md"],
    ],
)
def test_wrong_usage_is_64(shell: Shell, arguments: list[str]) -> None:
    assert shell("comment", *arguments).code == 64


def test_stdin_is_read_as_utf_8_whatever_the_locale(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def piped(content: bytes) -> Ran:
        stdin = io.TextIOWrapper(io.BytesIO(content), encoding="ascii", errors="surrogateescape")
        monkeypatch.setattr("sys.stdin", stdin)
        return shell("comment", "--pr", "12", "-")

    assert piped(f"{PLAN}Иванов".encode()).code == 0
    ran = piped(b"\xff")
    assert (ran.code, "stdin is not a text in UTF-8" in ran.err) == (64, True)


def test_what_is_missing_is_told(shell: Shell) -> None:
    assert "'plan.md' cannot be read" in shell("comment", "--pr", "12", "plan.md").err
    put(shell, PLAN)
    assert "GITHUB_STEP_SUMMARY is not set" in shell("comment", "--summary", "plan.md").err
    shell.set(GITHUB_RUN_ID=None)
    assert "GITHUB_RUN_ID is not set" in shell("approval", "production").err
    shell.set(GITHUB_TOKEN=None)
    ran = shell("comment", "--pr", "12", "plan.md")
    assert (ran.code, "GITHUB_TOKEN is not set" in ran.err) == (1, True)

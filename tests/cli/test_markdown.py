"""What commands write as Markdown, for comments and jobs' summaries: all mistakes, no secret, whatever is asked for."""

from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest
from support.emulated import Emulated, emulated
from support.shell import CODE, OTHER, SETTINGS, Shell, number

from reconciler.emulator.phones import Manner, Phone
from reconciler.reports.harmless import harmless
from reconciler.reports.markdown.escaping import plain

BUSY = "74992223355"
SECRET = "s3cr_t*v|lue"
CALLS = SETTINGS + "  verify: {enabled: true, report_seconds: 5, call: {virtual_phone_number: '74993720692'}}\n"


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


@pytest.fixture
def emulator(shell: Shell) -> Iterator[Emulated]:
    with emulated(limited=False) as served:
        served.world.phones.put(BUSY, Phone(manner=Manner.BUSY))
        shell.use(served)
        yield served


def test_a_plan_begins_with_its_marker_and_ends_with_its_digest(shell: Shell) -> None:
    shell.declare(number(description="a|b <b> @olga"))
    ran = shell("plan", "--format", "markdown")
    digest = shell("plan", "--format", "json").json["digest"]
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"<!-- reconciler:plan digest={digest} -->\n## Plan: 1 to add; 0 unchanged\n")
    assert ran.out.endswith(f"\n\nDigest: <code>{digest}</code>\n")
    assert "a|b" not in ran.out
    assert "@olga" not in ran.out


def test_wrong_files_are_told_one_by_one(shell: Shell) -> None:
    shell.declare(number(), number(timeout="soon"))  # type: ignore[arg-type]
    ran = shell("plan", "--format", "markdown")
    assert ran.code == 1
    assert ran.out.startswith("<!-- reconciler:plan digest=none -->\n## No plan: 2 errors\n")
    assert ran.out.count("| <code>desired-state/numbers.yaml&#58;1&#58;") == 2


def test_why_there_is_no_plan_is_told_in_sentences(shell: Shell) -> None:
    ran = shell("--state", "git:nowhere", "plan", "--format", "markdown")
    assert ran.code == 1
    assert ran.out.startswith("<!-- reconciler:plan digest=none -->\n## No plan: the run failed\n\n<code>")


def test_a_warning_stands_once_below_the_plan(shell: Shell) -> None:
    shell.declare(number(), settings=SETTINGS + "  policy: {exceptions: [{name: a, target: '1', reason: b}]}\n")
    ran = shell("plan", "--format", "markdown")
    assert "<details><summary>1 warning</summary>" in ran.out


@pytest.mark.parametrize("secret", [SECRET, "p&q\"r's<t"])
@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_a_secret_with_signs_that_mean_something_is_taken_out(shell: Shell, form: str, secret: str) -> None:
    shell.set(EVENTS_KEY=secret)
    shell.declare(number(description=f"the key is {secret}"))
    ran = shell("plan", "--format", form)
    assert ran.code == 0
    assert "***" in ran.out
    for shape in (secret, harmless(secret), plain(secret), escape(secret)):
        assert shape not in ran.out


@pytest.mark.usefixtures("emulator")
@pytest.mark.parametrize("form", ["markdown", "html"])
def test_test_calls_are_written_to_a_file_too(shell: Shell, form: str) -> None:
    shell.declare(number(verify=True), number(OTHER, to=BUSY, verify=True), settings=CALLS)
    assert shell("apply", "--yes").code == 0
    assert f"{CODE}" in shell("verify", "--dry-run", "--format", form).out
    ran = shell("verify", "--format", form, "--output", "verify.out")
    assert (ran.code, ran.out) == (1, "")
    written = (shell.folder / "verify.out").read_text(encoding="utf-8")
    assert all(word in written for word in (str(CODE), str(OTHER), "failed", "verified"))
    if form == "markdown":
        assert written.startswith("<!-- reconciler:verify -->\n## Verify: 1 verified, 1 failed\n")


@pytest.mark.usefixtures("emulator")
def test_why_nobody_was_called_is_told_too(shell: Shell) -> None:
    shell.declare(number(verify=True), settings=CALLS.replace("enabled: true, ", ""))
    assert shell("apply", "--yes").code == 0
    ran = shell("verify", "--format", "markdown")
    assert ran.code == 4
    assert ran.out.startswith(
        "<!-- reconciler:verify -->\n## Verify: the run failed\n\n<code>nobody allowed these calls"
    )
    shell.write({"wrong.yaml": "numbers: 1\n"})
    assert "| <code>desired-state/wrong.yaml" in shell("verify", "--format", "markdown").out


@pytest.mark.usefixtures("emulator")
def test_what_became_of_an_apply_is_told(shell: Shell) -> None:
    shell.declare(number(), number(OTHER))
    ran = shell("apply", "--yes", "--format", "markdown")
    assert ran.code == 0
    assert ran.out.startswith("<!-- reconciler:apply digest=")
    assert "## Apply: 2 applied\n\n<details><summary>2 numbers applied</summary>" in ran.out

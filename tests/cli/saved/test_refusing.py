"""`apply FILE` of what does not fit any more, is damaged, or nobody may do: nothing is sent."""

from typing import Any

import pytest
from support.emulated import AT_ONCE, Emulated, fault
from support.saved import URL, VALUE, saved, without_folder
from support.shell import CODE, CODES, OTHER, SETTINGS, Shell, number, to_url


def test_a_number_that_was_changed_since_is_refused_by_name_before_anything_is_sent(
    shell: Shell, emulator: Emulated
) -> None:
    shell.declare(number(CODE), number(OTHER))
    assert shell("apply", "--yes").code == 0
    shell.declare(number(CODE, timeout=30), number(OTHER, timeout=30))
    saved(shell)
    shell.declare(number(CODE), number(OTHER, timeout=40))
    assert shell("apply", "--yes").code == 0
    emulator.log.clear()
    ran = shell("apply", "plan.reconciler", "--yes", "--format", "json")
    assert ran.code == 4
    assert f"the record has moved since the plan was made: {OTHER}." in ran.json["error"]
    assert str(CODE) not in ran.json["error"]
    assert emulator.log.calls() == []


def test_a_plan_of_another_record_is_refused(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number(CODE))
    assert shell("apply", "--yes").code == 0
    assert shell("--state", "file:other", "apply", "--yes").code == 0
    shell.declare(number(CODE, timeout=30))
    saved(shell)
    emulator.log.clear()
    ran = shell("--state", "file:other", "apply", "plan.reconciler", "--yes")
    assert ran.code == 1
    assert "the plan was made against the record " in ran.err
    ran = shell("--state", "file:nothing", "apply", "plan.reconciler", "--yes")
    assert ran.code == 1
    assert "and there is none here" in ran.err
    assert "lineage: none" in shell("--state", "file:nothing", "state", "show").out
    assert emulator.log.calls() == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"numbers: []", "'plan.reconciler': this is no saved plan."),
        (b'{"format_version": 1, "digest": null}', "this is no saved plan."),
    ],
)
@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_a_file_that_is_no_saved_plan_ends_with_1_in_every_format(
    shell: Shell, emulator: Emulated, content: bytes | None, said: str, form: str
) -> None:
    if content is not None:
        (shell.folder / "plan.reconciler").write_bytes(content)
    ran = shell("apply", "plan.reconciler", "--yes", "--format", form)
    assert ran.code == 1
    assert said in ran.err
    if form == "json":
        assert said in ran.json["error"]
    assert (ran.out == "") == (form == "text")
    assert emulator.log.calls() == []


def test_a_damaged_plan_and_one_of_a_newer_version_are_refused(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number())
    saved(shell)
    file = shell.folder / "plan.reconciler"
    content = file.read_bytes()
    file.write_bytes(content.replace(b"74992223344", b"74992223345"))
    ran = shell("apply", "plan.reconciler", "--yes")
    assert (
        ran.code,
        "'plan.reconciler': the saved plan is not as it was written: its checksum is another" in ran.err,
    ) == (
        1,
        True,
    )
    file.write_bytes(content.replace(b'"format_version":1', b'"format_version":2'))
    ran = shell("apply", "plan.reconciler", "--yes")
    assert (ran.code, "has format 2, and this program knows formats up to 1" in ran.err) == (1, True)
    assert emulator.log.calls() == []


def test_limits_are_those_of_the_file_against_the_record_and_its_digest_alone_passes_them(
    shell: Shell, emulator: Emulated
) -> None:
    limited = SETTINGS + "  limits: {changes: 1}\n"
    shell.declare(number(CODE), number(OTHER), settings=limited)
    assert shell("apply", "--yes").code == 0
    shell.declare(number(CODE, timeout=30), number(OTHER, timeout=30), settings=limited)
    digest = saved(shell, "--format", "json").json["digest"]
    emulator.log.clear()
    shell.declare(number(CODE), settings=SETTINGS)
    ran = shell("apply", "plan.reconciler", "--yes")
    assert ran.code == 4
    assert "limits.changes: the plan has 2, 1 are allowed." in ran.err
    assert shell("apply", "plan.reconciler", "--yes", "--approve", "0" * 64).code == 4
    assert emulator.log.calls() == []
    emulator.faults.replace([fault("status", OTHER, status=503, **AT_ONCE)])
    assert shell("apply", "plan.reconciler", "--approve", digest).code == 5
    emulator.faults.replace([])
    assert shell("apply", "plan.reconciler", "--yes").code == 4, "what was refused at first is refused halfway as well"
    assert shell("apply", "plan.reconciler", "--approve", digest).code == 0


def test_a_share_counts_the_numbers_as_they_were_before_the_plan(shell: Shell, emulator: Emulated) -> None:
    """Some that it removes are gone already when it is rerun: what was allowed at first is allowed still."""
    wide = SETTINGS + "  limits: {removals_share: 0.2, changes_share: 0.2}\n  on_removal: reset\n"
    shell.declare(*(number(code) for code in CODES[:10]), settings=wide)
    assert shell("apply", "--yes").code == 0
    shell.declare(*(number(code) for code in CODES[2:10]), settings=wide)
    saved(shell)
    emulator.faults.replace([fault("status", CODES[1], "DeleteCallForwarding", status=503, **AT_ONCE)])
    assert shell("apply", "plan.reconciler", "--yes").code == 5
    emulator.faults.replace([])
    ran = shell("apply", "plan.reconciler", "--yes")
    assert ran.code == 0, ran.err


def test_no_approval_passes_a_protected_number_in_a_file_either(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number(CODE, protected=True))
    assert shell("apply", "--yes").code == 0
    shell.declare(number(OTHER))
    digest = saved(shell, "--format", "json").json["digest"]
    emulator.log.clear()
    ran = shell("apply", "plan.reconciler", "--approve", digest)
    assert ran.code == 4
    assert f"{CODE} is protected and would be taken away" in ran.err
    assert emulator.log.calls() == []


def test_no_approval_passes_a_number_that_is_declared_as_protected_and_left_out(
    shell: Shell, emulator: Emulated
) -> None:
    """Its calls come to a number that is dropped, and what forwards them elsewhere is not selected."""
    shell.declare(number(CODE, to=str(OTHER)), number(OTHER))
    assert shell("apply", "--yes").code == 0
    dropped = number(OTHER)
    dropped["call_forwarding_number"]["call_control"][0]["active"] = False
    shell.declare(number(CODE, protected=True), dropped)
    shown = saved(shell, "--only", str(OTHER), "--format", "json").json
    assert f"{CODE} is protected and would never be answered" in shown["refused_by"]["protection"][0]
    emulator.log.clear()
    ran = shell("apply", "plan.reconciler", "--approve", shown["digest"])
    assert ran.code == 4
    assert f"{CODE} is protected and would never be answered any more" in ran.err
    assert emulator.log.calls() == []


@pytest.mark.usefixtures("emulator")
def test_a_number_that_goes_dark_refuses_a_saved_plan_too(shell: Shell) -> None:
    office: dict[str, Any] = number(CODE)
    shell.declare(office)
    assert shell("apply", "--yes").code == 0
    office["call_forwarding_number"]["call_control"][0]["period"] = "wd {mon-fri} hr {9-17}"
    shell.declare(office)
    shown = saved(shell)
    without_folder(shell)
    ran = shell("apply", "plan.reconciler", "--yes")
    assert ran.code == 4
    assert ran.out == shown.out, "what it means for callers is told again"
    assert "goes-dark: 1 of the numbers would ring nobody" in ran.err


def test_a_secret_with_another_value_than_was_planned_is_not_sent(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number(OTHER))
    assert shell("apply", "--yes").code == 0
    shell.set(EVENTS_KEY=VALUE)
    shell.declare(to_url(CODE, URL), number(OTHER, timeout=30))
    saved(shell)
    emulator.log.clear()
    shell.set(EVENTS_KEY="another-value")
    ran = shell("apply", "plan.reconciler", "--yes")
    assert ran.code == 4
    assert f"EVENTS_KEY has another value here than when the plan was made: {CODE}. Nothing was sent." in ran.err
    assert emulator.log.calls() == []
    shell.set(EVENTS_KEY=VALUE)
    assert shell("apply", "plan.reconciler", "--yes").code == 0

"""`reconciler import`: YAML and a record from what the provider has, and then a plan with nothing to do."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.emulated import Emulated, emulated, fault
from support.shell import CODE, CODES, OTHER, SETTINGS, THIRD, Shell, forwarded, number

STATIC = {
    "call_forwarding_type": 4,
    "call_forwarding_static": {"static_ip": "203.0.113.10", "port": 5060, "timeout": 20, "did": 111},
}
SIP = {"call_forwarding_type": 1, "call_forwarding_sip": {"sip_uri": "office@sip.example.com:5060"}}
URL = {"call_forwarding_type": 3, "call_forwarding_ipcr": {"url": "https://example.com/", "reserve": "74992223344"}}
ONE = "settings: {secrets: [EVENTS_KEY], apply: {calls_per_second: 0}}\n"


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


@pytest.fixture(params=["documented", "contrary"])
def emulator(shell: Shell, request: pytest.FixtureRequest) -> Iterator[Emulated]:
    with emulated(request.param) as served:
        shell.use(served)
        yield served


def read(shell: Shell, name: str) -> str:
    return (shell.folder / "desired-state" / name).read_text(encoding="utf-8")


def test_after_an_import_there_is_nothing_to_do(shell: Shell, emulator: Emulated) -> None:
    shell.write({"settings.yaml": ONE})
    entry = {"redirect_number": "74992223344", "timeout": 16, "active": True, "name": "Иванов И."}
    emulator.has(
        "main",
        CODE,
        {
            "call_forwarding_type": 2,
            "call_forwarding_number": {
                "redirect_type": 2,
                "call_control": [entry, {"redirect_number": "883140000000001", "timeout": 30, "active": False}],
                "event_url": "https://example.com/",
                "event_extended": True,
                "masking": True,
                "display_number": str(OTHER),
            },
        },
    )
    emulator.has("main", OTHER, forwarded())
    emulator.has("main", THIRD, SIP)
    emulator.has("main", CODES[3], URL)
    ran = shell("import")
    assert ran.code == 0, ran.err
    assert ran.out == "wrote desired-state/contacts.yaml\nwrote desired-state/numbers.yaml\n4 numbers imported.\n"
    assert "compare its schedules with the web cabinet" in ran.err
    assert shell("plan", "--detailed-exitcode").code == 0
    assert emulator.numbers_sent() == []
    assert shell("state", "list").out.split() == [str(code) for code in sorted([CODE, OTHER, THIRD, CODES[3]])]
    assert 'иванов-и: "74992223344"' in read(shell, "contacts.yaml")
    assert '{redirect_number: "@иванов-и", timeout: 16, name: Иванов И.}' in read(shell, "numbers.yaml")


def test_an_apply_after_the_import_sends_only_what_was_edited(shell: Shell, emulator: Emulated) -> None:
    shell.write({"settings.yaml": ONE})
    emulator.has("main", CODE, forwarded(timeout=17))
    emulator.has("main", OTHER, forwarded(timeout=18))
    assert shell("import").code == 0
    shell.write({"numbers.yaml": read(shell, "numbers.yaml").replace("timeout: 17", "timeout: 27")})
    assert shell("apply", "--yes").code == 0
    assert emulator.numbers_sent() == [CODE]


def test_numbers_bound_to_a_sip_id_and_numbers_without_forwarding_are_told(shell: Shell, emulator: Emulated) -> None:
    shell.write({"settings.yaml": ONE})
    emulator.has("main", CODE, forwarded())
    emulator.has("main", OTHER, has_sip=True)
    emulator.has("main", THIRD)
    ran = shell("import")
    assert ran.code == 0
    assert f"left out, it is bound to a SIP ID, which excludes forwarding: {OTHER}\n" in ran.err
    assert f"left out, it has no forwarding: {THIRD}\n" in ran.err
    assert ran.out.endswith("1 number imported.\n")


def test_each_application_gets_a_file_that_names_it(shell: Shell, emulator: Emulated) -> None:
    shell.write({"settings.yaml": SETTINGS})
    emulator.has("main", CODE, forwarded())
    emulator.has("second", OTHER, forwarded(to="74992223355"))
    ran = shell("import")
    assert ran.code == 0, ran.err
    assert "wrote desired-state/main.yaml\nwrote desired-state/second.yaml\n2 numbers imported.\n" in ran.out
    assert "defaults:\n  application: main\n" in read(shell, "main.yaml")
    assert str(OTHER) in read(shell, "second.yaml")
    assert shell("plan", "--detailed-exitcode").code == 0


def test_one_application_can_be_taken_in_alone(shell: Shell, emulator: Emulated) -> None:
    shell.write({"settings.yaml": SETTINGS})
    emulator.has("main", CODE, forwarded())
    emulator.has("second", OTHER, forwarded())
    ran = shell("import", "--application", "second", str(OTHER))
    assert ran.code == 0, ran.err
    assert shell("state", "list").out == f"{OTHER}\n"


def test_a_number_that_nobody_lists_is_told_and_the_rest_taken_in(shell: Shell, emulator: Emulated) -> None:
    shell.write({"settings.yaml": SETTINGS})
    emulator.has("main", CODE, forwarded())
    ran = shell("import", str(CODE), str(THIRD))
    assert ran.code == 5
    assert f"left out, the provider does not list it: {THIRD}\n" in ran.err
    assert shell("state", "list").out == f"{CODE}\n"


def test_a_number_that_cannot_be_read_is_told_and_the_rest_taken_in(shell: Shell, emulator: Emulated) -> None:
    shell.write({"settings.yaml": ONE})
    emulator.has("main", CODE, forwarded())
    emulator.has("main", OTHER, forwarded())
    emulator.faults.replace([fault("status", OTHER, method="GetAttributes", status=403, body={"error": "forbidden"})])
    ran = shell("import")
    assert ran.code == 5
    assert f"left out, it could not be read: Exolve answered 403: forbidden: {OTHER}\n" in ran.err
    assert shell("state", "list").out == f"{CODE}\n"


def test_when_nothing_could_be_read_the_import_failed(shell: Shell, emulator: Emulated) -> None:
    shell.write({"settings.yaml": ONE})
    emulator.has("main", CODE, forwarded())
    emulator.faults.replace([fault("status", method="GetAttributes", status=403)])
    ran = shell("import")
    assert (ran.code, ran.out) == (1, "0 numbers imported.\n")
    assert "it could not be read" in ran.err
    assert not (shell.folder / "desired-state" / "numbers.yaml").exists()


def test_an_account_without_forwarded_numbers_is_taken_in_as_nothing(shell: Shell, emulator: Emulated) -> None:
    emulator.has("main", CODE)
    ran = shell("import")
    assert (ran.code, ran.out) == (0, "0 numbers imported.\n")
    assert f"left out, it has no forwarding: {CODE}\n" in ran.err
    assert not (shell.folder / "desired-state").exists()


def test_a_folder_that_declares_numbers_is_not_written_into(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number())
    ran = shell("import")
    assert ran.code == 4
    assert "'desired-state' declares 1 numbers already" in ran.err
    assert emulator.log.calls() == []


def test_a_folder_with_mistakes_is_not_written_into(shell: Shell, emulator: Emulated) -> None:
    shell.write({"settings.yaml": "settings: {timezone: Nowhere}\n"})
    ran = shell("import")
    assert ran.code == 1
    assert "have mistakes, so its settings cannot be trusted" in ran.err
    assert emulator.log.calls() == []


def test_no_file_is_overwritten_and_none_left_half_done(shell: Shell, emulator: Emulated) -> None:
    shell.write({"settings.yaml": ONE, "numbers.yaml": "numbers: []  # mine\n"})
    emulator.has("main", CODE, forwarded())
    emulator.has("main", OTHER, forwarded())
    ran = shell("import")
    assert ran.code == 1
    assert "'desired-state/numbers.yaml' is there already, and nothing is overwritten." in ran.err
    assert read(shell, "numbers.yaml") == "numbers: []  # mine\n"
    assert not (shell.folder / "desired-state" / "contacts.yaml").exists()
    assert "lineage: none" in shell("state", "show").out


def test_a_name_that_another_file_has_already_leaves_the_record_alone_and_says_so(
    shell: Shell, emulator: Emulated
) -> None:
    shell.write({"settings.yaml": ONE, "people.yaml": 'contacts: {to-74992223344: "74992223355"}\n'})
    emulator.has("main", CODE, forwarded())
    emulator.has("main", OTHER, forwarded())
    ran = shell("import")
    assert ran.code == 1
    assert "[duplicate-name]" in ran.err
    assert "lineage: none" in shell("state", "show").out


def test_a_record_that_knows_numbers_is_not_imported_into(shell: Shell, emulator: Emulated) -> None:
    """What import left out of the folder would look deleted to the next plan."""
    shell.write({"settings.yaml": ONE})
    emulator.has("main", CODE, forwarded())
    assert shell("import").code == 0
    record = shell("show", "--format", "json").json["numbers"]
    ran = shell("--directory", "new", "import")
    assert ran.code == 4
    assert "knows 1 numbers already" in ran.err
    assert not (shell.folder / "new").exists()
    assert shell("show", "--format", "json").json["numbers"] == record


def test_every_page_of_the_list_is_read(shell: Shell, emulator: Emulated) -> None:
    shell.write({"settings.yaml": ONE})
    for index in range(120):
        emulator.has("main", 74951112200 + index, forwarded(to=f"7499222{index:04}"))
    emulator.has("main", 74951112320, has_sip=True)
    ran = shell("import")
    assert ran.out.endswith("120 numbers imported.\n"), ran.err
    assert len({body["offset"] for body in emulator.bodies("GetList") if body["sip_filter"] == 0}) > 1
    assert shell("plan", "--detailed-exitcode").code == 0


def test_an_unknown_application_is_told_with_those_that_are_known(shell: Shell, emulator: Emulated) -> None:
    shell.write({"settings.yaml": SETTINGS})
    ran = shell("import", "--application", "third")
    assert ran.code == 64
    assert "no application 'third'" in ran.err
    assert "main, second" in ran.err
    assert emulator.log.calls() == []


def test_a_bad_key_ends_the_import_with_1(shell: Shell, emulator: Emulated) -> None:
    shell.write({"settings.yaml": ONE})
    emulator.has("main", CODE, forwarded())
    shell.set(EXOLVE_API_KEY="nobodys-key")
    ran = shell("import")
    assert ran.code == 1
    assert "Exolve answered 401" in ran.err
    shell.set(EXOLVE_API_KEY=None)
    assert "the variable EXOLVE_API_KEY is not set" in shell("import").err


def test_a_known_secret_in_a_url_is_written_as_its_reference(shell: Shell, emulator: Emulated) -> None:
    shell.set(EVENTS_KEY="events-value-77aa01")
    shell.write({"settings.yaml": ONE})
    emulator.has("main", CODE, forwarded(event_url="https://example.com/?key=events-value-77aa01"))
    assert shell("import").code == 0
    assert "https://example.com/?key=${EVENTS_KEY}" in read(shell, "numbers.yaml")
    assert b"events-value-77aa01" not in shell.everything_written()
    assert shell("plan", "--detailed-exitcode").code == 0


def test_a_forwarding_with_a_key_where_no_reference_can_stand_is_left_out(shell: Shell, emulator: Emulated) -> None:
    shell.set(EVENTS_KEY="events-value-77aa01")
    shell.write({"settings.yaml": ONE})
    emulator.has("main", CODE, forwarded(event_url="https://example.com/?key=main-key-5d1c9e7a"))
    emulator.has("main", OTHER, forwarded(file_to_a="events-value-77aa01"))
    emulator.has("main", THIRD, forwarded())
    ran = shell("import")
    assert ran.code == 5
    assert "left out, its forwarding holds an API key, or a secret outside of a URL" in ran.err
    assert f"must not get into a file: {CODE}, {OTHER}\n" in ran.err
    written = shell.everything_written()
    assert b"events-value" not in written
    assert b"main-key" not in written


def test_a_trunk_whose_data_the_provider_hides_is_told(shell: Shell) -> None:
    shell.write({"settings.yaml": ONE})
    with emulated("documented") as emulator:
        shell.use(emulator)
        emulator.has("main", CODE, STATIC)
        ran = shell("import")
    assert ran.code == 0
    assert f"left out, the provider does not show the data of its forwarding; declare it by hand: {CODE}\n" in ran.err


def test_a_trunk_whose_data_the_provider_shows_is_taken_in(shell: Shell) -> None:
    shell.write({"settings.yaml": ONE})
    with emulated("contrary") as emulator:
        shell.use(emulator)
        emulator.has("main", CODE, STATIC)
        ran = shell("import")
    assert ran.code == 0, ran.err
    assert "call_forwarding_static:\n      static_ip: 203.0.113.10\n      port: 5060\n" in read(shell, "numbers.yaml")
    assert shell("plan", "--detailed-exitcode").code == 0


def test_numbers_that_are_listed_for_another_applications_key_are_told_as_unreadable(shell: Shell) -> None:
    shell.write({"settings.yaml": ONE})
    with emulated("contrary") as emulator:
        shell.use(emulator)
        emulator.has("main", CODE, forwarded())
        emulator.has("second", OTHER, forwarded())
        ran = shell("import")
    assert ran.code == 5
    assert "number is missing in the application" in ran.err
    assert str(OTHER) in ran.err
    assert shell("state", "list").out == f"{CODE}\n"


def test_what_the_provider_has_and_we_cannot_declare_is_told(shell: Shell, emulator: Emulated) -> None:
    shell.write({"settings.yaml": ONE})
    emulator.has("main", CODE, forwarded(to="112"))
    emulator.has("main", OTHER, forwarded())
    ran = shell("import")
    assert ran.code == 5
    assert "left out, it cannot be declared: " in ran.err
    assert "[invalid-number]: '112' must be a number" in ran.err

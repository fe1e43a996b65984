"""`reconciler import`: YAML and a record from what the provider has, and then a plan with nothing to do."""

import shutil
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
HOLIDAYS = """\
overrides:
  - numbers: [74991112233]
    from: 2099-12-31T00:00:00+03:00
    until: 2100-01-09T00:00:00+03:00
    reason: Новогодние праздники
    call_forwarding_number: {redirect_type: single, call_control: [{redirect_number: "74992223399", timeout: 60}]}
"""
ONE = "settings: {secrets: [EVENTS_KEY], apply: {calls_per_second: 0}}\n"


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    made = Shell(tmp_path, monkeypatch, capsys)
    made.set(EVENTS_KEY="events-value-77aa01")
    return made


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


def test_a_folder_that_declares_numbers_gets_only_those_that_it_lacks(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number(), number(OTHER, timeout=5))
    mine = read(shell, "numbers.yaml")
    assert shell("apply", "--yes").code == 0
    emulator.has("main", THIRD, forwarded(to="74992223355"))
    emulator.has("second", CODES[3], forwarded(to="74992223355"))
    ran = shell("import")
    assert ran.code == 0, ran.err
    assert ran.out == (
        "wrote desired-state/imported/contacts.yaml\nwrote desired-state/imported/main.yaml\n"
        "wrote desired-state/imported/second.yaml\n2 numbers imported.\n"
    )
    assert "2 numbers are declared and recorded already, left alone.\n" in ran.err
    assert read(shell, "numbers.yaml") == mine
    assert read(shell, "settings.yaml") == SETTINGS
    assert shell("plan", "--detailed-exitcode").code == 0
    assert shell("state", "list").out.split() == [str(code) for code in CODES[:4]]


def test_contacts_and_schedules_that_the_folder_has_are_used_again(shell: Shell) -> None:
    shell.write(
        {
            "settings.yaml": ONE,
            "people.yaml": (
                'contacts: {ivanov: "74992223344", иванов: "74992223377", mon-fri-9-18: "74992223378"}\n'
                'schedules: {office: "wd {mon-fri} hr {9-17}"}\n'
            ),
        }
    )
    with emulated("documented") as emulator:
        shell.use(emulator)
        for code, to, period in (
            (CODE, "74992223344", "wd {mon-fri} hr {9-17}"),
            (OTHER, "74992223355", "wd {mon-fri} hr {9-18}"),
            (THIRD, "74992223366", "wd {mon-fri} hr {9-18}"),
        ):
            entry = {"redirect_number": to, "timeout": 16, "active": True, "name": "Иванов", "period": period}
            data = {"redirect_type": 1, "call_control": [entry]}
            emulator.has("main", code, {"call_forwarding_type": 2, "call_forwarding_number": data})
        ran = shell("import")
    assert ran.code == 0, ran.err
    numbers = read(shell, "numbers.yaml")
    assert '{redirect_number: "@ivanov", timeout: 16, name: Иванов, period: "@office"}' in numbers
    contacts = read(shell, "contacts.yaml")
    assert 'иванов-74992223355: "74992223355"\n  иванов-74992223366: "74992223366"\n' in contacts
    assert "74992223344" not in contacts
    assert "mon-fri-9-18-2: wd {mon-fri} hr {9-18}\n" in read(shell, "schedules.yaml")
    assert shell("plan", "--detailed-exitcode").code == 0


def test_a_number_that_is_declared_as_the_provider_has_it_is_recorded(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number(), number(OTHER, timeout=5), number(THIRD))
    emulator.has("main", CODE, forwarded())
    emulator.has("main", OTHER, forwarded(timeout=6))
    ran = shell("import")
    assert ran.code == 0, ran.err
    assert ran.out == "1 number recorded: already declared as the provider has it.\n0 numbers imported.\n"
    assert "declared, not recorded, and the provider does not have it as declared" in ran.err
    assert f"`plan` shows it as add, and `apply` looks before it sends: {OTHER}, {THIRD}\n" in ran.err
    assert shell("state", "list").out == f"{CODE}\n"
    changes = shell("plan", "--format", "json").json["changes"]
    assert [(change["number_code"], change["action"]) for change in changes] == [(OTHER, "add"), (THIRD, "add")]
    assert "already declared as the provider has it" in shell("history", str(CODE)).out


def test_what_an_override_makes_of_a_number_later_is_not_approved_by_an_import(
    shell: Shell, emulator: Emulated
) -> None:
    shell.declare(number())
    shell.write({"holidays.yaml": HOLIDAYS})
    emulator.has("main", CODE, forwarded())
    assert shell("import").out.startswith("1 number recorded")
    changes = shell("plan", "--format", "json").json["changes"]
    assert [change["action"] for change in changes] == ["note"]


def test_a_number_that_is_recorded_and_not_declared_is_told_and_left_alone(shell: Shell, emulator: Emulated) -> None:
    emulator.has("main", CODE)
    shell.declare(number(), number(OTHER))
    assert shell("apply", "--yes").code == 0
    shell.declare(number())
    ran = shell("import")
    assert (ran.code, ran.out) == (0, "0 numbers imported.\n")
    assert "recorded and not declared, left alone: the next plan forgets it" in ran.err
    assert f": {OTHER}\n" in ran.err
    assert shell("state", "list").out.split() == [str(CODE), str(OTHER)]


def test_an_exception_is_made_for_what_was_found_and_for_nothing_else(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number(), number(OTHER, to="4930123456"))
    emulator.has("main", THIRD, forwarded(to="78091234567"))
    ran = shell("import")
    assert ran.code == 1
    assert "78091234567" in read(shell, "settings.yaml")
    assert "4930123456" not in read(shell, "settings.yaml")


@pytest.mark.parametrize("is_declared", [False, True], ids=["found", "declared as found"])
def test_a_link_that_keeps_exceptions_from_being_written_is_told_before_anything_is_written(
    shell: Shell, emulator: Emulated, *, is_declared: bool
) -> None:
    shell.declare(*[number(CODE, to="4930123456")] * is_declared)
    emulator.has("main", CODE, forwarded(to="4930123456"))
    settings = shell.folder / "desired-state" / "settings.yaml"
    settings.symlink_to(settings.rename(settings.with_name("ours.txt")))
    before = {path: path.read_bytes() for path in settings.parent.rglob("*")}
    ran = shell("import")
    assert ran.code == 1
    assert "So nothing was imported.\n  Put what stands below settings.policy.exceptions here" in ran.err
    assert 'target: "4930123456"' in ran.err
    assert "Format the file" not in ran.err
    assert {path: path.read_bytes() for path in settings.parent.rglob("*")} == before
    assert "lineage: none" in shell("state", "show").out
    lines = ran.err.partition("\n\n")[2].splitlines()
    exceptions = "\n".join(lines[lines.index("  policy:") :])
    settings.unlink()
    shell.write({"settings.yaml": f"{SETTINGS}{exceptions}\n"})
    assert shell("import").code == 0
    assert shell("plan", "--detailed-exitcode").code == 0


def test_an_import_makes_the_exceptions_that_one_before_it_could_not(shell: Shell, emulator: Emulated) -> None:
    shell.write({"settings.yaml": ONE})
    emulator.has("main", CODE, forwarded(to="4930123456"))
    assert shell("import").code == 0
    shell.write({"settings.yaml": ONE})
    shutil.rmtree(shell.folder / ".reconciler")
    assert shell("validate").code == 1
    ran = shell("import")
    assert ran.code == 0
    assert ran.out.startswith("wrote desired-state/settings.yaml\n1 number recorded: already declared")
    assert shell("plan", "--detailed-exitcode").code == 0


def test_comments_of_an_earlier_import_are_not_repeated(shell: Shell, emulator: Emulated) -> None:
    shell.write({"settings.yaml": ONE})
    emulator.has("main", CODE, forwarded())
    emulator.has("main", OTHER, has_sip=True)
    emulator.has("main", THIRD)
    assert shell("import").code == 0
    assert f"# {OTHER}: not imported: it is bound to a SIP ID" in read(shell, "numbers.yaml")
    assert f"# Without a forwarding, so there was nothing to import: {THIRD}\n" in read(shell, "numbers.yaml")
    emulator.has("main", CODES[3], forwarded())
    emulator.has("main", CODES[4], has_sip=True)
    assert shell("import").out == "wrote desired-state/imported/numbers.yaml\n1 number imported.\n"
    later = read(shell, "imported/numbers.yaml")
    assert f"# {CODES[4]}: not imported: " in later
    assert str(OTHER) not in later
    assert str(THIRD) not in later


def test_numbers_that_forward_alike_are_one_short_file(shell: Shell, emulator: Emulated) -> None:
    shell.write({"settings.yaml": ONE})
    for code in CODES[:3]:
        emulator.has("main", code, URL)
    assert shell("import").out == "wrote desired-state/pools/example-com.yaml\n3 numbers imported.\n"
    assert read(shell, "pools/example-com.yaml").split("\n", 2)[2] == (
        'defaults:\n  call_forwarding_ipcr:\n    url: https://example.com/\n    reserve: "74992223344"\n'
        f"numbers:\n  - number_code: {CODE}\n  - number_code: {OTHER}\n  - number_code: {THIRD}\n"
    )


def test_numbers_that_ring_each_other_in_a_circle_are_not_declared(shell: Shell, emulator: Emulated) -> None:
    shell.write({"settings.yaml": ONE})
    emulator.has("main", CODE, forwarded(to=str(OTHER)))
    emulator.has("main", OTHER, forwarded(to=str(CODE)))
    ran = shell("import")
    assert ran.code == 5, ran.err
    assert "it cannot be declared: " in ran.err
    assert shell("validate").code == 0
    assert shell("plan", "--detailed-exitcode").code == 0


@pytest.mark.parametrize("order", [("main", "second"), ("second", "main")])
def test_a_number_that_another_application_reads_is_no_failure(shell: Shell, order: tuple[str, str]) -> None:
    """This stand-in lists all numbers of the customer to each application."""
    keys = {"main": "EXOLVE_API_KEY", "second": "SECOND_API_KEY"}
    applications = ", ".join(f"{name}: {{api_key_env: {keys[name]}}}" for name in order)
    shell.write({"settings.yaml": f"settings: {{applications: {{{applications}}}, apply: {{calls_per_second: 0}}}}\n"})
    with emulated("contrary") as emulator:
        shell.use(emulator)
        emulator.has("main", CODE, forwarded())
        emulator.has("second", OTHER, forwarded())
        emulator.has("second", THIRD)
        emulator.has("main", CODES[3], has_sip=True)
        ran = shell("import")
    assert ran.code == 0, ran.err
    assert ran.out.endswith("2 numbers imported.\n")
    assert f"it has no forwarding: {THIRD}\n" in ran.err


def test_a_folder_with_mistakes_is_not_written_into(shell: Shell, emulator: Emulated) -> None:
    shell.write({"settings.yaml": "settings: {timezone: Nowhere}\n"})
    ran = shell("import")
    assert ran.code == 1
    assert "have mistakes, so neither their settings nor what they declare can be trusted" in ran.err
    assert emulator.log.calls() == []


def test_no_file_is_overwritten(shell: Shell, emulator: Emulated) -> None:
    shell.write({"settings.yaml": ONE, "numbers.yaml": "numbers: []  # mine\n", "contacts.yaml": "# mine too\n"})
    emulator.has("main", CODE, forwarded())
    emulator.has("main", OTHER, forwarded())
    ran = shell("import")
    assert ran.code == 0, ran.err
    assert ran.out.startswith("wrote desired-state/contacts-2.yaml\nwrote desired-state/numbers-2.yaml\n")
    assert read(shell, "numbers.yaml") == "numbers: []  # mine\n"
    assert read(shell, "contacts.yaml") == "# mine too\n"


def test_a_name_that_another_file_has_already_is_given_to_nobody_else(shell: Shell, emulator: Emulated) -> None:
    shell.write({"settings.yaml": ONE, "people.yaml": 'contacts: {to-74992223344: "74992223355"}\n'})
    emulator.has("main", CODE, forwarded())
    emulator.has("main", OTHER, forwarded())
    ran = shell("import")
    assert ran.code == 0, ran.err
    assert 'to-74992223344-74992223344: "74992223344"' in read(shell, "contacts.yaml")


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
    shell.write({"settings.yaml": ONE})
    emulator.has("main", CODE, forwarded(event_url="https://example.com/?key=events-value-77aa01"))
    assert shell("import").code == 0
    assert "https://example.com/?key=${EVENTS_KEY}" in read(shell, "numbers.yaml")
    assert b"events-value-77aa01" not in shell.everything_written()
    assert shell("plan", "--detailed-exitcode").code == 0


def test_a_secret_that_is_not_set_is_told_before_anything_is_read(shell: Shell, emulator: Emulated) -> None:
    shell.set(EVENTS_KEY=" ", OTHER_KEY=None)
    shell.write({"settings.yaml": ONE.replace("[EVENTS_KEY]", "[EVENTS_KEY, OTHER_KEY]")})
    emulator.has("main", CODE, forwarded(event_url="https://example.com/?key=events-value-77aa01"))
    ran = shell("import")
    assert (ran.code, ran.out) == (1, "")
    assert "settings.secrets lists what is not set here: EVENTS_KEY, OTHER_KEY. Wherever the provider has" in ran.err
    assert "or take its name out of settings.secrets." in ran.err
    assert emulator.log.calls() == []
    assert b"events-value" not in shell.everything_written()
    assert "lineage: none" in shell("state", "show").out


def test_a_forwarding_with_a_key_where_no_reference_can_stand_is_left_out(shell: Shell, emulator: Emulated) -> None:
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
    assert (
        "left out, the provider does not show the data of its forwarding; declare it by hand, or set application_uuid"
        f" in the settings: the provider's list may show it then: {CODE}\n"
    ) in ran.err


def test_a_trunk_is_taken_in_from_the_list_where_the_application_has_its_id(shell: Shell) -> None:
    with emulated("documented") as emulator:
        shell.use(emulator)
        uuid = next(application.uuid for application in emulator.account.applications() if application.name == "main")
        applications = f"{{main: {{application_uuid: {uuid}}}}}"
        shell.write({"settings.yaml": f"settings: {{applications: {applications}, apply: {{calls_per_second: 0}}}}\n"})
        emulator.has("main", CODE, STATIC)
        ran = shell("import")
    assert ran.code == 0, ran.err
    assert "call_forwarding_static:\n      static_ip: 203.0.113.10\n      port: 5060\n" in read(shell, "numbers.yaml")
    assert shell("plan", "--detailed-exitcode").code == 0


def test_a_trunk_whose_data_the_provider_shows_is_taken_in(shell: Shell) -> None:
    shell.write({"settings.yaml": ONE})
    with emulated("contrary") as emulator:
        shell.use(emulator)
        emulator.has("main", CODE, STATIC)
        ran = shell("import")
    assert ran.code == 0, ran.err
    assert "call_forwarding_static:\n      static_ip: 203.0.113.10\n      port: 5060\n" in read(shell, "numbers.yaml")
    assert shell("plan", "--detailed-exitcode").code == 0


@pytest.mark.parametrize("profile", ["documented", "contrary"])
def test_a_name_in_the_place_of_a_did_is_told_in_a_comment_that_cannot_be_broken(shell: Shell, profile: str) -> None:
    shell.write({"settings.yaml": ONE})
    named = {"did_name": "office-main\nnumbers: events-value-77aa01", "ip": "203.0.113.10", "port": 5060, "timeout": 20}
    numbers = [{"number_code": code, "call_forwarding_ip_static": named} for code in CODES[:4]]
    with emulated(profile) as emulator:
        shell.use(emulator)
        for code in CODES[:4]:
            emulator.has(
                "main", code, {**STATIC, "call_forwarding_static": {"static_ip": "203.0.113.10", "port": 5060}}
            )
        emulator.has("main", CODES[4], forwarded())
        page = {"numbers": [*numbers, {"number_code": CODES[4]}], "total": "5"}
        emulator.faults.replace(
            [
                fault("status", method="GetList", status=200, body=page, times=1),
                fault("status", method="GetList", status=200, body={"numbers": [], "total": "0"}),
            ]
        )
        ran = shell("import")
    assert ran.code == 0, ran.err
    (pool,) = (shell.folder / "desired-state" / "pools").glob("*.yaml")
    text = " ".join(pool.read_text(encoding="utf-8").replace("#", " ").split())
    for code in CODES[:4]:
        assert f"{code}: the provider's list names its DID 'office-main\\nnumbers: " in text
    assert "which is no number: nobody has written it here." in text
    assert "did:" not in text
    assert b"events-value" not in shell.everything_written()
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


def test_what_stands_in_the_way_of_the_new_folder_is_told_before_anything_is_recorded(
    shell: Shell, emulator: Emulated
) -> None:
    shell.declare(number())
    shell.write({"imported": "mine"})
    emulator.has("main", OTHER, forwarded())
    ran = shell("import")
    assert ran.code == 1
    assert "'desired-state/imported' is there already, and nothing is overwritten." in ran.err
    assert read(shell, "imported") == "mine"
    assert "lineage: none" in shell("state", "show").out


def test_a_text_that_a_declaration_would_take_for_a_name_is_not_declared(shell: Shell, emulator: Emulated) -> None:
    shell.write({"settings.yaml": ONE, "people.yaml": 'contacts: {ivanov: "74992223355"}\n'})
    emulator.has("main", CODE, forwarded(to="@ivanov"))
    ran = shell("import")
    assert (ran.code, ran.out) == (1, "0 numbers imported.\n")
    assert f"begins with @, which a declaration would take for a name: {CODE}\n" in ran.err

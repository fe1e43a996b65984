"""No key and no secret's value in anything that any command says or writes, whatever goes wrong.

Each command runs in a shell that looks for the values after every run, on stdout, on stderr and in every file.
"""

import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.emulated import AT_ONCE, MAIN_KEY, SECOND_KEY, Emulated, emulated, fault
from support.processes import run
from support.shell import CODE, OTHER, SETTINGS, THIRD, Ran, Shell, forwarded, number, to_url

EVENTS = "events+value/77:aa01"
"""It has characters that URLs, forms and JSON write differently."""
URL = "https://events.example.com/?key=${EVENTS_KEY}"
# The second application's variable has a name that tells nothing.
QUIETLY_NAMED = SETTINGS.replace("SECOND_API_KEY", "OFFICE")
ENCODED = ("events%2Bvalue", "events+value", "events%2bvalue", "value/77", "value%2F77")
NEVER = (MAIN_KEY, SECOND_KEY, *ENCODED)


class Watching(Shell):
    """A shell that fails when a secret comes out of a command or lies in a file after it."""

    def __call__(self, *arguments: str) -> Ran:
        """Run one command and look."""
        ran = super().__call__(*arguments)
        for secret in NEVER:
            assert secret not in ran.out
            assert secret not in ran.err
            assert secret.encode() not in self.everything_written()
        return ran

    def declare_all(self, timeout: int = 16) -> None:
        """Declare a number with a secret and one in each application."""
        numbers = [to_url(CODE, URL), number(OTHER, timeout=timeout), number(THIRD, application="second")]
        self.declare(*numbers, settings=QUIETLY_NAMED)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Watching:
    watching = Watching(tmp_path, monkeypatch, capsys)
    watching.set(EVENTS_KEY=EVENTS, OFFICE=SECOND_KEY)
    watching.declare_all()
    return watching


@pytest.fixture
def emulator(shell: Watching) -> Iterator[Emulated]:
    with emulated() as served:
        shell.set(EXOLVE_BASE_URL=served.url, EXOLVE_API_KEY=MAIN_KEY)
        yield served


COMMANDS = (
    ["--help"],
    ["validate"],
    ["validate", "--format", "json"],
    ["validate", "--format", "github"],
    ["validate", "--format", "sarif"],
    ["plan"],
    ["plan", "--format", "json"],
    ["plan", "--format", "json", "--output", "plan.json"],
    ["plan", "--format", "markdown"],
    ["plan", "--format", "html"],
    ["plan", "--only", "label:nobody"],
    ["plan", "--out", "plan.reconciler"],
    ["apply", "plan.reconciler"],
    ["apply", "plan.reconciler", "--format", "markdown"],
    ["apply"],
    ["--verbose", "apply", "--yes"],
    ["apply", "plan.reconciler", "--yes"],
    ["apply", "--format", "json"],
    ["show"],
    ["show", "--format", "json"],
    ["show", str(CODE)],
    ["state", "show"],
    ["state", "show", "--format", "json"],
    ["state", "list"],
    ["state", "unlock", "nobody"],
    ["import"],
    ["emulator", "--key", f"main={MAIN_KEY}", "--profile", "nobody's"],
    ["apply", "--approve", MAIN_KEY[:4]],
)


def test_no_command_shows_or_writes_a_secret_when_all_is_well(shell: Watching, emulator: Emulated) -> None:
    for command in COMMANDS:
        shell(*command)
    shell.declare_all(timeout=30)
    for command in COMMANDS:
        shell(*command)
    assert shell("plan", "--detailed-exitcode").code == 0
    assert emulator.forwarding(CODE) == {
        "call_forwarding_type": 3,
        "call_forwarding_ipcr": {"url": f"https://events.example.com/?key={EVENTS}"},
    }, "the provider got the value"


def test_a_reference_stays_a_reference_in_plan_record_and_reports(shell: Watching, emulator: Emulated) -> None:
    assert URL in shell("plan").out
    assert shell("plan", "--format", "json").json["changes"][0]["after"]["call_forwarding_ipcr"] == {"url": URL}
    assert shell("apply", "--yes").code == 0
    assert URL.encode() in (shell.folder / ".reconciler" / "state" / "journal.jsonl").read_bytes()
    assert URL in shell("show").out
    assert shell("show", "--format", "json").json["numbers"][0]["secrets"] == ["EVENTS_KEY"]
    assert emulator.bodies("SetCallForwarding")


@pytest.mark.parametrize(
    "broken",
    [
        ("settings.yaml", "settings: {applications: {main: {api_key_env: " + MAIN_KEY + "}}}\n"),
        ("numbers.yaml", "numbers: [\n"),
        ("numbers.yaml", "numbers: [{number_code: 1}]\n"),
    ],
)
def test_no_command_shows_a_secret_when_the_files_are_wrong(shell: Watching, broken: tuple[str, str]) -> None:
    shell.set(EXOLVE_API_KEY=MAIN_KEY)
    shell.write(dict([broken]))
    for command in COMMANDS:
        ran = Shell.__call__(shell, *command)
        for secret in NEVER:
            assert secret not in ran.out + ran.err


ECHOES: dict[str, dict[str, Any]] = {
    "a bad key, told": {"kind": "status", "status": 401, "body": {"error": f"Unauthorized: Bearer {MAIN_KEY}"}},
    "a bad key, nested": {"kind": "status", "status": 401, "body": {"error": {"message": f"Bearer {MAIN_KEY}"}}},
    "a bad key, in HTML": {"kind": "html", "status": 401, "body": f"<p>{MAIN_KEY}</p>"},
    "a refusal that repeats the call": {
        "kind": "status",
        "status": 400,
        "body": {"request": {"url": f"https://events.example.com/?key={EVENTS}"}, "key": MAIN_KEY},
    },
    "a refusal that repeats the URL encoded": {
        "kind": "status",
        "status": 400,
        "body": {"error": "no: key=events%2Bvalue%2F77%3Aaa01 or key=events%2bvalue%2f77%3aaa01"},
    },
    "a long refusal that is cut where the key stands": {
        "kind": "status",
        "status": 400,
        "body": {"error": "x" * 290 + f"{MAIN_KEY} {EVENTS}"},
    },
    "a redirect": {"kind": "status", "status": 302, "body": f"Moved to https://{MAIN_KEY}.example.com/?key={EVENTS}"},
    "an overload": {"kind": "status", "status": 503, "body": f"{MAIN_KEY} {EVENTS}", **AT_ONCE},
    "garbage": {"kind": "garbage", "body": f"{MAIN_KEY} {EVENTS}"},
    "a forbidden service": {"kind": "status", "status": 403, "body": {"message": f"activate {MAIN_KEY}"}},
    "a path that is not there": {"kind": "status", "status": 404, "body": f"404 {MAIN_KEY} page not found"},
}


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("echo", ECHOES)
def test_an_answer_that_repeats_a_secret_is_shown_and_recorded_without_it(
    shell: Watching, emulator: Emulated, echo: str, form: str
) -> None:
    emulator.faults.replace([fault(**ECHOES[echo])])
    assert shell("--verbose", "apply", "--yes", "--format", form).code in {1, 5}
    for command in COMMANDS:
        shell(*command)


# Garbage is read again and again, which takes its time; the client's own tests have it.
@pytest.mark.parametrize("echo", [echo for echo in ECHOES if echo != "garbage"])
def test_an_import_never_repeats_what_the_provider_repeats(shell: Watching, emulator: Emulated, echo: str) -> None:
    shell.write({"numbers.yaml": "numbers: []\n", "settings.yaml": QUIETLY_NAMED})
    emulator.has("main", CODE, forwarded())
    for method in ("GetList", "GetAttributes"):
        emulator.faults.replace([fault(**{**ECHOES[echo], "method": method, **AT_ONCE})])
        assert shell("import", "--application", "main").code in {1, 5}


@pytest.mark.parametrize(
    "key", [f"Bearer {MAIN_KEY}", f"Bearer bearer {MAIN_KEY}", f"{MAIN_KEY}\n", f" {MAIN_KEY}\r\n", f"{MAIN_KEY} x"]
)
def test_a_key_that_was_copied_with_something_around_it_is_not_shown_either(
    shell: Watching, emulator: Emulated, key: str
) -> None:
    shell.set(EXOLVE_API_KEY=key)
    emulator.faults.replace(
        [fault("status", OTHER, status=401, body={"error": f"Unauthorized: {key}, Bearer {MAIN_KEY}"})]
    )
    ran = shell("apply", "--yes")
    assert ran.code == 5
    for command in COMMANDS:
        shell(*command)


def test_a_connection_that_fails_shows_no_secret(shell: Watching) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        shell.set(EXOLVE_API_KEY=MAIN_KEY, EXOLVE_BASE_URL=f"http://127.0.0.1:{unused.getsockname()[1]}")
        assert shell("apply", "--yes").code == 1


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    "url", [f"http://{MAIN_KEY}@127.0.0.1", f"{MAIN_KEY}://x", f"http://127.0.0.1:{MAIN_KEY}", MAIN_KEY]
)
def test_an_address_with_a_key_in_it_shows_none(shell: Watching, url: str, form: str) -> None:
    shell.set(EXOLVE_API_KEY=MAIN_KEY, EXOLVE_BASE_URL=url)
    assert shell("apply", "--yes", "--format", form).code == 1


@pytest.mark.parametrize("url", [f"{MAIN_KEY}:x", f"file://{MAIN_KEY}/x", f"git:{MAIN_KEY} x", f"s3://{MAIN_KEY}"])
def test_a_state_url_with_a_key_in_it_shows_none(shell: Watching, url: str) -> None:
    shell.set(EXOLVE_API_KEY=MAIN_KEY)
    for command in COMMANDS:
        shell("--state", url, *command)


def test_a_record_in_git_holds_no_secret_in_any_object(shell: Watching, emulator: Emulated) -> None:
    subprocess.run(["git", "init", "--quiet", "."], check=True)
    emulator.faults.replace([fault("status", OTHER, status=400, body={"error": f"{MAIN_KEY} {EVENTS}"})])
    assert shell("--state", "git:records", "apply", "--yes").code == 5
    emulator.faults.replace([])
    assert shell("--state", "git:records", "apply", "--yes").code == 0
    objects = subprocess.run(
        ["git", "cat-file", "--batch", "--batch-all-objects"], check=True, capture_output=True
    ).stdout
    assert URL.encode() in objects, "the record is among them"
    for secret in NEVER:
        assert secret.encode() not in objects


def test_another_value_of_a_secret_is_a_change_that_shows_neither(shell: Watching, emulator: Emulated) -> None:
    assert shell("apply", "--yes").code == 0
    emulator.log.clear()
    shell.set(EVENTS_KEY="events-value-new-1")
    told = shell("plan", "--format", "json").json["changes"]
    assert [(change["number_code"], change["action"]) for change in told] == [(CODE, "change")]
    assert [field["path"] for field in told[0]["fields"]] == ["secrets.EVENTS_KEY"]
    text = shell("plan").out
    assert "secret changed: EVENTS_KEY" in text
    assert "events-value" not in text + str(told)
    assert shell("apply", "--yes").code == 0
    assert emulator.bodies() == [
        {
            "number_code": CODE,
            "call_forwarding_type": 3,
            "call_forwarding_ipcr": {"url": "https://events.example.com/?key=events-value-new-1"},
        }
    ]


def test_without_the_value_a_recorded_number_is_not_compared_and_not_sent(shell: Watching, emulator: Emulated) -> None:
    assert shell("apply", "--yes").code == 0
    shell.set(EVENTS_KEY=None)
    emulator.log.clear()
    ran = shell("plan", "--detailed-exitcode")
    assert ran.code == 0
    assert "Not compared: EVENTS_KEY is not set" in ran.out
    shell.declare(to_url(CODE, URL + "&again=1"), settings=QUIETLY_NAMED)
    assert shell("apply", "--yes", "--only", str(CODE)).code == 1
    assert emulator.log.calls() == []


def test_the_demo_shows_none_of_the_keys_that_happen_to_be_there(shell: Watching) -> None:
    shell.set(EXOLVE_API_KEY=MAIN_KEY)
    ended = run("demo", folder=Path(__file__).parents[2])
    assert ended.code == 0, ended.err
    for secret in NEVER:
        assert secret not in ended.out + ended.err

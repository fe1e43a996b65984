"""`reconciler explain` as a person at night and a pipeline meet it."""

from pathlib import Path

import pytest
from support.emulated import emulated
from support.shell import CODE, OTHER, THIRD, Shell

SETTINGS = """\
settings:
  timezone: Asia/Yekaterinburg
  applications:
    main: {api_key_env: EXOLVE_API_KEY, event_url: "https://events.example.com/?key=${EVENTS_KEY}"}
    second: {api_key_env: SECOND_API_KEY}
  secrets: [EVENTS_KEY]
"""
NUMBERS = f"""\
contacts: {{ivanov: "74992223344", duty: "74992223345"}}
schedules: {{office: "wd {{mon-fri}} hr {{9-17}}"}}
numbers:
  - number_code: {CODE}
    application: main
    description: Отдел продаж
    call_forwarding_number:
      redirect_type: sequential
      call_control:
        - {{redirect_number: "@ivanov", timeout: 16, period: "@office", name: Иванов}}
        - {{redirect_number: "{OTHER}", timeout: 30, name: Приёмная}}
  - number_code: {OTHER}
    application: second
    call_forwarding_number:
      redirect_type: single
      call_control: {{redirect_number: "@duty", timeout: 20, name: Дежурный}}
overrides:
  - numbers: [{OTHER}]
    from: 2026-12-31T00:00:00+05:00
    until: 2027-01-09T00:00:00+05:00
    reason: Новогодние праздники
    call_forwarding_type: 0
"""
WEEKDAY, HOLIDAY = "2026-12-08T12:30:00+05:00", "2026-12-31T20:00:00+05:00"


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    made = Shell(tmp_path, monkeypatch, capsys)
    made.write({"settings.yaml": SETTINGS, "numbers.yaml": NUMBERS})
    return made


def test_a_weekday_and_a_holiday_are_told_hop_by_hop(shell: Shell) -> None:
    ran = shell("explain", str(CODE), "--at", WEEKDAY)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[:4] == [
        f"A call to {CODE}  Отдел продаж",
        "at Tue 2026-12-08 12:30 in Asia/Yekaterinburg, as declared",
        "→ Иванов (74992223344, 16 s), then Дежурный (74992223345, 20 s)",
        "  until Tue 2026-12-08 18:00, then: Дежурный",
    ]
    ran = shell("explain", str(CODE), "--at", HOLIDAY)
    assert ran.out.splitlines()[2:4] == ["→ nobody", "  until Fri 2027-01-01 09:00, then: Иванов"]
    assert "by the override 'Новогодние праздники', until Sat 2027-01-09 00:00" in ran.out
    assert "it is Thursday 2026-12-31 20:00 in Asia/Yekaterinburg" in ran.out


def test_the_same_moment_in_another_zone_is_the_same_call(shell: Shell) -> None:
    assert (
        shell("explain", str(CODE), "--at", "2026-12-08T07:30:00Z").out
        == shell("explain", str(CODE), "--at", WEEKDAY).out
    )


def test_without_a_moment_it_is_now(shell: Shell) -> None:
    assert shell("explain", str(CODE)).code == 0
    assert shell("explain", str(CODE), "--at", "now").code == 0


def test_the_url_of_events_keeps_its_reference_whatever_is_in_the_environment(shell: Shell) -> None:
    shell.set(EVENTS_KEY="hunter2hunter2")
    for form in ("text", "json"):
        ran = shell("explain", str(CODE), "--at", WEEKDAY, "--format", form)
        assert "https://events.example.com/?key=${EVENTS_KEY}" in ran.out
        assert "hunter2" not in ran.out + ran.err
    assert "Events: nobody is told" in shell("explain", str(OTHER), "--at", WEEKDAY).out


def test_json_is_one_value_with_the_hops_in_order(shell: Shell) -> None:
    told = shell("explain", str(CODE), "--at", WEEKDAY, "--format", "json").json
    assert (told["format_version"], told["number_code"], told["timezone"]) == (1, CODE, "Asia/Yekaterinburg")
    assert [hop["number_code"] for hop in told["hops"]] == [CODE, OTHER]
    assert (told["rung"], told["dark"]) == (["74992223344", "74992223345"], False)
    assert told["until"] == "2026-12-08T18:00:00+05:00"
    assert told["events"]["by"] == "application"


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_number_that_is_not_declared_ends_with_1_and_what_was_meant(shell: Shell, form: str) -> None:
    ran = shell("explain", str(CODE - 1), "--format", form)
    assert ran.code == 1
    assert f"{CODE - 1} is not declared in 'desired-state'" in ran.err
    assert f"Did you mean '{CODE}'?" in ran.err
    if form == "json":
        assert (ran.json["number_code"], "is not declared" in ran.json["error"]) == (None, True)


def test_files_with_errors_are_told_as_plan_tells_them(shell: Shell) -> None:
    shell.write({"more.yaml": f"numbers: [{{number_code: {THIRD}, aplication: main}}]"})
    ran = shell("explain", str(CODE))
    assert (ran.code, ran.out) == (1, "")
    assert "more.yaml:1:" in ran.err
    told = shell("explain", str(CODE), "--format", "json")
    assert told.code == 1
    assert "unknown-key" in [item["code"] for item in told.json["diagnostics"]]


def test_what_is_recorded_is_explained_although_the_files_say_otherwise(shell: Shell) -> None:
    assert "is not in the record" in shell("explain", str(CODE), "--recorded").err
    shell.write({"numbers.yaml": NUMBERS.partition("overrides:")[0]})  # whatever the day is, no override holds
    with emulated() as served:
        shell.use(served)
        shell.set(EVENTS_KEY="hunter2hunter2")
        assert shell("apply", "--yes").code == 0
    shell.write({"numbers.yaml": "numbers: [1, 2"})
    ran = shell("explain", str(CODE), "--at", WEEKDAY, "--recorded")
    assert (ran.code, ran.err) == (0, "")
    assert "as recorded" in ran.out
    assert "→ Иванов (74992223344, 16 s), then Дежурный (74992223345, 20 s)" in ran.out
    assert shell("explain", str(THIRD), "--recorded").code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("explain",),
        ("explain", "sales"),
        ("explain", str(CODE), "--at", "2026-12-08"),
        ("explain", str(CODE), "--at", "0001-01-01T00:00:00+00:00"),
        ("explain", str(CODE), "--at", "9999-12-31T23:59:59-12:00"),
        ("explain", str(CODE), "--format", "sarif"),
    ],
)
def test_wrong_usage_ends_with_64(shell: Shell, arguments: tuple[str, ...]) -> None:
    ran = shell(*arguments)
    assert (ran.code, ran.out) == (64, "")


def test_a_folder_that_is_not_there_ends_with_1(shell: Shell) -> None:
    assert shell("--directory", "elsewhere", "explain", str(CODE)).code == 1

"""`reconciler period` as a person and a program meet it."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from support.shell import SETTINGS, Shell, number

AT = ("--at", "2026-07-25T12:00:00Z")
GOOD = {"period": "wd {sat} hr {15}", "epoch": 1784980800, "tz": "Europe/Moscow"}


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Put lines on stdin."""

    def send(*lines: Any) -> None:
        text = b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))

    return send


def answered(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_a_right_period_is_told_with_its_zone_its_state_and_its_week(shell: Shell) -> None:
    ran = shell("period", "wd {mon-fri} hr {9-17}", *AT)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "wd {mon-fri} hr {9-17}\n"
        "Zone Europe/Moscow, at Sat 2026-07-25 15:00:00 +0300: not active, until Mon 2026-07-27 09:00:00.\n"
        "The week from 2026-07-25:\n"
        "    Mon-Fri 09:00-18:00\n"
    )


def test_the_example_of_the_providers_page_is_accepted_with_its_three_readings(shell: Shell) -> None:
    ran = shell("period", "wd {Mon-Fri} hr {6am-14pm}", *AT)
    assert ran.code == 0
    for words in ("hour-past-noon", "twelve-hour-clock", "malformed", "hr {6-23}", "hr {6-14}", "06:00-14:59"):
        assert words in ran.out
    assert "Mon-Fri 06:00-15:00" in ran.out


def test_a_refused_period_ends_with_1_and_shows_where_and_what_to_write(shell: Shell) -> None:
    ran = shell("period", "Пн-Пт 9:00-18:00")
    assert (ran.code, ran.err) == (1, "")
    assert "column 1: error: this is not a period [invalid-period]" in ran.out
    assert "       | ^\n" in ran.out
    assert "Better: wd {mon-fri} hr {9-17}" in ran.out
    assert "Zone: Europe/Moscow" in ran.out


def test_an_empty_period_is_always_active(shell: Shell) -> None:
    ran = shell("period", "")
    assert ran.code == 0
    assert "active, and stays so for years." in ran.out
    assert "every day all day" in ran.out


def test_seconds_are_summed_up_and_never_listed(shell: Shell) -> None:
    ran = shell("period", "sec {1-5}", *AT)
    assert "every day many short times within 00:00:01-23:59:06" in ran.out
    assert len(ran.out.splitlines()) == 4


def test_json_tells_the_same(shell: Shell) -> None:
    ran = shell("period", "wd {sat} hr {9am-16}", *AT, "--format", "json")
    assert ran.code == 0
    found = ran.json
    (finding,) = found.pop("findings")
    assert found == {
        "format_version": 1,
        "period": "wd {sat} hr {9am-16}",
        "verdict": "warning",
        "suggestion": "wd {sat} hr {9-16}",
        "timezone": "Europe/Moscow",
        "at": "2026-07-25T15:00:00+03:00",
        "active": True,
        "until": "2026-07-25T17:00:00+03:00",
        "week": ["Sat 09:00-17:00"],
    }
    assert finding.keys() == {"severity", "code", "summary", "detail", "start", "end", "replacement"}
    assert (finding["severity"], finding["code"], finding["start"], finding["end"], finding["replacement"]) == (
        "warning",
        "twelve-hour-clock",
        13,
        19,
        "wd {sat} hr {9-16}",
    )


def test_json_of_a_refused_period_has_the_same_keys(shell: Shell) -> None:
    ran = shell("period", "wd {mo,fr}", "--format", "json")
    assert ran.code == 1
    assert (ran.json["verdict"], ran.json["active"], ran.json["until"], ran.json["week"]) == ("error", None, None, None)
    assert [finding["code"] for finding in ran.json["findings"]] == ["invalid-period"]


def test_the_zone_is_the_option_or_the_folders_or_moscow(shell: Shell) -> None:
    assert "Zone Europe/Moscow" in shell("period", "hr {9}").out
    shell.declare(number(), settings=SETTINGS + "  timezone: Asia/Vladivostok\n")
    assert "Zone Asia/Vladivostok" in shell("period", "hr {9}").out
    assert "Zone Europe/Berlin" in shell("period", "hr {9}", "--timezone", "Europe/Berlin").out
    shell.write({"settings.yaml": "settings: [1, 2"})
    assert "Zone Europe/Moscow" in shell("period", "hr {9}").out
    shell.write({"settings.yaml": "settings: {timezone: Nowhere}"})
    assert "Zone Europe/Moscow" in shell("period", "hr {9}").out


def test_numbers_with_mistakes_do_not_matter(shell: Shell) -> None:
    shell.write({"settings.yaml": "settings: {timezone: UTC}\n", "a.yaml": "numbers: [1, 2"})
    assert "Zone UTC" in shell("period", "hr {9}").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "one of TEXT and --jsonl is needed"),
        (("hr {9}", "--jsonl"), "one of TEXT and --jsonl is needed"),
        (("--jsonl", "--timezone", "UTC"), "--jsonl goes alone"),
        (("--jsonl", *AT), "--jsonl goes alone"),
        (("--jsonl", "--format", "json"), "--jsonl goes alone"),
        (("hr {9}", "--timezone", "Europe/Berlim"), "Did you mean 'Europe/Berlin'?"),
        (("hr {9}", "--timezone", ""), "no zone of the IANA database"),
        (("hr {9}", "--timezone", "../../etc/passwd"), "no zone of the IANA database"),
        (("hr {9}", "--timezone", "Europe"), "no zone of the IANA database"),
        (("hr {9}", "--at", "2026-07-25"), "has no zone"),
        (("hr {9}", "--at", "9999-12-31T23:59:59Z"), "is not in the years 1970 to 2999"),
        (("hr {9}", "--at", "0001-01-01T00:00:00Z"), "is not in the years 1970 to 2999"),
    ],
)
def test_wrong_usage_ends_with_64(shell: Shell, arguments: tuple[str, ...], said: str) -> None:
    ran = shell("period", *arguments)
    assert (ran.code, ran.out) == (64, "")
    assert said in ran.err


def test_lines_are_answered_in_order_each_by_one(shell: Shell, sent: Any) -> None:
    doubtful, wrong = {**GOOD, "period": "hr {6am-14pm}", "mine": [1, "ё"]}, {**GOOD, "period": "wd {weekend}"}
    sent(GOOD, doubtful, wrong, {**GOOD, "epoch": 0})
    ran = shell("period", "--jsonl")
    assert (ran.code, ran.err) == (0, "")
    assert answered(ran.out) == [
        {**GOOD, "verdict": "ok", "codes": [], "active": True},
        {**doubtful, "verdict": "warning", "codes": ["hour-past-noon", "twelve-hour-clock"], "active": False},
        {**wrong, "verdict": "error", "codes": ["misread-period"], "active": None},
        {**GOOD, "epoch": 0, "verdict": "ok", "codes": [], "active": False},
    ]


@pytest.mark.parametrize("blank", ["\u2028", "\u2029", "\u0085", "\n", "ё"])
def test_an_answer_is_one_line_to_every_reader(shell: Shell, sent: Any, blank: str) -> None:
    asked = {**GOOD, "period": f"wd {{sat}}{blank}hr {{9}}", "mine": blank}
    sent(asked)
    (line,) = shell("period", "--jsonl").out.splitlines()
    assert line.isascii()
    assert json.loads(line).items() >= asked.items()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"nonsense", "this line is not JSON"),
        (b"", "this line is not JSON"),
        (b"\xff", "this line is not JSON"),
        (b"[" * 100_000, "this line is not JSON"),
        (b"[1]", "this line is no JSON object"),
        ({"epoch": 1, "tz": "UTC"}, "'period' is missing or no text"),
        ({**GOOD, "epoch": True}, "'epoch' is missing or no integer"),
        ({**GOOD, "epoch": 1.5}, "'epoch' is missing or no integer"),
        ({**GOOD, "epoch": 10**30}, "epoch is not within the years 1970 to 9900"),
        ({**GOOD, "epoch": -1}, "epoch is not within the years 1970 to 9900"),
        ({**GOOD, "tz": "Mars/Olympus"}, "'Mars/Olympus' is no zone of the IANA database"),
        ({**GOOD, "tz": "\x00"}, "no zone of the IANA database"),
    ],
)
def test_a_broken_line_is_answered_with_an_error_and_the_run_ends_with_1_after_all_lines(
    shell: Shell, sent: Any, line: Any, said: str
) -> None:
    sent(GOOD, line, GOOD)
    ran = shell("period", "--jsonl")
    assert (ran.code, ran.err) == (1, "")
    first, broken, last = answered(ran.out)
    assert first == last == {**GOOD, "verdict": "ok", "codes": [], "active": True}
    assert said in broken["error"]
    assert "verdict" not in broken


def test_without_lines_there_are_no_answers(shell: Shell, sent: Any) -> None:
    sent()
    ran = shell("period", "--jsonl")
    assert (ran.code, ran.out, ran.err) == (0, "", "")


def test_what_a_terminal_would_act_on_is_written_out(shell: Shell) -> None:
    ran = shell("period", "wd {mon}\x1b[31m\u202e")
    assert ran.code == 1
    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out

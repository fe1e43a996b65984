"""`reconciler show` and `reconciler state` as a person and a pipeline meet them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.emulated import Emulated, emulated
from support.shell import CODE, OTHER, Shell, number, to_url


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


@pytest.fixture
def emulator(shell: Shell) -> Iterator[Emulated]:
    with emulated() as served:
        shell.use(served)
        shell.declare(
            number(CODE, description="Отдел продаж", labels=["sales", "moscow"], protected=True, weight=3),
            to_url(OTHER, "https://example.com/", application="second", on_removal="reset"),
        )
        assert shell("apply", "--yes").code == 0
        yield served


@pytest.mark.usefixtures("emulator")
def test_every_recorded_number_stands_on_its_line(shell: Shell) -> None:
    ran = shell("show")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        f"{CODE}  Отдел продаж  single: 74992223344 16 s\n{OTHER}  URL https://example.com/ decides\n"
        "2 numbers recorded.\n"
    )


@pytest.mark.usefixtures("emulator")
def test_all_that_is_recorded_of_one_number_is_shown(shell: Shell) -> None:
    lines = shell("show", str(CODE)).out.splitlines()
    assert lines[:-1] == [
        f"{CODE}  Отдел продаж",
        "    single: 74992223344 16 s",
        "    application: main",
        "    labels: sales, moscow",
        "    on_removal: keep, protected: true, weight: 3",
    ]
    assert re.fullmatch(r"    applied: \S+ from no revision", lines[-1])


@pytest.mark.usefixtures("emulator")
def test_json_shows_the_same_and_not_the_records_own_key(shell: Shell) -> None:
    told = shell("show", "--format", "json").json
    assert [item["number_code"] for item in told["numbers"]] == [CODE, OTHER]
    assert "hmac_key" not in str(told)
    one = shell("show", str(OTHER), "--format", "json").json["numbers"]
    assert [(item["number_code"], item["application"], item["on_removal"]) for item in one] == [
        (OTHER, "second", "reset")
    ]


@pytest.mark.usefixtures("emulator")
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_number_that_is_not_recorded_ends_with_1(shell: Shell, form: str) -> None:
    ran = shell("show", "74990000000", "--format", form)
    assert ran.code == 1
    assert ran.err == "error: 74990000000 is not in the record.\n  `reconciler show` lists what is.\n"
    if form == "json":
        assert (ran.json["numbers"], "not in the record" in ran.json["error"]) == ([], True)


@pytest.mark.parametrize("word", ["+74991112233", "sales", "\u0667", "7" * 5000])
def test_what_is_no_number_is_wrong_usage(shell: Shell, word: str) -> None:
    ran = shell("show", word)
    assert (ran.code, ran.out) == (64, "")
    assert "is not a number. Write its digits, such as 74991112233." in ran.err


def test_a_record_that_does_not_exist_yet_is_shown_as_empty(shell: Shell) -> None:
    assert shell("show").out == "0 numbers recorded.\n"
    assert shell("state", "list").out == ""
    assert shell("state", "list", "--format", "json").json["numbers"] == []
    assert "lineage: none: there is no record yet\n" in shell("state", "show").out
    assert list(shell.folder.iterdir()) == [], "looking makes nothing"


@pytest.mark.usefixtures("emulator")
def test_state_list_prints_a_number_a_line(shell: Shell) -> None:
    assert shell("state", "list").out == f"{CODE}\n{OTHER}\n"
    assert shell("state", "list", "--format", "json").json == {"format_version": 1, "numbers": [CODE, OTHER]}


@pytest.mark.usefixtures("emulator")
def test_state_show_tells_how_the_record_stands(shell: Shell) -> None:
    facts = dict(line.split(maxsplit=1) for line in shell("state", "show").out.splitlines())
    assert facts["backend:"] == "file:.reconciler/state"
    assert (facts["format:"], facts["numbers:"], facts["lock:"]) == ("1", "2", "free")
    told = shell("state", "show", "--format", "json").json
    assert (told["backend"], told["lineage"], told["serial"]) == (
        facts["backend:"],
        facts["lineage:"],
        int(facts["serial:"]),
    )
    assert (told["format"], told["numbers"], told["lock"]) == (1, 2, None)


@pytest.mark.usefixtures("emulator")
def test_the_record_is_shown_although_the_files_are_wrong_or_gone(shell: Shell) -> None:
    shell.write({"numbers.yaml": "numbers: [1, 2"})
    assert shell("state", "list").out == f"{CODE}\n{OTHER}\n"
    (shell.folder / "desired-state").rename(shell.folder / "elsewhere")
    assert shell("state", "list").out == f"{CODE}\n{OTHER}\n"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "does not begin with a kind of record"),
        ("s3://bucket", "names a bucket and a prefix"),
        ("file:", "names no folder"),
        ("git:reconciler-state", "git"),
        ("postgresql://reader:hunter22@host/db", "carries a user or a password"),
    ],
)
@pytest.mark.parametrize("command", [["show"], ["state", "show"], ["state", "list"]])
def test_a_state_url_that_cannot_be_opened_ends_with_1_as_text_and_as_json(
    shell: Shell, command: list[str], url: str, said: str
) -> None:
    ran = shell("--state", url, *command, "--format", "json")
    assert ran.code == 1
    assert said in ran.err
    assert said in ran.json["error"]
    assert "hunter22" not in ran.err + ran.out

"""`reconciler fmt` as a person and a pipeline meet it."""

import resource
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.processes import run
from support.shell import Shell, number

UNTIDY = """\
# numbers of the office
numbers:
- description: 'Приёмная'   # for all
  # the code
  number_code: 74991112233
  call_forwarding_sip: {sip_uri: office@sip.example.com}
"""
TIDY = """\
# numbers of the office
numbers:
  # the code
  - number_code: 74991112233
    description: Приёмная  # for all
    call_forwarding_sip: {sip_uri: office@sip.example.com}
"""
TWICE = "numbers: []\nnumbers: []\n"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


def content(shell: Shell) -> dict[str, str]:
    folder = shell.folder / "desired-state"
    return {str(path.relative_to(folder)): path.read_bytes().decode() for path in folder.rglob("*") if path.is_file()}


def test_files_that_are_not_in_the_layout_are_rewritten_and_named(shell: Shell) -> None:
    shell.write({"a.yaml": UNTIDY, "b/c.yml": UNTIDY, "d.yaml": TIDY, "e.txt": UNTIDY})
    ran = shell("fmt")
    assert (ran.code, ran.out) == (0, "rewrote desired-state/a.yaml\nrewrote desired-state/b/c.yml\n")
    assert ran.err == "Files: 2 rewritten, 1 in the layout already.\n"
    assert content(shell) == {"a.yaml": TIDY, "b/c.yml": TIDY, "d.yaml": TIDY, "e.txt": UNTIDY}


def test_once_rewritten_there_is_nothing_to_do(shell: Shell) -> None:
    shell.write({"a.yaml": UNTIDY})
    shell("fmt")
    before = (shell.folder / "desired-state" / "a.yaml").stat()
    ran = shell("fmt")
    assert (ran.code, ran.out, ran.err) == (0, "", "Files: 1 in the layout already.\n")
    after = (shell.folder / "desired-state" / "a.yaml").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_check_writes_nothing_names_what_would_change_and_ends_with_2(shell: Shell) -> None:
    shell.write({"a.yaml": UNTIDY, "d.yaml": TIDY})
    ran = shell("fmt", "--check")
    assert (ran.code, ran.out) == (2, "would rewrite desired-state/a.yaml\n")
    assert ran.err == "Files: 1 would be rewritten, 1 in the layout already.\n"
    assert content(shell) == {"a.yaml": UNTIDY, "d.yaml": TIDY}


def test_check_of_tidy_files_ends_with_0(shell: Shell) -> None:
    shell.write({"d.yaml": TIDY})
    ran = shell("--quiet", "fmt", "--check")
    assert (ran.code, ran.out, ran.err) == (0, "", "")


def test_a_byte_order_mark_and_carriage_returns_are_a_change(shell: Shell) -> None:
    for text in ("\ufeff" + TIDY, TIDY.replace("\n", "\r\n")):
        (shell.folder / "desired-state").mkdir(exist_ok=True)
        (shell.folder / "desired-state" / "a.yaml").write_bytes(text.encode())
        assert shell("fmt", "--check").code == 2
        assert shell("fmt").code == 0
        assert content(shell) == {"a.yaml": TIDY}


def test_what_the_files_declare_is_the_same_afterwards(shell: Shell) -> None:
    shell.declare(number(), number(74991112244, description="yes", labels=["12:30"]))
    before = shell("plan", "--format", "json").json["digest"]
    assert shell("fmt").code == 0
    assert shell("plan", "--format", "json").json["digest"] == before


@pytest.mark.parametrize("check", [[], ["--check"]])
@pytest.mark.parametrize(
    ("text", "told"),
    [
        (TWICE, "b.yaml:2:1: error: the same key stands twice in one mapping [duplicate-key]"),
        ("a: 1\n---\nb: 2\n", "b.yaml:2:1: error: one file holds one YAML document [several-documents]"),
        ("numbers: ]\n", "b.yaml:1:10: error: this is not YAML [invalid-yaml]"),
    ],
)
def test_a_file_that_is_wrong_as_yaml_is_told_and_left_and_the_others_go_on(
    shell: Shell, text: str, told: str, check: list[str]
) -> None:
    shell.write({"a.yaml": UNTIDY, "b.yaml": text, "c.yaml": UNTIDY})
    ran = shell("fmt", *check)
    assert ran.code == 1
    assert told in ran.err
    assert "1 error in 1 file.\n" in ran.err
    after = UNTIDY if check else TIDY
    assert content(shell) == {"a.yaml": after, "b.yaml": text, "c.yaml": after}
    assert len(ran.out.splitlines()) == 2


def test_a_file_that_is_not_utf_8_is_told_and_left(shell: Shell) -> None:
    shell.write({"a.yaml": UNTIDY})
    path = shell.folder / "desired-state" / "b.yaml"
    path.write_bytes("a: Приёмная\n".encode("cp1251"))
    ran = shell("fmt")
    assert ran.code == 1
    assert "desired-state/b.yaml:1:4: error: this file or folder cannot be read [unreadable-file]" in ran.err
    assert path.read_bytes() == "a: Приёмная\n".encode("cp1251")


def test_a_file_with_other_mistakes_gets_its_layout(shell: Shell) -> None:
    shell.write({"a.yaml": "numbres: 'x'\nnumbers: {b: [ 1 ]}\n"})
    assert shell("fmt").code == 0
    assert content(shell) == {"a.yaml": "numbers: {b: [1]}\nnumbres: x\n"}


def test_a_folder_that_is_not_there_ends_with_1(shell: Shell) -> None:
    ran = shell("fmt")
    assert (ran.code, ran.out) == (1, "")
    assert "the folder 'desired-state' with the desired state is not there" in ran.err


def test_a_folder_without_files_has_nothing_to_do(shell: Shell) -> None:
    (shell.folder / "desired-state").mkdir()
    assert (shell("fmt").code, shell("fmt").err) == (0, "Files: none.\n")


def test_the_mode_of_a_file_stays(shell: Shell) -> None:
    shell.write({"a.yaml": UNTIDY})
    path = shell.folder / "desired-state" / "a.yaml"
    path.chmod(0o640)
    assert shell("fmt").code == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_to_a_file_is_told_and_neither_it_nor_its_target_changes(shell: Shell) -> None:
    shell.write({"a.yaml": UNTIDY})
    target = shell.folder / "desired-state" / "office.txt"
    target.write_text(UNTIDY, encoding="utf-8")
    link = shell.folder / "desired-state" / "b.yaml"
    link.symlink_to("office.txt")
    assert shell("fmt", "--check").out == "would rewrite desired-state/a.yaml\nwould rewrite desired-state/b.yaml\n"
    ran = shell("fmt")
    assert ran.code == 1
    assert "error: 'desired-state/b.yaml' is a link to another file, and was left as it is" in ran.err
    assert (link.is_symlink(), target.read_text(encoding="utf-8")) == (True, UNTIDY)
    assert content(shell)["a.yaml"] == TIDY


def test_a_link_out_of_the_folder_is_told_and_left(shell: Shell) -> None:
    shell.write({"a.yaml": TIDY})
    target = shell.folder / "elsewhere.yaml"
    target.write_text(UNTIDY, encoding="utf-8")
    (shell.folder / "desired-state" / "b.yaml").symlink_to(target)
    ran = shell("fmt")
    assert ran.code == 1
    assert "desired-state/b.yaml:1:1: error: this file or folder cannot be read [unreadable-file]" in ran.err
    assert target.read_text(encoding="utf-8") == UNTIDY


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no file of this process grow over a few bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_file_that_cannot_be_written_whole_stays_as_it_was(shell: Shell) -> None:
    shell.write({"a.yaml": UNTIDY})
    with full_disk():
        ran = shell("fmt")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        "error: 'desired-state/a.yaml' cannot be written and was left as it is: File too large.\n"
        "Files: 1 left as it was.\n"
    )
    assert content(shell) == {"a.yaml": UNTIDY}


AS_NOBODY = """
import os, sys
from pathlib import Path
from reconciler.loader.layout.canonical import formatted
from reconciler.workflows.fmt import lay_out

formatted("a:  1")
if os.getuid() == 0:
    os.setuid(65534)
for item in lay_out(Path(sys.argv[1]), check=False):
    print(item.fate.name, item.trouble)
"""


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder that other users can reach, which pytest's own is not."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)
        yield place
        place.chmod(0o755)


@pytest.mark.parametrize(("folder_mode", "file_mode"), [(0o555, 0o644), (0o777, 0o444)])
def test_what_may_not_be_written_is_told_and_stays(open_place: Path, folder_mode: int, file_mode: int) -> None:
    path = open_place / "a.yaml"
    path.write_text(UNTIDY, encoding="utf-8")
    path.chmod(file_mode)
    open_place.chmod(folder_mode)
    ran = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(open_place)], check=True, capture_output=True, text=True, cwd="/"
    )
    assert ran.stdout == f"LEFT '{path}' cannot be written and was left as it is: Permission denied.\n"
    assert path.read_text(encoding="utf-8") == UNTIDY
    assert [entry.name for entry in open_place.iterdir()] == ["a.yaml"]


def test_secrets_are_not_shown_with_a_mistake(shell: Shell) -> None:
    shell.set(EXOLVE_API_KEY="the-key-of-the-company")
    shell.write({"a.yaml": "a: the-key-of-the-company\na: the-key-of-the-company\n"})
    ran = shell("fmt")
    assert ran.code == 1
    assert "the-key" not in ran.out + ran.err


def test_the_example_is_in_the_layout() -> None:
    assert run("fmt", "--check", folder=ROOT).code == 0


def test_a_process_ends_with_the_codes_of_the_contract(shell: Shell) -> None:
    shell.write({"a.yaml": UNTIDY})
    assert run("fmt", "--check", folder=shell.folder).code == 2
    assert run("fmt", folder=shell.folder).code == 0
    assert run("fmt", "--check", folder=shell.folder).code == 0
    assert run("fmt", "--nonsense", folder=shell.folder).code == 64
    assert list(content(shell)) == ["a.yaml"]

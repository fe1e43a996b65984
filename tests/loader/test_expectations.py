"""Expectations: read with the names of all files, kept only where they can be tried, and placed one by one."""

from pathlib import Path

import pytest
from support.cases.case import NUMBER
from support.cases.timed import FROM, expectations
from support.folder import AT, fresh_folder, read

from reconciler.loader.folder import Loaded
from reconciler.model.desired import Special
from reconciler.model.diagnostics import Code
from reconciler.model.findings import ExpectationSpot, Finding
from reconciler.workflows.reading import checked

CONTACTS = "contacts: {ivanov: '74992223344', office: 883140000000001}\n"


def loaded(*expected: str) -> Loaded:
    with fresh_folder() as folder:
        return read(folder, {"a.yaml": CONTACTS + expectations(*expected)})


@pytest.mark.parametrize(
    ("written", "expect", "kept"),
    [
        ("nobody", Special.NOBODY, ("nobody",)),
        ("[dropped]", Special.DROPPED, ("dropped",)),
        ("url", Special.URL, ("url",)),
        ("74992223344", ("74992223344",), ("74992223344",)),
        ("'@office'", ("883140000000001",), ("@office",)),
        ("['@office', 74992223345]", ("883140000000001", "74992223345"), ("@office", "74992223345")),
        ("['@office', '@office']", ("883140000000001", "883140000000001"), ("@office", "@office")),
    ],
)
def test_an_expectation_means(written: str, expect: Special | tuple[str, ...], kept: tuple[str, ...]) -> None:
    answer = loaded(written)
    assert answer.diagnostics == ()
    (expectation,) = answer.readable.expectations
    assert (expectation.expect, expectation.written) == (expect, kept)
    assert expectation.at.isoformat() == FROM
    assert (expectation.source.line, expectation.source.column) == (6, 3)


@pytest.mark.parametrize("wrong", ["  weight: x\n", "  wieght: 5\n", "  application: x\n"])
def test_an_expectation_about_a_number_that_is_wrong_is_not_tried(wrong: str, tmp_path: Path) -> None:
    text = NUMBER + wrong + expectations("nobody").removeprefix(NUMBER)
    answer = checked(read(tmp_path, {"a.yaml": text}), AT)
    assert answer.readable.expectations == ()
    assert [item.source.line for item in answer.diagnostics] == [4]


def test_an_expectation_of_a_contact_that_is_wrong_is_not_tried(tmp_path: Path) -> None:
    answer = read(tmp_path, {"a.yaml": expectations("'@x'") + "contacts: {x: 5}\n"})
    assert answer.readable.expectations == ()
    assert [item.source.line for item in answer.diagnostics] == [6]


def test_an_expectation_stands_where_its_own_item_is_although_others_are_wrong() -> None:
    answer = loaded("nobdy", "nobody", "['@ivanof']", "['@ivanov', url]", "['@ivanov', '@office']")
    assert [item.expect for item in answer.readable.expectations] == [
        Special.NOBODY,
        ("74992223344", "883140000000001"),
    ]


@pytest.mark.parametrize(
    ("index", "path", "place"),
    [(0, ("expect",), (7, 62)), (1, ("expect", 1), (8, 74)), (1, ("call",), (8, 10)), (0, (), (7, 3))],
)
def test_a_spot_of_an_expectation_leads_to_its_place(
    index: int, path: tuple[str | int, ...], place: tuple[int, int], tmp_path: Path
) -> None:
    text = CONTACTS + expectations("nobdy", "nobody", "['@ivanov', '@office']")
    answer = read(tmp_path, {"a.yaml": text})
    finding = Finding(code=Code.DEAD_END, detail="So.", spot=ExpectationSpot(index=index, path=path))
    (placed,) = answer.placing.placed([finding])
    assert (placed.source.line, placed.source.column) == place


def test_while_an_override_is_wrong_no_expectation_fails(tmp_path: Path) -> None:
    wrong = "overrides:\n- {numbers: [74991112233], from: now}\n"
    failing = expectations("nobody")
    assert checked(read(tmp_path / "a", {"a.yaml": failing}), AT).desired is None
    answer = checked(read(tmp_path / "b", {"a.yaml": failing + wrong}), AT)
    assert Code.FAILED_EXPECTATION not in {item.code for item in answer.diagnostics}

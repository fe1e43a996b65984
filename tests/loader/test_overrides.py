"""Overrides: merged over their numbers, held apart in time, found by selectors, and told with every mistake in them."""

import itertools
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.cases.case import NUMBER
from support.cases.timed import DARK, FROM, RING, UNTIL, override, overrides
from support.folder import fresh_folder, read
from support.strategies import data_objects

from reconciler.loader.builder import read_document
from reconciler.loader.catalogue import Catalogue
from reconciler.loader.numbers import ReadNumber
from reconciler.loader.selecting import Selection
from reconciler.model.desired import DesiredNumber, Window
from reconciler.model.diagnostics import Code, Source
from reconciler.model.findings import Finding, OverrideSpot
from reconciler.model.forwarding import DATA_OBJECT, ForwardingType
from reconciler.model.identifiers import ApplicationName, NumberCode

CODE = NumberCode(74991112233)
BEGIN = datetime.fromisoformat(FROM)
SETTINGS = {"settings.yaml": "settings: {secrets: [EVENTS_KEY, A, B, HOST]}\n"}
WHEN = {"numbers": [CODE], "from": FROM, "until": UNTIL, "reason": "x"}
kinds = st.sampled_from(sorted(data_objects))


def windows(files: Mapping[str, str | bytes], code: NumberCode = CODE) -> tuple[Window, ...]:
    with fresh_folder() as folder:
        loaded = read(folder, files)
    assert loaded.desired is not None, loaded.diagnostics
    return loaded.desired.numbers[code].windows


def declared(number: dict[str, Any], **rest: Any) -> dict[str, str | bytes]:
    return {**SETTINGS, "a.json.yaml": json.dumps({"numbers": [{"number_code": CODE, **number}], **rest})}


@st.composite
def changes(draw: st.DrawFn) -> tuple[ForwardingType, dict[str, Any], dict[str, Any]]:
    """Draw a type, the data object of a number, and what an override says of it: some keys, and null for others."""
    kind = draw(kinds)
    own, other = draw(data_objects[kind]), draw(data_objects[kind])
    taken = draw(st.lists(st.sampled_from(sorted(other)), unique=True))
    optional = [
        key for key in ("event_url", "masking", "client_id", "reserve", "did") if key in own and key not in taken
    ]
    removed = draw(st.lists(st.sampled_from(optional), unique=True)) if optional else []
    return kind, own, {**{key: other[key] for key in taken}, **dict.fromkeys(removed)}


@given(drawn=changes())
def test_an_override_means_what_the_number_would_with_the_object_merged(
    drawn: tuple[ForwardingType, dict[str, Any], dict[str, Any]],
) -> None:
    kind, own, change = drawn
    name = DATA_OBJECT[kind]
    merged = {key: value for key, value in {**own, **change}.items() if value is not None}
    with fresh_folder() as folder:
        whole = read(folder, declared({name: merged})).readable.numbers[CODE]
    (window,) = windows(declared({name: own}, overrides=[{**WHEN, name: change}]))
    assert window.forwarding == whole.forwarding


@given(base=kinds, over=kinds, data=st.data())
def test_an_object_of_another_type_replaces_the_whole(
    base: ForwardingType, over: ForwardingType, data: st.DataObject
) -> None:
    own, other = data.draw(data_objects[base]), data.draw(data_objects[over])
    (window,) = windows(declared({DATA_OBJECT[base]: own}, overrides=[{**WHEN, DATA_OBJECT[over]: other}]))
    assert window.forwarding["call_forwarding_type"] == over
    assert set(window.forwarding) == {"number_code", "call_forwarding_type", DATA_OBJECT[over]}
    if base != over:
        (alone,) = windows(declared({"call_forwarding_type": 0}, overrides=[{**WHEN, DATA_OBJECT[over]: other}]))
        assert window.forwarding == alone.forwarding


@given(kind=kinds, data=st.data())
def test_type_0_takes_everything_away(kind: ForwardingType, data: st.DataObject) -> None:
    number = {DATA_OBJECT[kind]: data.draw(data_objects[kind])}
    (window,) = windows(declared(number, overrides=[{**WHEN, "call_forwarding_type": "undefined"}]))
    assert window.forwarding == {"number_code": CODE, "call_forwarding_type": 0}


def test_the_number_itself_is_as_it_would_be_without_the_override() -> None:
    with fresh_folder() as folder:
        usual = read(folder, {"a.yaml": NUMBER}).readable.numbers[CODE]
    with fresh_folder() as folder:
        number = read(folder, {"a.yaml": overrides(override())}).readable.numbers[CODE]
    assert number.payload() == usual.payload()
    assert number.holding_at(BEGIN).payload() != usual.payload()


spans = st.lists(st.tuples(st.integers(0, 12), st.integers(1, 6)), min_size=1, max_size=8)


@given(spans=spans)
def test_overrides_that_overlap_are_told_and_all_others_are_not(spans: list[tuple[int, int]]) -> None:
    def at(hours: int) -> datetime:
        return BEGIN + timedelta(hours=hours)

    items = [override(DARK, start=at(begin).isoformat(), end=at(begin + length).isoformat()) for begin, length in spans]
    with fresh_folder() as folder:
        loaded = read(folder, {"a.yaml": overrides(*items)})
    clashing = {
        index
        for (one, (a, length_a)), (other, (b, length_b)) in itertools.permutations(enumerate(spans), 2)
        if a < b + length_b and b < a + length_a
        for index in (one, other)
    }
    assert (loaded.desired is None) is bool(clashing)
    told = {item.source.line - 5 for item in loaded.diagnostics}
    assert told <= clashing
    assert {item.code for item in loaded.diagnostics} <= {Code.OVERLAPPING_OVERRIDES}
    held = loaded.readable.numbers[CODE].windows
    assert all(one.end <= other.start for one, other in itertools.pairwise(held))
    assert {window.override for window in held} >= set(range(len(spans))) - clashing


def test_many_numbers_in_one_clash_are_told_once(tmp_path: Path) -> None:
    more = "".join(f"- {{number_code: {74991110000 + index}, call_forwarding_type: 0}}\n" for index in range(30))
    items = override(DARK, numbers="application:default"), override(DARK, numbers="application:default")
    (told,) = read(tmp_path, {"a.yaml": NUMBER + more + "overrides:\n" + "".join(items)}).diagnostics
    assert told.code is Code.OVERLAPPING_OVERRIDES
    assert "74991110000 and 30 more" in told.detail


def test_overrides_are_counted_in_the_order_of_the_files(tmp_path: Path) -> None:
    texts = {
        "a/y.yaml": "overrides:\n" + override(DARK, reason="first"),
        "b/z.yaml": "overrides:\n"
        + override(DARK, start="2026-12-01T00:00:00Z", end="2026-12-02T00:00:00Z", reason="one")
        + override(DARK, start="2028-12-01T00:00:00Z", end="2028-12-02T00:00:00Z", reason="two"),
        "a.yaml": NUMBER,
    }
    desired = read(tmp_path, texts).desired
    assert desired is not None
    assert [item.reason for item in desired.overrides] == ["first", "one", "two"]
    held = desired.numbers[CODE].windows
    assert [(window.override, window.reason) for window in held] == [(1, "one"), (0, "first"), (2, "two")]
    assert [item.numbers for item in desired.overrides] == [(CODE,)] * 3


BLOCK = f"- numbers: [74991112233]\n  from: {FROM}\n  until: {UNTIL}\n  reason: x\n  call_forwarding_type: 0\n"


@pytest.mark.parametrize(
    ("item", "lines"),
    [
        (override(), 1),
        (BLOCK, 5),
        (BLOCK + "\n# the end\n\n", 5),
        (BLOCK + "  # the end\n", 5),
        (BLOCK.replace("reason: x", "reason: |\n    x\n\n    y\n"), 9),
        (BLOCK.replace("call_forwarding_type: 0", "call_forwarding_ipcr: {\n    url: 'https://x/'\n  }  # so"), 7),
        (BLOCK.replace("  reason: x\n", "") + "  reason: >\n    x\n    y\n\n\n", 7),
        (BLOCK.replace("  reason: x\n", "") + "  reason: 'x\n    y'\n", 6),
        (BLOCK.replace("  reason: x\n", "") + "  reason:\n    x\n    y", 7),
        ("-\n" + BLOCK.replace("- ", "  "), 5),
    ],
)  # fmt: skip
def test_an_override_knows_its_last_line(item: str, lines: int, tmp_path: Path) -> None:
    for name, behind in (("a", ""), ("b", "- number\n"), ("c", "zz: 1\n")):
        text = f"overrides:\n{item}{'' if item.endswith(chr(10)) or not behind else chr(10)}{behind}"
        (override, *_) = read(tmp_path / name, {"a.yaml": text, "b.yaml": NUMBER}).readable.overrides
        assert override.last_line - override.source.line + 1 == lines


def test_an_override_from_an_anchor_is_one_of_its_own(tmp_path: Path) -> None:
    again = f"{{<<: *o, from: {UNTIL}, until: 2027-01-10T00:00:00Z, reason: y}}"
    text = f"overrides:\n- &o {override(DARK)[2:-1]}\n- {again}\n"
    desired = read(tmp_path, {"a.yaml": text, "b.yaml": NUMBER}).desired
    assert desired is not None
    assert [window.reason for window in desired.numbers[CODE].windows] == ["Праздники", "y"]


def test_a_period_of_an_override_is_known_where_it_stands_and_by_whom(tmp_path: Path) -> None:
    entry = "call_forwarding_number: {call_control: {redirect_number: '74992223345', timeout: 5, period: 'wd mon'}}"
    wrong = override(entry, reason="''")
    loaded = read(tmp_path, {"a.yaml": overrides(wrong, override(entry))})
    assert [item.reason for item in loaded.readable.overrides] == ["Праздники"]
    path = ("call_forwarding_number", "call_control", 0, "period")
    assert loaded.readable.periods == {"wd mon": (OverrideSpot(index=1, path=path), OverrideSpot(index=0, path=path))}
    found = [
        Finding(code=Code.NEVER_TRUE, detail="Never.", spot=OverrideSpot(index=i, path=path, offset=3)) for i in (0, 1)
    ]
    placed = loaded.placing.placed(found)
    column = placed[1].source.column
    assert [(item.source.line, item.excerpt.count("mon") if item.excerpt else 0) for item in placed] == [(5, 1), (6, 1)]
    assert placed[1].excerpt is not None
    assert placed[1].excerpt[column - 1 :].startswith("mon")


def test_what_an_override_takes_from_the_number_stands_where_the_override_is(tmp_path: Path) -> None:
    loaded = read(tmp_path, {"a.yaml": overrides(override("call_forwarding_number: {client_id: x}"))})
    spot = OverrideSpot(index=0, path=("call_forwarding_number", "call_control", 0, "redirect_number"))
    (placed,) = loaded.placing.placed([Finding(code=Code.NEVER_TRUE, detail="Never.", spot=spot)])
    assert placed.excerpt is not None
    assert placed.excerpt[placed.source.column - 1 :].startswith("{client_id: x}")


@pytest.mark.parametrize("wrong", ["  wieght: 5\n", "  weight: x\n"])
def test_an_override_of_a_number_that_is_wrong_is_no_mistake(wrong: str, tmp_path: Path) -> None:
    loaded = read(tmp_path, {"a.yaml": NUMBER + wrong + "overrides:\n" + override(RING)})
    assert [item.source.line for item in loaded.diagnostics] == [4]
    assert [item.numbers for item in loaded.readable.overrides] == [()]


def test_a_wrong_override_changes_nothing_of_the_numbers(tmp_path: Path) -> None:
    loaded = read(tmp_path, {"a.yaml": overrides(override(reason="''"))})
    assert loaded.desired is None
    assert loaded.complete
    assert loaded.readable.overrides == ()
    assert loaded.readable.numbers[CODE].windows == ()


def catalogue(*numbers: DesiredNumber) -> Catalogue:
    found = Catalogue(is_whole=True)
    for number in numbers:
        source = Source(file="a.yaml", line=1, column=1)
        assert list(found.take(ReadNumber(number_code=number.number_code, source=source, number=number))) == []
    return found


def test_all_overrides_together_select_a_bounded_number() -> None:
    numbers = [
        DesiredNumber(
            number_code=NumberCode(code), application=ApplicationName("a"), forwarding={}, labels=("x", "y", "x")
        )
        for code in (1, 2, 3)
    ]
    selection = Selection(catalogue(*numbers), knows_applications=True, most=10)
    assert selection.select(["label:x", "label:y", "label:x", 3]) == (1, 2, 3)
    assert selection.select(["application:a"]) == (1, 2, 3)
    assert not selection.is_exhausted()
    assert selection.select([1]) == ()
    assert selection.is_exhausted()


def test_the_last_line_of_everything_in_a_file_is_where_it_ends() -> None:
    text = "a: [1,\n  2]\nb:\n  c:\n    - d\n    - e: |\n        f\n\n        g\n\n# end\n"
    document, _ = read_document(text, "a.yaml")
    assert document is not None
    root, places = document.value, document.places
    ends = [places.last_line(part) for part in (root, root["a"], root["b"], root["b"]["c"], root["b"]["c"][1])]
    assert ends == [9, 2, 9, 9, 9]

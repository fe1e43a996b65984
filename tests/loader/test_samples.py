"""Files as people get them wrong, and right ones that are easily misread: each is told, or means, exactly this.

The samples stand in `samples/`; what is too large for a file is made here.
"""

import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from support.folder import AT, read
from support.processes import run
from support.samples import Sample, laid_out, meaning, samples, told

from reconciler.model.diagnostics import Code, Severity

WRONG = samples("wrong")
RIGHT = samples("right")
LEAST_WRONG, LEAST_RIGHT = 90, 24
MOST_BYTES = 20_000
HEADING = re.compile(r"(?P<place>\S+) (?P<severity>error|warning) (?P<code>[a-z-]+)")
SHOWN = re.compile(r"(\S+:\d+:\d+): (error|warning): .* \[([a-z-]+)\]")
"""The first line about a diagnostic on a terminal."""

Expect = Callable[[Sample, str, str], None]


@pytest.fixture
def expect(request: pytest.FixtureRequest) -> Expect:
    """Compare a text with the file beside a sample, or write it there with --bless."""

    def check(sample: Sample, ending: str, text: str) -> None:
        file = sample.beside(ending)
        expected = file.read_bytes().decode() if file.exists() else ""
        if request.config.getoption("--bless") and plain(ending, text) != plain(ending, expected):
            file.write_bytes(text.encode())
            expected = text
        assert plain(ending, text) == plain(ending, expected), f"{file.name} says otherwise; --bless writes it anew"

    return check


def plain(ending: str, text: str) -> str:
    """Answer a text as it is compared: exactly, but for the order of keys in JSON, which means nothing."""
    if ending != ".json" or not text:
        return text
    return json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False, indent=2)


def headings(sample: Sample) -> list[re.Match[str]]:
    lines = sample.beside(".txt").read_text(encoding="utf-8").splitlines()
    return [found for line in lines if (found := HEADING.fullmatch(line))]


@pytest.mark.parametrize("sample", WRONG, ids=lambda sample: sample.name)
def test_a_wrong_sample_is_told_exactly(sample: Sample, expect: Expect) -> None:
    loaded = sample.read()
    assert loaded.diagnostics != ()
    assert (loaded.desired is None) is any(item.severity is Severity.ERROR for item in loaded.diagnostics)
    expect(sample, ".txt", told(sample, loaded.diagnostics))


@pytest.mark.parametrize("sample", RIGHT, ids=lambda sample: sample.name)
def test_a_right_sample_means_exactly_this_and_raises_nothing(sample: Sample, expect: Expect) -> None:
    loaded = sample.read()
    assert told(sample, loaded.diagnostics) == ""
    expect(sample, ".json", meaning(loaded))


@pytest.mark.parametrize(("found", "least"), [(WRONG, LEAST_WRONG), (RIGHT, LEAST_RIGHT)], ids=["wrong", "right"])
def test_samples_are_many_and_numbered_without_a_gap(found: list[Sample], least: int) -> None:
    assert [int(sample.name.partition("-")[0]) for sample in found] == list(range(1, len(found) + 1))
    assert len(found) >= least


@pytest.mark.parametrize(("found", "ending"), [(WRONG, ".txt"), (RIGHT, ".json")], ids=["wrong", "right"])
def test_every_sample_is_small_and_has_its_answer_beside_it(found: list[Sample], ending: str) -> None:
    (folder,) = {sample.path.parent for sample in found}
    pairs = [(sample.path.name, sample.beside(ending).name) for sample in found]
    assert sorted(path.name for path in folder.iterdir()) == sorted(itertools.chain.from_iterable(pairs))
    assert [sample.name for sample in found if sum(map(len, sample.files.values())) > MOST_BYTES] == []


def test_every_code_occurs_in_the_wrong_samples() -> None:
    assert {found["code"] for sample in WRONG for found in headings(sample)} == {code.value for code in Code}


@pytest.mark.parametrize(
    "name",
    [
        "duplicate-key",
        "three-line-ends-in-one-file",
        "number-in-three-files",
        "display-numbers",
        "warnings-raised",
        "numbers-that-no-range-holds",
        "carets-in-every-kind-of-text",
        "overrides-that-overlap",
        "expectations-that-fail",
        "loops",
    ],
)
def test_the_command_tells_the_same_places(name: str) -> None:
    (sample,) = (sample for sample in WRONG if sample.name.partition("-")[2] == name)
    expected = [whole(sample, found) for found in headings(sample)]
    with laid_out(sample) as folder:
        ended = run("--directory", ".", "validate", "--at", AT.isoformat(), folder=folder)
    assert [" ".join(found.groups()) for line in ended.err.splitlines() if (found := SHOWN.fullmatch(line))] == expected
    assert ended.code == (1 if any(" error " in heading for heading in expected) else 0)


def whole(sample: Sample, found: re.Match[str]) -> str:
    """Answer a heading with the name of its file, which a sample of one file leaves out."""
    file = "" if found["place"].count(":") > 1 else f"{sample.path.name}:"
    return f"{file}{found.group()}"


NUMBER = "numbers:\n- number_code: 74991112233\n  call_forwarding_type: 0\n"
BY_URL = "numbers:\n- number_code: 74991112233\n  call_forwarding_ipcr: {url: '@@'}\n"
MANY, MILLION = 1_000, 1_000_000
BOUND = 400
"""No detail is longer, however long the value is that it speaks of."""


def by_url(reserve: str, count: int) -> str:
    """Answer so many numbers that each have another reserve."""
    data = "call_forwarding_ipcr: {url: 'https://x/', reserve: "
    return "numbers:\n" + "".join(
        f"- {{number_code: {74991112000 + i}, {data}'{reserve}{i:03}'}}}}\n" for i in range(count)
    )


HUGE: dict[str, tuple[str, int, str]] = {
    "a text of a million characters": (f"{NUMBER}  description: {'x' * MILLION}\n", 0, ""),
    "a text of a million lines": (NUMBER + "  description: |\n" + "    x\n" * MILLION, 0, ""),
    "a comment of a million characters": (f"{NUMBER}# {'x' * MILLION}\n", 0, ""),
    "a million empty lines": (NUMBER + "\n" * MILLION, 0, ""),
    "a million spaces": (NUMBER + " " * MILLION + "\n", 0, ""),
    "a million marks of byte order": ("\ufeff" * MILLION, 1, "1:2 wrong-type"),
    "a million bytes of zero": ("\0" * MILLION, 1, "1:1 invalid-yaml"),
    "an integer of a million digits": (f"{NUMBER}  weight: {'9' * MILLION}\n", 1, "4:11 wrong-type"),
    "an integer of a million hexadecimal digits": (f"{NUMBER}  weight: 0x{'f' * MILLION}\n", 1, "4:11 wrong-type"),
    "an exponent of a million digits": (f"{NUMBER}  weight: 1e{'9' * MILLION}\n", 1, "4:11 wrong-type"),
    "a million underscores": (f"{NUMBER}  weight: 1{'_' * MILLION}\n", 1, "4:11 wrong-type"),
    "a code of a million digits": (NUMBER.replace("74991112233", "7" * MILLION), 1, "2:16 wrong-type"),
    "a key of a million characters": (f"{NUMBER}  ? {'k' * MILLION}\n  : x\n", 1, "4:5 unknown-key"),
    "a name of a million characters": (
        BY_URL.replace("'@@'", f"'https://x/', reserve: '@{'n' * MILLION}'"),
        1,
        "3:54 dangling-name",
    ),
    "an alias of a million characters": (f"numbers: *{'x' * MILLION}\n", 1, "1:10 invalid-yaml"),
    "a tag of a million characters": (f"numbers: !{'x' * MILLION} []\n", 1, "1:10 invalid-yaml"),
    "a URL of a million characters and a space": (
        BY_URL.replace("@@", f"https://x/{'y' * MILLION} "),
        1,
        f"3:{MILLION + 42} invalid-url",
    ),
    "a SIP address of a million characters": (
        BY_URL.replace("ipcr: {url: '@@'", f"sip: {{sip_uri: 'a@{'b-' * (MILLION // 2)}'"),
        1,
        "3:34 invalid-sip-uri",
    ),
    "a hundred thousand documents": ("---\n" * 100_000, 1, "2:1 several-documents"),
    "a hundred thousand aliases": (f"x: &x y\n{NUMBER}  labels: [{'*x, ' * 100_000}]\n", 1, "1:1 unknown-key"),
    "many merges of one mapping": (f"x: &x {{weight: 1}}\n{NUMBER}  <<: [{'*x, ' * MANY}]\n", 1, "1:1 unknown-key"),
    "many mistakes in one line": (f"{NUMBER}  labels: [{'5, ' * MANY}]\n", MANY, "4:12 wrong-type"),
    "many tags in one line": (f"{NUMBER}  labels: [{'!x a, ' * MANY}]\n", MANY, "4:12 invalid-yaml"),
    "many unknown keys": (NUMBER + "".join(f"  k{i}: 1\n" for i in range(MANY)), MANY, "4:3 unknown-key"),
    "many times one key": (NUMBER + "  weight: 1\n" * (MANY + 1), MANY, "5:3 duplicate-key"),
    "many times one number": (
        "numbers:\n" + "- {number_code: 74991112233, call_forwarding_type: 0}\n" * (MANY + 1),
        MANY,
        "3:3 duplicate-number",
    ),
    "many names that dangle": (
        "contacts:\n" + "".join(f'  name-{i}: "74992223344"\n' for i in range(100)) + by_url("@nam-1", 200),
        200,
        "103:81 dangling-name",
    ),
    "ten thousand wrong numbers": (
        "numbers:\n"
        + "".join(f"- {{number_code: {74991100000 + i}, call_forwarding_type: 0, weight: x}}\n" for i in range(10_000)),
        10_000,
        "2:63 wrong-type",
    ),
}


@pytest.mark.parametrize("name", HUGE)
def test_what_is_huge_is_told_in_few_words_and_counted_whole(name: str, tmp_path: Path) -> None:
    text, count, first = HUGE[name]
    found = read(tmp_path, {"a.yaml": text}).diagnostics
    assert len(found) == count
    assert [f"{item.source.line}:{item.source.column} {item.code}" for item in found[:1]] == ([first] if first else [])
    assert [item.detail[:BOUND] for item in found if len(item.detail) > BOUND] == []

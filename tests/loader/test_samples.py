"""Files as people get them wrong, and right ones that are easily misread: each is told, or means, exactly this."""

import itertools
import re
from collections.abc import Callable

import pytest
from support.folder import Files, read
from support.processes import run
from support.samples import Sample, laid_out, meaning, samples, told

from reconciler.model.diagnostics import Code, Severity

WRONG = samples("wrong")
RIGHT = samples("right")
HEADING = re.compile(r"(?P<place>\S+) (?P<severity>error|warning) (?P<code>[a-z-]+)")
MOST_BYTES = 20_000


Expect = Callable[[Sample, str, str], None]


@pytest.fixture
def expect(request: pytest.FixtureRequest) -> Expect:
    """Compare a text with the file beside a sample, or write it there with --bless."""

    def check(sample: Sample, ending: str, text: str) -> None:
        file = sample.beside(ending)
        if request.config.getoption("--bless"):
            file.write_bytes(text.encode())
        assert text == file.read_bytes().decode(), f"{file.name} says otherwise; if that is meant, run it with --bless"

    return check


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


@pytest.mark.parametrize(("found", "least"), [(WRONG, 90), (RIGHT, 24)], ids=["wrong", "right"])
def test_samples_are_many_and_numbered_without_a_gap(found: list[Sample], least: int) -> None:
    numbers = [int(sample.name.partition("-")[0]) for sample in found]
    assert numbers == list(range(1, len(found) + 1))
    assert len(found) >= least


@pytest.mark.parametrize(("found", "ending"), [(WRONG, ".txt"), (RIGHT, ".json")], ids=["wrong", "right"])
def test_every_sample_has_what_is_expected_of_it_and_no_file_is_left_over(found: list[Sample], ending: str) -> None:
    (folder,) = {sample.path.parent for sample in found}
    expected = [(sample.path.name, sample.beside(ending).name) for sample in found]
    assert sorted(path.name for path in folder.iterdir()) == sorted(itertools.chain.from_iterable(expected))
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
        "first-day-at-work",
    ],
)
def test_the_command_tells_the_same_places(name: str) -> None:
    (sample,) = (sample for sample in WRONG if sample.name.partition("-")[2] == name)
    expected = [whole(sample, found) for found in headings(sample)]
    with laid_out(sample) as folder:
        ended = run("--directory", ".", "validate", folder=folder)
    assert [" ".join(found.groups()) for line in ended.err.splitlines() if (found := SHOWN.fullmatch(line))] == expected
    assert ended.code == (1 if any(" error " in heading for heading in expected) else 0)


def whole(sample: Sample, found: re.Match[str]) -> str:
    """Answer a heading with the name of its file, which a sample of one file leaves out."""
    file = "" if found["place"].count(":") > 1 else f"{sample.path.name}:"
    return f"{file}{found.group()}"


NUMBER = "numbers:\n- number_code: 74991112233\n  call_forwarding_type: 0\n"
MILLION = 1_000_000
HUGE: dict[str, tuple[Files | str, tuple[str, ...]]] = {
    "a text of a million characters": (NUMBER + f"  description: {'x' * MILLION}\n", ()),
    "a comment of a million characters": (NUMBER + f"# {'x' * MILLION}\n", ()),
    "a million empty lines": (NUMBER + "\n" * MILLION, ()),
    "a million spaces": (NUMBER + " " * MILLION + "\n", ()),
    "a text of a million lines": (NUMBER + "  description: |\n" + "    x\n" * MILLION, ()),
    "an integer of a million digits": (NUMBER + f"  weight: {'9' * MILLION}\n", ("4:11 wrong-type",)),
    "a code of a million digits": (NUMBER.replace("74991112233", "7" * MILLION), ("2:16 wrong-type",)),
    "a number of a million hexadecimal digits": (NUMBER + f"  weight: 0x{'f' * MILLION}\n", ("4:11 wrong-type",)),
    "a key of a million characters": (NUMBER + f"  ? {'k' * MILLION}\n  : x\n", ("4:5 unknown-key",)),
    "a name of a million characters": (
        NUMBER.replace("type: 0", "ipcr: {url: 'https://x/', reserve: '@" + "n" * MILLION + "'}"),
        ("3:54 dangling-name",),
    ),
    "an address of a million characters": (
        NUMBER.replace("type: 0", "ipcr: {url: 'https://x/" + "y" * MILLION + " '}"),
        ("3:1000043 invalid-url",),
    ),
    "a million aliases of one text": ("x: &x y\n" + f"labels: [{'*x,' * MILLION}]\n" + NUMBER, ()),
}

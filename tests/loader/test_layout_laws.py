"""Laws of the canonical layout: twice is once, no value is touched, every comment stays where it belongs."""

import random
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from support.commented import Part, misplaced, rendered, trees
from support.company import files_of, grown
from support.documents import documents
from support.folder import fresh_folder, read
from support.samples import Sample, laid_out, meaning, samples

from reconciler.loader.builder import read_document
from reconciler.loader.files import yaml_files
from reconciler.loader.folder import load
from reconciler.loader.layout.canonical import formatted

RIGHT = samples("right")
WRONG = samples("wrong")
DRAWN = re.compile(r"# (?:why|a line of its own|a comment|the end)")
"""The comments of drawn documents."""


def value_of(text: str) -> Any:
    """Answer what a text means, with types: 1, 1.0 and "1" are three different values."""
    document, problems = read_document(text, "a.yaml")
    assert document is not None
    assert problems == []
    return typed(document.value)


def typed(value: Any) -> Any:
    match value:
        case dict():
            return {key: typed(item) for key, item in value.items()}
        case list():
            return [typed(item) for item in value]
        case _:
            return type(value), repr(value)


def is_yaml(text: str) -> bool:
    document, problems = read_document(text, "a.yaml")
    return document is not None and problems == []


def comments_of(text: str) -> Counter[str]:
    return Counter(DRAWN.findall(text))


@given(text=documents())
@example(text="a: |+\n  x\n\n\nnumbers: []\n")
@example(text="numbers: [{a: 1, <<: {b: 2}}]\n")
@example(text="a: &a0 {b: &a1 1}\nnumbers: *a0 \n")
@example(text="? a\n? b\n: - c\n")
def test_any_document_has_a_layout_that_means_the_same_and_is_its_own(text: str) -> None:
    assume(is_yaml(text))
    after = formatted(text)
    assert value_of(after) == value_of(text.lstrip("\ufeff"))
    assert formatted(after) == after
    assert comments_of(after) == comments_of(text)


@given(root=trees(), step=st.integers(1, 4), dash=st.integers(0, 3), gap=st.integers(1, 5))
def test_every_comment_stays_with_what_it_belongs_to(root: Part, step: int, dash: int, gap: int) -> None:
    text = rendered(root, step=step, dash=dash, gap=gap)
    assert misplaced(root, text) == []
    after = formatted(text)
    assert misplaced(root, after) == []
    assert Counter(re.findall("# .*", after)) == Counter(re.findall("# .*", text))
    assert value_of(after) == value_of(text)
    assert formatted(after) == after


@given(root=trees())
def test_the_layout_does_not_depend_on_indentation(root: Part) -> None:
    wide, narrow = rendered(root, step=4, dash=3, gap=5), rendered(root, step=1, dash=1, gap=1)
    assert formatted(wide) == formatted(narrow)


@given(root=trees())
def test_lines_are_tidy(root: Part) -> None:
    after = formatted(rendered(root, step=3, dash=0, gap=3))
    lines = after.splitlines()
    assert after.endswith("\n")
    assert lines[0] != ""
    assert lines[-1] != ""
    assert "\n\n\n" not in after
    assert [line for line in lines if line != line.rstrip() or (len(line) - len(line.lstrip())) % 2] == []


def text_of(content: bytes) -> str | None:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


TEXTS = [
    pytest.param(text, id=f"{sample.name}/{name}")
    for sample in [*RIGHT, *WRONG]
    for name, content in sample.files.items()
    if (text := text_of(content)) is not None
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_sample_that_is_yaml_keeps_its_value_and_has_one_layout(text: str) -> None:
    if not is_yaml(text):
        with pytest.raises(ValueError, match=r"\."):
            formatted(text)
        return
    after = formatted(text)
    assert value_of(after) == value_of(text)
    assert formatted(after) == after


@pytest.mark.parametrize("sample", RIGHT, ids=lambda sample: sample.name)
def test_a_right_sample_in_the_layout_declares_the_same(sample: Sample) -> None:
    before = meaning(sample.read())
    with laid_out(sample):
        for path in yaml_files(Path())[0]:
            path.write_text(formatted(path.read_bytes().decode("utf-8-sig")), encoding="utf-8")
        assert meaning(load(Path())) == before


@given(dice=st.randoms(use_true_random=False), size=st.integers(1, 12))
def test_any_right_folder_in_the_layout_declares_the_same(dice: random.Random, size: int) -> None:
    files = files_of(dice, grown(dice, size), {})
    with fresh_folder() as folder:
        before = read(folder, files).desired
        after = read(folder, {name: formatted(str(text)) for name, text in files.items()}).desired
    assert before is not None
    assert after is not None
    assert after.numbers == before.numbers
    assert after.settings == before.settings


def test_the_layout_of_the_samples_loads_with_the_same_mistakes() -> None:
    told = {}
    for sample in WRONG:
        texts = {name: text_of(content) for name, content in sample.files.items()}
        if any(text is None or not is_yaml(text) for text in texts.values()):
            continue
        with fresh_folder() as folder:
            after = read(folder, {name: formatted(text or "") for name, text in texts.items()})
        with fresh_folder() as folder:
            before = read(folder, {name: text or "" for name, text in texts.items()})
        codes = [Counter(item.code for item in loaded.diagnostics) for loaded in (before, after)]
        if codes[0] != codes[1]:
            told[sample.name] = codes
    assert told == {}

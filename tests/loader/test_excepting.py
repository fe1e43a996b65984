"""Exceptions are added to the settings wherever comments stand, and every comment and value stays."""

import itertools
from typing import Any

import pytest
from ruamel.yaml import YAML

from reconciler.errors import ConfigurationError
from reconciler.loader.excepting import with_exceptions
from reconciler.model.settings import PolicyException

NEW = (
    PolicyException(name="as found: 4930123456", target="4930123456", reason="It was there."),
    PolicyException(name="n", target="localhost", reason="It: was # there."),
)
ADDED = [{"name": item.name, "target": item.target, "reason": item.reason} for item in NEW]
POSITIONS = ("key", "head", "trailing", "between", "last", "after", "end", "foot")
ONE = '{name: a, target: "79001", reason: b}'
TWO = '{name: c, target: "79002", reason: d}'


def settings(said: frozenset[str], *, is_flow: bool) -> str:
    """Answer settings with two exceptions, and comments in some positions."""

    def beside(position: str) -> str:
        return f"  # {position}\n" if position in said else "\n"

    def line(position: str, column: int = 6) -> str:
        return f"{' ' * column}# {position}\n" if position in said else ""

    dash, comma, begin, end = ("", ",", " [", "    ]") if is_flow else ("- ", "", "", "")
    return (
        f"settings:\n  policy:\n    exceptions:{begin}{beside('key')}"
        f"{line('head')}      {dash}{ONE}{comma}{beside('trailing')}"
        f"{line('between')}      {dash}{TWO}{beside('last')}"
        f"{line('after')}{end}{beside('end') if is_flow else line('end', 4)}"
        f"  apply: {{calls_per_second: 0}}\n{line('foot', 0)}"
    )


def value(text: str) -> Any:
    return YAML(typ="safe").load(text)


@pytest.mark.parametrize("is_flow", [True, False], ids=["brackets", "blocks"])
def test_with_comments_in_any_positions_everything_stays_and_the_new_ones_follow(*, is_flow: bool) -> None:
    for chosen in itertools.product([True, False], repeat=len(POSITIONS)):
        said = frozenset(itertools.compress(POSITIONS, chosen))
        text = settings(said, is_flow=is_flow)
        expected = value(text)
        expected["settings"]["policy"]["exceptions"] += ADDED
        after = with_exceptions(text, NEW)
        assert value(after) == expected, text
        assert sorted(line.partition("  # ")[2] for line in text.splitlines() if "  # " in line) == sorted(
            line.partition("  # ")[2] for line in after.splitlines() if "  # " in line and "was # there" not in line
        )


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "# ours\n",
        "---\n# ours\n",
        "~  # ours\n",
        "# ours\n\nsettings:\n",
        "settings: {}  # ours\n",
        "settings: {policy: {exceptions: []}}  # ours\n",
        "settings:\n  policy:  # ours\n  apply: {calls_per_second: 0}\n",
        "settings:\n  policy:\n    exceptions: []  # ours\n",
        "settings:\n  policy:\n    exceptions: [  # ours\n    ]\n",
        "settings:\n  policy:\n    exceptions:  # first\n      # ours\n      ~  # last\n",
        "settings: {policy: {exceptions:  # ours\n  }}\n",
        "settings:\n  policy:\n    exceptions:\n    - name: a\n      reason: |+  # ours\n        c\n\n",
    ],
)
def test_whatever_is_missing_on_the_way_is_made_and_comments_stay(text: str | None) -> None:
    after = with_exceptions(text, NEW)
    assert value(after)["settings"]["policy"]["exceptions"][-2:] == ADDED
    assert ("# ours" in after) == ("# ours" in (text or ""))


@pytest.mark.parametrize(
    "text",
    [
        "x: &x []\nsettings:\n  policy:\n    exceptions: *x\n",
        "settings:\n  policy: &x {}\n  apply: *x\n",
        "x: &x {policy: {allow_countries: [RU]}}\nsettings:\n  <<: *x\n",
    ],
)
def test_where_nothing_can_be_added_the_lines_are_told(text: str) -> None:
    with pytest.raises(ConfigurationError, match="exceptions cannot be added") as told:
        with_exceptions(text, NEW)
    assert told.value.advice is not None
    assert value(told.value.advice.partition("\n\n")[2])["settings"]["policy"]["exceptions"] == ADDED

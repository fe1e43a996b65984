"""What a check finds: a kind of mistake, whole sentences, and what it is about.

A check is pure and has never seen a file, so it names a part of the desired state (a spot); the loader knows at which
file, line and column that part was declared, and makes a diagnostic of the finding.
"""

from dataclasses import dataclass
from typing import TypeAlias

from reconciler.model.diagnostics import Code
from reconciler.model.identifiers import NumberCode

Key: TypeAlias = str | int


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSpot:
    """A part of a number: the path in its declaration, such as ("call_forwarding_number", "call_control", 0, "period").

    The empty path is the number itself. `offset` is a character of the text there.
    """

    number_code: NumberCode
    path: tuple[Key, ...] = ()
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSpot:
    """What a name stands for; `section` is "contacts" or "schedules"."""

    section: str
    name: str
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideSpot:
    """A part of an item of `overrides`; `index` counts in `Desired.overrides`."""

    index: int
    path: tuple[Key, ...] = ()
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectationSpot:
    """A part of an item of `expectations`; `index` counts in `Desired.expectations`."""

    index: int
    path: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingSpot:
    """A part of the settings: the path below `settings`, such as ("policy", "exceptions", 0)."""

    path: tuple[Key, ...]


Spot: TypeAlias = NumberSpot | NameSpot | OverrideSpot | ExpectationSpot | SettingSpot


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One mistake that a check found; `detail` says in whole sentences what is wrong, why it matters, what to write."""

    code: Code
    detail: str
    spot: Spot

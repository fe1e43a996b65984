"""Faults on demand: which calls go wrong, and how."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from reconciler.emulator.exolve_messages import Method
from reconciler.emulator.uis_errors import ERRORS
from reconciler.emulator.uis_methods import UisMethod


class WrongFaultsError(ValueError):
    """The faults are not written as they should be; the message names the rule and the key."""


class FaultKind(StrEnum):
    """What goes wrong."""

    STATUS = "status"
    DELAY = "delay"
    DROP_BEFORE = "drop-before"
    DROP_AFTER = "drop-after"
    GARBAGE = "garbage"
    HTML = "html"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: the calls that it is for, and what happens to them.

    `method` and `number` choose the calls (None is any), `rate` the share of them, `times` how often it fires in all.
    `seconds` delays any kind; `after_effect` lets the call do its work first, which drop-after and garbage always do.
    `mnemonic` is the error of UIS that the kind `error` answers; Exolve has no such errors, and is left alone by it.
    """

    kind: FaultKind
    method: str | None = None
    number: int | None = None
    status: int = 0
    retry_after: int | float | str | None = None
    body: Any = None
    seconds: float = 0.0
    times: int | None = None
    after_effect: bool = False
    rate: float = 1.0
    mnemonic: str = ""

    @property
    def takes_effect(self) -> bool:
        """Whether the call does its work although it is not answered as it should be."""
        return self.after_effect or self.kind in {FaultKind.DROP_AFTER, FaultKind.GARBAGE, FaultKind.DELAY}

    @property
    def note(self) -> str:
        """The rule in a few words, for the list of calls."""
        parts = [str(self.kind)]
        if self.kind in {FaultKind.STATUS, FaultKind.HTML}:
            parts.append(str(self.status))
        if self.mnemonic:
            parts.append(self.mnemonic)
        if self.seconds:
            parts.append(f"{self.seconds:g} s")
        if self.after_effect:
            parts.append("after the effect")
        return " ".join(parts)

    def matches(self, method: str, number: int | None) -> bool:
        """Whether the rule is for such a call."""
        if self.kind is FaultKind.ERROR and method in list(Method):
            return False
        return self.method in {None, method} and self.number in {None, number}


class Faults:
    """The rules in force and how often each has fired; the first that fires decides. Safe for several threads."""

    def __init__(self, rules: Sequence[Rule] = (), *, seed: int = 0) -> None:
        self._lock = threading.Lock()
        self._start(rules, seed)

    @classmethod
    def parse(cls, data: object) -> Faults:
        """Read `{"seed": 7, "rules": [{"kind": "status", "status": 503}]}`, or raise WrongFaultsError (a ValueError).

        A bare list of rules will do as well.
        """
        return cls(parse_rules(data), seed=parse_seed(data))

    def replace(self, data: object) -> None:
        """Put other rules in force, read as `parse` reads them; nothing changes when they are wrong."""
        rules, seed = parse_rules(data), parse_seed(data)
        with self._lock:
            self._start(rules, seed)

    def draw(self, method: str, number: int | None) -> Rule | None:
        """Decide whether this call goes wrong; every call must be drawn once."""
        if not self._rules:
            return None
        with self._lock:
            self._calls[method, number] += 1
            for index, rule in enumerate(self._rules):
                if rule.matches(method, number) and self._fires(index, rule, method, number):
                    self._fired[index] += 1
                    return rule
        return None

    def _start(self, rules: Sequence[Rule], seed: int) -> None:
        self._rules = tuple(rules)
        self._seed = seed
        self._calls: Counter[tuple[str, int | None]] = Counter()
        self._fired: Counter[int] = Counter()

    def _fires(self, index: int, rule: Rule, method: str, number: int | None) -> bool:
        if rule.times is not None and self._fired[index] >= rule.times:
            return False
        if rule.rate >= 1:
            return True
        # The dice belong to this rule and to the n-th call of this number and method, not to the order in which
        # threads arrive, so the same seed hits the same calls every time.
        nth = self._calls[method, number]
        dice = random.Random(f"{self._seed}/{index}/{method}/{number}/{nth}")  # noqa: S311 - dice, not a secret
        return dice.random() < rule.rate


_ANY: Final = "*"
_STATUS_BY_KIND: Final = {FaultKind.STATUS: 503, FaultKind.HTML: 502}
_STATUSES: Final = range(200, 600)
_KEYS: Final = frozenset(Rule.__dataclass_fields__)


def parse_seed(data: object) -> int:
    """Read the seed of the dice; 0 when there is none."""
    seed = data.get("seed", 0) if isinstance(data, Mapping) else 0
    if not _is_integer(seed):
        raise WrongFaultsError(f'The faults\' "seed" must be a whole number, not {seed!r}.')
    return int(seed)


def parse_rules(data: object) -> list[Rule]:
    """Read the rules, or raise WrongFaultsError naming the rule and the key."""
    rules: object = data
    if isinstance(data, Mapping):
        if extra := set(data) - {"seed", "rules"}:
            raise WrongFaultsError(
                f'The faults have an unknown key "{min(map(str, extra))}"; the keys are "seed" and "rules".'
            )
        rules = data.get("rules", [])
    if not isinstance(rules, list):
        raise WrongFaultsError('The faults must be {"seed": …, "rules": [ … ]} or a list of rules.')
    return [_rule(index, rule) for index, rule in enumerate(rules, start=1)]


def _rule(index: int, data: object) -> Rule:
    if not isinstance(data, Mapping):
        raise WrongFaultsError(f"Fault rule {index} must be an object, not {data!r}.")
    if extra := set(data) - _KEYS:
        key = min(map(str, extra))
        raise WrongFaultsError(
            f'Fault rule {index} has an unknown key "{key}"; the keys are {", ".join(sorted(_KEYS))}.'
        )
    kind = FaultKind(_choice(index, "kind", data.get("kind"), list(FaultKind)))
    method = _choice(index, "method", data.get("method", _ANY), [_ANY, *Method, *UisMethod])
    values: dict[str, Any] = {"body": data.get("body")}
    for key, (holds, must) in _VALUES.items():
        value = data.get(key)
        if value is not None and not holds(value):
            raise WrongFaultsError(f'Fault rule {index}: "{key}" must be {must}, not {value!r}.')
        if value is not None:
            values[key] = value
    if kind is FaultKind.DELAY and not values.get("seconds"):
        raise WrongFaultsError(f'Fault rule {index}: a delay needs "seconds".')
    if (kind is FaultKind.ERROR) is not ("mnemonic" in values):
        raise WrongFaultsError(f'Fault rule {index}: the kind error, and no other, needs a "mnemonic".')
    values.setdefault("status", _STATUS_BY_KIND.get(kind, 0))
    return Rule(kind=kind, method=None if method == _ANY else method, **values)


def _choice(index: int, key: str, value: object, choices: Sequence[str]) -> str:
    if not isinstance(value, str) or value not in choices:
        raise WrongFaultsError(f'Fault rule {index}: "{key}" must be one of {", ".join(choices)}, not {value!r}.')
    return value


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_amount(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < float("inf")


def _is_header(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and value.isprintable()


_VALUES: Final[Mapping[str, tuple[Callable[[Any], bool], str]]] = {
    "number": (lambda value: _is_integer(value) and value > 0, "a number's digits as a whole number"),
    "status": (lambda value: _is_integer(value) and value in _STATUSES, "an HTTP status from 200 to 599"),
    "retry_after": (lambda value: _is_amount(value) or _is_header(value), "seconds or an HTTP date"),
    "seconds": (_is_amount, "seconds, zero or more"),
    "times": (lambda value: _is_integer(value) and value > 0, "a whole number of one or more, or null for always"),
    "after_effect": (lambda value: isinstance(value, bool), "true or false"),
    "mnemonic": (lambda value: value in ERRORS, "one of UIS's errors"),
    "rate": (lambda value: _is_amount(value) and value <= 1, "a share from 0 to 1"),
}

"""A customer's account at UIS: keys, numbers with scenarios, files, and what it may do; a test changes it at will."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any


class WrongAccountError(ValueError):
    """The JSON changes nothing that the account has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualNumber:
    """A number that the account rents; `scenario` None means that it has none."""

    number: str
    status: str = "active"
    scenario: str | None = "Основной"
    scenario_is_active: bool = True


@dataclass(slots=True, kw_only=True)
class UisAccount:
    """The account; an open one takes any number that is asked for as rented, except those of other networks.

    `tokens` maps permanent keys to their standing: ok, expired or blocked. `reasons` maps a contact ("*": any) to the
    finish reason with which UIS ends a call to it before it is dialled, such as no_money. `first_session` is the id of
    the first call. Lengths are in characters, limits in requests; None sets none.
    """

    tokens: dict[str, str] = field(default_factory=lambda: {"emulated-uis-key": "ok"}, repr=False)
    login: str = "emulated-login"
    password: str = field(default="emulated-password", repr=False)
    numbers: dict[str, VirtualNumber] = field(default_factory=dict)
    is_open: bool = True
    media_files: set[str] = field(default_factory=lambda: {"237"})
    blacklist: set[str] = field(default_factory=set)
    forbidden_directions: set[str] = field(default_factory=set)
    components: set[str] = field(default_factory=lambda: {"call_api", "number_management"})
    is_active: bool = True
    is_whitelisted: bool = True
    is_permitted: bool = True
    employee_answers: bool = False
    most_tts: int | None = 500
    minute_limit: int | None = None
    day_limit: int | None = None
    session_seconds: float = 3600.0
    first_session: int = 123467589
    reasons: dict[str, str] = field(default_factory=dict)

    def number(self, number: str) -> VirtualNumber | None:
        """Answer a number that the account rents, None if it does not."""
        if number not in self.numbers and self.is_open:
            return VirtualNumber(number=number)
        return self.numbers.get(number)

    def reason(self, contact: str) -> str | None:
        """Answer the reason for which a call to a contact is not made, if there is one."""
        return self.reasons.get(contact, self.reasons.get("*"))

    def change(self, data: object) -> None:
        """Change what JSON names: `{"is_whitelisted": false, "numbers": {"7499…": {"status": "blocked"}}}`."""
        if not isinstance(data, dict) or data.keys() - _CHANGED.keys():
            raise WrongAccountError(f"The account has {', '.join(sorted(_CHANGED))}, and a change names some of them.")
        for name, value in data.items():
            if not isinstance(value, _CHANGED[name]):
                raise WrongAccountError(f'"{name}" cannot be {value!r}.')
        for name, value in data.items():
            setattr(self, name, self._numbers(value) if name == "numbers" else _as_kept(value))

    @staticmethod
    def _numbers(data: dict[str, Any]) -> dict[str, VirtualNumber]:
        try:
            return {number: replace(VirtualNumber(number=number), **values) for number, values in data.items()}
        except TypeError as error:
            raise WrongAccountError(f"A number has status, scenario and scenario_is_active: {error}.") from error


_CHANGED: dict[str, tuple[type, ...]] = {
    "numbers": (dict,),
    "reasons": (dict,),
    "tokens": (dict,),
    "media_files": (list,),
    "blacklist": (list,),
    "forbidden_directions": (list,),
    "components": (list,),
    "is_open": (bool,),
    "is_active": (bool,),
    "is_whitelisted": (bool,),
    "is_permitted": (bool,),
    "employee_answers": (bool,),
    "most_tts": (int, type(None)),
    "minute_limit": (int, type(None)),
    "day_limit": (int, type(None)),
}


def _as_kept(value: Any) -> Any:  # noqa: ANN401 - any JSON
    return set(value) if isinstance(value, list) else value

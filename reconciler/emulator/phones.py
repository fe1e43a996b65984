"""The phones behind the numbers: who answers, after how many seconds, and who does not."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final


class WrongPhonesError(ValueError):
    """The phones are not written as they should be."""


class Manner(StrEnum):
    """What a phone does when it is rung."""

    ANSWERS = "answers"
    VOICEMAIL = "voicemail"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A phone: it does what its manner says `after` seconds of ringing, and hangs up after `talks` seconds."""

    manner: Manner = Manner.ANSWERS
    after: float = 3.0
    talks: float = 15.0

    @property
    def takes_calls(self) -> bool:
        """Whether a call to it is answered, by a person or by a machine."""
        return self.manner in {Manner.ANSWERS, Manner.VOICEMAIL}


ANY: Final = "*"


class Phones:
    """Every phone there is, by number, SIP ID, SIP address or trunk; safe for several threads."""

    def __init__(self, phones: Mapping[str, Phone] | None = None, *, otherwise: Phone | None = None) -> None:
        self._lock = threading.Lock()
        self._phones = dict(phones or {})
        self._otherwise = otherwise or Phone()

    def at(self, place: str) -> Phone:
        """Answer the phone at a place."""
        with self._lock:
            return self._phones.get(place, self._otherwise)

    def put(self, place: str, phone: Phone) -> None:
        """Put a phone somewhere; the place "*" is everywhere else."""
        with self._lock:
            if place == ANY:
                self._otherwise = phone
            else:
                self._phones[place] = phone

    def replace(self, data: object) -> None:
        """Put phones as JSON has them, `{"74992223344": {"manner": "busy"}, "*": {"after": 1}}`, or none of them."""
        if not isinstance(data, Mapping):
            raise WrongPhonesError('Phones are an object such as {"74992223344": {"manner": "busy"}}.')
        phones = {str(place): _phone(str(place), value) for place, value in data.items()}
        for place, phone in phones.items():
            self.put(place, phone)

    def shown(self) -> dict[str, Any]:
        """Answer the phones as JSON has them."""
        with self._lock:
            every = {**self._phones, ANY: self._otherwise}
        return {
            place: {"manner": phone.manner.value, "after": phone.after, "talks": phone.talks}
            for place, phone in every.items()
        }


def _phone(place: str, data: object) -> Phone:
    if not isinstance(data, Mapping) or data.keys() - {"manner", "after", "talks"}:
        raise WrongPhonesError(f'The phone at {place} must be an object with "manner", "after" and "talks".')
    manner = data.get("manner", Manner.ANSWERS.value)
    if manner not in list(Manner):
        raise WrongPhonesError(f'The phone at {place}: "manner" must be one of {", ".join(Manner)}, not {manner!r}.')
    seconds = {name: data[name] for name in ("after", "talks") if name in data}
    for name, value in seconds.items():
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < float("inf"):
            raise WrongPhonesError(f'The phone at {place}: "{name}" must be seconds, not {value!r}.')
    return Phone(manner=Manner(manner), **seconds)

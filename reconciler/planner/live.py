"""What the provider has, held against what we would send: only what it shows can be compared.

Source: "GetAttributes" (the provider's page) and docs/provider.md: an absent field equals its default here and only
here; `client_id` is never shown; a period may or may not be; no data object is documented for type 4.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from reconciler.model.forwarding import DATA_OBJECT, ForwardingType, Payload, data_of
from reconciler.model.recorded import Entry
from reconciler.model.secrets import FIELDS, fingerprint, referenced, references, resolved, standing_in
from reconciler.planner.fields import FieldChange

MAYBE_SHOWN = frozenset({"client_id", "period", "period_description", "dtmf", "answer"})
"""Fields that an answer may leave out although they are set; absent, they say nothing."""

NO_PAYLOAD: Payload = {"call_forwarding_type": ForwardingType.UNDEFINED.value}

UNASKED = frozenset({"dtmf", "answer"})
"""Fields that an answer may add although nobody declared them."""

HIDDEN = "(a value with a secret in it)"
SIP_USER = re.compile(r"(?:sips?:)?+[^:;@/?]*", re.IGNORECASE)
"""The user of a SIP address, without what may stand behind it: a password, or parameters."""

Recognise: TypeAlias = Callable[[str, str], bool | None]
"""Tells whether a text is what a text with references stands for; None where nobody can know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Eyes:
    """How values are looked at: what a reference stands for, and which values nobody may see.

    `hides` where any address may hold a secret that nobody here would find in it; see `is_blind`.
    """

    secrets: Mapping[str, str] = field(repr=False)
    recognise: Recognise
    hides: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How the provider's forwarding differs from a payload, and which declared fields it does not show.

    `exists` is false when the provider has no forwarding at all for the number.
    """

    exists: bool
    differences: tuple[FieldChange, ...]
    not_shown: tuple[str, ...]

    @property
    def hidden(self) -> bool:
        """The provider has a forwarding of this type and shows nothing of its data."""
        return self.exists and not self.differences and self.not_shown in {(name,) for name in DATA_OBJECT.values()}

    @property
    def proven_equal(self) -> bool:
        """Everything declared was shown, and is the same."""
        return self.exists and not self.differences and not self.not_shown


def has_forwarding(live: Payload | None) -> bool:
    """Tell whether the provider forwards calls of this number at all."""
    return live is not None and ForwardingType(live["call_forwarding_type"]) is not ForwardingType.UNDEFINED


def is_blind(entry: Entry, fingerprints: Mapping[str, str]) -> bool:
    """Tell whether a live address may hold a secret that was sent for this number and whose value is not at hand.

    `fingerprints` are the HMACs of the values at hand. Where a variable is unset or has another value by now, the value
    that was sent is found in no text, wherever the provider has it.
    """
    sent = {*entry.secrets, *referenced(entry.payload or NO_PAYLOAD)}
    later = {name for item in entry.later for name in referenced(item.payload)}
    return any(name not in fingerprints for name in sent | later) or any(
        fingerprints[name] != entry.secrets.get(name) for name in sent
    )


def by_values(secrets: Mapping[str, str]) -> Recognise:
    """Recognise a text with references by the values that their variables have now."""

    def recognise(template: str, text: str) -> bool | None:
        if any(name not in secrets for name in references(template)):
            return None
        return text == resolved(template, secrets)

    return recognise


def by_fingerprints(known: Mapping[str, str], key: bytes) -> Recognise:
    """Recognise a text with references by the HMACs of the values that were last sent."""

    def recognise(template: str, text: str) -> bool | None:
        found = standing_in(template, text)
        if found is None:
            return False
        if any(name not in known for name, _ in found):
            return None
        if all(fingerprint(key, value) == known[name] for name, value in found):
            return True
        return False if len(found) == 1 else None  # of several nobody knows where one ends

    return recognise


def either(first: Recognise, second: Recognise) -> Recognise:
    """Recognise a text by one way or the other."""

    def recognise(template: str, text: str) -> bool | None:
        answers = (first(template, text), second(template, text))
        return True if True in answers else None if None in answers else False

    return recognise


def compare(
    payload: Payload,
    live: Payload | None,
    secrets: Mapping[str, str],
    *,
    recognise: Recognise | None = None,
    hides: bool = False,
) -> Comparison:
    """Compare what we would send with what GetAttributes answered (as a payload; None: no forwarding).

    `secrets` puts the values to the references, so that they compare, unless `recognise` tells otherwise; no value is
    in the answer of this function, and no live address either where `hides`.
    """
    wanted = ForwardingType(payload["call_forwarding_type"])
    if live is None or not has_forwarding(live):
        # Also a declared type 0 is sent: that nothing is set is not the same as set to nothing.
        return Comparison(exists=False, differences=(), not_shown=())
    found = ForwardingType(live["call_forwarding_type"])
    if found is not wanted:
        change = FieldChange(path=("call_forwarding_type",), before=found.name.lower(), after=wanted.name.lower())
        return Comparison(exists=True, differences=(change,), not_shown=())
    if not data_of(live):
        return Comparison(exists=True, differences=(), not_shown=(DATA_OBJECT[wanted],))
    eyes = Eyes(recognise=recognise or by_values(secrets), secrets=secrets, hides=hides)
    pairs = list(_mapping((), data_of(live), data_of(payload), eyes))
    return Comparison(
        exists=True,
        differences=tuple(pair for pair in pairs if isinstance(pair, FieldChange)),
        not_shown=tuple(pair for pair in pairs if isinstance(pair, str)),
    )


def _mapping(
    path: tuple[str, ...], live: Mapping[str, Any], wanted: Mapping[str, Any], eyes: Eyes
) -> Iterator[FieldChange | str]:
    """Yield a FieldChange for each field that differs, and the name of each that is not shown."""
    for name in dict.fromkeys((*wanted, *live)):
        here = (*path, name)
        if name == "call_control":
            yield from _entries(here, live.get(name, []), wanted.get(name, []), eyes)
        elif name in MAYBE_SHOWN and name in wanted and name not in live:
            yield ".".join(here)
        elif not (name in UNASKED and name not in wanted):
            yield from _leaf(here, live.get(name), wanted.get(name), eyes)


def _entries(path: tuple[str, ...], live: list[Any], wanted: list[Any], eyes: Eyes) -> Iterator[FieldChange | str]:
    for index in range(max(len(live), len(wanted))):
        here = (*path[:-1], f"{path[-1]}[{index + 1}]")
        if index >= len(live):
            yield FieldChange(path=here, before=None, after=wanted[index])
        elif index >= len(wanted):
            yield FieldChange(path=here, before=shown(path[-1], live[index], eyes), after=None)
        else:
            yield from _mapping(here, live[index], wanted[index], eyes)


def _leaf(path: tuple[str, ...], live: object, wanted: object, eyes: Eyes) -> Iterator[FieldChange | str]:
    if isinstance(wanted, str) and references(wanted):
        same = eyes.recognise(wanted, live) if isinstance(live, str) else False
        if same is None:
            yield ".".join(path)
        elif not same:
            yield FieldChange(path=path, before=HIDDEN if live else None, after=wanted)
    elif (live or None) != (wanted or None):
        # An empty text, 0 and false are what an absent field means in an answer.
        yield FieldChange(path=path, before=shown(path[-1], live, eyes), after=wanted)


def shown(name: str, live: object, eyes: Eyes) -> object:
    """Answer a value of the provider's as it may be told: nobody knows what a URL of somebody else's has in it."""
    if isinstance(live, Mapping):
        return {key: shown(key, value, eyes) for key, value in live.items()}
    if not isinstance(live, str):
        return live
    if any(value and value in live for value in eyes.secrets.values()):
        return HIDDEN
    if name not in FIELDS:
        return live
    if eyes.hides and live:
        return HIDDEN
    return _without_password(live) if name == "sip_uri" else _without_keys(live)


def _without_password(text: str) -> str:
    """Answer a SIP address with its user's name alone, and without its headers."""
    before, at, behind = text.rpartition("@")
    user = SIP_USER.match(before)
    name = user.group() if user else ""
    host, mark, _ = behind.partition("?")
    return f"{name}{'' if name == before else ':…'}{at}{host}{'?…' if mark else ''}"


def _without_keys(text: str) -> str:
    """Answer a URL without its user and its query, where keys stand."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return HIDDEN
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=host, query="…" if parts.query else "", fragment="").geturl()

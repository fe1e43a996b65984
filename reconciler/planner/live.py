"""What the provider has, held against what we would send: only what it shows can be compared.

Source: "GetAttributes" (the provider's page) and docs/provider.md: an absent field equals its default here and only
here; `client_id` is never shown; a period may or may not be; no data object is documented for type 4.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reconciler.model.forwarding import DATA_OBJECT, ForwardingType, Payload, data_of
from reconciler.model.secrets import references, resolved
from reconciler.planner.fields import FieldChange

MAYBE_SHOWN = frozenset({"client_id", "period", "period_description", "dtmf", "answer"})
"""Fields that an answer may leave out although they are set; absent, they say nothing."""

UNASKED = frozenset({"dtmf", "answer"})
"""Fields that an answer may add although nobody declared them."""

HIDDEN = "(a value with a secret in it)"


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


def compare(payload: Payload, live: Payload | None, secrets: Mapping[str, str]) -> Comparison:
    """Compare what we would send with what GetAttributes answered (as a payload; None: no forwarding).

    `secrets` puts the values to the references, so that they compare; no value is in the answer of this function.
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
    pairs = list(_mapping((), data_of(live), data_of(payload), secrets))
    return Comparison(
        exists=True,
        differences=tuple(pair for pair in pairs if isinstance(pair, FieldChange)),
        not_shown=tuple(pair for pair in pairs if isinstance(pair, str)),
    )


def _mapping(
    path: tuple[str, ...], live: Mapping[str, Any], wanted: Mapping[str, Any], secrets: Mapping[str, str]
) -> Iterator[FieldChange | str]:
    """Yield a FieldChange for each field that differs, and the name of each that is not shown."""
    for name in dict.fromkeys((*wanted, *live)):
        here = (*path, name)
        if name == "call_control":
            yield from _entries(here, live.get(name, []), wanted.get(name, []), secrets)
        elif name in MAYBE_SHOWN and name in wanted and name not in live:
            yield ".".join(here)
        elif not (name in UNASKED and name not in wanted):
            yield from _leaf(here, live.get(name), wanted.get(name), secrets)


def _entries(
    path: tuple[str, ...], live: list[Any], wanted: list[Any], secrets: Mapping[str, str]
) -> Iterator[FieldChange | str]:
    for index in range(max(len(live), len(wanted))):
        here = (*path[:-1], f"{path[-1]}[{index + 1}]")
        if index >= len(live):
            yield FieldChange(path=here, before=None, after=wanted[index])
        elif index >= len(wanted):
            yield FieldChange(path=here, before=live[index], after=None)
        else:
            yield from _mapping(here, live[index], wanted[index], secrets)


def _leaf(
    path: tuple[str, ...], live: object, wanted: object, secrets: Mapping[str, str]
) -> Iterator[FieldChange | str]:
    if isinstance(wanted, str) and references(wanted):
        if any(name not in secrets for name in references(wanted)):
            yield ".".join(path)
        elif live != resolved(wanted, secrets):
            yield FieldChange(path=path, before=HIDDEN if live else None, after=wanted)
    elif (live or None) != (wanted or None):
        # An empty text, 0 and false are what an absent field means in an answer.
        yield FieldChange(path=path, before=HIDDEN if _reveals(live, secrets) else live, after=wanted)


def _reveals(live: object, secrets: Mapping[str, str]) -> bool:
    return isinstance(live, str) and any(value and value in live for value in secrets.values())

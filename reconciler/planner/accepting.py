"""Accepting a drift: the provider's value brought to the form in which the record holds what was declared. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reconciler.model.forwarding import Payload, bare, data_of, texts_of
from reconciler.model.recorded import Entry, Later
from reconciler.model.secrets import FIELDS, referenced, references, referring, standing_in
from reconciler.planner.drift import Knowledge, Seen, is_hidden_trunk
from reconciler.planner.fields import matched
from reconciler.planner.live import MAYBE_SHOWN, UNASKED, Eyes, Recognise, has_forwarding
from reconciler.planner.pairing import hidden, paired

REFERENCE_BEGIN = "${"
LITERAL_REFERENCE = "its live value has ${ in it, which a declaration would take for a reference to a secret"
HIDDEN = "the provider does not show the data of its forwarding"
PROTECTED = "it is protected, and a protected number is never declared without forwarding; restore it"
ANOTHER_VALUE = (
    "its live address differs by the value of a secret, which must not get into the record; set the variable to the"
    " value that the provider has, or restore it"
)


UNRECOGNISED = (
    "its live address is another, and may hold a secret that was sent and that no variable has now, which must not get"
    " into the record; set the variable to the value that was sent last, or restore it"
)


WHICH_KEEPS_WHICH = (
    "its entries changed, and the provider does not show their {fields}: which entry keeps which is for a person to say"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A live value is not taken into the record, and why."""

    why: str


def accepted(entry: Entry, seen: Seen, knowledge: Knowledge) -> Entry | Refused:
    """Answer what is recorded of a number once the live value is accepted.

    References stand in place of secrets' values; what the provider does not show stays as it was recorded, and so does
    an explicit default. `later` was approved over the value that the live one replaces. An override's end, which
    brought that value back, brings the accepted one; in an override of the same type the fields that it had from that
    value come from the accepted one; any other override replaces all and stays. Nothing is sent by this: `--due`
    carries out only what the files want too. It is `unproven`: no test call has shown what the live value does.
    """
    live = seen.payload
    if any(REFERENCE_BEGIN in text for text in texts_of(live)):
        return Refused(why=LITERAL_REFERENCE)
    head: dict[str, Any] = {name: live[name] for name in ("number_code", "call_forwarding_type")}
    if not has_forwarding(live):
        return Refused(why=PROTECTED) if entry.protected else _recorded(entry, head, knowledge)
    if is_hidden_trunk(live) or not data_of(live):
        return Refused(why=HIDDEN)
    old = _data_of_same_type(entry.payload, live)
    eyes = knowledge.eyes(entry)
    if any(_is_other_secret(old.get(name), value, eyes.recognise) for name, value in data_of(live).items()):
        return Refused(why=ANOTHER_VALUE)
    if eyes.hides and any(_is_new_address(name, old.get(name), text, eyes) for name, text in data_of(live).items()):
        return Refused(why=UNRECOGNISED)
    unsure = _unsure_fields(old.get("call_control", []), data_of(live).get("call_control", []))
    if unsure:
        return Refused(why=WHICH_KEEPS_WHICH.format(fields=" and ".join(unsure)))
    (name,) = live.keys() - head.keys()
    merging = _Merging(unclear=seen.unclear, recognise=eyes.recognise, secrets=knowledge.secrets)
    return _recorded(entry, {**head, name: dict(merging.mapping(old, data_of(live)))}, knowledge)


def _data_of_same_type(recorded: Payload | None, live: Payload) -> Mapping[str, Any]:
    if recorded is None or recorded["call_forwarding_type"] != live["call_forwarding_type"]:
        return {}
    return data_of(recorded)


def _unsure_fields(old: list[Any], new: list[Any]) -> tuple[str, ...]:
    """Answer the fields of recorded entries that are not shown, where it is not plain which entry keeps which."""
    fields = hidden(old, new)
    return fields if fields and paired(old, new) is None else ()


def _is_new_address(name: str, old: object, text: object, eyes: Eyes) -> bool:
    """Tell whether a live text may hold a secret and is not what was recorded."""
    if name not in FIELDS or not text or not isinstance(text, str) or text == old:
        return False
    return not (isinstance(old, str) and references(old) and eyes.recognise(old, text) is not False)


def _is_other_secret(template: object, text: object, recognise: Recognise) -> bool:
    """Tell whether a text differs from a recorded one only by what stands in place of its references."""
    if not (isinstance(template, str) and isinstance(text, str) and references(template)):
        return False
    return recognise(template, text) is False and standing_in(template, text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Merging:
    """Lays what the provider shows over what was recorded."""

    unclear: Sequence[str]
    recognise: Recognise
    secrets: Mapping[str, str]

    def mapping(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        for name in dict.fromkeys((*old, *new)):
            if name == "call_control":
                yield name, self._entries(old.get(name, []), new.get(name, []))
            elif name in old and self._stays(name, old, new):
                yield name, old[name]
            elif new.get(name) and not (name in UNASKED and name not in old):
                yield name, self._text(name, old.get(name), new[name])

    def _stays(self, name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
        """Tell whether a recorded field is not shown, or is shown as the same."""
        is_hidden = (name in MAYBE_SHOWN and name not in new) or name in self.unclear
        return is_hidden or (old[name] or None) == (new.get(name) or None)

    def _entries(self, old: list[Any], new: list[Any]) -> list[dict[str, Any]]:
        """Answer the entries that the provider has, each over the recorded one that it was, or that rings the same."""
        pairs = paired(old, new) if hidden(old, new) else None
        if pairs is not None:
            return [self._entry(old[pairs[place]], entry) for place, entry in enumerate(new)]
        old_names, new_names = matched(old, [{**bare(entry), "active": entry.get("active", False)} for entry in new])
        known = dict(zip(old_names, old, strict=True))
        return [self._entry(known.get(name, {}), entry) for name, entry in zip(new_names, new, strict=True)]

    def _entry(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
        always = {"timeout": new.get("timeout", 0), "active": new.get("active", False)}
        return {**dict(self.mapping(old, new)), **always}

    def _text(self, name: str, old: object, new: object) -> object:
        if name not in FIELDS or not isinstance(new, str):
            return new
        # Where nobody can know, the text may well be what the recorded reference stands for.
        if isinstance(old, str) and references(old) and self.recognise(old, new) is not False:
            return old
        return referring(new, self.secrets)


def _recorded(entry: Entry, payload: dict[str, Any], knowledge: Knowledge) -> Entry:
    return replace(
        entry,
        payload=payload,
        later=rebased(entry.later, entry.payload, payload),
        secrets=_prints(entry, payload, knowledge),
        unknown=None,
        restore=None,
        unproven=True,
        accepted=True,
        revision=None,
    )


def _prints(entry: Entry, payload: Payload, knowledge: Knowledge) -> dict[str, str]:
    """Answer the HMACs of the values that the provider has now: of a kept text those that were last sent."""
    old = _data_of_same_type(entry.payload, payload)
    texts = [text for name, text in data_of(payload).items() if name in FIELDS and text == old.get(name)]
    kept = {name for text in texts for name in references(text) if name in entry.secrets}
    fresh = {name: knowledge.fingerprints[name] for name in referenced(payload) if name in knowledge.fingerprints}
    return {**fresh, **{name: entry.secrets[name] for name in kept}}


def rebased(later: tuple[Later, ...], old: Payload | None, new: Payload) -> tuple[Later, ...]:
    """Answer what overrides make of a number once another value is under them; see `accepted`."""
    return tuple(replace(item, payload=_over(item.payload, old, new)) for item in later)


def _over(following: dict[str, Any], old: Payload | None, new: Payload) -> dict[str, Any]:
    if following == old:
        return dict(new)
    kinds = {body["call_forwarding_type"] for body in (following, old, new) if body is not None}
    if old is None or len(kinds) > 1 or not data_of(new):
        return following
    (name,) = (name for name, value in new.items() if value is data_of(new))
    own = {key: value for key, value in data_of(following).items() if data_of(old).get(key) != value}
    return {**following, name: {**data_of(new), **own}}

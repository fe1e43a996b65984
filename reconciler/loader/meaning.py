"""What no single field can tell: whether a number's parts make sense together, and with the settings."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from reconciler.loader.places import Key, Places
from reconciler.model.diagnostics import Code, Diagnostic, diagnostic, quoted
from reconciler.model.forwarding import RedirectType
from reconciler.model.secrets import FIELDS, NAME, REFERENCE, references
from reconciler.model.spelling import did_you_mean

_NO_KEY = "(?<!don|hoc|hot|joc|mon|tur|urn)"
"""`?monkey=1` and its like are no keys."""
LITERAL_SECRET = re.compile(
    rf"(?P<before>[?&;])(?:[a-z0-9_.-]*(?:{_NO_KEY}key|token|secret|password|passwd|auth|sig|signature))"
    r"=(?!\$\{)[^&;#\s]+|(?<=//)[^/@:\s]*:[^/@\s]*@",
    re.IGNORECASE,
)
"""A parameter with what looks like the name of a secret, and its value; or a user with a password."""
MOST_IN_A_TEXT = 100
"""So many mistakes are told of one text: the place of each is counted from its beginning."""
REFERENCE_BEGIN = "${"
_FIELDS = ", ".join(sorted(FIELDS))


def meaning(data: dict[str, Any], raw: Any, places: Places) -> Iterator[Diagnostic]:
    """Yield what is wrong, or doubtful, with a number's data object; `raw` is where it was written."""
    entries = data.get("call_control")
    if entries is not None:
        yield from _entries(entries, raw, places)
        yield from _several(data, raw, places)
    if "answer" in data:
        yield _undocumented("answer", raw, places)


def _entries(entries: list[dict[str, Any]], raw: Any, places: Places) -> Iterator[Diagnostic]:
    if not entries:
        detail = "'call_control' has no entry, so nobody would be rung. Give it at least one."
        yield diagnostic(Code.MISSING_KEY, detail, places.of_value(raw, "call_control"))
    for index, entry in enumerate(entries):
        if entry["active"] and not entry.get("redirect_number"):
            detail = "An active entry needs 'redirect_number': whom to ring. To drop the call write 'active: false'."
            yield diagnostic(Code.MISSING_KEY, detail, places.of_value(raw["call_control"], index))
        if "dtmf" in entry:
            yield _undocumented("dtmf", raw["call_control"][index], places)


def _several(data: dict[str, Any], raw: Any, places: Places) -> Iterator[Diagnostic]:
    always = always_rung(data)
    if always is not None:
        first, second = (places.of_value(raw["call_control"], index) for index in always)
        detail = (
            f"The entry in line {first.line} has no period either, so both hold at every moment, and the provider"
            " does not document which one a single redirection rings. Give them periods, or use 'sequential'."
        )
        yield diagnostic(Code.SEVERAL_UNSCHEDULED, detail, second)


def always_rung(data: Mapping[str, Any]) -> tuple[int, int] | None:
    """Answer the first two entries that hold at every moment where only one is to be rung, or None."""
    if data.get("redirect_type") != RedirectType.SINGLE:
        return None
    entries = enumerate(data.get("call_control", ()))
    always = [index for index, entry in entries if entry["active"] and not entry.get("period", "").strip()]
    return (always[0], always[1]) if len(always) > 1 else None


def _undocumented(name: str, raw: Any, places: Places) -> Diagnostic:
    detail = f"GetAttributes answers '{name}', but SetCallForwarding's page does not list it: it may be refused."
    return diagnostic(Code.UNDOCUMENTED_FIELD, detail, places.of_key(raw, name))


def secrets_are_clear(data: Mapping[str, Any], allowed: tuple[str, ...] | None) -> bool:
    """Tell whether `secret_problems` has nothing to say about a data object."""
    for entry in data.get("call_control", ()):
        for value in entry.values():  # none of them is a URL
            if type(value) is str and REFERENCE_BEGIN in value:
                return False
    for name, value in data.items():
        if type(value) is str and (not _is_clear(value, allowed) if name in FIELDS else REFERENCE_BEGIN in value):
            return False
    return True


def secret_problems(raw: object, allowed: tuple[str, ...] | None, places: Places) -> Iterator[Diagnostic]:
    """Yield what is wrong with the secrets of a data object, as it was written; `allowed` is None where unknown."""
    if not isinstance(raw, dict):
        return
    for name, value in raw.items():
        if isinstance(value, list):
            for entry in value:
                yield from secret_problems(entry, allowed, places)
        elif not isinstance(value, str):
            continue
        elif name in FIELDS:
            if not _is_clear(value, allowed):
                yield from islice(_references(raw, name, allowed, places), MOST_IN_A_TEXT)
                yield from literal_problems(raw, name, places)
        elif REFERENCE_BEGIN in value:
            yield from misplaced(raw, name, places)


def misplaced(raw: Any, name: Key, places: Places) -> Iterator[Diagnostic]:
    """Yield an error about a text, the value of a key, with a reference that nobody puts a value into."""
    found = REFERENCE.search(raw[name])
    if found:
        where = "Here" if isinstance(name, int) else f"In {quoted(name)}"
        detail = f"{where} it would stay as written. References work in {_FIELDS}."
        yield diagnostic(Code.SECRET_MISPLACED, detail, places.within(raw, name, found.start()))


@lru_cache(maxsize=4096)
def _is_clear(text: str, allowed: tuple[str, ...] | None) -> bool:
    """Tell whether there is nothing to say about the secrets of a URL or SIP address; most files repeat few of them."""
    names = references(text)
    known = all(NAME.fullmatch(name) for name in names) if allowed is None else set(names) <= set(allowed)
    return known and LITERAL_SECRET.search(text) is None


def literal_problems(raw: Any, name: str, places: Places) -> Iterator[Diagnostic]:
    """Yield a warning about each part of a URL, the value of a key, that looks like a key in it."""
    for found in islice(LITERAL_SECRET.finditer(raw[name]), MOST_IN_A_TEXT):
        detail = (
            "Everybody who reads the repository, the record or a plan would see it. Put it into an environment"
            " variable, write ${NAME} here, and list NAME in settings.secrets."
        )
        at = found.start() + len(found["before"] or "")
        yield diagnostic(Code.LITERAL_SECRET, detail, places.within(raw, name, at))


def _references(raw: Any, field: str, allowed: tuple[str, ...] | None, places: Places) -> Iterator[Diagnostic]:
    told: set[str] = set()
    for found in REFERENCE.finditer(raw[field]):
        name = found[1]
        if name in told:
            continue
        told.add(name)
        if NAME.fullmatch(name) is None:
            detail = (
                f"{quoted(f'${{{name}}}')} names no variable, so nothing could be put in its place. A reference is"
                " written ${NAME}, with letters, digits and underscores, the first no digit."
            )
            yield diagnostic(Code.SECRET_NOT_LISTED, detail, places.within(raw, field, found.start()))
        elif allowed is not None and name not in allowed:
            detail = (
                f"{quoted(name)} is not in settings.secrets, so a merged file could read any variable of the pipeline."
                f" Add it there.{did_you_mean(name, allowed)}"
            )
            yield diagnostic(Code.SECRET_NOT_LISTED, detail, places.within(raw, field, found.start()))

"""What is wrong with a policy that is right field by field: exceptions without words, and those that stand twice."""

from collections.abc import Iterator
from typing import Any

from reconciler.loader.places import Places
from reconciler.model.diagnostics import Code, Diagnostic, Source, diagnostic
from reconciler.model.settings import PolicyException, Settings

EXCEPTIONS = ("policy", "exceptions")


def policy_problems(settings: Settings, declared: dict[str, Any], places: Places) -> Iterator[Diagnostic]:
    """Yield what is wrong with the exceptions; `declared` are the settings as written, with all of these right."""
    first: dict[tuple[str, str], int] = {}
    for index, exception in enumerate(settings.policy.exceptions):
        yield from _empty(exception, index, declared, places)
        for key, value in (("name", exception.name.casefold()), ("target", exception.target)):
            other = first.setdefault((key, value), index)
            if value.strip() and other != index:
                yield _twice(key, index, other, declared, places)


def contacts_of(settings: Settings, declared: dict[str, Any], places: Places) -> Iterator[tuple[str, Source]]:
    """Yield the contacts that exceptions name, each with its place."""
    for index, exception in enumerate(settings.policy.exceptions):
        if exception.target.startswith("@"):
            yield exception.target[1:], places.at(declared, (*EXCEPTIONS, index, "target"))


def _empty(exception: PolicyException, index: int, declared: dict[str, Any], places: Places) -> Iterator[Diagnostic]:
    for key, value, what in (("name", exception.name, "what plans call it"), ("reason", exception.reason, "why")):
        if not value.strip():
            detail = f"The {key} of this exception is empty: write {what}, for everybody who sees it in a plan."
            yield diagnostic(Code.MISSING_KEY, detail, places.at(declared, (*EXCEPTIONS, index, key)))


def _twice(key: str, index: int, other: int, declared: dict[str, Any], places: Places) -> Diagnostic:
    first = places.at(declared, (*EXCEPTIONS, other, key))
    what, end = ("of this name", "Give one another name.") if key == "name" else ("for this", "Take one of them away.")
    detail = f"An exception {what} stands in {first} already, and nobody could tell which of the two is meant. {end}"
    return diagnostic(Code.DUPLICATE_NAME, detail, places.at(declared, (*EXCEPTIONS, index, key)))

"""Contacts and schedules: names for places and times, declared once and written "@name"."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError

from reconciler.loader.builder import Document
from reconciler.loader.shape import did_you_mean
from reconciler.model.diagnostics import Code, Diagnostic, Source, code_named, diagnostic, quoted
from reconciler.model.fields import Phone, Text, errors_of
from reconciler.model.kinds import kind_of
from reconciler.model.phone import PhoneProblem, phone_problem, without_trunk_prefix

_PHONE: TypeAdapter[str] = TypeAdapter(Phone)
_TEXT: TypeAdapter[str] = TypeAdapter(Text)


@dataclass(slots=True)
class Names:
    """What each name stands for; None where the declaration itself is wrong and already reported."""

    contacts: dict[str, str | None] = field(default_factory=dict)
    schedules: dict[str, str | None] = field(default_factory=dict)
    sources: dict[tuple[str, str], Source] = field(default_factory=dict)


def read_names(document: Document, names: Names) -> Iterator[Diagnostic]:
    """Take a file's contacts and schedules into `names`; yield what is wrong with them."""
    yield from _section(document, "contacts", names.contacts, names.sources, _contact)
    yield from _section(document, "schedules", names.schedules, names.sources, _TEXT.validate_python)


def _contact(value: object) -> str:
    return _PHONE.validate_python(value)


def _section(
    document: Document,
    section: str,
    known: dict[str, str | None],
    sources: dict[tuple[str, str], Source],
    read: Callable[[object], str],
) -> Iterator[Diagnostic]:
    declared = document.value.get(section)
    if declared is None:
        return
    if not isinstance(declared, dict):
        yield diagnostic(
            Code.WRONG_TYPE,
            f"'{section}' must be a mapping of names, and it is {kind_of(declared)}.",
            document.places.of_value(document.value, section),
        )
        return
    for name, value in declared.items():
        at_name = document.places.of_key(declared, name)
        if not name or name != name.strip() or any(character.isspace() for character in name) or name[0] == "@":
            yield diagnostic(
                Code.INVALID_NAME, f"{quoted(name)} cannot be written as @name: no spaces and no @ in it.", at_name
            )
        elif name in known:
            yield _twice(section, name, sources[section, name], at_name)
        else:
            sources[section, name] = at_name
            known[name] = None
            yield from _value(known, name, value, document.places.of_value(declared, name), read)


def _twice(section: str, name: str, first: Source, again: Source) -> Diagnostic:
    detail = f"{quoted(name)} is declared in {first} too. Names in {section} are shared by all files: rename one."
    return diagnostic(Code.DUPLICATE_NAME, detail, again)


def _value(
    known: dict[str, str | None], name: str, value: object, source: Source, read: Callable[[object], str]
) -> Iterator[Diagnostic]:
    try:
        known[name] = read(value)
    except ValidationError as error:
        for details in errors_of(error):
            yield diagnostic(code_named(details["type"]) or Code.WRONG_TYPE, details["ctx"]["detail"], source)
        return
    text = known[name] or ""
    if text.startswith("@"):
        known[name] = None
        yield diagnostic(
            Code.DANGLING_NAME, "A name stands for a value, not for another @name. Write the value.", source
        )
    elif read is _contact:
        yield from doubts(text, source)


def doubts(text: str, source: Source) -> Iterator[Diagnostic]:
    """Yield a warning about a number that can be one and is most likely not the one meant."""
    problem = phone_problem(text)
    if problem is not None and problem is not PhoneProblem.UNASSIGNED:
        return  # an error, and told as such where the value is read
    better = without_trunk_prefix(text)
    if better:
        detail = (
            f"{text} begins with 8 as Russian numbers are dialled at home, and is read as E.164: the number of another"
            f" country, or of none. Did you mean {better}?"
        )
        yield diagnostic(Code.TRUNK_PREFIX, detail, source)
    elif problem is PhoneProblem.UNASSIGNED:
        detail = f"{text} has the length of a phone number, but no numbering range known to `phonenumbers` holds it."
        yield diagnostic(Code.UNASSIGNED_NUMBER, detail, source)


def dangling(name: str, section: str, known: dict[str, str | None], source: Source) -> Diagnostic:
    """Answer the diagnostic about an @name that nobody declared."""
    detail = f"No file declares {quoted(name)} under '{section}'.{did_you_mean(name, known)}"
    return diagnostic(Code.DANGLING_NAME, detail, source)

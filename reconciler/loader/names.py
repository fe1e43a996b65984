"""Contacts and schedules: names for places and times, declared once and written "@name"."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from reconciler.loader.builder import Document
from reconciler.loader.meaning import REFERENCE_BEGIN, misplaced
from reconciler.loader.places import Places
from reconciler.model.diagnostics import Code, Diagnostic, Source, code_named, diagnostic, quoted
from reconciler.model.fields import Phone, Text, errors_of
from reconciler.model.kinds import kind_of
from reconciler.model.phone import PhoneProblem, is_plain, phone_problem, with_country_code, without_trunk_prefix
from reconciler.model.spelling import Vocabulary

_PHONE: TypeAdapter[str] = TypeAdapter(Phone)
_TEXT: TypeAdapter[str] = TypeAdapter(Text)


SECTIONS = ("contacts", "schedules")
ONE_OF = {"contacts": "a contact", "schedules": "a schedule"}


@dataclass(slots=True)
class Names:
    """What each name stands for; None where the declaration itself is wrong and already reported.

    `misnamed` are names that nobody can write with an @, told where they are declared. `unknown` are the sections of
    which a part could not be read, so that any name may be declared there.
    """

    contacts: dict[str, str | None] = field(default_factory=dict)
    schedules: dict[str, str | None] = field(default_factory=dict)
    homes: dict[tuple[str, str], Document] = field(default_factory=dict)
    misnamed: set[tuple[str, str]] = field(default_factory=set)
    unknown: frozenset[str] = frozenset()
    _vocabularies: dict[str, Vocabulary] = field(default_factory=dict)

    def section(self, section: str) -> dict[str, str | None]:
        """Answer the names of a section."""
        return self.contacts if section == "contacts" else self.schedules

    def lacks(self, section: str, name: str) -> bool:
        """Tell whether a name is declared nowhere, as far as that can be told."""
        known = name in self.section(section) or (section, name) in self.misnamed
        return not known and section not in self.unknown

    def vocabulary(self, section: str) -> Vocabulary:
        """Answer the names of a section as words; ask when all of them are read."""
        if section not in self._vocabularies:
            self._vocabularies[section] = Vocabulary(self.section(section))
        return self._vocabularies[section]

    def dangling(self, section: str, name: str, source: Source) -> Diagnostic:
        """Answer the diagnostic about an @name that nobody declared."""
        (other,) = (other for other in SECTIONS if other != section)
        detail = f"No file declares {quoted(name)} under '{section}'."
        if name in self.section(other):
            detail += f" It is {ONE_OF[other]}, and {ONE_OF[section]} belongs here."
        else:
            detail += self.vocabulary(section).look_up(name)[1]
        return diagnostic(Code.DANGLING_NAME, detail, source)


def read_names(document: Document, names: Names) -> Iterator[Diagnostic]:
    """Take a file's contacts and schedules into `names`; yield what is wrong with them."""
    yield from _section(document, "contacts", names, _contact)
    yield from _section(document, "schedules", names, _TEXT.validate_python)


def _contact(value: object) -> str:
    return _PHONE.validate_python(value)


def _section(document: Document, section: str, names: Names, read: Callable[[object], str]) -> Iterator[Diagnostic]:
    declared = document.value.get(section)
    known, places = names.section(section), document.places
    if declared is None:
        return
    if not isinstance(declared, dict):
        detail = f"'{section}' must be a mapping of names, and it is {kind_of(declared)}."
        yield diagnostic(Code.WRONG_TYPE, detail, places.of_value(document.value, section))
        return
    for name in declared:
        if not name or name != name.strip() or any(character.isspace() for character in name) or name[0] == "@":
            names.misnamed |= {(section, name), (section, name.strip().lstrip("@"))}
            detail = f"{quoted(name)} cannot be written as @name: no spaces and no @ in it."
            yield diagnostic(Code.INVALID_NAME, detail, places.of_key(declared, name))
        elif name in known:
            home = names.homes[section, name]
            first = home.places.of_key(home.value[section], name)
            detail = (
                f"{quoted(name)} is declared in {first} too. Names in {section} are shared by all files: rename one."
            )
            yield diagnostic(Code.DUPLICATE_NAME, detail, places.of_key(declared, name))
        else:
            names.homes[section, name] = document
            known[name] = None
            yield from _value(known, declared, name, places, read)


def _value(
    known: dict[str, str | None], declared: dict[str, Any], name: str, places: Places, read: Callable[[object], str]
) -> Iterator[Diagnostic]:
    try:
        known[name] = text = read(declared[name])
    except ValidationError as error:
        for details in errors_of(error):
            source = places.within(declared, name, details["ctx"]["at"])
            yield diagnostic(code_named(details["type"]) or Code.WRONG_TYPE, details["ctx"]["detail"], source)
        return
    if text.startswith("@"):
        known[name] = None
        detail = "A name stands for a value, not for another @name. Write the value."
        yield diagnostic(Code.DANGLING_NAME, detail, places.of_value(declared, name))
    elif read is not _contact and REFERENCE_BEGIN in text:
        yield from misplaced(declared, name, places)
    elif read is _contact and not is_plain(text):
        yield from doubts(text, places.of_value(declared, name))


def doubts(text: str, source: Source) -> Iterator[Diagnostic]:
    """Yield a warning about a number that can be one and is most likely not the one meant."""
    problem = phone_problem(text)
    if problem is not None and problem is not PhoneProblem.UNASSIGNED:
        return  # an error, and told as such where the value is read
    trunk, national = without_trunk_prefix(text), with_country_code(text)
    if trunk:
        detail = (
            f"{text} begins with 8 as Russian numbers are dialled at home, and is read as E.164: the number of another"
            f" country, or of none. Did you mean {trunk}?"
        )
        yield diagnostic(Code.TRUNK_PREFIX, detail, source)
    elif national:
        detail = (
            f"{text} is read as E.164: the number of another country, or of none. Behind a 7 it is a Russian one. Did"
            f" you mean {national}?"
        )
        yield diagnostic(Code.NO_COUNTRY_CODE, detail, source)
    elif problem is PhoneProblem.UNASSIGNED:
        detail = f"{text} has the length of a phone number, but no numbering range known to `phonenumbers` holds it."
        yield diagnostic(Code.UNASSIGNED_NUMBER, detail, source)

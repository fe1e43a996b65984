"""What no single field can tell: whether a number's parts make sense together, and with the settings."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from reconciler.loader.places import Places
from reconciler.loader.shape import did_you_mean
from reconciler.model.diagnostics import Code, Diagnostic, Source, diagnostic, quoted
from reconciler.model.forwarding import RedirectType
from reconciler.model.identifiers import ApplicationName, NumberCode
from reconciler.model.secrets import FIELDS, NAME, REFERENCE, references
from reconciler.model.settings import Settings

LITERAL_SECRET = re.compile(
    r"[?&;](?:[a-z_.-]*(?:key|token|secret|password|passwd|auth|sig|signature))=(?!\$\{)[^&;#\s]+|//[^/@\s]+:[^/@\s]*@",
    re.IGNORECASE,
)
UNDOCUMENTED = ("answer", "dtmf")


def meaning(data: dict[str, Any], raw: Any, places: Places) -> Iterator[Diagnostic]:
    """Yield what is wrong, or doubtful, with a number's data object; `raw` is where it was written."""
    if "call_control" in data:
        yield from _entries(data, raw, places)
    yield from _masking(data, raw, places)
    yield from _undocumented(data, raw, places)


def _entries(data: dict[str, Any], raw: Any, places: Places) -> Iterator[Diagnostic]:
    entries: list[dict[str, Any]] = data["call_control"]
    if not entries:
        detail = "'call_control' has no entry, so nobody would be rung. Give it at least one."
        yield diagnostic(Code.MISSING_KEY, detail, places.of_value(raw, "call_control"))
    always = []
    for index, entry in enumerate(entries):
        source = places.of_value(raw["call_control"], index)
        if entry["active"] and not entry.get("redirect_number"):
            detail = "An active entry needs 'redirect_number': whom to ring. To drop the call write 'active: false'."
            yield diagnostic(Code.MISSING_KEY, detail, source)
        if entry["active"] and not entry.get("period", "").strip():
            always.append(source)
    if data["redirect_type"] == RedirectType.SINGLE and len(always) > 1:
        detail = (
            f"The entry in line {always[0].line} has no period either, so both hold at every moment, and the provider"
            " does not document which one a single redirection rings. Give them periods, or use 'sequential'."
        )
        yield diagnostic(Code.SEVERAL_UNSCHEDULED, detail, always[1])


def _masking(data: dict[str, Any], raw: object, places: Places) -> Iterator[Diagnostic]:
    if "display_number" in data and not data.get("masking", False):
        detail = "The provider shows the caller's own number unless 'masking: true' stands beside 'display_number'."
        yield diagnostic(Code.IDLE_DISPLAY_NUMBER, detail, places.of_value(raw, "display_number"))


def _undocumented(data: dict[str, Any], raw: Any, places: Places) -> Iterator[Diagnostic]:
    for name in UNDOCUMENTED:
        if name in data:
            detail = (
                f"GetAttributes answers '{name}', but SetCallForwarding's page does not list it: it may be refused."
            )
            yield diagnostic(Code.UNDOCUMENTED_FIELD, detail, places.of_key(raw, name))
    for index, entry in enumerate(data.get("call_control", ())):
        yield from _undocumented(entry, raw["call_control"][index], places)


def secret_problems(raw: object, settings: Settings, places: Places) -> Iterator[Diagnostic]:
    """Yield what is wrong with the secrets of a data object, as it was written."""
    if not isinstance(raw, dict):
        return
    for name, value in raw.items():
        source = places.of_value(raw, name)
        if isinstance(value, list):
            for entry in value:
                yield from secret_problems(entry, settings, places)
        elif not isinstance(value, str):
            continue
        elif name in FIELDS:
            yield from _reference(value, settings.secrets, source)
            yield from literal_problems(value, source)
        elif REFERENCE.search(value):
            detail = f"In '{name}' it would be sent as written. References work in {', '.join(sorted(FIELDS))}."
            yield diagnostic(Code.SECRET_MISPLACED, detail, source)


def literal_problems(text: str, source: Source) -> Iterator[Diagnostic]:
    """Yield a warning about a URL with what looks like a key in it."""
    if LITERAL_SECRET.search(text):
        detail = (
            "Everybody who reads the repository, the record or a plan would see it. Put it into an environment"
            " variable, write ${NAME} here, and list NAME in settings.secrets."
        )
        yield diagnostic(Code.LITERAL_SECRET, detail, source)


def _reference(text: str, allowed: Collection[str], source: Source) -> Iterator[Diagnostic]:
    for name in references(text):
        if NAME.fullmatch(name) is None:
            detail = (
                f"{quoted(f'${{{name}}}')} names no variable, so nothing could be put in its place. A reference is"
                " written ${NAME}, with letters, digits and underscores, the first no digit."
            )
            yield diagnostic(Code.SECRET_NOT_LISTED, detail, source)
        elif name not in allowed:
            detail = (
                f"{quoted(name)} is not in settings.secrets, so a merged file could read any variable of the pipeline."
                f" Add it there.{did_you_mean(name, allowed)}"
            )
            yield diagnostic(Code.SECRET_NOT_LISTED, detail, source)


def display_number_problems(
    display: Mapping[str, str], application: str, owners: Mapping[NumberCode, ApplicationName | None], source: Source
) -> Iterator[Diagnostic]:
    """Yield what is wrong with a display number, given which application owns each declared number (None: not known).

    Source: the provider's page: with masking, any Exolve number of the same application may be shown.
    """
    number = display["display_number"]
    code = NumberCode(int(number))
    owner = owners.get(code)
    if code not in owners:
        detail = f"{number} is not declared in these files; it may be an Exolve number that nobody manages yet."
        yield diagnostic(Code.UNMANAGED_DISPLAY_NUMBER, detail, source)
    elif owner is not None and owner != application:
        detail = (
            f"{number} belongs to the application '{owner}', and this number to '{application}'; the provider shows"
            " only numbers of the same application."
        )
        yield diagnostic(Code.FOREIGN_DISPLAY_NUMBER, detail, source)

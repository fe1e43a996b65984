"""`settings.yaml`: the one place of settings, validated; what is read and not acted on yet is said."""

import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ValidationError

from reconciler.loader.builder import Document
from reconciler.loader.keys import key_variables
from reconciler.loader.meaning import LITERAL_SECRET, literal_problems
from reconciler.loader.places import Places, below
from reconciler.loader.shape import did_you_mean, shape_problems
from reconciler.model.diagnostics import Code, Diagnostic, Severity, diagnostic, quoted
from reconciler.model.kinds import species
from reconciler.model.settings import Settings

NOT_ENFORCED = (
    ("policy",),
    ("verify",),
    ("horizon_days",),
    ("apply", "on_foreign_change"),
    ("apply", "read_back"),
)
"""Settings that this version reads and does not act on; saying nothing would promise a brake that is not there."""

USER_INFO = re.compile(r"//[^/@]*@")


def read_settings(document: Document) -> tuple[Settings | None, list[Diagnostic]]:
    """Answer the settings, or None where they are wrong, and what is wrong with them."""
    declared = document.value.get("settings")
    if declared is None:
        return Settings(), []
    if not isinstance(declared, dict):
        source = document.places.of_value(document.value, "settings")
        return None, [diagnostic(Code.WRONG_TYPE, f"'settings' must be a mapping, it is {species(declared)}.", source)]
    try:
        settings = Settings.model_validate(declared)
    except ValidationError as error:
        return None, list(shape_problems(error, declared, document.places, Settings))
    problems = [*_meaning(settings, declared, document.places), *_unused(declared, document.places)]
    return settings, problems


def _meaning(settings: Settings, declared: dict[str, object], places: Places) -> Iterator[Diagnostic]:
    try:
        ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        detail = f"{quoted(settings.timezone)} is no zone of the IANA database. Write one such as Europe/Moscow."
        yield diagnostic(Code.INVALID_TIMEZONE, detail, places.of_value(declared, "timezone"))
    if USER_INFO.search(settings.state.url) or LITERAL_SECRET.search(settings.state.url):
        detail = "An address with a user or password in it would be read by everybody. Use the client's own variables."
        yield diagnostic(Code.KEY_IN_FILE, detail, places.at(declared, ("state", "url")))
    for name, application in settings.applications.items():
        if application.event_url:
            yield from literal_problems(below(declared, ("applications", name)), "event_url", places)
    yield from _keys(settings, declared, places)
    changed = declared.get("warnings")
    for name in settings.warnings:
        yield from _warning(name, changed, places)


def _keys(settings: Settings, declared: dict[str, object], places: Places) -> Iterator[Diagnostic]:
    keys = key_variables(settings)
    for index, name in enumerate(settings.secrets):
        if name in keys:
            detail = (
                f"{name} holds an API key, or a token of its own, and a secret is put into URLs: one merged line could"
                " send it to anybody. Take it out of the list, and put what a URL needs into another variable."
            )
            yield diagnostic(Code.KEY_IN_FILE, detail, places.at(declared, ("secrets", index)))
    first: dict[str, str] = {}
    for name, application in settings.applications.items():
        other = first.setdefault(application.api_key_env, name)
        if other != name:
            detail = (
                f"{quoted(name)} takes its key from {application.api_key_env}, as {quoted(other)} does, and at the"
                " provider a key belongs to one application: the numbers of one of the two would be refused. Name"
                " another variable with 'api_key_env'."
            )
            yield diagnostic(Code.SHARED_KEY, detail, places.of_key(declared.get("applications"), name))


def _warning(name: str, container: object, places: Places) -> Iterator[Diagnostic]:
    source = places.of_key(container, name)
    codes = {code.value: code for code in Code}
    if name not in codes:
        known = [code.value for code in Code if code.severity is Severity.WARNING]
        yield diagnostic(Code.UNKNOWN_CODE, f"{quoted(name)} names no diagnostic.{did_you_mean(name, known)}", source)
    elif codes[name].severity is not Severity.WARNING:
        yield diagnostic(
            Code.NOT_A_WARNING, f"'{name}' is an error: what it finds cannot be applied. Take the line away.", source
        )


def _unused(declared: dict[str, object], places: Places) -> Iterator[Diagnostic]:
    for path in NOT_ENFORCED:
        if below(declared, path) is not None:
            name = ".".join(path)
            detail = f"'{name}' is understood and kept for a later version; until then nothing acts on it."
            container = below(declared, path[:-1]) if path[:-1] else declared
            yield diagnostic(Code.NOT_ENFORCED, detail, places.of_key(container, path[-1]))

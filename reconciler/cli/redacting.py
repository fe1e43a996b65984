"""Which values of the environment must never be printed."""

import re
from collections.abc import Container, Iterator, Mapping
from typing import TYPE_CHECKING

from reconciler.providers.redaction import Redaction
from reconciler.reports.harmless import harmless
from reconciler.reports.markdown.escaping import plain

if TYPE_CHECKING:
    from reconciler.model.settings import Settings  # pydantic costs more than all of `reconciler --help`

TELLING = re.compile(r".*(?:API_?KEY|_KEY|TOKEN|SECRET|PASSWORD|PASSWD)", re.IGNORECASE)
NOT_TEXT = frozenset({"digest", "lineage"})
"""What a short secret could happen to stand in, and nobody could use any more with a mask in it."""
LONG_ENOUGH = 8
"""A variable merely named like a secret is one only if its value could be."""


def redaction(environ: Mapping[str, str], settings: "Settings | None" = None) -> Redaction:
    """Answer what takes every secret of the environment out of a text; the settings tell more of them."""
    return Redaction(_values(environ, settings))


def without(value: object, redact: Redaction, kept: Container[str] = NOT_TEXT, name: str = "") -> object:
    """Answer a JSON value with the secrets taken out of its texts, but for those under the names that are kept."""
    match value:
        case str() if name not in kept:
            return redact(value)
        case list():
            return [without(item, redact, kept) for item in value]
        case dict():
            return {key: without(item, redact, kept, key) for key, item in value.items()}
        case _:
            return value


def _values(environ: Mapping[str, str], settings: "Settings | None") -> Iterator[str]:
    for name, value in environ.items():
        if TELLING.fullmatch(name) and len(value) >= LONG_ENOUGH and "/" not in value[:1]:
            yield from _forms(value)
    if settings is not None:
        from reconciler.model.settings import applications_of  # noqa: PLC0415 - see above; whoever has settings has it

        named = [*settings.secrets, *(application.api_key_env for application in applications_of(settings).values())]
        for name in named:
            yield from _forms(environ.get(name, ""))


def _forms(value: str) -> Iterator[str]:
    yield value
    bare = value.strip()
    while bare.lower().startswith("bearer "):
        bare = bare[len("bearer ") :].strip()
    yield bare
    yield from map(harmless, {value, bare})  # as it is shown where it has a character that would hide or turn text
    yield from map(plain, {value, bare})  # as Markdown shows them: a secret may have a sign with a meaning there

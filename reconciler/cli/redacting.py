"""Which values of the environment must never be printed."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from reconciler.providers.redaction import Redaction
from reconciler.reports.markdown.escaping import plain

if TYPE_CHECKING:
    from reconciler.model.settings import Settings  # pydantic costs more than all of `reconciler --help`

TELLING = re.compile(r".*(?:API_?KEY|_KEY|TOKEN|SECRET|PASSWORD|PASSWD)", re.IGNORECASE)
LONG_ENOUGH = 8
"""A variable merely named like a secret is one only if its value could be."""


def redaction(environ: Mapping[str, str], settings: "Settings | None" = None) -> Redaction:
    """Answer what takes every secret of the environment out of a text; the settings tell more of them."""
    return Redaction(_values(environ, settings))


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
    yield from map(plain, {value, bare})  # as Markdown shows them: a secret may have a sign with a meaning there

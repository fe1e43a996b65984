"""API keys that stand in a folder's files: found by their values, told by the names of their variables alone."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from reconciler.loader.position import position
from reconciler.model.diagnostics import Code, Diagnostic, Source, diagnostic
from reconciler.model.settings import Settings, applications_of

ALWAYS = ("EXOLVE_API_KEY", "UIS_ACCESS_TOKEN", "UIS_PASSWORD", "GITHUB_TOKEN")
"""Variables that hold a key whatever the settings say."""
SHORTEST = 8
"""A shorter value would be found where it only happens to stand, and is no key."""
BEARER = "bearer "


def key_variables(settings: Settings) -> tuple[str, ...]:
    """Answer the names of the variables that hold API keys."""
    named = (application.api_key_env for application in applications_of(settings).values())
    return tuple(dict.fromkeys((*named, *ALWAYS)))


def key_values(settings: Settings, environ: Mapping[str, str]) -> dict[str, str]:
    """Answer the keys that are at hand and long enough to be looked for: value → the variable that holds it."""
    values: dict[str, str] = {}
    for name in key_variables(settings):
        value = _bare(environ.get(name, ""))
        if len(value) >= SHORTEST:
            values.setdefault(value, name)
    return values


def _bare(value: str) -> str:
    """Answer a key without the "Bearer " that people copy along."""
    bare = value.strip()
    while bare.lower().startswith(BEARER):
        bare = bare[len(BEARER) :].strip()
    return bare


def keys_in_files(texts: Mapping[str, str], keys: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Yield an error for each place where a key (value → variable) stands in a text (file → text)."""
    for file, text in texts.items():
        for value, variable in keys.items():
            for found in re.finditer(re.escape(value), text):
                detail = (
                    f"The value of {variable} stands here, for everybody who can read the repository, now and in its"
                    f" history. Take it out, revoke the key, and set {variable} to a new one."
                )
                place = position(text, found.start())
                source = Source(file=file, line=place.line, column=place.column)
                yield diagnostic(Code.KEY_IN_FILE, detail, source)


def unrepeated(found: Iterable[Diagnostic], texts: Iterable[str], keys: Iterable[str]) -> Iterator[Diagnostic]:
    """Yield the diagnostics without the words of those that quote a key of the files, or its beginning."""
    held = list(texts)
    beginnings = [value[:SHORTEST] for value in keys if any(value in text for text in held)]
    for item in found:
        if any(beginning in item.detail for beginning in beginnings):
            yield replace(item, detail="What stands here holds an API key, so it is not repeated.")
        else:
            yield item

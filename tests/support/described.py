"""The schemas of what commands print, in docs/schemas, and what they find wrong with a value."""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012, Schema

FOLDER = Path(__file__).parents[2] / "docs" / "schemas"
ENDING = ".schema.json"
NAMES = sorted(path.name.removesuffix(ENDING) for path in FOLDER.glob(f"*{ENDING}"))
SHARED = "common"
"""What the others refer to; no command prints it."""
PRINTED = [name for name in NAMES if name != SHARED]


def schema(name: str) -> dict[str, Any]:
    """Answer a schema as it is written."""
    found: dict[str, Any] = json.loads((FOLDER / f"{name}{ENDING}").read_text(encoding="utf-8"))
    return found


def faults(name: str, value: object) -> list[str]:
    """Answer what is not as a command's schema says, each with its place; nothing where all is."""
    return [f"{error.json_path}: {error.message[:300]}" for error in _deepest(_validator(name).iter_errors(value))]


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": (FOLDER / f"{name}{ENDING}").as_uri()}, registry=_registry())


@cache
def _registry() -> Registry[Schema]:
    """Answer every schema by the address of its file, against which its references to others are read."""
    files = [*FOLDER.glob(f"*{ENDING}"), *FOLDER.parent.glob(f"*{ENDING}")]
    return Registry().with_resources([(file.as_uri(), _resource(file)) for file in files])


def _resource(file: Path) -> Resource[Schema]:
    contents = json.loads(file.read_text(encoding="utf-8"))
    return Resource.from_contents(contents, default_specification=DRAFT202012)


def _deepest(errors: Iterable[ValidationError]) -> Iterator[ValidationError]:
    """Yield the errors themselves in place of "is not valid under any of the given schemas"."""
    for error in errors:
        if error.context:
            yield from _deepest(error.context)
        yield error

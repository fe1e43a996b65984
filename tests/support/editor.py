"""What an editor with the schema marks in a file: the lines of the keys and values that the schema refuses."""

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from reconciler.loader.builder import Document
from reconciler.loader.places import Places, below
from reconciler.loader.schema import schema

VALIDATOR = Draft202012Validator(schema())


def accepts(value: Any) -> bool:
    """Tell whether the schema accepts a file's value."""
    return VALIDATOR.is_valid(value)


def marked(document: Document) -> set[int]:
    """Answer the lines that the schema marks in a file."""
    return {
        line
        for error in VALIDATOR.iter_errors(document.value)
        for line in _lines(error, document.value, document.places)
    }


def _lines(error: ValidationError, root: Any, places: Places) -> Iterator[int]:
    path = list(error.absolute_path)
    here: Any = below(root, path)
    above: Any = below(root, path[:-1])
    if "propertyNames" in error.absolute_schema_path:
        yield places.of_key(here, str(error.instance)).line
    elif error.validator == "additionalProperties":
        yield from (places.of_key(here, key).line for key in here.keys() - error.schema["properties"].keys())
    elif error.validator is None:  # a key forbidden by `false`, which jsonschema tells by its value alone
        yield from (places.of_key(here, key).line for key, value in here.items() if value is error.instance)
    elif error.validator == "required" or not path:
        yield places.of(here).line
    else:
        yield places.of_value(above, path[-1]).line
    for inner in error.context or ():
        yield from _lines(inner, root, places)

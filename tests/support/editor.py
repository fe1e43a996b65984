"""What an editor with the schema would mark in a file: the lines of the values and keys that the schema refuses."""

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from reconciler.loader.builder import Document, read_document
from reconciler.loader.places import below
from reconciler.loader.schema import schema

VALIDATOR = Draft202012Validator(schema())


def document_of(text: str) -> Document | None:
    """Read a file as the loader does, with places; None where it is not YAML."""
    document, _ = read_document(text, "a.yaml")
    return document


def marked(document: Document) -> set[int]:
    """Answer the lines that the schema marks."""
    return {line for error in VALIDATOR.iter_errors(document.value) for line in _lines(error, document)}


def _lines(error: ValidationError, document: Document) -> Iterator[int]:
    places, path = document.places, list(error.absolute_path)
    container: Any = below(document.value, path)
    if "propertyNames" in error.absolute_schema_path:
        yield places.of_key(container, str(error.instance)).line
    elif error.validator == "additionalProperties":
        for key in container.keys() - error.schema["properties"].keys():
            yield places.of_key(container, key).line
    elif error.validator == "required":
        yield places.of(container).line
    else:
        yield places.at(document.value, path).line
    for inner in error.context or ():
        yield from _lines(inner, document)

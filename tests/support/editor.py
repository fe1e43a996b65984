"""What an editor with the schema marks in a file: the lines of the keys and values that the schema refuses."""

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from reconciler.loader.builder import Document
from reconciler.loader.places import Places, below
from reconciler.loader.schema import schema
from reconciler.model.diagnostics import Code

KNOWN = frozenset(
    {
        Code.UNKNOWN_KEY,
        Code.MISSING_KEY,
        Code.WRONG_TYPE,
        Code.OUT_OF_RANGE,
        Code.NOT_ONE_OF,
        Code.INVALID_NAME,
        Code.TWO_DATA_OBJECTS,
        Code.TYPE_MISMATCH,
        Code.NO_FORWARDING,
        Code.UNKNOWN_CODE,
        Code.NOT_A_WARNING,
    }
)
"""What the schema knows as well as the loader, but for the exceptions below."""

IN_PART = frozenset(
    {
        Code.INVALID_NUMBER,  # letters and signs; not how many digits a number has
        Code.INVALID_URL,  # the scheme, a host, spaces; not whether host and port can be
        Code.INVALID_IP,  # all of IPv4; of IPv6 the letters
        Code.INVALID_SIP_URI,  # "sip:", spaces and a missing @; not the host and the port
        Code.DANGLING_NAME,  # a name that stands for a name; not whether a name is declared
        Code.INVALID_TIME,  # how a time is written; not whether a calendar has it
        Code.SELECTS_NOTHING,  # an empty list; not whether anything is declared
        Code.KEY_IN_FILE,  # keys under `applications`, variables that always hold one; not the values of variables
    }
)
"""What the schema knows for a part."""

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
    elif error.validator == "additionalProperties" and isinstance(error.schema, dict):
        yield from (places.of_key(here, key).line for key in here.keys() - error.schema["properties"].keys())
    elif error.schema is False:  # a key that is forbidden, which jsonschema tells by its value alone
        yield from (places.of_key(here, key).line for key, value in here.items() if value is error.instance)
    elif error.validator == "required" or not path:
        yield places.of(here).line
    else:
        yield places.of_value(above, path[-1]).line
    for inner in error.context or ():
        yield from _lines(inner, root, places)


def mappings(schema: Any) -> Iterator[dict[str, Any]]:
    """Every part of a schema that lists the keys of a mapping."""
    return (part for part in parts(schema) if part.get("additionalProperties") is False)


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in a schema."""
    if isinstance(schema, dict):
        yield schema
        schema = list(schema.values())
    for inner in schema if isinstance(schema, list) else ():
        yield from parts(inner)

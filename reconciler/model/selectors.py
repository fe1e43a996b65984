"""Which numbers an override is about: a number, or all that have a label or belong to an application."""

from typing import Annotated

from reconciler.model.diagnostics import Code, quoted
from reconciler.model.fields import Checked, number_code
from reconciler.model.kinds import kind_of, refusal
from reconciler.model.spelling import nearest
from reconciler.model.texts import text

LABEL, APPLICATION = "label", "application"
KINDS = (LABEL, APPLICATION)
FILES = (".yaml", ".yml")
RIGHT = "Write a number, 'label:NAME' or 'application:NAME'."


def selector(value: object) -> int | str:
    """Accept a number, label:NAME or application:NAME; answer a number as such, and the others as they are."""
    if isinstance(value, dict):
        raise refusal(Code.WRONG_TYPE, f"This must be a text, and it is a mapping.{_unquoted(value)} {RIGHT}")
    if not isinstance(value, str):
        if isinstance(value, int) and not isinstance(value, bool):
            return number_code(value)
        raise refusal(Code.WRONG_TYPE, f"This must be a number or a text, and it is {kind_of(value)}. {RIGHT}")
    written = text(value)
    kind, colon, name = written.partition(":")
    if colon and kind in KINDS and name.strip() == name != "":
        return written
    if colon or any(sign.isalpha() for sign in written) or not written.strip():
        raise refusal(Code.NOT_ONE_OF, f"{quoted(written)} selects no numbers.{_meant(kind, name)} {RIGHT}")
    return number_code(written)


def _meant(kind: str, name: str) -> str:
    """Answer a sentence that offers a selector which is written nearly like this, or nothing."""
    near = kind if kind in KINDS else nearest(kind, KINDS)
    if name.strip():
        return f" Did you mean {quoted(f'{near}:{name.strip()}')}?" if near else ""
    if kind.startswith("@"):
        return " An @name is a place that calls go to."
    if kind.endswith(FILES):
        return " The numbers of a file have no selector here: give them a label."
    return f" A label is written {quoted(f'{LABEL}:{kind}')}." if kind.strip() and kind not in KINDS else ""


def _unquoted(value: dict[str, object]) -> str:
    """Answer a sentence about `label: sales`, which YAML reads as a mapping, or nothing."""
    for key, name in value.items():
        if key in KINDS and isinstance(name, str):
            return f" Without a space behind the colon it is one: {quoted(f'{key}:{name}')}."
    return ""


Selector = Annotated[
    int | str,
    Checked(
        selector,
        {
            "type": ["integer", "string"],
            "minimum": 1,
            "pattern": r"^(?:[0-9]+$|(?:label|application):[\s\S]+$)",
            "errorMessage": "Write a number, label:NAME or application:NAME.",
        },
    ),
]

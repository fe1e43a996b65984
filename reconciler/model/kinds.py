"""What a value is, in the words of YAML, and how a value is refused in whole sentences."""

from pydantic_core import PydanticCustomError

from reconciler.model.diagnostics import Code, quoted


def refusal(code: Code, detail: str, *, at: int = 0) -> PydanticCustomError:
    """Make the error that carries our code through pydantic; braces would be read as its placeholders.

    `at` is the character of the value, from 0, at which it goes wrong.
    """
    return PydanticCustomError(code.value, "{detail}", {"detail": detail, "at": at})


def species(value: object) -> str:
    """Answer what a value is without telling it, for places where it could be a key or a password."""
    return "nothing (null)" if value is None else _SPECIES.get(type(value), f"a {type(value).__name__}")


_SPECIES: dict[type, str] = {
    bool: "a boolean",
    int: "a number",
    float: "a decimal number",
    str: "a text",
    list: "a list",
    dict: "a mapping",
}


def kind_of(value: object) -> str:
    """Answer what a value is, in the words of YAML."""
    if value is None:
        return "nothing (null)"
    if isinstance(value, bool):
        return f"the boolean {str(value).lower()}"
    return _KINDS[type(value)].format(quoted(value)) if type(value) in _KINDS else f"a {type(value).__name__}"


_KINDS: dict[type, str] = {
    int: "the number {}",
    float: "the decimal number {}",
    str: "the text {}",
    list: "a list",
    dict: "a mapping",
}

"""What pydantic finds wrong with a value, as diagnostics with places, codes and a "did you mean"."""

import difflib
import typing
from collections.abc import Iterable, Iterator, Sequence

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from reconciler.loader.places import Key, Places, below
from reconciler.model.diagnostics import Code, Diagnostic, code_named, diagnostic, quoted
from reconciler.model.fields import errors_of
from reconciler.model.kinds import kind_of, species
from reconciler.model.phone import suggestion
from reconciler.model.settings import Application

KEY_WORDS = ("key", "token", "secret", "password")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Answer a sentence that offers the nearest known word, or else all of them if they are few."""
    words = sorted(known)
    lower = {name.lower(): name for name in words}
    near = difflib.get_close_matches(word.lower(), lower, n=1, cutoff=0.6)
    if near:
        return f" Did you mean '{lower[near[0]]}'?"
    few = 12
    return f" Known here: {', '.join(words)}." if words and len(words) <= few else ""


def shape_problems(
    error: ValidationError, root: object, places: Places, model: type[BaseModel]
) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each of pydantic's errors about `root`, which `model` describes."""
    for details in errors_of(error):
        yield shape_problem(details, root, places, model)


def shape_problem(
    details: ErrorDetails, root: object, places: Places, model: type[BaseModel], *, prefix: int = 0
) -> Diagnostic:
    """Answer the diagnostic for one of pydantic's errors about `root`.

    `model` describes the value below the first `prefix` keys of its path (1 for a list of models).
    """
    path: Sequence[Key] = details["loc"]
    kind = details["type"]
    above = below(root, path[:-1])
    if kind == "extra_forbidden":
        code, detail = _unknown_key(str(path[-1]), _model_at(model, path[prefix:-1]))
        if details["input"] is None:
            # `{name: Sales, metro}` makes a key of what was meant as a part of the text.
            detail += " If it belongs to the text before the comma, put that text in quotes."
        return diagnostic(code, detail, places.of_key(above, path[-1]))
    if kind == "missing":
        inner = _model_at(model, path[prefix:-1])
        return diagnostic(Code.MISSING_KEY, _missing(str(path[-1]), inner), places.of(above))
    ours = code_named(kind)
    if ours is not None:
        meant = _meant(details["input"]) if ours is Code.WRONG_TYPE and "number_code" in path[-1:] else ""
        return diagnostic(ours, details["ctx"]["detail"] + meant, places.at(root, path, details["ctx"]["at"]))
    code, detail = _builtin(details, below(root, path))
    return diagnostic(code, detail, places.at(root, path))


def _meant(value: object) -> str:
    """Answer a sentence that offers the digits of a number written with plus, spaces or brackets."""
    better = suggestion(value) if isinstance(value, str) else None
    return f" Did you mean {better}?" if better else ""


def _builtin(details: ErrorDetails, value: object) -> tuple[Code, str]:
    context = details.get("ctx", {})
    match details["type"]:
        case "enum":
            return Code.NOT_ONE_OF, f"It is {kind_of(value)}, and can be one of: {context['expected']}."
        case "list_type":
            return Code.WRONG_TYPE, f"This must be a list, and it is {species(value)}."
        case "model_type" | "dict_type" | "model_attributes_type":
            return Code.WRONG_TYPE, f"This must be a mapping, and it is {species(value)}."
        case _:
            return Code.WRONG_TYPE, f"{details['msg']}; it is {kind_of(value)}."


def _unknown_key(key: str, model: type[BaseModel] | None) -> tuple[Code, str]:
    if model is Application and any(word in key.lower() for word in KEY_WORDS):
        return Code.KEY_IN_FILE, (
            "A key in a file is read by everybody who can read the repository. Put it into an environment variable,"
            " name that variable with `api_key_env`, and revoke the key if it was committed."
        )
    known = model.model_fields if model else ()
    return Code.UNKNOWN_KEY, f"{quoted(key)} would be ignored, or refused by the provider.{did_you_mean(key, known)}"


def _missing(key: str, model: type[BaseModel] | None) -> str:
    description = model.model_fields[key].description if model and key in model.model_fields else None
    return f"'{key}' is missing{f' ({description})' if description else ''}; without it the rest means nothing."


def _model_at(model: type[BaseModel] | None, path: Sequence[Key]) -> type[BaseModel] | None:
    """Answer the model of the mapping at a path below a model, or None."""
    here: object = model
    for key in path:
        if isinstance(key, int):
            continue
        if typing.get_origin(here) is dict:
            here = typing.get_args(here)[1]
        else:
            inner = _model_in(here)
            field = inner.model_fields.get(key) if inner else None
            here = field.annotation if field else None
    return _model_in(here)


def _model_in(annotation: object) -> type[BaseModel] | None:
    """Answer the one model that an annotation speaks of: X, X | None, list[X], dict[str, X]."""
    if not typing.get_args(annotation):
        return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None
    return next((model for part in typing.get_args(annotation) if (model := _model_in(part))), None)

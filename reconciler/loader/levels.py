"""Which keys stand where, found from the models: what an unknown key was meant for, and where it belongs."""

import typing
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from pydantic import BaseModel

from reconciler.model.declared import ExpectationDeclaration, NumberDeclaration, OverrideDeclaration, keys_of
from reconciler.model.diagnostics import quoted
from reconciler.model.forwarding import DATA_OBJECT
from reconciler.model.settings import Settings
from reconciler.model.spelling import vocabulary

Model = type[BaseModel]

SETTINGS_FILE = "settings.yaml"
SETTINGS = "settings"
OVERRIDES, EXPECTATIONS = "overrides", "expectations"
TOP_LEVEL = ("numbers", "contacts", "schedules", "defaults", OVERRIDES, EXPECTATIONS)

ALIASES: Mapping[str, str] = {"call_forwarding_url": "call_forwarding_ipcr", "schedule": "period"}
"""Keys that do not look like the one that is meant."""

WRAPPERS: Mapping[str, str] = {
    "call_forwarding_data": "The data object stands directly in the number: take this key away, and indent what stands"
    " under it one level less.",
    "attributes": "GetAttributes answers it around the forwarding: take this key away, and indent what stands under it"
    " one level less.",
}
"""Keys of the provider's page and answers that people take over with the data object in them."""

ANSWERED = frozenset({"number_resource_id", "status_name"})
"""Keys that GetAttributes answers beside the forwarding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What an unknown key was meant for: the key that should stand in its place, if any, and sentences that say it.

    `belongs` tells whether it is a right key in a wrong place.
    """

    key: str | None
    advice: str
    belongs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    """Where a model stands: in words, and below which other models."""

    words: str
    above: tuple[Model, ...]


def guess(key: str, model: Model | None) -> Guess:
    """Answer what a key that a model does not have was meant for."""
    return _guess(key, *_around(model)) if model else Guess(key=None, advice="")


def guess_default(key: str, known: tuple[str, ...]) -> Guess:
    """Answer what a key that `defaults` do not have was meant for."""
    _, _, tree = _around(NumberDeclaration)
    return _guess(key, known, tree, tree)


def guess_section(key: str, known: tuple[str, ...]) -> Guess:
    """Answer what a key at the top of a file was meant for."""
    return _guess(key, known, _levels().keys(), _levels().keys())


def _guess(key: str, known: tuple[str, ...], relatives: Collection[Model], tree: Collection[Model]) -> Guess:
    """Answer the first of: a name we know for it, a place above or below, a key spelt alike, a place beside."""
    alias, colon = ALIASES.get(key), key.partition(":")
    if alias in known:
        return Guess(key=alias, advice=f" Did you mean '{alias}'?")
    if key in WRAPPERS or key in ANSWERED:
        return Guess(key=None, advice=f" {WRAPPERS.get(key, 'GetAttributes answers it, and it cannot be set.')}")
    if colon[0] in known and colon[2]:
        right = quoted(f"{colon[0]}: {colon[2]}")
        return Guess(key=colon[0], advice=f" A space is missing behind the colon: {right}.")
    home = _home(key, relatives, top="numbers" not in known)
    if home:
        return Guess(key=None, advice=home, belongs=True)
    near, hint = vocabulary(known).look_up(key)
    return Guess(key=near, advice=hint if near else _home(key, tree, top=False) or hint)


def _home(key: str, models: Collection[Model], *, top: bool) -> str:
    """Answer a sentence that says in which of the models a key stands, or at the top of a file; or nothing."""
    if top and key in TOP_LEVEL:
        return " It belongs to the top of a file."
    words = [_levels()[model].words for model in _homes().get(key, ()) if model in models]
    return f" It belongs into {' or '.join(words)}." if words else ""


def means_data_object(key: str) -> bool:
    """Tell whether a key that a number does not have stands for its data object."""
    return key in WRAPPERS or guess(key, NumberDeclaration).key in DATA_OBJECT.values()


def is_setting(model: Model | None) -> bool:
    """Tell whether a model is a part of the settings, which nobody sends."""
    return model is Settings or Settings in _above(model)


def model_at(model: Model | None, path: Sequence[str | int]) -> Model | None:
    """Answer the model of the mapping at a path below a model, or None."""
    here: object = model
    for key in path:
        if isinstance(key, int):
            continue
        if typing.get_origin(here) is dict:
            here = typing.get_args(here)[1]
        else:
            inner = _model_in(here)
            field = keys_of(inner).get(key) if inner else None
            here = field.annotation if field else None
    return _model_in(here)


def _model_in(annotation: object) -> Model | None:
    """Answer the one model that an annotation speaks of: X, X | None, list[X], dict[str, X]."""
    if not typing.get_args(annotation):
        return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None
    return next((model for part in typing.get_args(annotation) if (model := _model_in(part))), None)


@cache
def _levels() -> Mapping[Model, _Level]:
    """Answer where each model of a file stands; a data object stands in numbers and in overrides."""
    levels: dict[Model, _Level] = {}
    for model, level in (
        *_walk("numbers", list[NumberDeclaration], ()),
        *_walk(OVERRIDES, list[OverrideDeclaration], ()),
        *_walk(EXPECTATIONS, list[ExpectationDeclaration], ()),
        *_walk(SETTINGS, Settings, ()),
    ):
        known = levels.get(model)
        levels[model] = replace(known, above=(*known.above, *level.above)) if known else level
    return {**levels, Settings: _Level(words=f"'{SETTINGS}', in {SETTINGS_FILE}", above=())}


def _walk(name: str, annotation: object, above: tuple[Model, ...]) -> Iterator[tuple[Model, _Level]]:
    model = _model_in(annotation)
    if model is not None:
        several = any(typing.get_origin(part) in {list, dict} for part in (annotation, *typing.get_args(annotation)))
        yield model, _Level(words=f"an entry of '{name}'" if several else f"'{name}'", above=above)
        for field, info in keys_of(model).items():
            yield from _walk(field, info.annotation, (*above, model))


@cache
def _homes() -> Mapping[str, list[Model]]:
    """Answer the models that have a key."""
    homes: dict[str, list[Model]] = {}
    for model in _levels():
        for key in keys_of(model):
            homes.setdefault(key, []).append(model)
    return homes


@cache
def _around(model: Model) -> tuple[tuple[str, ...], frozenset[Model], frozenset[Model]]:
    """Answer the keys of a model, the models above and below it, and those with the same root."""
    below = frozenset(other for other, level in _levels().items() if model in level.above)
    root = (*_above(model), model)[0]
    tree = frozenset(other for other, level in _levels().items() if root in (*level.above, other))
    return tuple(keys_of(model)), below | set(_above(model)), tree


def _above(model: Model | None) -> tuple[Model, ...]:
    level = _levels().get(model) if model else None
    return level.above if level else ()

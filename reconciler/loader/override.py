"""One item of `overrides` as it is written: validated, its names resolved, what it changes, each mistake placed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from pydantic import ValidationError

from reconciler.loader.change import Change
from reconciler.loader.compose import data_object, has_misspelt
from reconciler.loader.defaults import DATA_MODELS, no_mapping, with_list
from reconciler.loader.meaning import REFERENCE_BEGIN, meaning, misplaced, secret_problems
from reconciler.loader.names import Names
from reconciler.loader.places import Places
from reconciler.loader.resolve import name_problems, names_in, resolve, written
from reconciler.loader.salvage import STAND_INS, salvaged
from reconciler.loader.shape import Shape, Wrong
from reconciler.model.declared import OverrideDeclaration, required_keys
from reconciler.model.diagnostics import Code, Diagnostic, diagnostic, has_errors
from reconciler.model.forwarding import DATA_OBJECT, TYPE_OF_DATA_OBJECT

TYPE = "call_forwarding_type"


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """An override with nothing wrong in itself: what was declared, what it changes, and its data object as written."""

    declaration: OverrideDeclaration
    change: Change
    raw: dict[str, Any]


class Items:
    """Reads items of `overrides`, given the names of all files, the secrets that may be used, and the zone of times."""

    def __init__(self, names: Names, secrets: tuple[str, ...] | None, zone: tzinfo) -> None:
        self._names = names
        self._secrets = secrets
        self._zone = zone

    def read(self, item: dict[str, Any], places: Places) -> tuple[Read | None, list[Diagnostic]]:
        """Answer an override, or None where it is wrong, and what is wrong with it."""
        name, found = _data_object(item, places)
        declaration, problems = self._declaration(item, places, is_clear=not found)
        found += [*problems, *self._written(item, places)]
        if declaration is None or has_errors(found):
            return None, found
        raw = with_list(item[name], places) if name else {}
        data = _own(declaration, name, raw)
        is_resolved = resolve(data, self._names)[0] or not names_in(data)
        found += [*_in_time(declaration, item, places), *meaning(data, raw, places)]
        if not is_resolved or has_errors(found):
            return None, found
        return Read(declaration=declaration, change=_change(name, data, raw), raw=raw), found

    def _declaration(
        self, item: dict[str, Any], places: Places, *, is_clear: bool
    ) -> tuple[OverrideDeclaration | None, list[Diagnostic]]:
        """Answer what is declared; where it is not clear which object is meant, a type is not looked at again."""
        whole = _filled(item if is_clear else {key: item[key] for key in item if key != TYPE}, item, places)
        try:
            return OverrideDeclaration.model_validate(whole), []
        except ValidationError as error:
            shape = Shape(OverrideDeclaration, contacts=self._names.vocabulary("contacts"), zone=self._zone)
            found = list(shape.problems(error, whole, places))
            return None, [*found, *_of_the_rest(whole, shape.wrong(error), places)]

    def _written(self, item: dict[str, Any], places: Places) -> Iterator[Diagnostic]:
        """Yield what is wrong with the names and secrets of an override, right or wrong in itself."""
        for name in DATA_MODELS:
            if name in item:
                raw = with_list(item[name], places)
                yield from name_problems(raw, self._names, places)
                yield from secret_problems(raw, self._secrets, places)
        reason = item.get("reason")
        if isinstance(reason, str) and REFERENCE_BEGIN in reason:
            yield from misplaced(item, "reason", places)
        if isinstance(reason, str) and not reason.strip():
            detail = "The reason is empty: write why, for everybody who sees the override in a plan."
            yield diagnostic(Code.MISSING_KEY, detail, places.of_value(item, "reason"))


def _data_object(item: dict[str, Any], places: Places) -> tuple[str | None, list[Diagnostic]]:
    """Answer the name of the item's data object, None for type 0; or what is wrong with it."""
    own = [name for name in DATA_MODELS if name in item]
    if not own and item.get(TYPE) is None:
        if has_misspelt(item):
            return None, []
        detail = (
            f"It says nothing about the forwarding. It needs one of {', '.join(DATA_OBJECT.values())}, of which it may"
            " hold only what is otherwise for a time, or 'call_forwarding_type: undefined'."
        )
        return None, [diagnostic(Code.NO_FORWARDING, detail, places.of(item))]
    name, problems = data_object(item, {}, places)
    if name is not None and item[name] is None:
        problems.append(no_mapping(None, places.of_value(item, name)))
    return name, problems


def _filled(chosen: dict[str, Any], item: dict[str, Any], places: Places) -> dict[str, Any]:
    """Answer an item with stand-ins for what its data object takes from the numbers': that is not missing."""
    whole = dict(chosen)
    for name, kind in DATA_MODELS.items():
        raw = with_list(item.get(name), places)
        if isinstance(raw, dict):
            whole[name] = {**{key: STAND_INS[key] for key in required_keys(kind) if key not in raw}, **raw}
            places.adopt(whole[name], raw, {key: (raw, key) for key in raw})
    places.adopt(whole, item, {key: (item, key) for key in chosen})
    return whole


def _of_the_rest(whole: dict[str, Any], wrong: list[Wrong], places: Places) -> Iterator[Diagnostic]:
    """Yield what the parts of a data object mean together, beside values that are wrong by themselves."""
    (name, *others) = [*(name for name in DATA_MODELS if isinstance(whole.get(name), dict)), ""]
    if not name or any(others):
        return
    number = {"number_code": STAND_INS["number_code"], name: whole[name]}
    declaration = salvaged(number, [item for item in wrong if item.path[0] == name], "")
    if declaration is not None and getattr(declaration, name) is not None:
        yield from meaning(written(getattr(declaration, name)), whole[name], places)


def _own(declaration: OverrideDeclaration, name: str | None, raw: dict[str, Any]) -> dict[str, Any]:
    """Answer the data object as it was written, without stand-ins."""
    data = written(getattr(declaration, name)) if name else {}
    return {key: value for key, value in data.items() if key in raw}


def _change(name: str | None, data: dict[str, Any], raw: dict[str, Any]) -> Change:
    if name is None:
        return Change(kind=0, data={})
    return Change(
        kind=TYPE_OF_DATA_OBJECT[name].value,
        data=data,
        removed=frozenset(key for key, value in raw.items() if value is None),
        lacking=tuple(key for key in required_keys(DATA_MODELS[name]) if key not in raw),
    )


def _in_time(declaration: OverrideDeclaration, item: dict[str, Any], places: Places) -> Iterator[Diagnostic]:
    """Yield an error about an override that holds at no moment."""
    if declaration.end <= declaration.start:
        how = "at the moment" if declaration.end == declaration.start else "before the moment"
        detail = (
            f"It ends {how} at which it begins, so it would never hold: 'until' is the first moment at which the number"
            " is again as usual. Correct one of the two."
        )
        yield diagnostic(Code.EMPTY_OVERRIDE, detail, places.of_value(item, "until"))

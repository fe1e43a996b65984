"""One item of `numbers` as written, with its file's defaults merged in: which data object it has, and all of it."""

from typing import Any

from pydantic import TypeAdapter, ValidationError

from reconciler.loader.defaults import METADATA, merged, no_mapping, with_list
from reconciler.loader.levels import means_data_object
from reconciler.loader.places import Places
from reconciler.model.declared import NumberDeclaration
from reconciler.model.diagnostics import Code, Diagnostic, diagnostic
from reconciler.model.fields import TypeOfForwarding, errors_of
from reconciler.model.forwarding import DATA_OBJECT, TYPE_OF_DATA_OBJECT, ForwardingType

_TYPE: TypeAdapter[int] = TypeAdapter(TypeOfForwarding)


def compose(item: Any, defaults: dict[str, Any], places: Places) -> tuple[dict[str, Any] | None, list[Diagnostic]]:
    """Answer the whole declaration, or None when its type and data object cannot be told, and why not."""
    name, problems = data_object(item, defaults, places)
    if problems:
        return None, problems
    whole = dict(item)
    origins: dict[str | int, tuple[Any, str | int]] = {key: (item, key) for key in item}
    if name is not None:
        own = with_list(item.get(name, {}), places)
        default = with_list(defaults.get(name, {}), places)
        if name not in item:
            whole[name], origins[name] = default, (defaults, name)
        elif isinstance(own, dict) and isinstance(default, dict) and default:
            whole[name] = merged(default, own, places)
        else:
            whole[name] = own
        if whole[name] is None:
            # The field may be left out, not empty: nothing would be left to send.
            return None, [no_mapping(None, places.of_value(*origins[name]))]
        if item.get("call_forwarding_type") is None:
            whole["call_forwarding_type"] = TYPE_OF_DATA_OBJECT[name].value
    for key in METADATA:
        if key in defaults and key not in item:
            whole[key], origins[key] = defaults[key], (defaults, key)
    places.adopt(whole, item, origins)
    return whole, []


def data_object(item: dict[str, Any], defaults: dict[str, Any], places: Places) -> tuple[str | None, list[Diagnostic]]:
    """Answer the name of an item's data object: its own, or the defaults' only one; None for type 0."""
    own = [name for name in DATA_OBJECT.values() if name in item]
    kind = _type(item.get("call_forwarding_type"))
    if len(own) > 1:
        return None, [_two(item, own, places)]
    if own:
        return _matching(item, own[0], kind, places)
    if kind is ForwardingType.UNDEFINED:
        return None, []
    offered = [name for name in DATA_OBJECT.values() if name in defaults]
    if item.get("call_forwarding_type") is None:
        return _only(item, offered, places)
    if kind is None:
        return None, _no_such_type(item, places)
    if DATA_OBJECT[kind] in offered:
        return DATA_OBJECT[kind], []
    if has_misspelt(item):
        return None, []
    detail = f"Type {kind.value} ({kind.name.lower()}) needs '{DATA_OBJECT[kind]}', and it is not there."
    return None, [diagnostic(Code.MISSING_KEY, detail, places.of_value(item, "call_forwarding_type"))]


def _only(item: dict[str, Any], offered: list[str], places: Places) -> tuple[str | None, list[Diagnostic]]:
    if len(offered) == 1:
        return offered[0], []
    if has_misspelt(item):
        return None, []
    hint = "the defaults of this file offer several: name one" if offered else "and its file has no defaults for it"
    detail = f"It needs one of {', '.join(DATA_OBJECT.values())}, or 'call_forwarding_type: undefined'; {hint}."
    return None, [diagnostic(Code.NO_FORWARDING, detail, places.of(item))]


def has_misspelt(item: dict[str, Any]) -> bool:
    """Tell whether a key stands for a data object that is then not missing: told as an unknown key, it is told once."""
    return any(key not in NumberDeclaration.model_fields and means_data_object(key) for key in item)


def _matching(
    item: dict[str, Any], name: str, kind: ForwardingType | None, places: Places
) -> tuple[str | None, list[Diagnostic]]:
    if kind is None or DATA_OBJECT.get(kind) == name:
        return name, []
    right = TYPE_OF_DATA_OBJECT[name]
    detail = (
        f"Type {kind.value} ({kind.name.lower()}) stands beside '{name}', which belongs to type {right.value}"
        f" ({right.name.lower()}). Correct the type, or leave it out: the object tells it."
    )
    return None, [diagnostic(Code.TYPE_MISMATCH, detail, places.of_value(item, "call_forwarding_type"))]


def _two(item: dict[str, Any], own: list[str], places: Places) -> Diagnostic:
    second = max(own, key=lambda name: (places.of_key(item, name).line, places.of_key(item, name).column))
    others = ", ".join(repr(name) for name in own if name != second)
    detail = f"'{second}' stands beside {others}; the provider takes one of them. Take the others away."
    return diagnostic(Code.TWO_DATA_OBJECTS, detail, places.of_key(item, second))


def _type(value: object) -> ForwardingType | None:
    try:
        return None if value is None else ForwardingType(_TYPE.validate_python(value))
    except ValidationError:
        return None


def _no_such_type(item: dict[str, Any], places: Places) -> list[Diagnostic]:
    try:
        _TYPE.validate_python(item["call_forwarding_type"])
    except ValidationError as error:
        source = places.of_value(item, "call_forwarding_type")
        return [diagnostic(Code.NOT_ONE_OF, details["ctx"]["detail"], source) for details in errors_of(error)]
    return []

"""What numbers and overrides share in JSON Schema: one data object at most, of its type, with whole entries."""

from collections.abc import Iterator

from reconciler.loader.defaults import DATA_MODELS
from reconciler.loader.schema_models import DEFINED, Schema, model, or_null, reference
from reconciler.model.declared import CallControl, required_keys
from reconciler.model.forwarding import TYPE_OF_DATA_OBJECT, ForwardingType

TYPE = "call_forwarding_type"
TO_NUMBERS = "call_forwarding_number"
ENTRY = "call_control_of_number"
TWO_OBJECTS = "A number has one data object, and this one has two. Take one of them away."


def to_numbers() -> Schema:
    """Answer the data object whose one entry needs no list."""
    answer = model(DATA_MODELS[TO_NUMBERS])
    listed = answer["properties"]["call_control"]
    entry = reference(DEFINED[CallControl])
    answer["properties"]["call_control"] = {
        "description": listed["description"],
        "anyOf": [{"type": "array", "items": entry}, entry],
    }
    return answer


def entry_of_number() -> Schema:
    """Answer what an entry of a number needs: nothing completes it, since lists replace."""
    drops = {**held({"active": {"const": False}}), "required": ["active"]}
    rings = {**held({"redirect_number": {"type": ["string", "integer"]}}), "required": ["redirect_number"]}
    return {"required": [*required_keys(CallControl)], "if": drops, "else": rings}


def one_object() -> list[Schema]:
    """Answer that there is one data object at most, of its type, and that every entry of it is complete."""
    entries = {"minItems": 1, "items": reference(ENTRY), "allOf": [reference(ENTRY)]}
    return [held({TO_NUMBERS: held({"call_control": entries})}), *(_alone(name) for name in DATA_MODELS)]


def of_types() -> Iterator[tuple[str, Schema]]:
    """Yield the name of each data object, and what makes its type the one that is written."""
    for name, kind in TYPE_OF_DATA_OBJECT.items():
        yield name, {**held({TYPE: _is(kind)}), "required": [TYPE]}


def forwarding_or_else(words: str) -> Schema:
    """Answer that there is a data object or a type; `words` tell what is wrong otherwise."""
    typed = {**held({TYPE: {"type": ["string", "integer"]}}), "required": [TYPE]}
    objects = [{"required": [name]} for name in DATA_MODELS]
    return {"if": {"anyOf": [*objects, typed]}, "else": {"required": [TO_NUMBERS], "errorMessage": words}}


def held(properties: Schema) -> Schema:
    """Answer what holds for keys that are described elsewhere, where editors offer them."""
    return {"properties": {name: {"doNotSuggest": True, **value} for name, value in properties.items()}}


def _alone(name: str) -> Schema:
    """Answer that beside this data object stand no other and no other's type."""
    kind = TYPE_OF_DATA_OBJECT[name]
    words = f"Beside {name} the type is {kind.name.lower()} ({kind.value}), or left out: the object tells it."
    enum, digits = _is(kind)["anyOf"]
    keys = held({TYPE: {"anyOf": [{**or_null(enum), "errorMessage": words}, digits]}})
    keys["properties"] |= {other: False for other in DATA_MODELS if other != name}
    return {"if": {"required": [name]}, "then": {**keys, "errorMessage": TWO_OBJECTS}}


def _is(kind: ForwardingType) -> Schema:
    """Answer all ways to write a type: its name, its number, and that in quotes."""
    return {"anyOf": [{"enum": [kind.name.lower(), kind.value]}, {"type": "string", "pattern": f"^0*{kind.value}$"}]}

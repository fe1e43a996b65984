"""Overrides and expectations in JSON Schema, and the exceptions of the policy: what people write with a reason."""

from reconciler.loader.schema_forwarding import forwarding_or_else, of_types, one_object
from reconciler.loader.schema_models import Schema, model
from reconciler.model.declared import ExpectationDeclaration, OverrideDeclaration, required_keys
from reconciler.model.settings import PolicyException

SAYS_NOTHING = (
    "The override says nothing about the forwarding: it needs one of call_forwarding_number, call_forwarding_ipcr,"
    " call_forwarding_static and call_forwarding_sip, or call_forwarding_type: undefined."
)
NO_WORDS = "Write something here, for everybody who sees it in a plan."


def override() -> Schema:
    """Answer an item of `overrides`: a data object in it may hold a part, but its entries are whole."""
    answer = _worded(model(OverrideDeclaration), "reason")
    answer["properties"]["numbers"]["minItems"] = 1
    objects = [{"if": typed, "then": {"required": [name]}} for name, typed in of_types()]
    return {
        **answer,
        "required": [*required_keys(OverrideDeclaration)],
        "allOf": [*one_object(), *objects, forwarding_or_else(SAYS_NOTHING)],
    }


def expectation() -> Schema:
    """Answer an item of `expectations`, whose one answer needs no list."""
    answer = model(ExpectationDeclaration)
    expected = answer["properties"]["expect"]
    one = expected["items"]
    rung = {**one, "pattern": "^(?:@|[0-9]+$)", "errorMessage": "In a list stand the numbers and @names that are rung."}
    listed = {"type": "array", "minItems": 1, "items": rung}
    alone = {"type": "array", "minItems": 1, "maxItems": 1, "items": one}
    about = {key: expected[key] for key in ("description", "examples")}
    answer["properties"]["expect"] = {**about, "anyOf": [one, listed, alone]}
    return {**answer, "required": [*required_keys(ExpectationDeclaration)]}


def exception() -> Schema:
    """Answer an exception of the policy."""
    return {**_worded(model(PolicyException), "name", "reason"), "required": [*required_keys(PolicyException)]}


def _worded(answer: Schema, *keys: str) -> Schema:
    """Answer a mapping in which these texts are not empty."""
    for key in keys:
        answer["properties"][key] |= {"pattern": r"\S", "errorMessage": NO_WORDS}
    return answer

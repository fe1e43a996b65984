"""What is right in a number that has wrong values, so that all of its mistakes are told at once."""

import copy
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from reconciler.loader.places import Key, below
from reconciler.model.declared import NumberDeclaration
from reconciler.model.forwarding import DATA_OBJECT


def salvaged(item: dict[str, Any], wrong: Iterable[tuple[Key, ...]]) -> NumberDeclaration | None:
    """Answer the number without the keys at the wrong paths, or None where too little is left to mean anything."""
    rest = copy.deepcopy(item)
    for path in wrong:
        above = below(rest, path[:-1])
        if not isinstance(above, dict):
            return None
        above.pop(path[-1], None)
    try:
        declaration = NumberDeclaration.model_validate(rest)
    except ValidationError:
        return None
    name = DATA_OBJECT.get(declaration.call_forwarding_type or 0)
    return declaration if name is None or getattr(declaration, name) is not None else None

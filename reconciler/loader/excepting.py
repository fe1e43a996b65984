"""Exceptions to the policy, written into the settings: every comment stays, nothing else is touched."""

import io
from collections.abc import Sequence

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from reconciler.loader.layout.canonical import formatted
from reconciler.loader.levels import SETTINGS
from reconciler.model.settings import PolicyException

TITLE = "# Settings stand in this one file; docs/desired-state.md lists them.\n"
WIDTH = 4096


def with_exceptions(text: str | None, exceptions: Sequence[PolicyException]) -> str:
    """Answer the text of the settings (None: there is no file yet) with more exceptions at the end of those it has."""
    yaml = YAML()
    yaml.width = WIDTH
    yaml.preserve_quotes = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    root = (yaml.load(text) if text is not None else None) or CommentedMap()
    policy = _below(_below(root, SETTINGS), "policy")
    listed = policy.get("exceptions")
    if listed is None:
        listed = policy["exceptions"] = CommentedSeq()
    for item in exceptions:
        listed.append(CommentedMap(name=item.name, target=item.target, reason=item.reason))
    stream = io.StringIO()
    yaml.dump(root, stream)
    return formatted(f"{'' if text is not None else TITLE}{stream.getvalue()}")


def _below(mapping: CommentedMap, key: str) -> CommentedMap:
    found = mapping.get(key)
    if found is None:
        found = mapping[key] = CommentedMap()
    inner: CommentedMap = found
    return inner

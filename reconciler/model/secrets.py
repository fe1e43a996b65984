"""References to secrets: `${NAME}` in URLs and in `sip_uri`, so that files, record and plan never hold a value."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping

from reconciler.errors import ConfigurationError
from reconciler.model.forwarding import Payload, bare, data_of, texts_of

REFERENCE = re.compile(r"\$\{([^{}]*)\}")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
SHORTEST = 6
FIELDS = frozenset({"event_url", "url", "sip_uri"})
"""The fields of a data object in which a reference is replaced at the send."""


def references(text: str) -> tuple[str, ...]:
    """Answer the names that a text refers to, in order, each once."""
    return tuple(dict.fromkeys(REFERENCE.findall(text)))


def referenced(payload: Payload) -> tuple[str, ...]:
    """Answer every name that a payload refers to, sorted."""
    data = data_of(payload)
    found = {name for field in FIELDS & data.keys() for text in texts_of(data[field]) for name in references(text)}
    return tuple(sorted(found))


def fingerprint(key: bytes, value: str) -> str:
    """Answer the HMAC-SHA-256 (hex) by which a record notices that a secret has changed without holding it."""
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()


def payload_fingerprint(key: bytes, live: Payload) -> str:
    """Answer the HMAC-SHA-256 (hex) by which a record recognises what the provider had, without holding it.

    An answer that shows a default and one that leaves it out are the same.
    """
    return fingerprint(key, json.dumps(bare(live), sort_keys=True, separators=(",", ":")))


def resolved(text: str, values: Mapping[str, str]) -> str:
    """Put the values into a text; a name without a value is a ConfigurationError that tells the name only."""
    for name in references(text):
        if name not in values:
            raise ConfigurationError(
                f"the environment variable {name} is not set, and a forwarding needs its value.",
                advice=f"Set {name} for this command.",
            )
    return REFERENCE.sub(lambda match: values[match.group(1)], text)


def standing_in(template: str, text: str) -> tuple[tuple[str, str], ...] | None:
    """Answer the names that a template refers to with what stands in their places in a text; None if it is another.

    Where references follow each other directly, where one ends and the next begins is a guess.
    """
    parts = REFERENCE.split(template)
    names = parts[1::2]
    pattern = re.escape(parts[0]) + "".join(f"(.+){re.escape(part)}" for part in parts[2::2])
    match = re.fullmatch(pattern, text, re.DOTALL)
    return None if match is None else tuple(zip(names, match.groups(), strict=True))


def referring(text: str, values: Mapping[str, str]) -> str:
    """Put references in place of the values, longest first: the inverse of `resolved`.

    A value too short to be a secret is left: it would be found where it only happens to stand.
    """
    for name, value in sorted(values.items(), key=lambda pair: len(pair[1]), reverse=True):
        if len(value) >= SHORTEST:
            text = text.replace(value, f"${{{name}}}")
    return text


def resolved_payload(payload: Payload, values: Mapping[str, str]) -> dict[str, object]:
    """Answer the body to send: the payload with the secrets' values in the fields that may refer to them."""
    data = data_of(payload)
    body: dict[str, object] = dict(payload)
    for name, candidate in payload.items():
        if candidate is data and data:
            body[name] = {
                field: resolved(value, values) if field in FIELDS and isinstance(value, str) else value
                for field, value in data.items()
            }
    return body

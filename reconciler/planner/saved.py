"""A saved plan: everything that applying it needs, and its bytes, so that what was approved is what is done. Pure.

The bytes are one JSON document. A checksum over all of them finds damage, and the plan's digest is worked out again
from its changes, so that who approves a digest approves these changes. Neither tells who wrote the file:
docs/saved-plans.md says what that means.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError

from reconciler.errors import DamagedPlanError, NewerPlanError, SavedPlanError
from reconciler.model.identifiers import NumberCode
from reconciler.model.settings import Application, Settings
from reconciler.planner.change import Change, Plan
from reconciler.planner.digest import digest_of
from reconciler.planner.review import InUse

FORMAT_VERSION = 1
KIND = "reconciler-plan"
BEGINNING = b'{"kind":"reconciler-plan"'
UNSIGNED = b'"sha256":"' + b"0" * 64 + b'"'
"""What stands in the place of the checksum while it is worked out."""
CHECKSUM = re.compile("[0-9a-f]{64}", re.ASCII)
NEEDED = {"timezone", "applications", "secrets", "limits", "apply", "horizon_days", "state"}
"""The settings that an apply needs; the others are about files and test calls."""
AGAIN = "Make it again with `reconciler plan --out FILE`."


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A plan with what was read beside it: the settings that apply needs, the revision, the exceptions in use.

    A change's `missing_secrets` are those whose values the plan does not know; see `filling`. `protected` are numbers
    that the files declare so, and the plan leaves as they are: nothing may silence them, before the record says so too.
    """

    plan: Plan
    settings: Settings
    revision: str | None = None
    exceptions: tuple[InUse, ...] = ()
    protected: tuple[NumberCode, ...] = ()


_SAVED: TypeAdapter[Saved] = TypeAdapter(Saved)


def needed(settings: Settings) -> Settings:
    """Answer settings with only what an apply needs, so that nothing else can come into the file."""
    kept = {name: getattr(settings, name) for name in NEEDED}
    kept["applications"] = {
        name: Application(api_key_env=item.api_key_env, application_uuid=item.application_uuid)
        for name, item in settings.applications.items()
    }
    return Settings().model_copy(update=kept)


def packed(saved: Saved) -> bytes:
    """Answer a saved plan's bytes."""
    content = {
        "kind": KIND,
        "format_version": FORMAT_VERSION,
        "sha256": "0" * 64,
        "revision": saved.revision,
        "plan": replace(saved.plan, changes=tuple(map(_writable, saved.plan.changes))),
        "settings": needed(saved.settings).model_dump(mode="json", include=NEEDED),
        "exceptions": [
            {"exception": item.exception.model_dump(mode="json"), "numbers": item.numbers} for item in saved.exceptions
        ],
        "protected": saved.protected,
    }
    blank = orjson.dumps(content) + b"\n"
    return blank.replace(UNSIGNED, b'"sha256":"' + _checksum(blank) + b'"', 1)


def unpacked(content: bytes) -> Saved:
    """Answer the saved plan of its bytes; SavedPlanError when they are none, or not as they were written."""
    document = _document(content)
    _refuse_newer(document.get("format_version"))
    _refuse_damaged(content, document.get("sha256"))
    try:
        saved = _SAVED.validate_python(document)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)[0]
        # A name that somebody else has written may hold anything, also what a terminal or a pipeline obeys.
        place = ".".join(str(part) if str(part).replace("_", "").isalnum() else "…" for part in details["loc"])
        raise _damaged(f"it cannot be read ({place}: {details['msg']})") from error
    changes = saved.plan.changes
    if digest_of(changes) != saved.plan.digest or len({change.number_code for change in changes}) != len(changes):
        raise _damaged("its changes are not those that its digest is of")
    return saved


def _writable(change: Change) -> Change:
    """Answer a change whose file has a name that can be written: half a character, which names can hold, cannot."""
    if change.source is None:
        return change
    name = change.source.file.encode("utf-8", "backslashreplace").decode()
    return replace(change, source=replace(change.source, file=name))


def _checksum(blank: bytes) -> bytes:
    return hashlib.sha256(blank).hexdigest().encode()


def _document(content: bytes) -> Mapping[str, Any]:
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        if content.startswith(BEGINNING):
            raise _damaged("it is no JSON any more") from error
        raise _no_plan() from error
    if not isinstance(value, dict) or value.get("kind") != KIND:
        raise _no_plan()
    return value


def _no_plan() -> SavedPlanError:
    return SavedPlanError(
        "this is no saved plan.",
        advice="`reconciler plan --out FILE` writes one; what `plan --format json` prints is for reading alone.",
    )


def _refuse_newer(version: object) -> None:
    if not isinstance(version, int) or isinstance(version, bool):
        raise _damaged("it does not tell its format")
    if version > FORMAT_VERSION:
        raise NewerPlanError(
            f"the saved plan has format {version}, and this program knows formats up to {FORMAT_VERSION}.",
            advice="Use the version of reconciler that wrote it, or plan again with this one.",
        )


def _refuse_damaged(content: bytes, told: object) -> None:
    if not isinstance(told, str) or CHECKSUM.fullmatch(told) is None:
        raise _damaged("it has no checksum")
    signed = b'"sha256":"' + told.encode() + b'"'
    if _checksum(content.replace(signed, UNSIGNED, 1)) != told.encode():
        raise _damaged("its checksum is another")


def _damaged(what: str) -> DamagedPlanError:
    return DamagedPlanError(
        f"the saved plan is not as it was written: {what}. Nothing was sent.",
        advice=f"Take the file from where it was written once more, unchanged. {AGAIN}",
    )

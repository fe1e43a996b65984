"""What a request's values must be once it is read, in the words of the validators that Go services generate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from reconciler.emulator.exolve_forwarding import forwarding_of
from reconciler.emulator.exolve_messages import TYPES
from reconciler.emulator.profile import Profile
from reconciler.emulator.refusal import RefusalError

_REDIRECT_TYPES: Final = frozenset({1, 2, 3})
_SIP_FILTERS: Final = frozenset({0, 1, 2})
_MOST_PORT: Final = 65535
_MOST_TIMEOUT: Final = 3600
_MOST_RUNES: Final = 255
_NOT_DEFINED: Final = "value must be one of the defined enum values"
_EMPTY: Final = "value length must be at least 1 runes"
_NOT_POSITIVE: Final = "value must be greater than 0"
_REQUIRED: Final = "value is required"


def check_number(request: Mapping[str, Any], message: str) -> None:
    """Refuse a request without a number."""
    if not request.get("number_code"):
        raise _refused(f"{message}.NumberCode", _NOT_POSITIVE)


def check_list(request: Mapping[str, Any]) -> None:
    """Refuse a GetList with a filter that does not exist."""
    if request.get("sip_filter", 0) not in _SIP_FILTERS:
        raise _refused("GetListRequest.SipFilter", _NOT_DEFINED)


def check_set(request: Mapping[str, Any], profile: Profile) -> None:
    """Refuse a Set whose type and data object do not agree, or whose data object means nothing."""
    message = "SetCallForwardingRequest"
    check_number(request, message)
    kind = request.get("call_forwarding_type")
    if kind is not None and kind not in {0, *TYPES.values()}:
        raise _refused(f"{message}.CallForwardingType", _NOT_DEFINED)
    forwarding = forwarding_of(request)
    if forwarding is None:
        # Type 0 says that nothing is defined; without a type and without data nothing is said at all.
        if kind or (kind is None and (profile.mandatory_checked or profile.type_required)):
            raise _refused(f"{message}.CallForwardingData", _REQUIRED)
        return
    if kind is None and profile.type_required:
        raise _refused(f"{message}.CallForwardingType", _REQUIRED)
    if kind not in {None, forwarding.type}:
        raise _refused(f"{message}.CallForwardingType", f"value does not match {forwarding.object_name}")
    if problem := _data_problem(forwarding.object_name, forwarding.data, profile):
        raise _refused(f"{message}.{_go_name(forwarding.object_name)}", _nested(problem))


def _data_problem(object_name: str, data: Mapping[str, Any], profile: Profile) -> str:
    match object_name:
        case "call_forwarding_number":
            return _number_problem(data, profile)
        case "call_forwarding_static":
            return _static_problem(data, profile)
        case "call_forwarding_ipcr":
            return _text_problem("CallForwardingIpcr", "url", data, profile)
        case _:
            return _text_problem("CallForwardingSip", "sip_uri", data, profile)


def _text_problem(message: str, name: str, data: Mapping[str, Any], profile: Profile) -> str:
    missing = profile.mandatory_checked and not data.get(name)
    return _problem(message, name, _EMPTY) if missing else ""


def _number_problem(data: Mapping[str, Any], profile: Profile) -> str:
    message = "CallForwardingNumber"
    redirect_type = data.get("redirect_type", 0)
    if redirect_type not in _REDIRECT_TYPES and (redirect_type or profile.mandatory_checked):
        return _problem(message, "redirect_type", _NOT_DEFINED)
    entries = data.get("call_control", [])
    if not entries and profile.mandatory_checked:
        return _problem(message, "call_control", "value must contain at least 1 item(s)")
    for index, entry in enumerate(entries):
        if problem := _entry_problem(entry, profile):
            return _problem(message, f"call_control[{index}]", _nested(problem))
    return ""


def _entry_problem(entry: Mapping[str, Any], profile: Profile) -> str:
    message = "CallControl"
    timeout = entry.get("timeout", 0)
    if profile.mandatory_checked and not timeout:
        return _problem(message, "timeout", _NOT_POSITIVE)
    # A dropped call is redirected nowhere.
    if profile.mandatory_checked and entry.get("active") and not entry.get("redirect_number"):
        return _problem(message, "redirect_number", _EMPTY)
    if profile.limits_checked and timeout > _MOST_TIMEOUT:
        return _problem(message, "timeout", f"value must be less than or equal to {_MOST_TIMEOUT}")
    for name in ("name", "period_description"):
        if profile.limits_checked and len(entry.get(name, "")) > _MOST_RUNES:
            return _problem(message, name, f"value length must be at most {_MOST_RUNES} runes")
    return ""


def _static_problem(data: Mapping[str, Any], profile: Profile) -> str:
    message = "CallForwardingStatic"
    port = data.get("port", 0)
    if problem := _text_problem(message, "static_ip", data, profile):
        return problem
    if profile.mandatory_checked and not port:
        return _problem(message, "port", _NOT_POSITIVE)
    if profile.limits_checked and not 1 <= port <= _MOST_PORT:
        return _problem(message, "port", f"value must be inside range [1, {_MOST_PORT}]")
    return ""


def _go_name(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def _problem(message: str, name: str, what: str) -> str:
    return f"invalid {message}.{_go_name(name)}: {what}"


def _nested(problem: str) -> str:
    return f"embedded message failed validation | caused by: {problem}"


def _refused(name: str, what: str) -> RefusalError:
    return RefusalError(400, f"invalid {name}: {what}")

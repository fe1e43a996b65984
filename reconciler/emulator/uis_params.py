"""What the parameters of UIS's methods must be, checked in the order in which its errors make sense to a caller."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from reconciler.emulator.uis_account import UisAccount
from reconciler.emulator.uis_errors import UisError

USAGE_RULES: Final = ("fixed", "fixed_for_numa", "random", "regional_random", "regional_fixed_for_numa")
DATE: Final = "%Y-%m-%d %H:%M:%S"
_E164: Final = re.compile(r"[1-9][0-9]{6,14}", re.ASCII)
_CONTACT: Final = re.compile(r"[0-9]{5,15}", re.ASCII)
_DTMF: Final = re.compile(r"[0-9*#.]+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter: its type, whether it is required, and which values it may have."""

    type: type | tuple[type, ...]
    required: bool = False
    allowed: Collection[str] = ()


TOKEN: Final = {"access_token": Parameter(type=str, required=True)}
START: Final[Mapping[str, Parameter]] = {
    **TOKEN,
    "virtual_phone_number": Parameter(type=str, required=True),
    "virtual_phone_usage_rule": Parameter(type=str, allowed=USAGE_RULES),
    "external_id": Parameter(type=str),
    "dtmf_string": Parameter(type=str),
    "direction": Parameter(type=str, allowed=("in", "out")),
    "contact": Parameter(type=str, required=True),
    "first_call": Parameter(type=str, required=True, allowed=("contact", "employee")),
    "switch_at_once": Parameter(type=bool),
    "early_switching": Parameter(type=bool),
    "contact_message": Parameter(type=dict),
    # In the page's example, and in no table.
    "show_virtual_phone_number": Parameter(type=bool),
}
MESSAGE: Final[Mapping[str, Parameter]] = {
    "type": Parameter(type=str, required=True, allowed=("media", "tts")),
    "value": Parameter(type=str, required=True),
}
RELEASE: Final = {**TOKEN, "call_session_id": Parameter(type=int, required=True)}
LOGIN: Final = {"login": Parameter(type=str, required=True), "password": Parameter(type=str, required=True)}
LIST: Final[Mapping[str, Parameter]] = {
    **TOKEN,
    "limit": Parameter(type=int),
    "offset": Parameter(type=int),
    "filter": Parameter(type=dict),
    "fields": Parameter(type=list),
    "sort": Parameter(type=list),
}
REPORT: Final[Mapping[str, Parameter]] = {
    **LIST,
    "date_from": Parameter(type=str, required=True),
    "date_till": Parameter(type=str, required=True),
}
CALLS: Final[Mapping[str, Parameter]] = {**REPORT, "include_ongoing_calls": Parameter(type=bool)}


def check(params: Mapping[str, Any], table: Mapping[str, Parameter], within: str = "") -> None:
    """Refuse parameters that the table does not have, lacks, or would have otherwise."""
    for name in params.keys() - table.keys():
        raise UisError("unexpected_parameters", field=within + name, value=params[name])
    for name, parameter in table.items():
        if name not in params:
            if parameter.required:
                raise UisError("required_parameter_missed", field=within + name)
            continue
        value = params[name]
        if not isinstance(value, parameter.type) or (isinstance(value, bool) and parameter.type is int):
            raise UisError("data_type_error", field=within + name, value=value)
        if parameter.allowed and value not in parameter.allowed:
            raise UisError("invalid_parameter_value", field=within + name, value=value)


def check_start(params: Mapping[str, Any], account: UisAccount, direction: str) -> None:
    """Refuse a call that the page or the account does not allow; `direction` is what it is when it is left out."""
    check(params, START)
    for name, form in (("virtual_phone_number", _E164), ("contact", _CONTACT), ("dtmf_string", _DTMF)):
        if name in params and form.fullmatch(params[name]) is None:
            raise UisError("invalid_parameter_value", field=name, value=params[name])
    early = params.get("early_switching", False)
    if early and not (params["first_call"] == "employee" and params.get("switch_at_once", False)):
        raise UisError("invalid_parameters_combination", field="early_switching", value=early)
    _check_message(params.get("contact_message"), account)
    _check_numbers(params, account)
    if params.get("direction", direction) in account.forbidden_directions:
        raise UisError("direction_forbidden")


def _check_message(message: Mapping[str, Any] | None, account: UisAccount) -> None:
    if message is None:
        return
    check(message, MESSAGE, "contact_message.")
    text = message["value"]
    if message["type"] == "media" and text not in account.media_files:
        raise UisError("media_file_not_found", params={"media_file_id": text})
    if message["type"] == "tts" and account.most_tts is not None and len(text) > account.most_tts:
        lengths = {"tts_message_max_length": account.most_tts, "sent_tts_message_length": len(text)}
        raise UisError("tts_text_exceeded", params=lengths)


def _check_numbers(params: Mapping[str, Any], account: UisAccount) -> None:
    own, contact = params["virtual_phone_number"], params["contact"]
    rule = params.get("virtual_phone_usage_rule", "fixed")
    if rule != "fixed" and "number_management" not in account.components:
        raise UisError("component_disabled", field="virtual_phone_usage_rule", value=rule)
    number = account.number(own)
    if number is None:
        raise UisError("virtual_phone_number_not_found", params={"virtual_phone_number": own})
    if number.scenario is None:
        raise UisError("scenario_not_found")
    if contact == own or contact in account.numbers:
        raise UisError("own_virtual_phone_number_not_allowed", field="contact", value=contact)
    if contact in account.blacklist:
        raise UisError("contact_in_blacklist", params={"contact": contact})


def check_report(params: Mapping[str, Any], fields: Collection[str], table: Mapping[str, Parameter]) -> None:
    """Refuse a report of other fields than there are, over no time, or filtered by what there is not."""
    check(params, table)
    for name in ("date_from", "date_till"):
        if name in params:
            try:
                datetime.strptime(params[name], DATE)  # noqa: DTZ007 - a time in the account's zone
            except ValueError as error:
                raise UisError("invalid_parameter_value", field=name, value=params[name]) from error
    for name in params.get("fields", ()):
        if name not in fields:
            raise UisError("invalid_parameter_value", field="fields", value=name)
    wanted = params.get("filter")
    if wanted is not None:
        for name in ("field", "operator", "value"):
            if name not in wanted:
                raise UisError("required_parameter_missed", field=f"filter.{name}")
        if wanted["field"] not in fields or wanted["operator"] != "=":
            raise UisError("invalid_parameter_value", field="filter", value=wanted["field"])

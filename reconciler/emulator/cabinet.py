"""The web cabinet: what a person changes there, read from JSON."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from reconciler.emulator.account import Account


class WrongActionError(ValueError):
    """The JSON asks for nothing that can be done in the cabinet."""


class Action(StrEnum):
    """What a person can do in the cabinet."""

    REGISTER = "register"
    BIND_SIP = "bind-sip"
    FREE_SIP = "free-sip"
    FORWARD = "forward"
    CLEAR = "clear"
    ACTIVATE = "activate"
    DEACTIVATE = "deactivate"


def act(account: Account, data: object) -> None:
    """Do one action, or raise WrongActionError (a ValueError) saying what is wrong with it.

    {"action": "register", "number": 74991112233, "application": "sales"}   or moves it there; "has_sip": true binds it
    {"action": "bind-sip", "number": 74991112233}                           also free-sip
    {"action": "forward", "number": 74991112233,
     "forwarding": {"call_forwarding_type": 3, "call_forwarding_ipcr": {"url": "https://example.com/"}}}
    {"action": "clear", "number": 74991112233}
    {"action": "deactivate", "application": "sales"}                        its forwarding service; also activate
    """
    if not isinstance(data, Mapping):
        raise WrongActionError('A cabinet action must be an object such as {"action": "clear", "number": 74991112233}.')
    match _action(data):
        case Action.REGISTER:
            account.register(_number(data), _text(data, "application"), has_sip=data.get("has_sip") is True)
        case Action.BIND_SIP:
            account.bind_sip(_number(data))
        case Action.FREE_SIP:
            account.bind_sip(_number(data), bound=False)
        case Action.FORWARD:
            account.forward(_number(data), _object(data, "forwarding"))
        case Action.CLEAR:
            account.clear(_number(data))
        case Action.ACTIVATE:
            account.activate(_text(data, "application"))
        case Action.DEACTIVATE:
            account.activate(_text(data, "application"), activated=False)


def _action(data: Mapping[str, Any]) -> Action:
    action = _text(data, "action")
    if action not in list(Action):
        raise WrongActionError(f'"action" must be one of {", ".join(Action)}, not {action!r}.')
    return Action(action)


def _number(data: Mapping[str, Any]) -> int:
    number = data.get("number")
    if not isinstance(number, int) or isinstance(number, bool) or number <= 0:
        raise WrongActionError(f'"number" must be a number\'s digits as a whole number, not {number!r}.')
    return number


def _text(data: Mapping[str, Any], key: str) -> str:
    text = data.get(key)
    if not isinstance(text, str):
        raise WrongActionError(f'"{key}" must be a text, not {text!r}.')
    return text


def _object(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = data.get(key)
    if not isinstance(value, Mapping):
        raise WrongActionError(f'"{key}" must be an object, not {value!r}.')
    return value

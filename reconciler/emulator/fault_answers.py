"""What a caller gets when a fault rule fires."""

from __future__ import annotations

from http import HTTPStatus
from typing import assert_never

from reconciler.emulator.answer import Answer
from reconciler.emulator.exolve_methods import Exolve
from reconciler.emulator.faults import FaultKind, Rule


def fault_answer(rule: Rule, true_answer: Answer | None, exolve: Exolve) -> Answer | None:
    """Spoil an answer as the rule says; None closes the connection instead."""
    match rule.kind:
        case FaultKind.DELAY:
            return true_answer
        case FaultKind.DROP_BEFORE | FaultKind.DROP_AFTER:
            return None
        case FaultKind.GARBAGE:
            return Answer.of(HTTPStatus.OK, _text(rule, "OK"), media_type="text/plain", retry_after=rule.retry_after)
        case FaultKind.HTML:
            page = _text(rule, _gateway_page(rule.status))
            return Answer.of(rule.status, page, media_type="text/html", retry_after=rule.retry_after)
        case FaultKind.STATUS:
            return _status(rule, exolve)
        case _:
            assert_never(rule.kind)


def _status(rule: Rule, exolve: Exolve) -> Answer:
    if rule.body is None:
        return exolve.error(rule.status, _phrase(rule.status), retry_after=rule.retry_after)
    if isinstance(rule.body, str):
        return Answer.of(rule.status, rule.body, media_type="text/plain", retry_after=rule.retry_after)
    return Answer.json(rule.status, rule.body, retry_after=rule.retry_after)


def _text(rule: Rule, default: str) -> str:
    if rule.body is None:
        return default
    if isinstance(rule.body, str):
        return rule.body
    return Answer.json(HTTPStatus.OK, rule.body).body.decode()


def _phrase(status: int) -> str:
    known = {one.value: one.phrase for one in HTTPStatus}
    return known.get(status, "Error")


def _gateway_page(status: int) -> str:
    title = f"{status} {_phrase(status)}"
    return f"<html>\n<head><title>{title}</title></head>\n<body>\n<center><h1>{title}</h1></center>\n</body>\n</html>\n"

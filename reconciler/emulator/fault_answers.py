"""What a caller gets when a fault rule fires."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Protocol, assert_never

from reconciler.emulator.answer import Answer
from reconciler.emulator.faults import FaultKind, Rule


class Errors(Protocol):
    """Writes an error as the emulated provider does."""

    def __call__(self, status: int, text: str, *, retry_after: float | str | None = None) -> Answer:
        """Answer the error."""
        ...


def fault_answer(rule: Rule, true_answer: Answer | None, error: Errors) -> Answer | None:
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
            return _status(rule, error)
        case FaultKind.ERROR:
            return error(HTTPStatus.OK, rule.mnemonic)
        case _:
            assert_never(rule.kind)


async def spoiled(
    rule: Rule | None, perform: Callable[[], Answer], error: Errors, sleep: Callable[[float], Awaitable[None]]
) -> Answer | None:
    """Perform a call as far as a rule lets it, wait as it says, and answer what it leaves of the answer."""
    if rule is None:
        return perform()
    if rule.seconds and not rule.after_effect:
        await sleep(rule.seconds)
    answer = perform() if rule.takes_effect else None
    if rule.seconds and rule.after_effect:
        await sleep(rule.seconds)
    return fault_answer(rule, answer, error)


def _status(rule: Rule, error: Errors) -> Answer:
    if rule.body is None:
        return error(rule.status, _phrase(rule.status), retry_after=rule.retry_after)
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

"""One change's calls to the provider: a look before it, the call, a look after it; and the outcome they come to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import assert_never

from reconciler.applier.ports import Provider
from reconciler.errors import (
    CallFailedError,
    CallRefusedError,
    ConfigurationError,
    NoAnswerError,
    ProviderError,
    StoppedError,
    UnauthorizedError,
    WrongAddressError,
)
from reconciler.model.identifiers import ApplicationName
from reconciler.model.outcome import Applied, Failed, NotTried, Outcome, OutcomeUnknown
from reconciler.model.settings import OnForeignChange, ReadBack
from reconciler.planner.change import Change
from reconciler.planner.look import AlreadySo, Foreign, Send, look, must_be_read_back, read_back

ALREADY = "already so: nothing was sent"
SECOND_LOOK = 1.0
"""Seconds before something foreign is looked at again: an earlier call of ours may not show yet."""
LOOKS_AFTER = (0.1, 0.4, 1.0, 2.5)
"""Seconds between the looks after a call: how long it takes until a change shows is not documented."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How a change is sent: what is done where somebody else changed the number, and when its call is read back.

    `hmac_key` is the record's, by which a secret's earlier value is recognised. `wait` waits so many seconds.
    """

    secrets: Mapping[str, str] = field(repr=False)
    hmac_key: bytes = field(repr=False)
    wait: Callable[[float], object]
    on_foreign_change: OnForeignChange = OnForeignChange.REFUSE
    read_back: ReadBack = ReadBack.REMOVED_FIELDS


class BadApplicationError(Exception):
    """The application's key is bad: its other numbers are not tried. `outcome` is this number's."""

    def __init__(self, application: ApplicationName, outcome: Outcome) -> None:
        super().__init__(outcome.detail)
        self.application = application
        self.outcome = outcome


class BadAddressError(Exception):
    """Nothing of the provider's answers: no other number is tried. `outcome` is this number's."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.detail)
        self.outcome = outcome


def send(change: Change, provider: Provider, rules: Rules) -> Outcome:
    """Make the calls of one change; BadApplicationError or BadAddressError when others must not be tried either."""
    try:
        seen = _look(change, provider, rules)
        match seen:
            case AlreadySo():
                return Applied(number_code=change.number_code, detail=ALREADY)
            case Foreign() if _is_promised(change) or rules.on_foreign_change is not OnForeignChange.WARN:
                return NotTried(number_code=change.number_code, detail=_refusal(change, seen))
            case Foreign() | Send() | None:
                _write(change, provider)
                return _confirmed(change, provider, rules, seen)
            case _:
                assert_never(seen)
    except UnauthorizedError as error:
        raise BadApplicationError(change.application, _not_taken(change, error)) from error
    except WrongAddressError as error:
        raise BadAddressError(_not_taken(change, error)) from error
    except ProviderError as error:
        return outcome_of(change, error)
    except ConfigurationError as error:
        return NotTried(number_code=change.number_code, detail=words(error))


def outcome_of(change: Change, error: ProviderError) -> Outcome:
    """Answer the outcome that a provider's error means for one number."""
    match error:
        case NoAnswerError():
            return OutcomeUnknown(number_code=change.number_code, detail=words(error))
        case StoppedError() if error.may_have_happened:
            return OutcomeUnknown(number_code=change.number_code, detail=words(error))
        case StoppedError():
            return NotTried(number_code=change.number_code, detail=words(error))
        case CallRefusedError() | CallFailedError() | _:
            return Failed(
                number_code=change.number_code, detail=words(error), may_have_happened=error.may_have_happened
            )


def _not_taken(change: Change, error: ProviderError) -> Outcome:
    if error.may_have_happened:
        return OutcomeUnknown(number_code=change.number_code, detail=words(error))
    return NotTried(number_code=change.number_code, detail=words(error))


def _look(change: Change, provider: Provider, rules: Rules) -> AlreadySo | Send | Foreign | None:
    """Look at what the provider has before a change; None where the settings want no look."""
    if rules.on_foreign_change is OnForeignChange.OVERWRITE and not _is_promised(change):
        return None
    seen = _seen(change, provider, rules)
    if isinstance(seen, Foreign):
        rules.wait(SECOND_LOOK)
        seen = _seen(change, provider, rules)
    return seen


def _is_promised(change: Change) -> bool:
    """Tell whether `drift --restore` was told to send over what it saw, and over nothing else, whatever is allowed."""
    return change.before is not None and change.before.restore is not None


def _seen(change: Change, provider: Provider, rules: Rules) -> AlreadySo | Send | Foreign:
    try:
        live = provider.get_attributes(change.application, change.number_code)
    except (CallRefusedError, CallFailedError) as error:
        said = f"nothing was sent, because asking what the provider has (GetAttributes) failed: {error.message}"
        raise type(error)(said, advice=error.advice) from error
    return look(change, live, secrets=rules.secrets, hmac_key=rules.hmac_key)


def _refusal(change: Change, seen: Foreign) -> str:
    if _is_promised(change):
        found = f"the provider forwards this number, {seen.words}" if seen.exists else seen.words
        return (
            f"changed outside: {found}. Nothing was sent, so that it stays: what `drift --restore` saw was another"
            f" value. Mark it anew by `reconciler drift --restore {change.number_code}`, or take over what the provider"
            f" has by `reconciler drift --accept {change.number_code}`."
        )
    if seen.exists:
        return (
            f"exists: the provider already forwards this number, {seen.words}. Nothing was overwritten: declare what it"
            " has (`reconciler --directory NEW --state file:NEW.state import NUMBER` writes it), clear its forwarding"
            " in the web cabinet, or allow it by `apply.on_foreign_change` in the settings."
        )
    return (
        f"changed outside: {seen.words}. Nothing was sent, so that it stays: declare what the provider has, put back"
        " what was recorded in the web cabinet, or allow it by `apply.on_foreign_change` in the settings."
    )


def _write(change: Change, provider: Provider) -> None:
    if change.after is None or change.after.payload is None:
        provider.delete_call_forwarding(change.application, change.number_code)
    else:
        provider.set_call_forwarding(change.application, change.after.payload)


def _confirmed(change: Change, provider: Provider, rules: Rules, seen: Send | Foreign | None) -> Outcome:
    """Answer the outcome of a call that was confirmed, after a look at what it came to where the settings want one."""
    not_shown = seen.not_shown if isinstance(seen, Send) else ()
    is_due = rules.read_back is ReadBack.ALL or (
        rules.read_back is ReadBack.REMOVED_FIELDS and must_be_read_back(change)
    )
    if is_due:
        found = _after(change, provider, rules)
        if isinstance(found, Failed | OutcomeUnknown):
            return found
        not_shown = tuple(dict.fromkeys((*not_shown, *found)))
    warning = ""
    if isinstance(seen, Foreign):
        where = "already forwarded this number" if seen.exists else "had been changed outside"
        warning = f"the provider {where} ({seen.words}), and that was overwritten"
    return Applied(number_code=change.number_code, warning=warning, not_shown=not_shown)


def _after(change: Change, provider: Provider, rules: Rules) -> Failed | OutcomeUnknown | tuple[str, ...]:
    """Look until the provider has what was sent, a few times; answer what it does not show, or what went wrong."""
    code = change.number_code
    differences = ""
    for seconds in (0.0, *LOOKS_AFTER):
        if seconds:
            rules.wait(seconds)
        try:
            live = provider.get_attributes(change.application, code, to_the_end=True)
        except ProviderError as error:
            return OutcomeUnknown(
                number_code=code, detail=f"the call was confirmed, and could not be read back: {words(error)}"
            )
        found = read_back(change, live, secrets=rules.secrets)
        if not found.differences:
            return found.not_shown
        differences = found.differences
    return Failed(
        number_code=code,
        detail=f"the call was confirmed, and read back the number is another: {differences}.",
        may_have_happened=True,
    )


def words(error: ProviderError | ConfigurationError) -> str:
    """Answer an error as one text: what is wrong, and what to do."""
    return error.sentence

"""One change's calls to the provider, and the outcome they come to."""

from collections.abc import Mapping

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
from reconciler.planner.change import READS_FIRST, Action, Change
from reconciler.planner.live import Comparison, compare

ALREADY = "already so: nothing was sent"


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


def send(change: Change, provider: Provider, secrets: Mapping[str, str]) -> Outcome:
    """Make the calls of one change; BadApplicationError or BadAddressError when others must not be tried either."""
    try:
        return _first_look(change, provider, secrets) or _write(change, provider)
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


def _first_look(change: Change, provider: Provider, secrets: Mapping[str, str]) -> Outcome | None:
    """Ask what the provider has before an add or a resend; None means: go on and send."""
    if change.action not in READS_FIRST or change.after is None or change.after.payload is None:
        return None
    try:
        live = provider.get_attributes(change.application, change.number_code)
    except (CallRefusedError, CallFailedError) as error:
        said = f"nothing was sent, because asking what the provider has (GetAttributes) failed: {error.message}"
        raise type(error)(said, advice=error.advice) from error
    found = compare(change.after.payload, live, secrets)
    if found.proven_equal:
        return Applied(number_code=change.number_code, detail=ALREADY)
    if change.action is Action.ADD and found.exists and (found.differences or found.hidden):
        return NotTried(number_code=change.number_code, detail=_exists(found))
    return None


def _exists(found: Comparison) -> str:
    if found.hidden:
        return (
            f"exists: the provider already forwards this number, and does not show where ({found.not_shown[0]})."
            " Nothing was overwritten: clear its forwarding in the web cabinet first."
        )
    fields = ", ".join(difference.name for difference in found.differences)
    return (
        f"exists: the provider already forwards this number, differently ({fields}). Nothing was overwritten: declare"
        " what it has (`reconciler --directory NEW --state file:NEW.state import NUMBER` writes it), or clear its"
        " forwarding in the web cabinet."
    )


def _write(change: Change, provider: Provider) -> Outcome:
    if change.after is None or change.after.payload is None:
        provider.delete_call_forwarding(change.application, change.number_code)
    else:
        provider.set_call_forwarding(change.application, change.after.payload)
    return Applied(number_code=change.number_code)


def words(error: ProviderError | ConfigurationError) -> str:
    """Answer an error as one text: what is wrong, and what to do."""
    return error.sentence

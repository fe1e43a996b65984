"""What an import finds: the provider's numbers, held against what the folder declares and the record knows."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from reconciler.errors import ProviderError, UnauthorizedError, WrongAddressError
from reconciler.loader.declaring import declared, inexpressible
from reconciler.loader.resolve import CONTACT_FIELDS
from reconciler.model.desired import Desired
from reconciler.model.diagnostics import quoted
from reconciler.model.forwarding import DATA_OBJECT, ForwardingType, Payload, data_of, texts_of
from reconciler.model.identifiers import ApplicationName, NumberCode
from reconciler.model.recorded import Recorded
from reconciler.model.secrets import references
from reconciler.model.settings import Settings, applications_of
from reconciler.planner.drift import is_hidden_trunk, with_trunk
from reconciler.planner.live import has_forwarding
from reconciler.providers.exolve import Exolve
from reconciler.providers.exolve_answers import Listed

BOUND = "it is bound to a SIP ID, which excludes forwarding"
NO_FORWARDING = "it has no forwarding"
REFERENCE = "what the provider has holds ${…}, which a declaration would take for a reference to a secret"
NAME = "what the provider has begins with @, which a declaration would take for a name"
HIDDEN = "the provider does not show the data of its forwarding; declare it by hand"
LISTED = ", or set application_uuid in the settings: the provider's list may show it then"
REVEALING = "its forwarding holds an API key, or a secret outside of a URL, which must not get into a file"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A number that was not taken in, and why; `failed` when it could not be read or declared.

    `lasting` tells whether it is worth a comment in the files: the next look finds it again, unless somebody acts.
    """

    number_code: NumberCode
    reason: str
    failed: bool = False
    lasting: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which numbers an import is asked for, and which of them somebody knows already.

    `numbers` are those that it was given (none: all), and `applications` those that it looks into.
    """

    desired: Desired
    recorded: Recorded
    numbers: frozenset[NumberCode]
    applications: tuple[ApplicationName, ...]

    def wants(self, code: NumberCode) -> bool:
        """Tell whether a number is one that the import is asked for."""
        return not self.numbers or code in self.numbers

    def is_new(self, code: NumberCode) -> bool:
        """Tell whether neither the folder nor the record knows a number."""
        return code not in self.desired.numbers and code not in self.recorded.numbers

    def unrecorded(self) -> set[NumberCode]:
        """Answer the numbers that are declared and not recorded."""
        declared_here = ((code, number.application) for code, number in self.desired.numbers.items())
        return set(self._asked(declared_here)) - self.recorded.numbers.keys()

    def undeclared(self) -> set[NumberCode]:
        """Answer the numbers that are recorded and not declared."""
        recorded = ((code, entry.application) for code, entry in self.recorded.numbers.items())
        return set(self._asked(recorded)) - self.desired.numbers.keys()

    def _asked(self, pairs: Iterable[tuple[NumberCode, ApplicationName]]) -> Iterator[NumberCode]:
        return (code for code, application in pairs if application in self.applications and self.wants(code))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the provider has for one application, of the numbers that were asked for.

    `payloads` are those of new numbers, and `notes` what is to be said of some of them. `live` are the payloads of
    numbers that are declared and not recorded.
    """

    application: ApplicationName
    listed: frozenset[NumberCode]
    payloads: tuple[Payload, ...]
    live: Mapping[NumberCode, Payload]
    left_out: tuple[LeftOut, ...]
    notes: Mapping[NumberCode, str]

    def without(self, reasons: Mapping[NumberCode, str]) -> "Found":
        """Answer the same without some of the new numbers, which could not be declared."""
        more = [LeftOut(number_code=code, reason=reason, failed=True) for code, reason in reasons.items()]
        kept = tuple(payload for payload in self.payloads if payload["number_code"] not in reasons)
        return replace(self, payloads=kept, left_out=(*self.left_out, *more))


def find(provider: Exolve, settings: Settings, scope: Scope) -> list[Found]:
    """Read the numbers of every application that are not known already; a number is found once, where it is read."""
    taken: set[NumberCode] = set()
    found: list[Found] = []
    for application in scope.applications:
        part = _read(provider, settings, application, scope)
        fresh = tuple(payload for payload in part.payloads if payload["number_code"] not in taken)
        taken |= {payload["number_code"] for payload in fresh}
        found.append(replace(part, payloads=fresh))
    return _told_once(found, {*taken, *(code for part in found for code in part.live)})


def _told_once(found: Sequence[Found], read: Collection[NumberCode]) -> list[Found]:
    """Leave a number out once, and not at all where it could be read.

    The provider may list a customer's numbers to each of the applications, and answers about one of them with the key
    of its own application alone: that another key could not read it is no failure.
    """
    told: dict[NumberCode, LeftOut] = {}
    for item in (item for part in found for item in part.left_out):
        if item.number_code not in read and (item.number_code not in told or told[item.number_code].failed):
            told[item.number_code] = item
    return [
        replace(part, left_out=tuple(item for item in part.left_out if item is told.get(item.number_code)))
        for part in found
    ]


def _read(provider: Exolve, settings: Settings, application: ApplicationName, scope: Scope) -> Found:
    uuid = applications_of(settings)[application].application_uuid
    rows = {row.number_code: row for row in provider.listed(application, uuid) if scope.wants(row.number_code)}
    bound = set(provider.numbers(application, uuid, sip_only=True))
    compared = {code for code in scope.unrecorded() if scope.desired.numbers[code].application == application}
    asked = [code for code in rows if code not in bound and (code in compared or scope.is_new(code))]
    with ThreadPoolExecutor(max_workers=settings.apply.concurrency) as pool:
        answers = list(pool.map(lambda code: _attributes(provider, application, code), asked))
    unread = [answer for answer in answers if isinstance(answer, LeftOut)]
    seen = {
        code: _with_trunk(answer, rows[code])
        for code, answer in zip(asked, answers, strict=True)
        if not isinstance(answer, LeftOut)
    }
    new = {code: payload for code, payload in seen.items() if code not in compared}
    left = {code: why for code, payload in new.items() if (why := _reason_to_leave(payload, has_uuid=bool(uuid)))}
    sip = [LeftOut(number_code=code, reason=BOUND) for code in rows if code in bound and scope.is_new(code)]
    return Found(
        application=application,
        listed=frozenset(rows),
        payloads=tuple(payload for code, payload in new.items() if code not in left),
        live={code: payload for code, payload in seen.items() if code in compared},
        left_out=(*sip, *unread, *left.values()),
        notes={code: note for code, payload in new.items() if (note := _note(payload, rows[code]))},
    )


def _attributes(provider: Exolve, application: ApplicationName, code: NumberCode) -> Payload | LeftOut:
    try:
        return provider.get_attributes(application, code)
    except (UnauthorizedError, WrongAddressError):
        raise
    except ProviderError as error:
        reason = f"it could not be read: {error.message}"
        return LeftOut(number_code=code, reason=reason, failed=True, lasting=False)


def _with_trunk(payload: Payload, row: Listed) -> Payload:
    """Answer a payload with the data that the list shows, where the number's own answer hides it."""
    is_shown = row.trunk is not None and row.trunk.get("static_ip") is not None
    return with_trunk(payload, row.trunk).payload if is_shown and is_hidden_trunk(payload) else payload


def _note(payload: Payload, row: Listed) -> str | None:
    """Answer what is to be said of a trunk whose DID the list shows in a way that nobody can send."""
    is_trunk = payload["call_forwarding_type"] == ForwardingType.STATIC
    if row.did_name is None or not is_trunk or data_of(payload).get("did"):
        return None
    return f"the provider's list names its DID {quoted(row.did_name)}, which is no number: nobody has written it here."


def _reason_to_leave(payload: Payload, *, has_uuid: bool) -> LeftOut | None:
    code = NumberCode(payload["number_code"])
    if not has_forwarding(payload):
        return LeftOut(number_code=code, reason=NO_FORWARDING)
    if not data_of(payload) and ForwardingType(payload["call_forwarding_type"]) in DATA_OBJECT:
        return LeftOut(number_code=code, reason=HIDDEN if has_uuid else HIDDEN + LISTED)
    if any(references(text) for text in texts_of(payload)):
        return LeftOut(number_code=code, reason=REFERENCE, failed=True)
    if any(text.startswith("@") for text in _leading(payload)):
        return LeftOut(number_code=code, reason=NAME, failed=True)
    problem = inexpressible(declared(payload, {}))
    return LeftOut(number_code=code, reason=f"it cannot be declared: {problem}", failed=True) if problem else None


def _leading(payload: Payload) -> Iterator[str]:
    """Yield the texts in whose place a declaration may have an @name."""
    data = data_of(payload)
    yield from (data[field] for field in CONTACT_FIELDS if field in data)
    for entry in data.get("call_control", ()):
        yield from (entry[field] for field in (*CONTACT_FIELDS, "period") if field in entry)


def revealing(part: Found, secrets: Mapping[str, str], redact: Callable[[str], str]) -> Collection[NumberCode]:
    """Answer the numbers whose declarations would show a secret, although its value has a reference in URLs."""
    return [
        NumberCode(payload["number_code"])
        for payload in part.payloads
        if any(redact(text) != text for text in texts_of(declared(payload, {}, secrets)))
    ]

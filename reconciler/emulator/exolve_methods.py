"""The four methods of Exolve's numbering API: a request in, its answer out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from reconciler.emulator import exolve_rules
from reconciler.emulator.account import Account, Application, Number, NumberHasSipError, NumberMissingError
from reconciler.emulator.answer import Answer
from reconciler.emulator.exolve_answers import attributes_answer, list_answer, list_row
from reconciler.emulator.exolve_forwarding import forwarding_of
from reconciler.emulator.exolve_messages import Method, request_messages
from reconciler.emulator.pace import Pace
from reconciler.emulator.profile import DeleteOnNothing, ErrorBody, LeftOut, ListScope, Profile
from reconciler.emulator.protojson import read_message
from reconciler.emulator.refusal import RefusalError
from reconciler.emulator.tokens import ProtoError

_DOING: Mapping[Method, str] = {
    Method.SET: "Error setting call forwarding",
    Method.DELETE: "Error deleting call forwarding",
    Method.ATTRIBUTES: "Error getting attributes",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A request as far as it could be read: who asks for what, or why it is refused."""

    method: Method
    application: Application | None = None
    request: Mapping[str, Any]
    refusal: RefusalError | None = None

    @property
    def number(self) -> int | None:
        """The number that the request names."""
        return self.request.get("number_code")


class Exolve:
    """The API over one account, with everything undocumented decided by the profile."""

    def __init__(self, account: Account, *, profile: Profile, clock: Callable[[], float]) -> None:
        self._account = account
        self._profile = profile
        self._clock = clock
        self._messages = request_messages(undocumented_fields=profile.undocumented_fields)
        self._pace = Pace(profile.rate_limit)

    def receive(self, method: Method, authorization: str | None, body: bytes) -> Incoming:
        """Find out who asks for what; nothing is done yet."""
        application = None
        request: Mapping[str, Any] = {}
        refusal = None
        try:
            # The body is read first, so that a fault on a number can hit a call with a wrong key too.
            request = read_message(body, self._messages[method])
        except ProtoError as exc:
            refusal = RefusalError(400, str(exc))
        try:
            application = self._authenticated(authorization)
        except RefusalError as exc:
            refusal = exc
        return Incoming(method=method, application=application, request=request, refusal=refusal)

    def perform(self, incoming: Incoming) -> Answer:
        """Do what is asked and answer it, or answer why not."""
        try:
            return Answer.json(HTTPStatus.OK, self._performed(incoming))
        except RefusalError as exc:
            return self.error(exc.status, exc.text, retry_after=exc.retry_after)

    def error(self, status: int, text: str, *, retry_after: float | str | None = None) -> Answer:
        """Write an error in the profile's shape."""
        nested = self._profile.error_body is ErrorBody.NESTED
        return Answer.json(status, {"error": {"message": text} if nested else text}, retry_after=retry_after)

    def _authenticated(self, authorization: str | None) -> Application:
        scheme, _, key = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not key.strip():
            raise RefusalError(401, "malformed token")
        application = self._account.application_of_key(key.strip())
        if application is None:
            raise RefusalError(401, "Unauthorized")
        return application

    def _performed(self, incoming: Incoming) -> dict[str, Any]:
        if incoming.refusal:
            raise incoming.refusal
        if incoming.application is None:
            raise RefusalError(401, "Unauthorized")
        at = self._clock()
        if not self._pace.allows(incoming.application.name, at):
            raise RefusalError(429, "Too Many Requests", retry_after=1)
        try:
            return self._done(incoming.method, incoming.application, incoming.request, at)
        except NumberMissingError as exc:
            text = f"{_DOING[incoming.method]}: number is missing in the application"
            raise RefusalError(400, text) from exc
        except NumberHasSipError as exc:
            raise RefusalError(400, "number has sip") from exc

    def _done(self, method: Method, application: Application, request: Mapping[str, Any], at: float) -> dict[str, Any]:
        match method:
            case Method.SET:
                return self._set(application, request, at)
            case Method.DELETE:
                return self._delete(application, request, at)
            case Method.ATTRIBUTES:
                exolve_rules.check_number(request, "GetAttributesRequest")
                number = self._account.number(request["number_code"], application.name)
                return attributes_answer(number, at, self._profile)
            case Method.LIST:
                return self._list(application, request, at)

    def _set(self, application: Application, request: Mapping[str, Any], at: float) -> dict[str, Any]:
        exolve_rules.check_set(request, self._profile)
        self._check_activated(Method.SET, application)
        self._account.set_forwarding(
            request["number_code"],
            application.name,
            forwarding_of(request),
            keep=self._profile.left_out_fields is LeftOut.KEPT,
            at=at,
            delay=self._profile.propagation_delay,
        )
        return {}

    def _delete(self, application: Application, request: Mapping[str, Any], at: float) -> dict[str, Any]:
        exolve_rules.check_number(request, "DeleteCallForwardingRequest")
        self._check_activated(Method.DELETE, application)
        existed = self._account.delete_forwarding(
            request["number_code"], application.name, at=at, delay=self._profile.propagation_delay
        )
        if not existed and self._profile.delete_on_nothing is DeleteOnNothing.ERROR:
            raise RefusalError(400, f"{_DOING[Method.DELETE]}: call forwarding already disabled on number")
        return {}

    def _check_activated(self, method: Method, application: Application) -> None:
        if not application.forwarding_activated:
            raise RefusalError(403, f"{_DOING[method]}: activate call forwarding service on this application")

    def _list(self, application: Application, request: Mapping[str, Any], at: float) -> dict[str, Any]:
        exolve_rules.check_list(request)
        profile = self._profile
        applications = {known.name: known for known in self._account.applications()}
        found = [
            number
            for number in self._account.numbers()
            if self._in_scope(applications[number.application], application, request) and _is_wanted(number, request)
        ]
        bounds = [bound for bound in (request.get("limit"), profile.page_size) if bound]
        offset = request.get("offset", 0)
        page = found[offset : offset + min(bounds, default=len(found))]
        named = bool(request.get("application_uuid"))
        rows = [
            list_row(number, applications[number.application], at, profile, with_forwarding=named) for number in page
        ]
        return list_answer(rows, len(found), profile)

    def _in_scope(self, owner: Application, asking: Application, request: Mapping[str, Any]) -> bool:
        if named := request.get("application_uuid"):
            return bool(owner.uuid == named)
        return self._profile.list_scope is ListScope.CUSTOMER or owner.name == asking.name


def _is_wanted(number: Number, request: Mapping[str, Any]) -> bool:
    """Apply the filters; those on region, category and purchase are read and narrow nothing."""
    wanted_sip = {1: False, 2: True}.get(request.get("sip_filter", 0), number.has_sip)
    return wanted_sip is number.has_sip and request.get("search_filter", "") in str(number.code)

"""What the policy says of one destination: why it is denied, and which exception allows it all the same."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, assert_never

from reconciler.checks.destinations import Kind
from reconciler.checks.hosts import Place, places_of_sip, places_of_url, private
from reconciler.model.diagnostics import Code, quoted
from reconciler.model.phone import is_sip_id, with_country_code, without_trunk_prefix
from reconciler.model.ranges import INTERNATIONAL, Range, range_of
from reconciler.model.settings import Policy

SHOWN = 8
"""So many countries are named."""
ALLOW = "allow exactly this one in settings.policy.exceptions, with a name and a reason"
WHY_KIND = {
    "premium-rate": "a premium-rate number: each minute costs extra, and fraud lives on such numbers",
    "shared-cost": "a shared-cost number: whoever calls it pays a part on top",
    "satellite": "a satellite phone: a minute costs many times that of any other call",
}


class Denial(NamedTuple):
    """Why the policy denies a destination; `exceptions` are the indices of those that allow it, one of which does."""

    code: Code
    detail: str
    exceptions: tuple[int, ...]


class Judge:
    """Judges destinations by a policy, each distinct one once."""

    def __init__(self, policy: Policy, contacts: Mapping[str, str]) -> None:
        """Take the policy, and the contacts that exceptions may name."""
        self._countries = frozenset(policy.allowed_countries)
        self._kinds = frozenset(kind.value for kind in policy.denied_kinds)
        self._allowed, self._denied = frozenset(policy.allowed), frozenset(policy.denied)
        self._exceptions: dict[str, dict[int, None]] = {}
        for index, exception in enumerate(policy.exceptions):
            for name in _names(exception.target, contacts):
                self._exceptions.setdefault(name, {})[index] = None
        self._judged: dict[tuple[Kind, str], tuple[Denial, ...]] = {}

    def denials(self, kind: Kind, text: str) -> tuple[Denial, ...]:
        """Answer why a destination is denied; nothing where it is not."""
        found = self._judged.get((kind, text))
        if found is None:
            found = self._judged[kind, text] = self._way(kind)(text)
        return found

    def _way(self, kind: Kind) -> Callable[[str], tuple[Denial, ...]]:
        match kind:
            case Kind.NUMBER:
                return self._number
            case Kind.URL:
                return self._url
            case Kind.SIP:
                return self._sip
            case Kind.ADDRESS:
                return self._address
            case _:
                assert_never(kind)

    def _number(self, text: str) -> tuple[Denial, ...]:
        known = range_of(text)
        if known is None and not is_sip_id(text):
            return ()  # an "@name" that nothing is declared for, which the loader tells
        reason = self._reason(text, known)
        if reason is None:
            return ()
        code, why, instead = reason
        meant = without_trunk_prefix(text) or with_country_code(text)
        advice = f"{instead}, or {ALLOW}"
        if meant is not None and self._reason(meant, range_of(meant)) is None:
            advice = f"Most likely {meant} is meant: write that. If {text} is meant, {ALLOW}"
        names = (text,) if known is None else (text, known.digits)
        return (Denial(code, f"{why}. {advice}.", self._excepting(*names)),)

    def _reason(self, text: str, known: Range | None) -> tuple[Code, str, str] | None:
        """Answer why a number is denied, and what else to do than to except it; a SIP ID is in no range."""
        digits = text if known is None else known.digits
        denied = _beginning(text, self._denied) or _beginning(digits, self._denied)
        if denied is not None:
            begins = "stands" if denied in {text, digits} else f"begins with {denied}, which stands"
            return Code.DENIED_DESTINATION, f"{text} {begins} in settings.policy.denied", "Ring another number"
        if known is None or text in self._allowed or _beginning(digits, self._allowed):
            return None
        if known.kind in self._kinds:
            why = f"{text} is {WHY_KIND[known.kind]}. settings.policy.denied_kinds has '{known.kind}'"
            return Code.DENIED_KIND, why, "Ring another number"
        if known.country in self._countries:
            return None
        where, added = _abroad(known.country)
        why = f"{text} {where}, and settings.policy.allowed_countries has {self._allowed_countries()}"
        return Code.FOREIGN_COUNTRY, why, f"If it is meant, add {added} there"

    def _allowed_countries(self) -> str:
        allowed = ", ".join(sorted(self._countries)[:SHOWN]) or "no country"
        more = len(self._countries) - SHOWN
        return f"{allowed} and {more} more" if more > 0 else allowed

    def _url(self, text: str) -> tuple[Denial, ...]:
        places = places_of_url(text)
        found = []
        if not text.lower().startswith("https://"):
            words = "Over http everybody on the way can read who calls whom, and any key in the URL. Write https://"
            found.append(Denial(Code.INSECURE_URL, f"{words}, or {ALLOW}.", self._excepting(text, *_spellings(places))))
        for place in places:
            if why := private(place.host):
                words = (
                    f"{quoted(place.host)} {why}. The provider asks from its own network. Write a host that is reached"
                )
                exception = self._excepting(text, *_spellings((place,)))
                found.append(Denial(Code.PRIVATE_HOST, f"{words} from everywhere, or {ALLOW}.", exception))
        return tuple(found)

    def _sip(self, text: str) -> tuple[Denial, ...]:
        return tuple(
            self._unreached(place.host, why, text, *_spellings((place,)))
            for place in places_of_sip(text)
            if (why := private(place.host))
        )

    def _address(self, text: str) -> tuple[Denial, ...]:
        why = private(text.lower())
        return (self._unreached(text, why, text, text.lower()),) if why else ()

    def _unreached(self, host: str, why: str, *names: str) -> Denial:
        words = f"{quoted(host)} {why}, so no call from the provider arrives there. Write a public address"
        return Denial(Code.PRIVATE_ADDRESS, f"{words}, or {ALLOW}.", self._excepting(*names))

    def _excepting(self, *names: str) -> tuple[int, ...]:
        """Answer the exceptions for any of the names of one destination, those for the first name first."""
        return tuple(dict.fromkeys(index for name in names for index in self._exceptions.get(name, ())))


def _abroad(country: str | None) -> tuple[str, str]:
    """Answer where a number belongs, to be read behind it, and what to add to the policy if it is meant."""
    if country is None:
        return "is in no range that is known, so nobody can tell its country", "it to 'allowed'"
    if country == INTERNATIONAL:
        return "belongs to an international network and to no country", "it to 'allowed'"
    return f"is a number of {country}", country


def _beginning(digits: str, starts: frozenset[str]) -> str | None:
    """Answer with which of many prefixes a number begins; no longer than it has digits, however many there are."""
    if not starts:
        return None
    return next((digits[:length] for length in range(1, len(digits) + 1) if digits[:length] in starts), None)


def _names(target: str, contacts: Mapping[str, str]) -> tuple[str, ...]:
    """Answer what an exception's target means: a contact means its number; hosts are compared in small letters."""
    meant = contacts.get(target[1:], target) if target.startswith("@") else target
    known = range_of(meant)
    return (meant, meant.lower(), *((known.digits,) if known else ()))


def _spellings(places: tuple[Place, ...]) -> tuple[str, ...]:
    """Answer what an exception may call the hosts."""
    return tuple(name for place in places for name in (place.host, place.with_port))

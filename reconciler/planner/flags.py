"""What a reviewer should look at first, and which destinations are new to the record."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import chain

from reconciler.checks.destinations import Kind, destinations_of
from reconciler.model.forwarding import Payload
from reconciler.model.identifiers import NumberCode
from reconciler.model.ranges import range_of
from reconciler.model.recorded import Entry, Recorded
from reconciler.routing.network import Network


class Flag(StrEnum):
    """What a reviewer should look at first, the worst first."""

    GOES_DARK = "goes-dark"
    LOOP_OPENED = "loop-opened"
    PROTECTED = "protected"
    NEW_COUNTRY = "new-country"
    NEW_DESTINATION = "new-destination"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged:
    """A flag and what it is about: times, destinations, a country, the numbers of a loop."""

    flag: Flag
    about: tuple[str, ...] = ()


def forwardings(entry: Entry | None) -> Iterator[Payload]:
    """Yield what is recorded of a number to forward its calls, and what was approved to follow."""
    if entry is not None:
        if entry.payload is not None:
            yield entry.payload
        yield from (item.payload for item in entry.later)


class Known:
    """The destinations and countries that the record has; where it holds no number, everything would be new."""

    def __init__(self, recorded: Recorded) -> None:
        self._entries: Mapping[NumberCode, Entry] = recorded.numbers

    @cached_property
    def _destinations(self) -> frozenset[str]:
        payloads = chain.from_iterable(map(forwardings, self._entries.values()))
        return frozenset(chain.from_iterable(map(_numbers, payloads)))

    @cached_property
    def _countries(self) -> frozenset[str | None]:
        return frozenset(map(_country, self._destinations))

    def new(self, payloads: Iterable[Payload], after: Network) -> Iterator[Flagged]:
        """Yield flags about destinations of some forwardings that no recorded number forwards to."""
        if not self._entries:
            return
        every = dict.fromkeys(chain.from_iterable(map(_numbers, payloads)))
        fresh = [text for text in every if self._is_new(text, after)]
        if not fresh:
            return
        yield Flagged(flag=Flag.NEW_DESTINATION, about=tuple(fresh))
        countries = dict.fromkeys(country for text in fresh if (country := _country(text)) not in self._countries)
        # Where no recorded number rings a phone of any country yet, every country would be new.
        named = tuple(country for country in countries if country is not None and self._countries - {None})
        if named:
            yield Flagged(flag=Flag.NEW_COUNTRY, about=named)

    def _is_new(self, text: str, after: Network) -> bool:
        return text not in self._destinations and after.own(text) is None


def _numbers(payload: Payload) -> Iterator[str]:
    return (text for kind, text, _ in destinations_of(payload) if kind is not Kind.URL)


def _country(text: str) -> str | None:
    known = range_of(text)
    return known.country if known else None

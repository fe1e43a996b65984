"""Who is told of a call's events.

Source: the provider's page "SetCallForwarding" (note on notifications): the number's own URL comes first, then the
application's, which is set in the web cabinet. Where neither has one, nobody is told.
"""

from dataclasses import dataclass
from enum import StrEnum

from reconciler.model.forwarding import Payload, data_of
from reconciler.routing.entries import kind_of


class Teller(StrEnum):
    """Whose setting decides who is told."""

    NUMBER = "number"
    APPLICATION = "application"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """Where the events of a number's calls are posted, and by whose setting; without a URL nobody is told."""

    by: Teller
    url: str | None = None


def events_url(payload: Payload | None, application_event_url: str | None) -> Events:
    """Answer who gets the events of a call; secrets in the URL stay references."""
    own = data_of(payload).get("event_url") if payload is not None and kind_of(payload) is not None else None
    if own:
        return Events(by=Teller.NUMBER, url=own)
    if application_event_url:
        return Events(by=Teller.APPLICATION, url=application_event_url)
    return Events(by=Teller.NOBODY)

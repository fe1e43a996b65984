"""All that is to be told of one call: its hops, what becomes of it, until when, what then, and who is told of it."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from reconciler.model.identifiers import NumberCode
from reconciler.routing.behaviour import Behaviour
from reconciler.routing.call import behaviour_at, trace
from reconciler.routing.events import Events, events_url
from reconciler.routing.network import Network
from reconciler.routing.timeline import Segment, following
from reconciler.routing.trace import Hop


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is told of a number beside its calls.

    `is_recorded` tells that what is recorded is explained, not what is declared; `is_uncertain` that nobody knows
    whether the last call to the provider took effect. `application_event_url` is the copy that settings have.
    """

    description: str | None = None
    application_event_url: str | None = None
    is_recorded: bool = False
    is_uncertain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One call to a number at a moment. `then` is what becomes of calls next, None if nothing turns within `days`."""

    number_code: NumberCode
    at: datetime
    zone: tzinfo
    about: About
    first: Hop
    behaviour: Behaviour
    then: Segment | None
    days: int
    events: Events


def story_of(network: Network, code: NumberCode, at: datetime, *, about: About, days: int) -> Story:
    """Answer the story of a call to a number, looking so many days ahead."""
    first = trace(network, code, at)
    return Story(
        number_code=code,
        at=at.astimezone(network.zone),
        zone=network.zone,
        about=about,
        first=first,
        behaviour=behaviour_at(network, code, at),
        then=following(network, code, at, days),
        days=days,
        events=events_url(first.payload, about.application_event_url),
    )

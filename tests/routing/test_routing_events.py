"""Who is told of a call's events: the three rules of the provider's page, and the case that it does not name."""

import pytest
from support.calls import NOTHING, PHONES, ring, to_numbers, to_url

from reconciler.model.forwarding import Payload
from reconciler.routing.events import Events, Teller, events_url

OWN, COMMON = "https://own.example.com/?key=${EVENTS_KEY}", "https://common.example.com/"
WITH_URL = to_numbers(ring(PHONES[0]), event_url=OWN)
WITHOUT = to_numbers(ring(PHONES[0]))


@pytest.mark.parametrize(
    ("forwarding", "of_application", "told"),
    [
        (WITH_URL, COMMON, Events(by=Teller.NUMBER, url=OWN)),
        (WITH_URL, None, Events(by=Teller.NUMBER, url=OWN)),
        (WITHOUT, COMMON, Events(by=Teller.APPLICATION, url=COMMON)),
        (WITHOUT, None, Events(by=Teller.NOBODY)),
        (to_numbers(ring(PHONES[0]), event_url=""), COMMON, Events(by=Teller.APPLICATION, url=COMMON)),
        (to_url(), COMMON, Events(by=Teller.APPLICATION, url=COMMON)),
        (NOTHING, "", Events(by=Teller.NOBODY)),
        (None, None, Events(by=Teller.NOBODY)),
    ],
)
def test_the_numbers_own_url_comes_first_then_the_applications(
    forwarding: Payload | None, of_application: str | None, told: Events
) -> None:
    assert events_url(forwarding, of_application) == told

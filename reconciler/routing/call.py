"""One call at one moment: what becomes of it; `trace` tells the whole story."""

from datetime import datetime

from reconciler.model.identifiers import NumberCode
from reconciler.routing.behaviour import Behaviour
from reconciler.routing.following import Following
from reconciler.routing.network import Network
from reconciler.routing.trace import Hop, trace

__all__ = ["Hop", "behaviour_at", "trace"]


def behaviour_at(network: Network, code: NumberCode, moment: datetime) -> Behaviour:
    """Answer what becomes of a call that comes to a number at a moment."""
    following = Following(
        payload_of=lambda here: network.holding(here, moment)[0],
        holds=lambda text: network.holds(text, moment),
        followed=network.followed(code),
    )
    return following.call(code)

"""What happens to a call, for machines."""

from collections.abc import Iterable
from typing import Any

from reconciler.model.desired import Window
from reconciler.model.diagnostics import Diagnostic
from reconciler.model.forwarding import ForwardingType, data_of
from reconciler.reports.json.values import diagnostic, dumped
from reconciler.reports.text import behaviour
from reconciler.reports.text.notes import SENTENCES
from reconciler.routing.behaviour import is_dark, rung
from reconciler.routing.entries import order_of
from reconciler.routing.story import Story
from reconciler.routing.trace import Hop, Look, Next, hops


def render(story: Story | None, *, diagnostics: Iterable[Diagnostic] = (), error: str | None = None) -> str:
    """Answer the story, or (None) why there is none; secrets stand in it as references.

    `hops` are in the order of the story, each number once; where a call goes on, `next` names the number of the hop.
    """
    found = [diagnostic(item) for item in diagnostics]
    if story is None:
        return dumped({"number_code": None, "hops": [], "diagnostics": found, "error": error})
    then = story.then
    return dumped(
        {
            "number_code": story.number_code,
            "description": story.about.description,
            "at": story.at,
            "timezone": str(story.zone),
            "recorded": story.about.is_recorded,
            "outcome_unknown": story.about.is_uncertain,
            "behaviour": behaviour.render(story.behaviour),
            "rung": list(rung(story.behaviour)),
            "dark": is_dark(story.behaviour),
            "until": then.start.astimezone(story.zone) if then else None,
            "then": {"behaviour": behaviour.render(then.behaviour), "rung": list(rung(then.behaviour))}
            if then
            else None,
            "hops": [_hop(hop) for hop in hops(story.first)],
            "events": {"by": story.events.by.value, "url": story.events.url},
            "notes": [
                {"number_code": hop.number_code, "code": note.value, "text": SENTENCES[note]}
                for hop in hops(story.first)
                for note in hop.notes
            ],
            "diagnostics": found,
        }
    )


def _override(window: Window) -> dict[str, Any]:
    """Answer an override; of what is recorded to hold, neither reason nor beginning is known."""
    if not window.reason:
        return {"reason": None, "from": None, "until": window.end}
    return {"reason": window.reason, "from": window.start, "until": window.end}


def _hop(hop: Hop) -> dict[str, Any]:
    data = data_of(hop.payload) if hop.payload is not None and hop.kind is not None else {}
    is_rung = hop.kind is ForwardingType.NUMBER and hop.payload is not None
    window = hop.window
    return {
        "number_code": hop.number_code,
        "type": hop.kind.name.lower() if hop.kind is not None else None,
        "redirect_type": order_of(hop.payload).name.lower() if is_rung and hop.payload is not None else None,
        "override": _override(window) if window else None,
        "entries": [_look(look) for look in hop.looks],
        "sip_uri": data.get("sip_uri"),
        "static_ip": data.get("static_ip"),
        "port": data.get("port"),
        "url": data.get("url"),
        "reserve": hop.reserve,
        "reserve_next": _next(hop.reserve_next),
    }


def _look(look: Look) -> dict[str, Any]:
    entry = look.entry
    return {
        "position": look.position,
        "name": entry.get("name"),
        "redirect_number": entry.get("redirect_number"),
        "timeout": entry.get("timeout"),
        "active": entry.get("active", True),
        "period": entry.get("period"),
        "fate": look.fate.value,
        "start": look.start,
        "next": _next(look.next),
    }


def _next(following: Next | None) -> dict[str, Any] | None:
    if following is None:
        return None
    return {
        "number_code": following.number_code,
        "onward": following.onward.value,
        "loop": list(following.path),
    }

"""What happens to a call, for people at night: hop by hop, who is rung when, until when, and what nobody documents."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import assert_never

from reconciler.model.forwarding import ForwardingType, Payload, RedirectType, data_of
from reconciler.periods.moments import shown_with_day
from reconciler.reports.harmless import harmless, shortened
from reconciler.reports.text import behaviour, forwarding
from reconciler.reports.text.notes import SENTENCES
from reconciler.reports.text.paint import PLAIN, Paint
from reconciler.routing.behaviour import is_dark
from reconciler.routing.entries import Entry, order_of, period_of
from reconciler.routing.events import Events, Teller
from reconciler.routing.fates import Fate
from reconciler.routing.following import address_of
from reconciler.routing.story import Story
from reconciler.routing.trace import Hop, Look, Next, Onward, hops

MOST_ENTRIES = 30
"""So many entries of one hop are told."""
MOST_LETTERS = 160
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ORDERS = {
    RedirectType.SINGLE: "rings one of its entries (single)",
    RedirectType.SEQUENTIAL: "rings its entries one after the other (sequential)",
    RedirectType.PARALLEL: "rings its entries all at once (parallel)",
}


def render(story: Story, *, paint: Paint = PLAIN) -> str:
    """Answer the whole story, the result first, always with the zone in which times were read."""
    about = story.about
    moment = f"at {shown_with_day(story.at, story.zone)} in {_zone(story.zone)}"
    lines = [
        paint.strong(f"A call to {story.number_code}")
        + (f"  {shortened(about.description, MOST_LETTERS)}" if about.description else ""),
        f"{moment}, as {'recorded' if about.is_recorded else 'declared'}",
        *_result(story, paint),
    ]
    for hop in hops(story.first):
        lines += ["", *_hop(hop, story, paint)]
    lines += ["", *_events(story.events), *_notes(story)]
    return "\n".join(lines) + "\n"


def _result(story: Story, paint: Paint) -> Iterator[str]:
    words = behaviour.in_full(story.behaviour)
    yield f"→ {paint.bad(words) if is_dark(story.behaviour) else paint.good(words)}"
    if story.then is None:
        yield f"  and nothing changes in the coming {story.days} days"
    else:
        until = shown_with_day(story.then.start, story.zone)
        yield f"  until {until}, then: {behaviour.afterwards(story.behaviour, story.then.behaviour)}"
    if story.about.is_uncertain:
        yield paint.changed("  The outcome of the last call to the provider is not known; it may have something else.")


def _hop(hop: Hop, story: Story, paint: Paint) -> Iterator[str]:
    """Yield one number on the way: by what it forwards, and what becomes of each of its entries."""
    yield f"{paint.strong(str(hop.number_code))} {_how(hop)}"
    if hop.window is not None:
        until = shown_with_day(hop.window.end, story.zone)
        # Of what is recorded only that is known which was approved to follow it.
        by = f"by the override '{shortened(hop.window.reason, MOST_LETTERS)}', " if hop.window.reason else ""
        yield f"    {by}until {until}"
    for look in hop.looks[:MOST_ENTRIES]:
        yield _look(look, story, paint)
    if len(hop.looks) > MOST_ENTRIES:
        used = sum(look.fate is Fate.USED for look in hop.looks[MOST_ENTRIES:])
        yield f"    … and {len(hop.looks) - MOST_ENTRIES} more entries, {used} of them rung"
    if hop.payload is not None and hop.kind is ForwardingType.NUMBER:
        yield from _shown_number(hop.payload)
        if not any(look.fate in {Fate.USED, Fate.DROPS} for look in hop.looks):
            yield f"    None of its entries counts now: {paint.bad('nobody is rung')}."
    if hop.reserve is not None:
        where = harmless(hop.reserve)
        yield f"    while the URL is unavailable: {where}{_onward(hop.reserve_next)}"


def _how(hop: Hop) -> str:
    """Answer what a number does with a call."""
    if hop.payload is None or hop.kind is None:
        return "is ours, and what forwards it is not known"
    data = data_of(hop.payload)
    match hop.kind:
        case ForwardingType.UNDEFINED:
            return "has no forwarding: nobody is rung"
        case ForwardingType.SIP:
            return f"rings the SIP account {harmless(data.get('sip_uri', '?'))}"
        case ForwardingType.URL:
            return f"asks the URL {harmless(data.get('url', '?'))}, whose answer decides"
        case ForwardingType.STATIC:
            address = harmless(address_of(data.get("static_ip", "?"), data.get("port", 0)))
            seconds = f" for {data['timeout']} s" if data.get("timeout") else ""
            return f"rings the SIP trunk {address}{seconds}"
        case ForwardingType.NUMBER:
            return ORDERS[order_of(hop.payload)]
        case _:
            assert_never(hop.kind)


def _look(look: Look, story: Story, paint: Paint) -> str:
    """Answer one entry: in effect or not, and why."""
    words = shortened(forwarding.entry(look.entry), MOST_LETTERS)
    match look.fate:
        case Fate.USED:
            return f"  ✓ {look.position}. {words}: {paint.good(_rung(look))}{_onward(look.next)}"
        case Fate.DROPS:
            return f"  ✓ {look.position}. {words}: {paint.bad('the call is dropped here')}"
        case Fate.NOT_NOW:
            why = f"its period does not hold: it is {_now(look.entry, story)} in {_zone(story.zone)}"
        case Fate.UNREADABLE:
            why = "its period cannot be read, so nobody knows when it holds"
        case Fate.EARLIER_USED:
            why = "not used: an earlier entry counts"
        case Fate.BEHIND_DROP:
            why = "never reached: an earlier entry drops the call"
        case Fate.BESIDE_OTHERS:
            why = "it would drop the call, and others are rung"
        case _:
            assert_never(look.fate)
    return paint.faint(f"  - {look.position}. {words}: {why}")


def _now(entry: Entry, story: Story) -> str:
    """Answer the moment of the call, as fine as the period of an entry asks for."""
    is_fine = story.at.second or "sec" in period_of(entry).lower()
    return f"{WEEKDAYS[story.at.weekday()]} {story.at:{'%Y-%m-%d %H:%M:%S' if is_fine else '%Y-%m-%d %H:%M'}}"


def _rung(look: Look) -> str:
    if look.start is None:
        return "rung after that"
    seconds = look.entry.get("timeout")
    if look.next is not None:
        return f"reached at second {look.start}"
    return f"rung from second {look.start}" + (f" to {look.start + int(seconds)}" if seconds else "")


def _onward(following: Next | None) -> str:
    """Answer what is told of a number of ours that the call goes on to."""
    if following is None:
        return ""
    match following.onward:
        case Onward.HOP:
            return ", a number of ours: see below"
        case Onward.TOLD:
            return ", a number of ours: see its own lines"
        case Onward.TOO_FAR:
            return ", a number of ours; nobody follows a call that far"
        case Onward.LOOP:
            return f", and that is a loop: {behaviour.round_of(following.path)}"
        case _:
            assert_never(following.onward)


def _shown_number(payload: Payload) -> Iterator[str]:
    data = data_of(payload)
    if data.get("masking") and data.get("display_number"):
        yield f"    Who is rung sees {harmless(data['display_number'])} instead of the caller's number."


def _events(events: Events) -> Iterator[str]:
    match events.by:
        case Teller.NUMBER:
            yield f"Events: {harmless(events.url or '')} (the number's own event_url)"
        case Teller.APPLICATION:
            yield f"Events: {harmless(events.url or '')} (the application's, as settings copy it from the web cabinet)"
        case Teller.NOBODY:
            yield "Events: nobody is told; neither the number nor, as far as settings know, its application has a URL"
        case _:
            assert_never(events.by)


def _notes(story: Story) -> Iterator[str]:
    notes = dict.fromkeys(note for hop in hops(story.first) for note in hop.notes)
    if notes:
        yield "Not certain:"
        yield from (f"  - {SENTENCES[note]}" for note in notes)


def _zone(zone: tzinfo) -> str:
    return harmless(str(zone))

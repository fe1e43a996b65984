"""A forwarding in one line, as a person would say it."""

from collections.abc import Iterator, Mapping
from typing import Any

from reconciler.model.forwarding import ForwardingType, Payload, RedirectType, data_of
from reconciler.reports.harmless import harmless

JOINT: Mapping[RedirectType, str] = {
    RedirectType.SINGLE: ", or ",
    RedirectType.SEQUENTIAL: ", then ",
    RedirectType.PARALLEL: " + ",
}
TOLD = frozenset({"redirect_type", "call_control", "sip_uri", "url", "reserve", "static_ip", "port", "did"})
"""What the line about a forwarding tells already."""


def render(payload: Payload | None) -> str:
    """Answer what a payload does with a call (None: nothing is known to be set)."""
    if payload is None:
        return "not known to be forwarded"
    return harmless(_words(ForwardingType(payload["call_forwarding_type"]), data_of(payload)))


def _words(kind: ForwardingType, data: Mapping[str, Any]) -> str:
    if not data and kind is not ForwardingType.UNDEFINED:
        return f"forwarding of type {kind.name.lower()}, not shown in detail"  # GetAttributes documents none for type 4
    match kind:
        case ForwardingType.UNDEFINED:
            return "no forwarding"
        case ForwardingType.SIP:
            return f"SIP account {data['sip_uri']}"
        case ForwardingType.URL:
            reserve = f", in reserve {data['reserve']}" if "reserve" in data else ""
            return f"URL {data['url']} decides{reserve}"
        case ForwardingType.STATIC:
            did = f", DID {data['did']}" if "did" in data else ""
            return f"SIP trunk {data['static_ip']}:{data['port']}{did}"
        case ForwardingType.NUMBER:
            kind_of_redirect = RedirectType(data["redirect_type"])
            entries = JOINT[kind_of_redirect].join(entry(item) for item in data["call_control"])
            return f"{kind_of_redirect.name.lower()}: {entries}"


def details(payload: Payload | None) -> Iterator[str]:
    """Yield, on one line, what else is set beside where the call goes; nothing if there is nothing else."""
    data = data_of(payload) if payload else {}
    rest = {name: value for name, value in data.items() if name not in TOLD}
    if rest:
        yield harmless(", ".join(f"{name}: {_plain(value)}" for name, value in rest.items()))


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def entry(item: Mapping[str, Any]) -> str:
    """Answer one entry of `call_control` in a few words."""
    who = " ".join(filter(None, (item.get("name"), item.get("redirect_number"))))
    what = f"{who} {item['timeout']} s" if item.get("active", True) else f"drop the call ({who})" if who else "drop"
    return f"{what} ({item['period']})" if item.get("period") else what

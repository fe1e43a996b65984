"""Addresses that a forwarding can name: URLs, SIP addresses, IP addresses; each refusal tells the place in the text.

The message never repeats a value that could hold a key.
"""

import ipaddress
import re
from urllib.parse import urlsplit

from reconciler.model.diagnostics import Code, quoted
from reconciler.model.kinds import kind_of, refusal
from reconciler.model.secrets import REFERENCE
from reconciler.model.texts import text

PORT_MAX = 65535
SIP_URI = re.compile(
    r"[^@\s:;<>\"]+@(?:\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(?P<port>[0-9]{1,5}))?(?:;[^\s;]+)*",
    re.ASCII | re.IGNORECASE,
)
STAND_IN = "1"
"""What a reference is read as while a URL is checked: it can be a part of a host, a port, a path or a key."""
HOST = re.compile(r"[\w](?:[\w.-]*[\w])?\.?|\[[0-9a-f:.]+\]|[0-9a-f:.]+", re.IGNORECASE)
BEFORE_HOST = re.compile(r"https?://(?:[^/?#]*@)?", re.IGNORECASE)
BEFORE_PORT = re.compile(r"https?://(?:[^/?#]*@)?(?:\[[^\]/?#]*\]|[^:/?#]*):?", re.IGNORECASE)


def url(value: object) -> str:
    """Accept an http or https URL with a host; `${NAME}` may stand anywhere after the scheme."""
    checked = text(value)
    plain = REFERENCE.sub(STAND_IN, checked)
    problem = _url_problem(plain)
    if problem:
        words, place = problem
        raise refusal(Code.INVALID_URL, f"{words} Write it like https://example.com/path.", at=_written(checked, place))
    return checked


def _url_problem(plain: str) -> tuple[str, int] | None:
    """Answer what is wrong with a URL without references, and at which of its characters."""
    space = re.search(r"\s", plain)
    if space:
        return "A URL has no spaces in it.", space.start()
    try:
        parts = urlsplit(plain)
        port = parts.port
    except ValueError:
        return "The host or the port of this URL cannot be read.", _end(BEFORE_PORT, plain)
    if parts.scheme.lower() not in {"http", "https"}:
        return "A URL here starts with https:// or http://.", 0
    if not parts.hostname or HOST.fullmatch(parts.hostname) is None:
        return "This URL names no host.", _end(BEFORE_HOST, plain)
    return ("Port 0 is nobody's.", _end(BEFORE_PORT, plain)) if port == 0 else None


def _end(part: re.Pattern[str], plain: str) -> int:
    """Answer where a part at the beginning ends; an end behind the last character stands at that one."""
    found = part.match(plain)
    return min(found.end(), len(plain) - 1) if found else 0


def _written(text_with_references: str, place: int) -> int:
    """Answer where a character of a URL stands in the text in which its references are still written out."""
    for found in REFERENCE.finditer(text_with_references):
        if found.start() >= place:
            break
        place += len(found.group()) - len(STAND_IN)
    return place


def sip_uri(value: object) -> str:
    """Accept user@host[:port][;parameters], without `sip:` in front; `${NAME}` may stand anywhere in it."""
    checked = text(value)
    plain = REFERENCE.sub(STAND_IN, checked)
    if re.match(r"sips?:", plain, re.IGNORECASE):
        raise refusal(
            Code.INVALID_SIP_URI,
            "The provider documents user@host[:port] without a scheme. Take 'sip:' away from the front.",
        )
    found = SIP_URI.fullmatch(plain)
    if found is None or int(found["port"] or 1) not in range(1, PORT_MAX + 1):
        raise refusal(
            Code.INVALID_SIP_URI, "A SIP address is user@host or user@host:port, such as office@sip.example.com:5060."
        )
    return checked


def ip(value: object) -> str:
    """Accept an IPv4 or IPv6 address."""
    if not isinstance(value, str):
        raise refusal(Code.WRONG_TYPE, f"This must be an IP address, such as 203.0.113.10, and it is {kind_of(value)}.")
    checked = text(value)
    if "%" in checked:
        raise refusal(
            Code.INVALID_IP,
            f"{quoted(checked)} has a zone behind the '%', which means something on one machine and nothing to the"
            " provider. Write an address that is reached from anywhere.",
        )
    try:
        ipaddress.ip_address(checked)
    except ValueError as error:
        raise refusal(
            Code.INVALID_IP, f"{quoted(checked)} must be an IP address, such as 203.0.113.10, not a name or a network."
        ) from error
    return checked

"""Whether the provider can reach a host: what an address or a name says about it, however it is written.

Programs read `2130706433`, `0x7f.1` and `①②⑦.0.0.1` as 127.0.0.1, so we do. Nothing is looked up: what a public name
leads to is not known here. A host that holds a `${REFERENCE}` is not judged.
"""

import re
import unicodedata
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import NamedTuple, TypeAlias
from urllib.parse import unquote, urlsplit

from reconciler.model.secrets import REFERENCE

UNKNOWN = "\ue000"
"""Stands for a reference, whose value nobody knows here; a character that no host has."""
FULL_STOPS = str.maketrans(dict.fromkeys("。．｡", "."))
LOCAL_NAMES = (
    *("localhost", "localdomain", "local", "home.arpa"),
    *("internal", "intranet", "private", "corp", "home", "mail", "lan"),
)
"""Names that mean something in one network alone: RFC 6761, RFC 6762 with appendix G, RFC 8375, and .mail, which ICANN
keeps from everybody as it does .corp and .home.
"""
NO_NAMES = ("test", "invalid", "onion", "alt")
"""What no public name ends with: RFC 6761, 7686, 9476. `example` is not among them: it stands for a public one."""
BEFORE_PATH = re.compile("[a-z]+://[^/?#]*", re.ASCII | re.IGNORECASE)
METADATA = IPv4Address("169.254.169.254")
IPV4_WITHIN = IPv6Network("64:ff9b::/96")
EXAMPLES = tuple(IPv4Network(net) for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"))
EXAMPLES_6 = IPv6Network("2001:db8::/32")
PART = re.compile(r"0x(?P<hex>[0-9a-f]*)|(?P<octal>0[0-7]*)|(?P<decimal>[1-9][0-9]*)", re.ASCII | re.IGNORECASE)
IPV4_BITS, IPV4_PARTS, LONGEST_PART = 32, 4, 40

Address: TypeAlias = IPv4Address | IPv6Address


class Place(NamedTuple):
    """The host of a URL or a SIP address, as written in small letters, and with its port where there is one."""

    host: str
    with_port: str


def places_of_url(url: str) -> tuple[Place, ...]:
    """Answer the host that a URL leads to; nothing where a reference hides it, or where there is none.

    Some programs end the host at a backslash and some do not: then there are two.
    """
    found = BEFORE_PATH.match(REFERENCE.sub(UNKNOWN, url) if "${" in url else url)
    return _places(found.group()) if found else ()


@lru_cache(maxsize=65536)
def _places(url: str) -> tuple[Place, ...]:
    found = (_place(text) for text in dict.fromkeys((url, url.replace("\\", "/"))))
    return tuple(place for place in found if place is not None)


@lru_cache(maxsize=65536)
def places_of_sip(uri: str) -> tuple[Place, ...]:
    """Answer the host of a SIP address `user@host[:port][;parameters]`; nothing where a reference hides it."""
    address = REFERENCE.sub(UNKNOWN, uri).partition("@")[2].partition(";")[0]
    place = _place(f"//{address}")
    return () if place is None else (place,)


def _place(url: str) -> Place | None:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if not host or UNKNOWN in host:
        return None
    shown = f"[{host}]" if ":" in host else host
    try:
        return Place(host, shown if parts.port is None else f"{shown}:{parts.port}")
    except ValueError:
        return Place(host, shown)  # a reference stands for the port


@lru_cache(maxsize=65536)
def private(host: str) -> str | None:
    """Answer why the provider cannot reach a host, to be read behind its name, or None."""
    name = unicodedata.normalize("NFKC", unquote(host)).translate(FULL_STOPS).lower().rstrip(".")
    address = address_of(name)
    if address is not None:
        why = _private_address(address)
        return why and (f"is {why}" if str(address) == name else f"means {address}, which is {why}")
    if any(name == local or name.endswith("." + local) for local in LOCAL_NAMES):
        return "is a name of one machine or one local network"
    last = name.rpartition(".")[2]
    if last.isdecimal() or PART.fullmatch(last):
        return "is neither an address nor a name: it ends with a number"
    if "." not in name:
        return "has no dot in it, so it is a name of one local network"
    return f"ends with '.{last}', which no name of the public internet does" if last in NO_NAMES else None


def address_of(name: str) -> Address | None:
    """Answer the address that a host is, in any of the ways in which programs write one; None for a name."""
    try:
        return ip_address(name.strip("[]").partition("%")[0])
    except ValueError:
        return _legacy_ipv4(name)


def _legacy_ipv4(name: str) -> IPv4Address | None:
    """Read one to four numbers, decimal, octal or hexadecimal, of which the last fills what is left of the address."""
    parts = name.split(".")
    if len(parts) > IPV4_PARTS or not all(len(part) <= LONGEST_PART and PART.fullmatch(part) for part in parts):
        return None
    *numbers, last = (_number(part) for part in parts)
    left = IPV4_BITS - 8 * len(numbers)
    if last >> left or any(number >> 8 for number in numbers):
        return None
    value = sum(number << IPV4_BITS - 8 * place for place, number in enumerate(numbers, 1))
    return IPv4Address(value + last)


def _number(part: str) -> int:
    found = PART.fullmatch(part)
    if found is None:
        return 0
    if found["hex"] is not None:
        return int(found["hex"] or "0", 16)
    return int(part, 8 if found["octal"] else 10)


def _private_address(address: Address) -> str | None:
    """Answer why an address is not reached from outside; the ranges of examples stand for public ones."""
    for inner in _embedded(address) or (address,):
        if inner == METADATA:
            return "where a cloud machine tells its own secrets"
        if inner.is_loopback or inner.is_unspecified:
            return "what every machine calls itself"
        if inner.is_link_local:
            return "an address of one cable or one radio cell (link-local)"
        if inner.is_multicast:
            return "an address of many machines (multicast)"
        if _is_example(inner):
            return None
        if inner.is_private or inner.is_reserved or not inner.is_global:
            return "an address of a private network or a reserved one"
    return None


def _is_example(address: Address) -> bool:
    if isinstance(address, IPv6Address):
        return address in EXAMPLES_6
    return any(address in net for net in EXAMPLES)


def _embedded(address: Address) -> tuple[Address, ...]:
    """Answer the IPv4 addresses to which an IPv6 address leads."""
    if isinstance(address, IPv4Address):
        return ()
    found = (address.ipv4_mapped, address.sixtofour, *(address.teredo or ()))
    translated = IPv4Address(int(address) & 2**IPV4_BITS - 1) if address in IPV4_WITHIN else None
    return tuple(inner for inner in (*found, translated) if inner is not None)

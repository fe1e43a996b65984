"""An account of many numbers, of everything that people, and others, leave at a provider."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from support.emulated import MAIN_KEY, SECOND_KEY, Emulated

THIRD_KEY = "third-key-77ab12cd"
KEYS: Mapping[str, str] = {"main": MAIN_KEY, "second": SECOND_KEY, "third": THIRD_KEY}
SECRET = "events-value-77aa01"
HOURS = "wd {mon-fri} hr {9-17}"
NAMES = ("Иванов И.", "Петрова", "Склад № 2", "Дежурный", "Приёмная", "Соколов А. Б.", "Bob O'Neil", "Отдел продаж")
ODD_TEXTS = (
    "two\nlines",
    "# no comment",
    "  - number_code: 74950000001",
    "quoted \"twice\" and 'once'",
    "{a: b, [c]}",
    "right\u202eto left",
    "line\u2028separator",
    "\ufeffmark",
    "null",
    "0042",
    "🙂 " * 30,
    "?x: y",
    "- a\r\n- b",
    "....",
    "@everybody",
)
ODD_URLS = (
    "https://example.com/a#b",
    "https://example.com/?q='\"{}[]",
    "https://пример.рф/звонки",
    "http://events.example.com/",
    "https://localhost/calls",
    "https://example.com/?key=abcdef0123",
    "https://user:password@example.com/",
)
REFUSED_TEXTS = ("${HOME}", "bell\a", "\x1b[2J")
REFUSED_PERIODS = ("@business-hours", "wd {mon-fri", "wd {mon-fri} hr {9am-25pm}", "\n# numbers: []\n")


@dataclass(slots=True)
class Counted:
    """What is in the account: of which numbers something is to become."""

    imported: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    bound: list[int] = field(default_factory=list)
    idle: list[int] = field(default_factory=list)
    trunks: list[int] = field(default_factory=list)


def to_numbers(*entries: Mapping[str, Any], redirect_type: int = 1, **data: Any) -> dict[str, Any]:
    """Write a forwarding to numbers."""
    whole = {"redirect_type": redirect_type, "call_control": [dict(entry) for entry in entries], **data}
    return {"call_forwarding_type": 2, "call_forwarding_number": whole}


def entry(to: str, timeout: int = 20, **more: Any) -> dict[str, Any]:
    """Write an active entry."""
    return {"redirect_number": to, "timeout": timeout, "active": True, **more}


def to_url(url: str, **more: Any) -> dict[str, Any]:
    """Write a forwarding that a URL decides."""
    return {"call_forwarding_type": 3, "call_forwarding_ipcr": {"url": url, **more}}


def to_trunk(did: int, ip: str = "203.0.113.10") -> dict[str, Any]:
    """Write a forwarding to a trunk."""
    data = {"static_ip": ip, "port": 5060, "timeout": 20, "did": did}
    return {"call_forwarding_type": 4, "call_forwarding_static": data}


def to_account(user: str) -> dict[str, Any]:
    """Write a forwarding to an external SIP account."""
    return {"call_forwarding_type": 1, "call_forwarding_sip": {"sip_uri": f"{user}@sip.example.com:5060"}}


def _pools() -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield how many numbers forward alike, and how."""
    reception, support = "883140000000001", "883140000000002"
    office = entry(reception, 25, name="Приёмная", period=HOURS, period_description="Рабочие часы")
    yield 60, to_url("https://calls.example.com/route", reserve="74992220000")
    yield 40, to_numbers(entry(reception, 30, name="Приёмная"))
    yield 25, to_numbers(office, entry("79160000103", 40, name="Дежурный"), redirect_type=2)
    yield 12, to_numbers(entry(support), entry("79160000104"), entry("79160000105"), redirect_type=3)
    yield 10, to_numbers(entry(reception, 30, name="Приёмная"), event_url=f"https://events.example.com/?key={SECRET}")
    yield 8, to_account("office")
    yield 3, to_numbers({"timeout": 0, "active": False})


def _singles() -> Iterator[dict[str, Any]]:
    for index in range(150):
        name = NAMES[index % len(NAMES)]
        phone = f"7916000{index % 90:04}"
        period = {"period": HOURS} if index % 3 == 0 else {"period": f"wd {{mon-fri}} hr {{{index % 9}-17}}"}
        first = entry(phone, 15 + index, name=name, **(period if index % 2 else {}))
        second = entry(f"7499222{index:04}", 30, active=index % 7 != 0)
        yield to_numbers(first, second, redirect_type=2) if index % 4 else to_numbers(first, event_extended=True)
    for index, text in enumerate(ODD_TEXTS):
        yield to_numbers(entry("74992221111", 100 + index, name=text), client_id=text, file_to_a=text)
    for url in ODD_URLS:
        yield to_numbers(entry("74992221111"), event_url=url)
        yield to_url(url)
    yield to_numbers(entry("74992221111", 7, dtmf="8"), answer=True)
    yield to_numbers(entry("4930123456"))
    yield to_numbers(entry("78091234567"))
    for user in ("sales", "shop", "ivanov"):
        yield to_account(user)


def _refused() -> Iterator[dict[str, Any]]:
    yield to_numbers(entry("112"))
    yield to_numbers()
    yield to_numbers({"timeout": 5, "active": True})
    yield to_numbers(entry("@ivanov"))
    yield to_numbers(entry("74992221111"), file_to_a=SECRET)
    yield to_numbers(entry("74992221111"), event_url=f"https://example.com/{MAIN_KEY}")
    yield to_url("ftp://example.com/\n- number_code: 74950000002")
    yield to_url("https://example.com/${HOME}")
    for text in REFUSED_TEXTS:
        yield to_numbers(entry("74992221111", name=text))
    for period in REFUSED_PERIODS:
        yield to_numbers(entry("74992221111", period=period))


def fill(emulator: Emulated, total: int = 500) -> Counted:
    """Fill an account with numbers of three applications, of every kind; the rest are bound to a SIP ID, or idle."""
    applications = tuple(KEYS)
    counted = Counted()
    codes = iter(range(74951110000, 74951110000 + total))

    def add(body: Mapping[str, Any] | None, kind: list[int], application: str, *, has_sip: bool = False) -> None:
        code = next(codes)
        emulator.has(application, code, body, has_sip=has_sip)
        kind.append(code)

    for size, body in _pools():
        for index in range(size):
            add(body, counted.imported, applications[index % 20 == 19])
    for index, body in enumerate(_singles()):
        add(body, counted.imported, applications[index % 10 == 9])
    for body in _refused():
        add(body, counted.refused, "main")
    for did in (111, 112, 113, 114, 115, 115, 115):
        add(to_trunk(did), counted.trunks, "third")
    for _ in range(20):
        add(None, counted.bound, "main", has_sip=True)
    for code in codes:
        emulator.has("second", code)
        counted.idle.append(code)
    return counted

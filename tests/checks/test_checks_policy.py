"""Destinations against the policy: countries, kinds, prefixes, URLs and addresses, and the exceptions from it."""

from collections.abc import Mapping
from typing import Any

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.checking import (
    AT,
    IVANOV,
    NOTHING,
    PETROVA,
    A,
    account,
    asks,
    entry,
    found,
    number,
    override,
    place,
    rings,
    state,
    trunk,
    window,
)

from reconciler.checks.policy import exceptions_in_use, findings
from reconciler.model.desired import Desired
from reconciler.model.diagnostics import Code
from reconciler.model.identifiers import NumberCode
from reconciler.model.ranges import SATELLITE_CODES

PREMIUM, UKRAINE, KAZAKHSTAN, SATELLITE = "78091234567", "380441234567", "77011234567", "870773111632"
SIP_ID = "883140000000001"


def told(*forwardings: Mapping[str, Any], policy: Mapping[str, Any] | None = None, **more: Any) -> list[str]:
    """Answer the codes of what the policy says of forwardings."""
    numbers = [number(NumberCode(A + index), forwarding) for index, forwarding in enumerate(forwardings)]
    desired = state(*numbers, settings={"policy": policy or {}}, **more)
    return [finding.code.value for finding in findings(desired, at=AT, complete=True)]


def allowing(target: str) -> dict[str, Any]:
    return {"exceptions": [{"name": "agreed", "target": target, "reason": "agreed with the owner"}]}


@pytest.mark.parametrize(
    ("to", "policy", "expected"),
    [
        (IVANOV, {}, []),
        ("78001112233", {}, []),
        (SIP_ID, {}, []),
        (SIP_ID, {"allowed_countries": []}, []),
        (SIP_ID, {"denied": ["883140"]}, ["denied-destination"]),
        (IVANOV, {"allowed_countries": ["KZ"]}, ["foreign-country"]),
        (IVANOV, {"allowed_countries": []}, ["foreign-country"]),
        (KAZAKHSTAN, {}, ["foreign-country"]),
        (KAZAKHSTAN, {"allowed_countries": ["RU", "KZ"]}, []),
        (UKRAINE, {}, ["foreign-country"]),
        (UKRAINE, {"allowed_countries": ["UA"]}, []),
        (UKRAINE, {"allowed": ["380"]}, []),
        (UKRAINE, {"allowed": [UKRAINE]}, []),
        (UKRAINE, {"allowed": ["381"]}, ["foreign-country"]),
        (PREMIUM, {}, ["denied-kind"]),
        (PREMIUM, {"denied_kinds": ["satellite"]}, []),
        (PREMIUM, {"allowed": ["7809"]}, []),
        (PREMIUM, {"allowed": ["7809"], "denied": [PREMIUM]}, ["denied-destination"]),
        ("788091234567", {"denied_kinds": [], "denied": ["7809"]}, ["denied-destination"]),
        ("788091234567", {}, ["denied-kind"]),
        ("788091234567", {"allowed": ["788"]}, ["denied-kind"]),
        ("78091234567", {"denied": ["7"]}, ["denied-destination"]),
        (SATELLITE, {}, ["denied-kind"]),
        (SATELLITE, {"denied_kinds": []}, ["foreign-country"]),
        ("881612345678", {}, ["denied-kind"]),
        ("882161234567", {}, ["foreign-country"]),
        ("80812345678", {}, ["denied-kind"]),
        ("491801123456", {"allowed_countries": ["DE"]}, ["denied-kind"]),
        ("72222222222", {}, ["foreign-country"]),
        ("78061234567", {}, []),
        ("78407771234", {}, []),
        ("78407771234", {"denied": ["7840", "7940"]}, ["denied-destination"]),
        ("19005552671", {}, ["denied-kind"]),
        ("@nobody", {}, []),
    ],
)
def test_numbers_are_judged(to: str, policy: dict[str, Any], expected: list[str]) -> None:
    assert told(rings(entry(to)), policy=policy) == expected
    assert told(asks("https://example.com/", to), policy=policy) == expected


@pytest.mark.parametrize(
    ("to", "meant", "country"),
    [
        ("88005553535", "78005553535", "BD"),
        ("84991112204", "74991112204", "VN"),
        ("4951234568", "74951234568", "DE"),
        ("88161234567", "78161234567", None),
    ],
)
def test_of_a_slip_of_the_pen_the_number_that_was_meant_is_offered_and_no_country(
    to: str, meant: str, country: str | None
) -> None:
    (finding,) = findings(state(number(A, rings(entry(to)))), at=AT, complete=True)
    assert finding.code is (Code.FOREIGN_COUNTRY if country else Code.DENIED_KIND)
    assert f"Most likely {meant} is meant: write that. If {to} is meant, allow exactly this one" in finding.detail
    assert country is None or f"is a number of {country}, and" in finding.detail
    assert f"add {country}" not in finding.detail


@pytest.mark.parametrize("policy", [{}, {"denied": ["8809"]}])
def test_a_number_is_not_offered_that_the_policy_denies_as_well(policy: dict[str, Any]) -> None:
    desired = state(number(A, rings(entry("88091234567"))), settings={"policy": policy})
    (finding,) = findings(desired, at=AT, complete=True)
    assert "is meant: write that" not in finding.detail


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.com/hook", []),
        ("http://example.com/hook", ["insecure-url"]),
        ("HTTP://example.com/hook", ["insecure-url"]),
        ("HTTPS://example.com/hook", []),
        ("https://10.0.0.1/", ["private-host"]),
        ("http://localhost/", ["insecure-url", "private-host"]),
        ("https://${HOST}/", []),
        ("http://${HOST}/", ["insecure-url"]),
        ("https://localhost/?key=${KEY}", ["private-host"]),
    ],
)
def test_urls_are_judged_where_a_call_is_decided_and_where_events_go(url: str, expected: list[str]) -> None:
    assert told(asks(url)) == expected
    assert told(rings(entry(IVANOV), event_url=url)) == expected


@pytest.mark.parametrize(
    ("forwarding", "expected"),
    [
        (account("office@sip.example.com"), []),
        (account("office@10.0.0.1:5060"), ["private-address"]),
        (account("office@${HOST}"), []),
        (trunk("203.0.113.7"), []),
        (trunk("127.0.0.1"), ["private-address"]),
        (trunk("FE80::1"), ["private-address"]),
        (trunk("10.1.2.3"), ["private-address"]),
        (NOTHING, []),
        (rings(entry(None)), []),
        (rings({**entry(PREMIUM), "active": False}), []),
    ],
)
def test_addresses_are_doubted_and_what_is_not_used_is_left_alone(
    forwarding: dict[str, Any], expected: list[str]
) -> None:
    assert told(forwarding) == expected


@pytest.mark.parametrize(
    ("forwarding", "target"),
    [
        (rings(entry(PREMIUM)), PREMIUM),
        (rings(entry(PREMIUM)), "+" + PREMIUM),
        (rings(entry(PREMIUM)), "@hotline"),
        (rings(entry("788091234567")), PREMIUM),
        (rings(entry(UKRAINE)), UKRAINE),
        (asks("https://example.com/", SATELLITE), SATELLITE),
        (asks("http://localhost:8080/x"), "http://localhost:8080/x"),
        (asks("http://Localhost:8080/x"), "localhost"),
        (asks("http://localhost:8080/x"), "localhost:8080"),
        (asks("http://LOCALHOST:8080/x"), "LocalHost"),
        (asks("https://10.0.0.1/x"), "10.0.0.1"),
        (asks("https://[fc00::1]:8443/x"), "fc00::1"),
        (asks("https://[fc00::1]:8443/x"), "[fc00::1]:8443"),
        (account("office@10.0.0.1:5060"), "10.0.0.1"),
        (account("office@10.0.0.1:5060"), "10.0.0.1:5060"),
        (account("office@10.0.0.1:5060"), "office@10.0.0.1:5060"),
        (trunk("127.0.0.1"), "127.0.0.1"),
        (trunk("FE80::1"), "fe80::1"),
    ],
)
def test_an_exception_names_a_number_a_contact_a_url_a_host_or_an_address(
    forwarding: dict[str, Any], target: str
) -> None:
    assert told(forwarding)
    assert told(forwarding, policy=allowing(target), contacts={"hotline": PREMIUM}) == []


@pytest.mark.parametrize(
    ("forwarding", "target"),
    [
        (rings(entry(PREMIUM)), PREMIUM[:-1]),
        (asks("http://localhost:8080/x"), "localhost:80"),
        (asks("http://localhost/x"), "http://localhost/"),
        (asks("https://x.localhost/"), "localhost"),
        (asks("https://0x7f.1/"), "127.0.0.1"),
        (rings(entry(IVANOV)), IVANOV),
        (asks("https://example.com/"), "example.com"),
    ],
)
def test_an_exception_that_allows_nothing_is_told(forwarding: dict[str, Any], target: str) -> None:
    assert told(forwarding, policy=allowing(target)) == [*told(forwarding), "unused-exception"]


@pytest.mark.parametrize(
    ("forwarding", "first", "second"),
    [
        (rings(entry(PREMIUM)), PREMIUM, "@hotline"),
        (rings(entry(PREMIUM)), "@hotline", PREMIUM),
        (rings(entry("788091234567")), "788091234567", PREMIUM),
        (asks("http://localhost/"), "localhost", "LOCALHOST"),
        (asks("https://localhost:8443/"), "localhost", "localhost:8443"),
        (asks("https://localhost:8443/"), "https://localhost:8443/", "localhost"),
    ],
)
def test_an_exception_for_what_another_one_allows_already_is_told_with_that_one(
    forwarding: dict[str, Any], first: str, second: str
) -> None:
    exceptions = [{"name": name, "target": to, "reason": "agreed"} for name, to in (("Quiz", first), ("Show", second))]
    desired = state(
        number(A, forwarding), settings={"policy": {"exceptions": exceptions}}, contacts={"hotline": PREMIUM}
    )
    (finding,) = findings(desired, at=AT, complete=True)
    assert (finding.code, place(finding.spot)) == (Code.UNUSED_EXCEPTION, "settings.policy.exceptions.1")
    assert finding.detail == (
        f"What needs '{second}' is allowed by the exception 'Quiz' already, so the exception 'Show' adds nothing. Take"
        " one of the two away."
    )


def test_an_exception_for_a_name_that_is_not_known_is_left_to_the_loader() -> None:
    assert told(rings(entry(PREMIUM)), policy=allowing("@other")) == ["denied-kind"]


def test_an_exception_that_only_an_override_needed_that_is_over_is_needed_no_more() -> None:
    old = window(rings(entry(PREMIUM)), "2026-10-01", "2026-10-02")
    desired = state(
        number(A, rings(entry(IVANOV)), windows=(old,)),
        settings={"policy": allowing(PREMIUM)},
        overrides=(override(old),),
    )
    (finding,) = findings(desired, at=AT, complete=True)
    assert (finding.code, place(finding.spot)) == (Code.UNUSED_EXCEPTION, "settings.policy.exceptions.0")
    assert [len(exceptions_in_use(desired, at=moment)) for moment in (AT, old.start)] == [0, 1]


def test_an_exception_is_not_called_unused_where_numbers_could_not_be_read() -> None:
    desired = state(settings={"policy": allowing(PREMIUM)})
    assert not list(findings(desired, at=AT, complete=False))
    (finding,) = findings(desired, at=AT, complete=True)
    assert (finding.code, place(finding.spot)) == (Code.UNUSED_EXCEPTION, "settings.policy.exceptions.0")


def _with_windows() -> Desired:
    """Answer a number whose overrides lead to a premium-rate number: one that is over, and one to come."""
    dear = rings(entry(IVANOV), entry(PREMIUM))
    windows = (
        window(dear, "2026-10-01", "2026-10-02", override=0),
        window(dear, "2026-12-31", "2027-01-09", override=1),
    )
    return state(
        number(A, rings(entry(UKRAINE)), windows=windows), overrides=(override(windows[0]), override(windows[1]))
    )


def test_an_override_is_judged_by_itself_and_not_when_it_is_over() -> None:
    told = {(finding.code.value, place(finding.spot)) for finding in found(_with_windows())}
    assert ("denied-kind", "overrides.1.call_forwarding_number.call_control.1.redirect_number") in told
    assert ("foreign-country", f"{A}.call_forwarding_number.call_control.0.redirect_number") in told
    assert not any(spot.startswith("overrides.0.") for _, spot in told)


def test_what_an_override_leaves_as_it_was_is_told_once() -> None:
    same = window(rings(entry(UKRAINE), entry(PREMIUM)), "2026-12-31", "2027-01-09")
    desired = state(number(A, rings(entry(UKRAINE)), windows=(same,)), overrides=(override(same),))
    assert [finding.code.value for finding in findings(desired, at=AT, complete=True)] == [
        "foreign-country",
        "denied-kind",
    ]


def test_an_override_of_many_numbers_is_told_once() -> None:
    dear = window(rings(entry(PREMIUM)), "2026-12-31", "2027-01-09")
    numbers = [number(NumberCode(A + index), rings(entry(IVANOV)), windows=(dear,)) for index in range(5)]
    assert len(list(findings(state(*numbers, overrides=(override(dear),)), at=AT, complete=True))) == 1


def test_the_exceptions_in_use_are_told_with_their_numbers() -> None:
    exceptions = [
        {"name": "hotline", "target": "@hotline", "reason": "they pay"},
        {"name": "unused", "target": "74990000000", "reason": "once"},
        {"name": "test rig", "target": "10.0.0.1", "reason": "in the cellar"},
    ]
    dear = window(rings(entry(PREMIUM)), "2026-10-01", "2026-10-02")
    desired = state(
        number(A, rings(entry(PETROVA), event_url="https://10.0.0.1/")),
        number(NumberCode(A + 1), rings(entry(PREMIUM))),
        number(NumberCode(A + 2), rings(entry(IVANOV)), windows=(dear,)),
        settings={"policy": {"exceptions": exceptions}},
        contacts={"hotline": PREMIUM},
    )
    told = [(exception.name, numbers) for exception, numbers in exceptions_in_use(desired, at=AT)]
    assert told == [("hotline", (A + 1,)), ("test rig", (A,))]


def _everywhere() -> st.SearchStrategy[str]:
    kinds = [getattr(phonenumbers.PhoneNumberType, kind) for kind in ("FIXED_LINE", "MOBILE", "PREMIUM_RATE")]
    kinds += [phonenumbers.PhoneNumberType.SHARED_COST, phonenumbers.PhoneNumberType.TOLL_FREE]
    regions = sorted(phonenumbers.SUPPORTED_REGIONS)
    examples = {
        f"{example.country_code}{phonenumbers.national_significant_number(example)}"
        for region in regions
        for kind in kinds
        if (example := phonenumbers.example_number_for_type(region, kind)) is not None
    }
    satellites = st.from_regex("(870|8816|8817)[0-9]{6,9}", fullmatch=True)
    russian = st.from_regex("7(809|803|801|495|9[0-9]{2}|7[0-9]{2})[0-9]{7}", fullmatch=True)
    return st.one_of(st.sampled_from(sorted(examples)), satellites, russian, st.text("0123456789", max_size=15))


@given(
    to=_everywhere(),
    kinds=st.sets(st.sampled_from(["premium-rate", "shared-cost", "satellite"])),
    countries=st.sets(st.sampled_from(["RU", "KZ", "DE", "US", "GB"])),
)
def test_no_denied_kind_and_no_other_country_ever_passes(to: str, kinds: set[str], countries: set[str]) -> None:
    """The library is asked by itself, with nothing of ours in between."""
    policy = {"denied_kinds": sorted(kinds), "allowed_countries": sorted(countries)}
    passes = not told(rings(entry(to or "0")), policy=policy)
    try:
        known = phonenumbers.parse("+" + (to or "0"))
    except phonenumbers.NumberParseException:
        return
    types = phonenumbers.PhoneNumberType
    kind = {types.PREMIUM_RATE: "premium-rate", types.SHARED_COST: "shared-cost"}.get(phonenumbers.number_type(known))
    kind = "satellite" if known.country_code in SATELLITE_CODES else kind
    is_sip_id = to.startswith("883140") and len(to) == 15
    is_foreign = phonenumbers.region_code_for_number(known) not in countries
    assert passes is (is_sip_id or not (kind in kinds or is_foreign)) or not phonenumbers.is_valid_number(known)
    assert not passes or is_sip_id or not (kind in kinds or is_foreign)


def test_very_many_prefixes_and_exceptions_cost_no_more_than_few() -> None:
    policy = {
        "denied": [str(70_000_000_000 + index) for index in range(20_000)],
        "exceptions": [{"name": str(i), "target": str(71_000_000_000 + i), "reason": "x"} for i in range(20_000)],
    }
    assert len(told(*[rings(entry(str(79_160_000_000 + index))) for index in range(2_000)], policy=policy)) == 20_000

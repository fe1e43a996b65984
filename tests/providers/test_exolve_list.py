"""The list of numbers, page by page, also from a provider that counts badly."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import httpx
import pytest
from support.exolve import SALES, Script, Setup

from reconciler.errors import CallFailedError
from reconciler.providers.exolve import PAGE

FIRST = 74991200000


def listing(
    codes: Sequence[int], total: Callable[[int], object], *, page: int = PAGE
) -> Callable[[httpx.Request], httpx.Response]:
    """Answer pages of the codes; `total` says how many the provider claims there are, given how many it shows."""

    def pages(request: httpx.Request) -> httpx.Response:
        asked = json.loads(request.content)
        shown = codes[asked["offset"] : asked["offset"] + min(page, asked["limit"])]
        body = {"numbers": [{"number_name": str(code)} for code in shown], "total": total(len(shown))}
        return httpx.Response(200, json={name: value for name, value in body.items() if value is not None})

    return pages


def found(script: Script) -> list[int]:
    return list(Setup(transport=script).session().client.numbers(SALES, "some-uuid"))


CODES = [FIRST + index for index in range(250)]


@pytest.mark.parametrize(
    "total",
    [
        lambda _: 250,
        lambda _: "250",
        lambda shown: shown,
        lambda _: 0,
        lambda _: None,
        lambda _: 1,
        lambda _: 10_000,
    ],
    ids=["true", "as-text", "of-the-page", "zero", "absent", "too-small", "too-large"],
)
def test_all_numbers_are_found_whatever_the_total_says(total: Callable[[int], object]) -> None:
    assert found(Script(listing(CODES, total))) == CODES


def test_a_provider_that_bounds_its_pages_lower_is_read_to_its_total() -> None:
    assert found(Script(listing(CODES, lambda _: 250, page=7))) == CODES


def test_the_pages_are_asked_for_one_after_the_other() -> None:
    script = Script(listing(CODES, lambda _: 250))
    found(script)
    asked = [json.loads(request.content) for request in script.requests]
    assert [body["offset"] for body in asked] == [0, 100, 200]
    assert all(body == {**asked[0], "offset": body["offset"]} for body in asked)
    assert asked[0] == {"limit": PAGE, "offset": 0, "sip_filter": 0, "application_uuid": "some-uuid"}


def test_a_number_that_is_listed_twice_is_told_once() -> None:
    codes = [*CODES[:60], *CODES[:60], *CODES[50:100]]
    assert found(Script(listing(codes, lambda _: len(codes)))) == CODES[:100]


@pytest.mark.parametrize("size", [3, PAGE])
def test_a_provider_that_shows_the_same_page_for_ever_is_left(size: int) -> None:
    rows = [{"number_name": str(code)} for code in CODES[:size]]
    script = Script(httpx.Response(200, json={"numbers": rows, "total": 10_000}))
    assert found(script) == CODES[:size]
    assert len(script.requests) == 2


@pytest.mark.parametrize("answer", [{}, {"numbers": []}, {"numbers": None}, {"total": "12"}])
def test_an_account_without_numbers_has_none(answer: dict[str, object]) -> None:
    assert found(Script(httpx.Response(200, json=answer))) == []


def rows(*found: dict[str, Any], **more: Any) -> httpx.Response:
    return httpx.Response(200, json={"numbers": list(found), "total": len(found), **more})


def trunks(script: Script) -> dict[int, dict[str, Any]]:
    found = Setup(transport=script).session().client.trunks(SALES, "some-uuid")
    return {int(code): data for code, data in found.items()}


def test_the_list_tells_the_data_of_trunks_in_the_names_and_types_that_are_sent() -> None:
    listed = {"did_name": "111", "ip": "203.0.113.10", "port": "5060", "timeout": 20}
    script = Script(
        rows(
            {"number_name": str(FIRST), "call_forwarding_ip_static": listed},
            {"number_name": str(FIRST + 1), "call_forwarding_number": {"redirect_number": "74992223344"}},
            {"number_code": FIRST + 2, "call_forwarding_ip_static": {"ip": "203.0.113.11"}},
        )
    )
    assert trunks(script) == {
        FIRST: {"static_ip": "203.0.113.10", "port": 5060, "timeout": 20, "did": 111},
        FIRST + 2: {"static_ip": "203.0.113.11"},
    }
    assert [json.loads(request.content)["application_uuid"] for request in script.requests] == ["some-uuid"]


def test_a_trunks_did_that_is_a_name_is_told_as_shown_and_not_readable() -> None:
    row = {"number_name": str(FIRST), "call_forwarding_ip_static": {"did_name": "Касса", "ip": "203.0.113.10"}}
    assert trunks(Script(rows(row))) == {FIRST: {"static_ip": "203.0.113.10", "did": None}}


@pytest.mark.parametrize("row", [{"call_forwarding_ip_static": {"port": "many"}}, {"call_forwarding_ip_static": "x"}])
def test_a_trunk_of_another_shape_fails_and_is_not_taken_for_none(row: dict[str, Any]) -> None:
    with pytest.raises(CallFailedError, match=r"the trunk of [0-9]+ cannot be read"):
        trunks(Script(rows({"number_name": str(FIRST), **row})))


def test_the_trunks_of_every_page_are_found() -> None:
    def pages(request: httpx.Request) -> httpx.Response:
        offset = json.loads(request.content)["offset"]
        shown = CODES[offset : offset + PAGE]
        return rows(
            *({"number_name": str(code), "call_forwarding_ip_static": {"port": 1}} for code in shown), total=250
        )

    assert list(trunks(Script(pages))) == CODES

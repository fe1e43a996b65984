"""The list of numbers, page by page, also from a provider that counts badly."""

import json
from collections.abc import Callable, Sequence

import httpx
import pytest
from support.exolve import SALES, Script, Setup

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

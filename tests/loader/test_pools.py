"""Numbers that forward alike are found whatever their order, and no number is lost."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.loader.pools import FEWEST, pool_name, pooled

BODIES: tuple[dict[str, Any], ...] = (
    {"call_forwarding_ipcr": {"url": "https://a.example/"}},
    {"call_forwarding_ipcr": {"url": "https://a.example/", "reserve": "74992223344"}},
    {"call_forwarding_number": {"redirect_type": "single", "call_control": [{"timeout": 1}, {"timeout": 2}]}},
    {"call_forwarding_number": {"redirect_type": "single", "call_control": [{"timeout": 2}, {"timeout": 1}]}},
)
items = st.lists(st.sampled_from(range(len(BODIES))), max_size=20).map(
    lambda kinds: [{"number_code": 74991112200 + index, **BODIES[kind]} for index, kind in enumerate(kinds)]
)


@given(items=items, data=st.data())
def test_every_number_is_in_one_place_with_its_own_forwarding_whatever_the_order(
    items: list[dict[str, Any]], data: st.DataObject
) -> None:
    pools, singles = pooled(data.draw(st.permutations(items)))
    assert pooled(items) == (pools, singles)
    whole = [*singles, *({"number_code": code, **pool.forwarding} for pool in pools for code in pool.numbers)]
    assert sorted(whole, key=lambda item: item["number_code"]) == items
    assert all(len(pool.numbers) >= FEWEST for pool in pools)
    bodies = [{key: value for key, value in item.items() if key != "number_code"} for item in singles]
    assert all(bodies.count(body) < FEWEST for body in bodies)


def to(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"call_forwarding_number": {"redirect_type": "parallel", "call_control": list(entries)}}


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (to({"redirect_number": "@приёмная"}), "приёмная"),
        (to({"redirect_number": "@a"}, {"redirect_number": "@b"}), "a-b"),
        (to({"redirect_number": "@a"}, {"redirect_number": "@a"}, {"redirect_number": "@b"}), "a-b"),
        (to(*({"redirect_number": f"@{name}"} for name in "abcd")), "a-b-and-2-more"),
        (to({"redirect_number": "@a"}, {"redirect_number": "@b", "active": False}), "a"),
        (to({"timeout": 0, "active": False}), "dropped"),
        ({"call_forwarding_ipcr": {"url": "https://user:pass@Calls.example.com:8443/x?key=y"}}, "calls-example-com"),
        ({"call_forwarding_ipcr": {"url": "https://[/"}}, "pool"),
        ({"call_forwarding_static": {"static_ip": "2001:db8::1", "port": 5060}}, "trunk-2001-db8-1"),
        (
            {"call_forwarding_sip": {"sip_uri": "office:secret@sip.example.com:5060;transport=tcp"}},
            "office-sip-example-com",
        ),
        ({"call_forwarding_sip": {"sip_uri": f"{'../' * 40}@x"}}, "x"),
    ],
)
def test_a_pool_is_named_by_where_its_calls_go(body: dict[str, Any], name: str) -> None:
    ((pool,), _) = pooled({"number_code": code, **body} for code in range(FEWEST))
    assert pool_name(pool) == name

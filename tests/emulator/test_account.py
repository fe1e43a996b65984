import threading
from contextlib import suppress
from typing import Any

import pytest

from reconciler.emulator.account import Account, Application, NumberHasSipError, NumberMissingError
from reconciler.emulator.exolve_forwarding import Forwarding, read_forwarding

NUMBER = 74991112233
URL: dict[str, Any] = {"call_forwarding_type": 3, "call_forwarding_ipcr": {"url": "https://example.com/"}}


def account(*, closed: bool = False) -> Account:
    return Account(
        Application(name="sales", key="sales-key"), Application(name="support", key="support-key"), closed=closed
    )


def forwarding() -> Forwarding | None:
    return read_forwarding(URL)


def set_url(where: Account, application: str = "sales", *, at: float = 0.0, delay: float = 0.0) -> None:
    where.set_forwarding(NUMBER, application, forwarding(), keep=False, at=at, delay=delay)


def test_an_application_is_found_by_its_key() -> None:
    found = account().application_of_key("support-key")
    assert found is not None
    assert found.name == "support"
    assert account().application_of_key("other") is None


def test_a_key_is_not_printed_and_an_id_depends_on_the_name_alone() -> None:
    application = Application(name="sales", key="secret")
    assert "secret" not in repr(application)
    assert application.uuid == Application(name="sales", key="other").uuid
    assert application.uuid != Application(name="support", key="secret").uuid


def test_two_applications_cannot_share_a_key() -> None:
    with pytest.raises(ValueError, match="a key of its own"):
        Account(Application(name="a", key="k"), Application(name="b", key="k"))


def test_a_number_belongs_to_one_application() -> None:
    where = account()
    set_url(where)
    with pytest.raises(NumberMissingError):
        set_url(where, "support")
    where.register(NUMBER, "support")
    assert where.number(NUMBER, "support").forwarding == forwarding()
    with pytest.raises(NumberMissingError):
        where.number(NUMBER, "sales")


def test_a_closed_account_knows_registered_numbers_only() -> None:
    where = account(closed=True)
    with pytest.raises(NumberMissingError):
        set_url(where)
    where.register(NUMBER, "sales")
    set_url(where)
    assert [number.code for number in where.numbers()] == [NUMBER]


def test_a_sip_id_forbids_forwarding_until_it_is_freed() -> None:
    where = account()
    where.register(NUMBER, "sales")
    where.bind_sip(NUMBER)
    with pytest.raises(NumberHasSipError):
        set_url(where)
    where.bind_sip(NUMBER, bound=False)
    set_url(where)
    assert where.number(NUMBER, "sales").forwarding == forwarding()


def test_delete_tells_whether_there_was_something() -> None:
    where = account()
    set_url(where)
    assert where.delete_forwarding(NUMBER, "sales", at=0, delay=0) is True
    assert where.delete_forwarding(NUMBER, "sales", at=0, delay=0) is False


def test_a_change_in_the_cabinet_is_seen_at_once() -> None:
    where = account()
    set_url(where, at=0, delay=10)
    where.clear(NUMBER)
    assert where.number(NUMBER, "sales").shown(1) is None
    where.forward(NUMBER, URL)
    assert where.number(NUMBER, "sales").shown(1) == forwarding()


def test_the_cabinet_knows_what_is_not_there() -> None:
    where = account()
    with pytest.raises(ValueError, match="74991112233 is not registered"):
        where.clear(NUMBER)
    with pytest.raises(ValueError, match="no application 'sale'; there are: sales, support"):
        where.register(NUMBER, "sale")


def test_an_id_does_not_depend_on_the_order_of_registration() -> None:
    one, other = account(), account()
    one.register(1, "sales")
    one.register(NUMBER, "sales")
    other.register(NUMBER, "support")
    assert one.number(NUMBER, "sales").resource_id == other.number(NUMBER, "support").resource_id


def test_threads_that_name_a_number_at_once_agree_on_its_owner() -> None:
    where = account()
    owners: list[str] = []
    start = threading.Barrier(8)

    def claim(application: str) -> None:
        start.wait()
        with suppress(NumberMissingError):
            owners.append(where.number(NUMBER, application).application)

    threads = [threading.Thread(target=claim, args=[name]) for name in ("sales", "support") * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(owners) == 4
    assert len(set(owners)) == 1

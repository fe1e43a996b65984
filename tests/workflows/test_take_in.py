"""The workflow of an import: what becomes of odd names, and what is recorded."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from support.asgi import AsgiTransport
from support.shell import CODE, OTHER, clean_environment, forwarded

from reconciler.cli.interruption import Interruption
from reconciler.cli.wiring import surroundings
from reconciler.emulator.account import Account, Application
from reconciler.emulator.app import create_app
from reconciler.loader.folder import load
from reconciler.model.diagnostics import has_errors
from reconciler.model.identifiers import NumberCode
from reconciler.state.file import FileBackend
from reconciler.state.record import history_of, read_record
from reconciler.workflows.plan import plan
from reconciler.workflows.surroundings import Surroundings
from reconciler.workflows.take_in import TakenIn, take_in

AT = datetime(2026, 7, 25, 12, tzinfo=UTC)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Surroundings:
    clean_environment(monkeypatch)
    monkeypatch.chdir(tmp_path)
    return replace(surroundings(Interruption()), directory=tmp_path, now=lambda: AT)


def imported(world: Surroundings, numbers: Mapping[str, int], **forwarding: Any) -> TakenIn:
    """Import an account with one number in each of some applications."""
    place = world.directory / "desired-state"
    place.mkdir()
    variables = {name: f"KEY_{index}" for index, name in enumerate(numbers)}
    applications = {name: {"api_key_env": variable} for name, variable in variables.items()}
    settings = {"settings": {"applications": applications, "apply": {"calls_per_second": 0}}}
    (place / "settings.yaml").write_text(f"# ours\n{json.dumps(settings)}\n", encoding="utf-8")
    keys = {name: f"key-of-{index}" for index, name in enumerate(numbers)}
    account = Account(*(Application(name=name, key=key) for name, key in keys.items()))
    for name, code in numbers.items():
        account.register(code, name)
        account.forward(code, forwarded(**forwarding))
    environ = {variables[name]: key for name, key in keys.items()}
    transport = AsgiTransport(create_app(account))
    return take_in(place, replace(world, environ=environ), transport=transport)


@pytest.mark.parametrize(
    ("names", "files"),
    [
        (("contacts", "settings"), ["contacts.yaml", "contacts-2.yaml", "settings-2.yaml"]),
        (("a/b", "a b"), ["contacts.yaml", "a-b.yaml", "a-b-2.yaml"]),
        (("..", "Отдел"), ["contacts.yaml", "-.yaml", "Отдел.yaml"]),
    ],
)
def test_every_application_gets_a_file_of_its_own_whatever_it_is_called(
    world: Surroundings, names: tuple[str, str], files: list[str]
) -> None:
    taken = imported(world, dict(zip(names, (CODE, OTHER), strict=True)))
    assert [Path(file).name for file in taken.files] == files
    assert not has_errors(taken.diagnostics)
    desired = load(world.directory / "desired-state").desired
    assert desired is not None
    assert {number.application for number in desired.numbers.values()} == set(names)
    made = plan(world.directory / "desired-state", world, at=AT).plan
    assert made is not None
    assert (made.changes, made.unchanged) == ((), 2)


def test_what_was_read_is_recorded_as_applied_by_an_import(world: Surroundings) -> None:
    imported(world, {"main": CODE})
    backend = FileBackend(world.directory / ".reconciler" / "state")
    entry = read_record(backend).numbers[NumberCode(CODE)]
    assert entry.payload == {"number_code": CODE, **forwarded()}
    assert (entry.unknown, entry.applied_at) == (None, AT)
    assert backend.holder() is None
    assert any("imported" in str(item) for item in history_of(backend))


@pytest.mark.parametrize(
    ("forwarding", "target"),
    [
        ({"to": "4930123456"}, "4930123456"),
        ({"to": "78091234567"}, "78091234567"),
        ({"event_url": "http://events.example.com/?key=abcdef"}, "events.example.com"),
        ({"event_url": "https://localhost/calls"}, "localhost"),
    ],
    ids=["another country", "a premium rate", "a URL without TLS", "a private host"],
)
def test_what_the_policy_denies_gets_a_named_exception_as_found(
    world: Surroundings, forwarding: Mapping[str, Any], target: str
) -> None:
    taken = imported(world, {"main": CODE}, **forwarding)
    assert not has_errors(taken.diagnostics)
    place = world.directory / "desired-state"
    assert [Path(file).name for file in taken.files][-1] == "settings.yaml"
    assert (place / "settings.yaml").read_text(encoding="utf-8").startswith("# ours\n")
    made = plan(place, world, at=AT)
    assert made.plan is not None
    assert made.plan.changes == ()
    (used,) = made.review.exceptions
    assert (used.exception.target, used.numbers) == (target, (CODE,))
    assert used.exception.name.startswith("as found")
    assert used.exception.reason


def test_an_import_without_settings_writes_them_where_the_policy_denies_something(world: Surroundings) -> None:
    place = world.directory / "desired-state"
    account = Account(Application(name="main", key="key-0"))
    account.register(CODE, "main")
    account.forward(CODE, forwarded(to="4930123456"))
    taken = take_in(
        place, replace(world, environ={"EXOLVE_API_KEY": "key-0"}), transport=AsgiTransport(create_app(account))
    )
    assert [Path(file).name for file in taken.files] == ["numbers.yaml", "settings.yaml"]
    assert not has_errors(taken.diagnostics)


def test_an_import_without_anything_denied_writes_no_settings(world: Surroundings) -> None:
    assert "settings.yaml" not in [Path(file).name for file in imported(world, {"main": CODE}).files]

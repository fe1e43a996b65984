"""Every kind of box, for the tests that prove something of all of them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support import boxes as made
from support.boxes import KINDS, Boxes, Clients
from support.postgres import PostgresServer
from support.s3 import S3Server

from reconciler.state.backend import Backend


@pytest.fixture(scope="module", autouse=True)
def _no_git_configuration() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
        patch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
        yield


@pytest.fixture(scope="module", params=KINDS)
def boxes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Boxes]:
    with pytest.MonkeyPatch.context() as patch:
        yield _boxes(request, lambda: tmp_path_factory.mktemp("place"), patch)


def _boxes(request: pytest.FixtureRequest, place: Callable[[], Path], patch: pytest.MonkeyPatch) -> Boxes:
    kind: str = request.param
    match kind:
        case "s3":
            s3: S3Server = request.getfixturevalue("s3")
            _set(s3.environ(), patch)
            return Boxes(kind=kind, spot=lambda: made.in_bucket(place()))
        case "postgresql":
            postgres: PostgresServer = request.getfixturevalue("postgres")
            _set(postgres.environ(), patch)
            return Boxes(kind=kind, spot=lambda: made.in_database(postgres, place()))
        case "file":
            return Boxes(kind=kind, spot=lambda: made.in_folder(place()))
        case "git":
            return Boxes(kind=kind, spot=lambda: made.on_branch(place()))
        case "git-alone":
            return Boxes(kind=kind, spot=lambda: made.on_lone_branch(place()))
        case _:
            return Boxes(kind=kind, spot=None)


def _set(variables: dict[str, str], patch: pytest.MonkeyPatch) -> None:
    for name, value in variables.items():
        patch.setenv(name, value)


@pytest.fixture
def clients(boxes: Boxes) -> Clients:
    return boxes.fresh()


@pytest.fixture
def box(clients: Clients) -> Backend:
    return clients[0]

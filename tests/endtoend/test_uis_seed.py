"""The request and the answer that UIS's own page prints: what goes in comes out, but for one parameter of no table."""

import json
import random
import threading
from typing import Any

import httpx
from support.asgi import AsgiTransport
from support.time import Clock
from support.uis_page import ANSWER, REQUEST

from reconciler.emulator.account import Account, Application
from reconciler.emulator.app import create_app
from reconciler.emulator.telephony import telephony
from reconciler.emulator.uis_account import UisAccount
from reconciler.model.vnumber_call import VnumberCall
from reconciler.providers.uis import Uis
from reconciler.providers.uis_credentials import Credentials


class Noting(httpx.BaseTransport):
    """Keeps the bodies that go through it, in both directions."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner
        self.sent: list[Any] = []
        self.answered: list[Any] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(json.loads(request.read()))
        response = self._inner.handle_request(request)
        self.answered.append(json.loads(response.read()))
        return response


def test_the_page_s_request_and_answer_pass_through_as_printed() -> None:
    printed = json.loads(REQUEST)
    key = printed["params"].pop("access_token")
    del printed["params"]["show_virtual_phone_number"]  # it is in the example and in no table: not sent
    clock = Clock()
    account = Account(Application(name="main", key="any-key"))
    world = telephony(account, clock=lambda: clock.now().timestamp(), uis=UisAccount(tokens={key: "ok"}))
    noting = Noting(AsgiTransport(create_app(account, world=world)))
    with Uis(
        credentials=Credentials(token=key),
        call_url="http://uis.example/v4.0",
        data_url="http://uis.example/v2.0",
        stop=threading.Event(),
        now=clock.now,
        monotonic=clock.monotonic,
        wait=clock.move,
        sleep=clock.move,
        randomness=random.Random(1),  # noqa: S311 - dice, not a secret
        new_id=lambda: "req1",
        transport=noting,
    ) as client:
        assert client.start(VnumberCall.model_validate(printed["params"])) == 123467589
    printed["params"]["access_token"] = key
    assert noting.sent == [printed]
    assert noting.answered == [json.loads(ANSWER)]

"""API keys as people copy them, and addresses as people set them."""

import pytest
from support.exolve import KEY, NUMBER, SALES, Script, Setup, ok, to_one, told

from reconciler.errors import ConfigurationError
from reconciler.model.identifiers import ApplicationName

SECRET_PART = "4f1c9e"


@pytest.mark.parametrize(
    "copied",
    [
        KEY,
        f"Bearer {KEY}",
        f"Bearer Bearer {KEY}",
        f"bearer BEARER  Bearer {KEY}",
        f"  Bearer {KEY}\n",
    ],
)
def test_a_key_is_sent_bare_behind_one_bearer_however_it_was_copied(copied: str) -> None:
    script = Script(ok())
    Setup(transport=script, keys={SALES: copied}).session().client.set_call_forwarding(SALES, to_one())
    assert script.requests[0].headers.get_list("Authorization") == [f"Bearer {KEY}"]


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "   ",
        "Bearer",
        "Bearer Bearer ",
        f"{KEY}\nsecond line",
        f"{KEY} and more",
        f"ключ-{SECRET_PART}",
        f"{KEY}\x00",
        f"{KEY}\u200b",
        f"Bearer\t{KEY}",
    ],
)
def test_what_cannot_be_a_key_is_refused_without_being_repeated(wrong: str) -> None:
    client = Setup(keys={SALES: wrong}, transport=Script(ok())).session().client
    with pytest.raises(ConfigurationError, match="API key of the application 'sales'") as caught:
        client.get_attributes(SALES, NUMBER)
    assert SECRET_PART not in told(caught.value)
    assert "Copy it again" in caught.value.advice


def test_an_application_without_a_key_is_told_which_variable_is_not_set() -> None:
    session = Setup(transport=Script(ok())).session()
    session.client.key_variables = {"support": "SUPPORT_KEY"}
    with pytest.raises(ConfigurationError, match="'support': the variable SUPPORT_KEY is not set"):
        session.client.get_attributes(ApplicationName("support"), NUMBER)


@pytest.mark.parametrize("wrong", ["", "not a url", "exolve.example", "ftp://exolve.example", "http://", "http://[::1"])
def test_an_address_that_is_no_url_is_refused_before_anything_is_sent(wrong: str) -> None:
    with pytest.raises(ConfigurationError, match="EXOLVE_BASE_URL is not an http or https URL"):
        Setup(base_url=wrong).session()


def test_an_address_may_have_a_path_of_its_own() -> None:
    script = Script(ok())
    Setup(transport=script, base_url="https://proxy.example/exolve/").session().client.set_call_forwarding(
        SALES, to_one()
    )
    assert script.requests[0].url.path == "/exolve/number/v1/SetCallForwarding"

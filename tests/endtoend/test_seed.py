"""The three bodies that the provider's own page prints, each in a folder of its own: what goes in comes out."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from support.emulated import emulated
from support.shell import Shell

from reconciler.emulator.profile import PROFILES

SEED = Path(__file__).parents[1] / "seed"
NUMBER = 74991112233

# Source: the provider's page "SetCallForwarding", its three examples; the first without its comment.
PRINTED = {
    "1": """
{
    "number_code": 74991112233,
    "call_forwarding_type": 2,
    "call_forwarding_number": {
       "redirect_type": 1,
       "call_control":[
           {
                "timeout": "16",
                "active": true,
                "period": "wd {Mon-Fri} hr {6am-14pm}",
                "period_description": "график будни",
                "name": "звонит клиент",
                "redirect_number": "74992223344"
            }
       ],
        "event_url": "https://example.com/",
        "event_extended": true,
        "client_id": "test",
        "file_to_a": "12345",
        "file_to_b": "54321",
        "masking": true,
        "display_number": "74995556677"
    }
}
""",
    "2": """
{
    "number_code": 74991112233,
    "call_forwarding_type": 3,
    "call_forwarding_ipcr": {
        "url": "https://example.com/",
        "reserve": "74993334455"
    }
}
""",
    "3": """
{
    "number_code": 74991112233,
    "call_forwarding_type": 4,
    "call_forwarding_static": {
       "static_ip": "127.0.0.1",
       "port": 10,
       "timeout": 30,
       "did": 111
    }
}
""",
}
INTEGERS = frozenset({"number_code", "call_forwarding_type", "redirect_type", "timeout", "port", "did"})


def normalised(value: Any) -> Any:
    """Write the integers of a body as numbers; the example has a timeout of "16"."""
    if isinstance(value, list):
        return [normalised(item) for item in value]
    if isinstance(value, dict):
        return {name: int(item) if name in INTEGERS else normalised(item) for name, item in value.items()}
    return value


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("example", PRINTED)
def test_a_printed_body_is_sent_and_stored_as_printed(example: str, profile: str, shell: Shell) -> None:
    printed = normalised(json.loads(PRINTED[example]))
    shutil.copytree(SEED / example, shell.folder / "desired-state")
    with emulated(profile, keys={"only": "the-only-key-31c4"}) as emulator:
        shell.set(EXOLVE_BASE_URL=emulator.url, EXOLVE_API_KEY="the-only-key-31c4")
        ran = shell("apply", "--yes")
        assert (ran.code, emulator.numbers_sent()) == (0, [NUMBER]), ran.err
        assert emulator.bodies() == [printed]
        assert {"number_code": NUMBER, **(emulator.forwarding(NUMBER) or {})} == printed
        assert shell("plan", "--detailed-exitcode").code == 0
        assert shell("apply", "--yes").code == 0
        assert emulator.numbers_sent() == [NUMBER]


@pytest.mark.parametrize("example", PRINTED)
def test_a_seed_folder_holds_the_body_exactly_as_printed(example: str) -> None:
    text = (SEED / example / "number.yaml").read_text(encoding="utf-8")
    assert json.loads(text.removeprefix("numbers:\n  - ")) == json.loads(PRINTED[example])

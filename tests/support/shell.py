"""The command line as a person meets it, in this process: arguments in, exit code and output out."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from support.emulated import MAIN_KEY, SECOND_KEY, UIS_KEY, Emulated

from reconciler.cli.interruption import Interruption
from reconciler.cli.main import Started, outcome
from reconciler.cli.wiring import surroundings
from reconciler.model.outcome import Applied
from reconciler.workflows.apply import Options, applying

CODES = tuple(74991112233 + index for index in range(20))
CODE, OTHER, THIRD = CODES[:3]
PHONE = "74992223344"
SETTINGS = """\
settings:
  applications:
    main: {api_key_env: EXOLVE_API_KEY}
    second: {api_key_env: SECOND_API_KEY}
  secrets: [EVENTS_KEY]
  apply: {calls_per_second: 0}
"""
MEANINGFUL = (
    "EXOLVE_",
    "UIS_",
    "RECONCILER_",
    "GITHUB_",
    "GITLAB_",
    "CI",
    "NO_COLOR",
    "EVENTS_",
    "SECOND_",
    "FORCE_COLOR",
    "PYTHONUNBUFFERED",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What became of one command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON value on stdout."""
        return json.loads(self.out)


class Shell:
    """A folder that is the current one, an environment without anything of ours, and the command in it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        clean_environment(monkeypatch)
        monkeypatch.chdir(folder)

    def __call__(self, *arguments: str) -> Ran:
        """Run one command."""
        self._capsys.readouterr()
        code = int(outcome(Started(), list(arguments)))
        out, err = self._capsys.readouterr()
        return Ran(code=code, out=out, err=err)

    def set(self, **variables: str | None) -> None:
        """Set variables of the environment, or take (None) them away."""
        for name, value in variables.items():
            if value is None:
                self._monkeypatch.delenv(name, raising=False)
            else:
                self._monkeypatch.setenv(name, value)

    def use(self, emulator: Emulated) -> None:
        """Point the environment at an emulator, with the keys of both applications."""
        self.set(EXOLVE_BASE_URL=emulator.url, EXOLVE_API_KEY=MAIN_KEY, SECOND_API_KEY=SECOND_KEY)
        self.set(UIS_BASE_URL=f"{emulator.url}/v4.0", UIS_DATA_URL=f"{emulator.url}/v2.0", UIS_ACCESS_TOKEN=UIS_KEY)

    def write(self, files: Mapping[str, str | list[dict[str, Any]]]) -> None:
        """Write files into desired-state; a list becomes the file's numbers."""
        for name, content in files.items():
            path = self.folder / "desired-state" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content if isinstance(content, str) else json.dumps({"numbers": content}), encoding="utf-8")

    def declare(self, *numbers: dict[str, Any], settings: str = SETTINGS) -> None:
        """Write the settings and one file with these numbers."""
        self.write({"settings.yaml": settings, "numbers.yaml": list(numbers)})

    def apply_at(self, at: datetime) -> None:
        """Apply the folder as a run at another moment would have done."""
        with applying(Path("desired-state"), surroundings(Interruption()), Options(at=at)) as apply:
            assert all(isinstance(item, Applied) for item in apply.run())

    def everything_written(self) -> bytes:
        """Answer every byte of every file below the current folder."""
        return b"\n".join(path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file())


def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away whatever of the environment would change what a command does."""

    for name in list(os.environ):
        if name.startswith(MEANINGFUL):
            monkeypatch.delenv(name)


def number(
    code: int = CODE, *, timeout: int = 16, to: str = PHONE, application: str = "main", **own: Any
) -> dict[str, Any]:
    """Write a declaration that forwards to one phone."""
    data = {"redirect_type": "single", "call_control": [{"redirect_number": to, "timeout": timeout}]}
    return {"number_code": code, "application": application, "call_forwarding_number": data, **own}


def to_url(code: int, url: str, *, application: str = "main", **own: Any) -> dict[str, Any]:
    """Write a declaration that lets a URL decide."""
    return {"number_code": code, "application": application, "call_forwarding_ipcr": {"url": url}, **own}


def forwarded(*, timeout: int = 16, to: str = PHONE, **data: Any) -> dict[str, Any]:
    """Write a body as the web cabinet's own: forwarding to one phone."""
    entry = {"redirect_number": to, "timeout": timeout, "active": True}
    return {
        "call_forwarding_type": 2,
        "call_forwarding_number": {"redirect_type": 1, "call_control": [entry], **data},
    }

"""Everything of the world that a workflow does not find in files: time, ids, randomness, environment, who runs it."""

import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reconciler.errors import ConfigurationError
from reconciler.model.identifiers import ApplicationName, RunId
from reconciler.model.settings import Settings, applications_of
from reconciler.state.address import open_backend
from reconciler.state.backend import Backend, Holder
from reconciler.state.journal import Run

BASE_URL = "https://api.exolve.ru"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The world as arguments. `stop` is set when the run was asked to stop; `directory` is the current folder."""

    environ: Mapping[str, str]
    directory: Path
    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    sleep: Callable[[float], object]
    alive: Callable[[int], bool]
    new_id: Callable[[], str]
    new_key: Callable[[int], bytes]
    randomness: random.Random
    stop: threading.Event
    owner: str
    host: str
    pid: int
    run_url: str | None

    def backend(self, settings: Settings, state_url: str | None) -> Backend:
        """Open the record's backend: the command line beats RECONCILER_STATE beats the settings."""
        url = state_url or self.environ.get("RECONCILER_STATE") or settings.state.url
        return open_backend(url, directory=self.directory)

    def secrets(self, settings: Settings) -> dict[str, str]:
        """Answer the values of the secrets whose variables are set; a line break at the end was copied along."""
        values = {name: self.environ[name].strip() for name in settings.secrets if self.environ.get(name, "").strip()}
        for name, value in values.items():
            if not value.isprintable() or any(character.isspace() for character in value):
                raise ConfigurationError(
                    f"the value of the environment variable {name} has a space, a line break or another character that"
                    " cannot be put into a URL, or is not UTF-8.",
                    advice=f"Set {name} again.",
                )
        return values

    def keys(self, settings: Settings) -> dict[ApplicationName, str]:
        """Answer the API keys of the applications whose variables are set."""
        variables = {ApplicationName(name): app.api_key_env for name, app in applications_of(settings).items()}
        return {name: self.environ[variable] for name, variable in variables.items() if self.environ.get(variable)}

    def base_url(self) -> str:
        """Answer Exolve's address."""
        return self.address("EXOLVE_BASE_URL", BASE_URL)

    def address(self, variable: str, usual: str) -> str:
        """Answer a provider's address; one with a user or password in it is refused without being repeated."""
        url = self.environ.get(variable) or usual
        if "@" in url:
            raise ConfigurationError(
                f"{variable} has a user or password in it.", advice="Take it out; keys have variables of their own."
            )
        return url

    def run(self, verb: str, revision: str | None) -> Run:
        """Answer the identity of a new run of a verb that writes."""
        return Run(
            id=RunId(self.new_id()),
            verb=verb,
            owner=self.owner,
            host=self.host,
            run_url=self.run_url,
            revision=revision,
        )

    def holder(self, run: Run, seconds: float) -> Holder:
        """Answer how this run presents itself as the holder of the lock."""
        return Holder(
            id=run.id,
            owner=run.owner,
            host=run.host,
            pid=self.pid,
            run_url=run.run_url,
            since=self.now(),
            seconds=seconds,
        )

"""Printing: results to stdout, prose to stderr, no secret in either, colours where they are wanted."""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import orjson

from reconciler.cli.redacting import redaction, without
from reconciler.errors import ConfigurationError
from reconciler.providers.redaction import Redaction
from reconciler.reports.github.commands import disarmed, disarmed_json
from reconciler.reports.json.values import written
from reconciler.reports.text.paint import Paint

if TYPE_CHECKING:
    from reconciler.model.settings import Settings  # pydantic costs more than all of `reconciler --help`


def _from_environment() -> Redaction:
    return redaction(os.environ)


def _is_log_of_github() -> bool:
    return os.environ.get("GITHUB_ACTIONS") == "true"


@dataclass(slots=True)
class Output:
    """Where everything that a command says goes. `verbosity` is -1 for --quiet, 1 for --verbose.

    `has_result` tells whether a result was printed or written, or at least begun, and `results` where (None: stdout).
    In a job on GitHub both streams are its log, where a value could be a command to the runner (to hide texts, or to
    let outputs of the job vanish): nothing that is printed there is one.
    """

    colour: bool = True
    verbosity: int = 0
    has_result: bool = False
    results: set[Path | None] = field(default_factory=set)
    _redact: Redaction = field(default_factory=_from_environment)
    _is_log: bool = field(default_factory=_is_log_of_github)

    def learn(self, settings: "Settings") -> None:
        """Keep back the secrets that these settings name."""
        self._redact = redaction(os.environ, settings)

    def redacted(self, text: str) -> str:
        """Answer a text without secrets, for what is cut or wrapped before it is printed."""
        return self._redact(text)

    def result(self, text: str, file: Path | None = None, *, for_programs: bool = False) -> None:
        """Print a result, or write it to a file; what is `for_programs` is printed as it is, commands included."""
        text = self._redact(text)
        self._put(text if for_programs or file is not None else self._logged(text), file)

    def machine(self, text: str, file: Path | None = None) -> None:
        """Print a JSON value, or write it to a file; secrets are taken out of its texts, never of its names."""
        value = written(without(_read(text), self._redact))
        self._put(disarmed_json(value) if self._is_log and file is None else value, file)

    def page(self, text: str, file: Path | None = None) -> None:
        """Print a page, or write it to a file; secrets are taken out of what it says, never of what makes it work."""
        from reconciler.cli.pages import cleaned  # noqa: PLC0415 - few commands write a page

        self._put(cleaned(text, self._redact), file)

    def cleaned(self, data: object) -> object:
        """Answer a page's data without secrets, for what is packed before it is written."""
        from reconciler.cli.pages import data_without  # noqa: PLC0415 - few commands write a page

        return data_without(data, self._redact)

    def exactly(self, parts: Iterable[bytes], file: Path | None = None) -> None:
        """Print bytes as they are, or write them to a new file that only its owner can read: for what holds no secret.

        To take a short secret out of a checksum or a key by chance would spoil what must stay whole.
        """
        if file is None:
            self.has_result = True
            _print_bytes(sys.stdout, parts)
            return
        try:
            _keep(file, parts)
        except FileExistsError as error:
            raise ConfigurationError(
                f"'{file}' is there already, and nothing is overwritten.", advice="Name another file, or move it away."
            ) from error
        except OSError as error:
            raise ConfigurationError(f"'{file}' cannot be written: {error.strerror}.") from error
        self.has_result = True

    def _put(self, text: str, file: Path | None) -> None:
        if file is None:
            self.has_result = True
            self.results.add(None)
            _print(sys.stdout, text)
            return
        try:
            file.write_text(text, encoding="utf-8")
        except OSError as error:
            raise ConfigurationError(f"'{file}' cannot be written: {error.strerror}.") from error
        self.has_result = True
        self.results.add(file)

    def say(self, text: str) -> None:
        """Say something to a person, on stderr, unless --quiet."""
        if self.verbosity >= 0:
            self.complain(text)

    def complain(self, text: str) -> None:
        """Say what is wrong, on stderr, always; that nobody listens any more must not end what is going on."""
        if text:
            with suppress(OSError, ValueError):
                _print(sys.stderr, self._logged(self._redact(text)))

    def _logged(self, text: str) -> str:
        return disarmed(text) if self._is_log else text

    def paint(self, stream: TextIO | None) -> Paint:
        """Answer the colours for a stream: none off a terminal, under NO_COLOR, in CI, or with --no-color."""
        wanted = self.colour and not os.environ.get("NO_COLOR") and not os.environ.get("CI")
        return Paint(colours=wanted and stream is not None and stream.isatty())

    @contextmanager
    def progress(self, title: str, total: int) -> "Iterator[Progress]":
        """Show a bar on a terminal while a block runs; elsewhere show nothing."""
        if self.verbosity < 0 or os.environ.get("CI") or not (sys.stderr and sys.stderr.isatty()):
            yield Progress()
            return
        from rich.console import Console  # noqa: PLC0415 - rich costs 60 ms, which only a terminal's bar is worth
        from rich.progress import Progress as Bar  # noqa: PLC0415 - see above

        no_color = not self.paint(sys.stderr).colours
        with Bar(console=Console(stderr=True, no_color=no_color), transient=True) as bar:
            task = bar.add_task(title, total=total)
            yield Progress(lambda: bar.advance(task))


class Progress:
    """Counts steps for whoever watches."""

    def __init__(self, advance: Callable[[], None] | None = None) -> None:
        self._advance = advance

    def step(self) -> None:
        """Count one more."""
        if self._advance is not None:
            self._advance()


def _read(text: str) -> object:
    try:
        value: object = orjson.loads(text)
    except orjson.JSONDecodeError:
        value = json.loads(text)  # half a character, written out as an escape, which only this one reads
    return value


def _keep(file: Path, parts: Iterable[bytes]) -> None:
    """Write a new file durably: it is there with all of its contents, or not at all."""
    handle, name = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.writelines(parts)
            stream.flush()
            os.fsync(stream.fileno())
        os.link(name, file)  # a rename would overwrite what is there
    finally:
        Path(name).unlink(missing_ok=True)


def _print_bytes(stream: TextIO | None, parts: Iterable[bytes]) -> None:
    if stream is None:
        return  # started with the stream closed: nobody wants to read it
    stream.flush()
    stream.buffer.writelines(parts)
    stream.buffer.flush()


def _print(stream: TextIO | None, text: str) -> None:
    if stream is None:
        return  # started with the stream closed: nobody wants to read it
    stream.write(text if text.endswith("\n") else text + "\n")
    stream.flush()

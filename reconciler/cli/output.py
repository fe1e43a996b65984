"""Printing: results to stdout, prose to stderr, no secret in either, colours where they are wanted."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from reconciler.cli.redacting import redaction
from reconciler.errors import ConfigurationError
from reconciler.model.settings import Settings
from reconciler.providers.redaction import Redaction
from reconciler.reports.text.paint import Paint


def _from_environment() -> Redaction:
    return redaction(os.environ)


@dataclass(slots=True)
class Output:
    """Where everything that a command says goes. `verbosity` is -1 for --quiet, 1 for --verbose.

    `has_result` tells whether a result was printed or written, or at least begun.
    """

    colour: bool = True
    verbosity: int = 0
    has_result: bool = False
    _redact: Redaction = field(default_factory=_from_environment)

    def learn(self, settings: Settings) -> None:
        """Keep back the secrets that these settings name."""
        self._redact = redaction(os.environ, settings)

    def result(self, text: str, file: Path | None = None) -> None:
        """Print a result, or write it to a file."""
        if file is None:
            self.has_result = True
            _print(sys.stdout, self._redact(text))
            return
        try:
            file.write_text(self._redact(text), encoding="utf-8")
        except OSError as error:
            raise ConfigurationError(f"'{file}' cannot be written: {error.strerror}.") from error
        self.has_result = True

    def say(self, text: str) -> None:
        """Say something to a person, on stderr, unless --quiet."""
        if text and self.verbosity >= 0:
            _print(sys.stderr, self._redact(text))

    def complain(self, text: str) -> None:
        """Say what is wrong, on stderr, always."""
        if text:
            _print(sys.stderr, self._redact(text))

    def paint(self, stream: TextIO) -> Paint:
        """Answer the colours for a stream: none off a terminal, under NO_COLOR, in CI, or with --no-color."""
        wanted = self.colour and not os.environ.get("NO_COLOR") and not os.environ.get("CI")
        return Paint(colours=wanted and stream.isatty())

    @contextmanager
    def progress(self, title: str, total: int) -> "Iterator[Progress]":
        """Show a bar on a terminal while a block runs; elsewhere show nothing."""
        if self.verbosity < 0 or os.environ.get("CI") or not sys.stderr.isatty():
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


def _print(stream: TextIO, text: str) -> None:
    stream.write(text if text.endswith("\n") else text + "\n")
    stream.flush()

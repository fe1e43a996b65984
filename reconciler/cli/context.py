"""What the options before the command come to, handed to every command."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reconciler.cli.interruption import Interruption
from reconciler.cli.output import Output

if TYPE_CHECKING:
    # What it imports costs more than all of `reconciler --help`.
    from reconciler.workflows.surroundings import Surroundings


@dataclass(slots=True, kw_only=True)
class Context:
    """One command's run; `exit_code` is what the process ends with unless an error says otherwise.

    None until the command knows it: a command that ends without having set it is done.
    """

    directory: Path
    state_url: str | None
    output: Output
    interruption: Interruption
    surroundings: "Surroundings"
    exit_code: int | None = None


pass_context: Callable[[Callable[..., Any]], Callable[..., Any]] = click.make_pass_decorator(Context)


class Moment(click.ParamType[datetime]):
    """TIME: ISO 8601 with a zone, or `now`."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Answer the moment; a time without a zone is refused, because nobody knows which one was meant."""
        from reconciler.model.moments import EARLIEST, LATEST  # noqa: PLC0415 - it costs more than all of `--help`

        if isinstance(value, datetime):
            return value
        if value == "now":
            return datetime.now(UTC)
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a time. Write it like 2026-12-31T23:00:00+03:00, or 'now'.", param, ctx)
        if moment.tzinfo is None:
            self.fail(f"{value!r} has no zone. Write it like 2026-12-31T23:00:00+03:00.", param, ctx)
        if not EARLIEST <= moment.year <= LATEST:
            self.fail(f"{value!r} is not in the years {EARLIEST} to {LATEST}.", param, ctx)
        return moment


MAX_DIGITS = 20


class PhoneNumber(click.ParamType[int]):
    """NUMBER: the digits of E.164 (at most 15; a uint64 has 20)."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Answer the number."""
        if isinstance(value, int):
            return value
        if not (value.isascii() and value.isdigit() and len(value) <= MAX_DIGITS):
            self.fail(f"{value!r} is not a number. Write its digits, such as 74991112233.", param, ctx)
        return int(value)


MOMENT = Moment()
NUMBER = PhoneNumber()
TEXT_OR_JSON = click.Choice(["text", "json"])

"""The guide of the tour: runs commands as a user would, shows what they print, and checks what must be true."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reconciler.cli.exits import Exit
from reconciler.cli.output import Output
from reconciler.emulator.account import Account
from reconciler.emulator.log import CallLog
from reconciler.emulator.telephony import Telephony
from reconciler.errors import ReconcilerError


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """Runs commands as a user would, shows what they print, and checks."""

    folder: Path
    environ: Mapping[str, str]
    account: Account
    log: CallLog
    world: Telephony
    output: Output

    def title(self, words: str) -> None:
        """Show what the next steps are about."""
        self.output.result(f"\n── {words} " + "─" * max(0, 96 - len(words)))

    def run(self, *arguments: str, exit_code: int = Exit.DONE, quiet: bool = False) -> str:
        """Run a command in a process of its own; answer its stdout."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith("RECONCILER_")}
        done = subprocess.run(  # noqa: S603 - our own program with fixed words
            [sys.executable, "-m", "reconciler", *arguments],
            cwd=self.folder,
            env={**environ, **self.environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if quiet else subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        if not quiet:
            self.output.result(f"$ reconciler {' '.join(arguments)}\n{done.stdout}")
        self.check(done.returncode == exit_code, f"exit {done.returncode} instead of {exit_code:d}: {done.stderr}")
        return done.stdout

    def changes(self, *arguments: str) -> list[Mapping[str, Any]]:
        """Answer the changes of the plan as machines read it."""
        changes: list[Mapping[str, Any]] = json.loads(self.run(*arguments, "plan", "--format", "json", quiet=True))[
            "changes"
        ]
        return changes

    def sets(self) -> int:
        """Answer how many SetCallForwarding the stand-in has received."""
        return sum(call.method == "SetCallForwarding" for call in self.log.calls())

    def check(self, holds: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as "check that … holds"
        """End the tour where something is not as it must be."""
        if not holds:
            raise ReconcilerError(f"the demo did not go as it should: {otherwise}")

    def proved(self, words: str) -> None:
        """Show what was seen to hold."""
        self.output.result(f"✓ {words}")

"""A runner's machine: what is on its PATH, and an environment that holds nothing else."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PIP = """\
#!/bin/sh
# Installs nothing: it takes long and needs a network. It checks that everything which would be installed is there.
set -eu
test "$1" = install
shift
while [ $# -gt 0 ]; do
  case "$1" in
    --require-hashes) hashes=yes ;;
    --no-deps) alone=yes ;;
    -r) shift; test "${hashes:-no}" = yes; grep -q -- --hash=sha256 "$1" ;;
    -*) echo "unexpected option $1" >&2; exit 1 ;;
    *) test "${alone:-no}" = yes; test -f "$1/pyproject.toml" ;;
  esac
  shift
done
"""
SLEEP = """\
#!/bin/sh
# Waits for no clock: what is under way elsewhere may go on now, and is waited for.
touch "$MEANWHILE/go-on"
while [ -e "$MEANWHILE/under-way" ]; do /bin/sleep 0.1; done
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A machine to run jobs on."""

    environment: Mapping[str, str]
    meanwhile: Path

    @classmethod
    def make(cls, folder: Path, more: Mapping[str, str]) -> "Machine":
        """Make one: a `pip` that only checks, the reconciler under test, and the system's own commands."""
        commands, home, meanwhile = folder / "commands", folder / "home", folder / "meanwhile"
        for made in (commands, home, meanwhile):
            made.mkdir(parents=True)
        for name, script in (("pip", PIP), ("sleep", SLEEP)):
            (commands / name).write_text(script)
            (commands / name).chmod(0o755)
        path = os.pathsep.join([str(commands), str(Path(sys.executable).parent), os.environ["PATH"]])
        passed = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}
        return cls(
            meanwhile=meanwhile,
            environment={
                **passed,
                "PATH": path,
                "HOME": str(home),
                "LANG": "C.UTF-8",
                "GIT_CONFIG_NOSYSTEM": "1",
                "CI": "true",
                "MEANWHILE": str(meanwhile),
                **more,
            },
        )

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A machine to run jobs on."""

    environment: Mapping[str, str]

    @classmethod
    def make(cls, folder: Path, more: Mapping[str, str]) -> "Machine":
        """Make one: a `pip` that only checks, the reconciler under test, and the system's own commands."""
        commands = folder / "commands"
        commands.mkdir(parents=True)
        (commands / "pip").write_text(PIP)
        (commands / "pip").chmod(0o755)
        home = folder / "home"
        home.mkdir()
        path = os.pathsep.join([str(commands), str(Path(sys.executable).parent), os.environ["PATH"]])
        passed = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}
        return cls(
            environment={
                **passed,
                "PATH": path,
                "HOME": str(home),
                "LANG": "C.UTF-8",
                "GIT_CONFIG_NOSYSTEM": "1",
                "CI": "true",
                **more,
            }
        )

"""The emulator is a second reading of the documentation: it shares no code with the client that it tests.

The language of periods alone is the same on both sides: it is held to a real engine by tests of its own.
"""

import ast
from pathlib import Path

import reconciler.emulator

ROOM = Path(str(reconciler.emulator.__file__)).parent


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def test_it_imports_nothing_else_of_this_project() -> None:
    foreign = {
        (path.name, name)
        for path in ROOM.glob("*.py")
        for name in imported(path)
        if name.startswith("reconciler") and not name.startswith(("reconciler.emulator", "reconciler.periods"))
    }
    assert foreign == set()

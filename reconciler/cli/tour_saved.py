"""The tour's stop at saved plans: one that the record has left behind is refused, and one that fits is done."""

import re
from pathlib import Path

from reconciler.cli.exits import Exit
from reconciler.cli.guide import Guide

TIMEOUT = re.compile(r"timeout: (\d+)")


def longer(file: Path, line: int) -> tuple[str, str]:
    """Let a phone ring five seconds longer, the first one from a line on; answer its line before and after."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    index = next(index for index in range(line - 1, len(lines)) if TIMEOUT.search(lines[index]))
    old = lines[index]
    lines[index] = TIMEOUT.sub(lambda match: f"timeout: {int(match[1]) + 5}", old, count=1)
    file.write_text("".join(lines), encoding="utf-8")
    return old, lines[index]


def saved(guide: Guide, file: Path, line: int) -> None:
    """Save a plan that is overtaken by another, and then one that is not, which is applied without the folder."""
    guide.title("A plan is saved; somebody else's comes first, and the saved one is refused")
    longer(file, line)
    guide.run("plan", "--out", "plan.reconciler")
    longer(file, line)
    guide.run("apply", "--yes", quiet=True)
    before = guide.sets()
    guide.run("apply", "plan.reconciler", "--yes", exit_code=Exit.REFUSED)
    guide.check(guide.sets() == before, "a plan that was overtaken was sent")
    guide.title("Planned again, it is done exactly as it was saved; the folder is not even there")
    longer(file, line)
    guide.run("plan", "--out", "plan.reconciler", quiet=True)
    folder, away = guide.folder / "desired-state", guide.folder / "away"
    folder.rename(away)
    guide.run("apply", "plan.reconciler", "--yes")
    away.rename(folder)
    guide.check(guide.sets() == before + 1, f"{guide.sets() - before} sets instead of one")
    guide.run("plan", "--detailed-exitcode")

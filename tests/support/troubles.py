"""What may befall an apply, one function each: it runs a process (or two), and sees that the laws hold after it."""

import re
import stat
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from support import jumping
from support.outlet import Outlet
from support.scene import LOCKED, STOPPED, WELL, Scene
from support.small_disk import SmallDisk
from support.watched import Moment, Program, Progress, Running, waited_for

CLOSED_SECONDS = 2.0
PAUSED_SECONDS = 1.5

Trouble = Callable[[Scene, Program, Outlet, int], None]

# Refuses the pushes whose numbers, counted from when the file `refused` was written, stand in it.
HOOK = """\
#!/bin/sh
cd "$(dirname "$0")" || exit 1
[ -f refused ] || exit 0
pushes=$(($(cat pushes 2>/dev/null || echo 0) + 1))
echo $pushes >pushes
if grep -qx "$pushes" refused; then
    echo "this push is refused: the branch is protected" >&2
    exit 1
fi
"""


def ended_by_signal(scene: Scene, program: Program, _outlet: Outlet, parts: int) -> None:
    """End a process by a signal while it starts, in the middle, or at its end."""
    moment = Moment.drawn(scene.dice, _progress(scene, parts))
    before = len(scene.log.changing())
    ended = program.run(scene.approved(), log=scene.log, moment=moment)
    scene.happened(str(moment))
    if ended.code in STOPPED:
        scene.tally.kills[moment.signal.name] += 1
    scene.see(ended, sent_before=before, allowed=WELL | STOPPED)


def port_closed(scene: Scene, program: Program, outlet: Outlet, parts: int) -> None:
    """Let nobody listen at the provider's port for two seconds."""
    at = Progress.in_the_middle(scene.dice, pending=len(scene.pending()), parts=parts)
    before = len(scene.log.changing())
    running = program.start(scene.approved(), log=scene.log)
    try:
        reached = running.reaches(at)
        if reached:
            outlet.close()
            time.sleep(CLOSED_SECONDS)
            outlet.open()
            scene.happened(f"closed@{at}", trouble="port closed for two seconds")
        ended = running.wait()
        if reached:
            scene.tally.lost_to_port += scene.window_of(scene.log.changing()[before:], backend="file")
        scene.see(ended, sent_before=before)
    finally:
        running.stop()


def disk_full(scene: Scene, program: Program, _outlet: Outlet, parts: int) -> None:
    """Fill the disk that the record is on, for a moment or until the process has ended."""
    disk = _disk(scene)
    at = _progress(scene, parts)
    short = scene.dice.random() < 0.3
    before = len(scene.log.changing())
    running = program.start(scene.approved(), log=scene.log)
    try:
        reached = running.reaches(at)
        disk.fill()
        if reached:
            scene.happened(f"full{'-shortly' if short else ''}@{at}", trouble="disk full")
        if short:
            time.sleep(0.3)
            disk.free()
        ended = running.wait()
        if not short:
            disk.free()
        scene.see(ended, sent_before=before)
    finally:
        running.stop()


def read_only(scene: Scene, program: Program, _outlet: Outlet, parts: int) -> None:
    """Make the disk that the record is on read-only, before a process starts or in the middle of its calls."""
    disk = _disk(scene)
    from_the_start = scene.dice.random() < 0.5
    at = Progress() if from_the_start else _progress(scene, parts)
    before = len(scene.log.changing())
    if from_the_start:
        assert disk.make_read_only()
        ended = program.run(scene.approved(), log=scene.log)
        disk.make_writable()
        assert ended.code == 1, ended.words
        assert len(scene.log.changing()) == before, "a call was sent that could not be recorded"
        scene.happened("read-only", trouble="disk read-only from the start")
        scene.see(ended, sent_before=before)
        return
    running = program.start(scene.approved(), log=scene.log)
    try:
        if running.reaches(at) and disk.make_read_only():
            scene.happened(f"read-only@{at}", trouble="disk read-only in the middle")
        ended = running.wait()
        disk.make_writable()
        scene.see(ended, sent_before=before)
    finally:
        running.stop()


def clock_jumps(scene: Scene, program: Program, _outlet: Outlet, parts: int) -> None:
    """Let the wall clock jump for days at each look, and perhaps end the process too."""
    seed = scene.dice.randrange(10**6)
    command = (sys.executable, "-W", "error", jumping.__file__, str(seed))
    moment = Moment.drawn(scene.dice, _progress(scene, parts)) if scene.dice.random() < 0.5 else None
    before = len(scene.log.changing())
    ended = replace(program, command=command).run(scene.approved()[1:], log=scene.log, moment=moment)
    scene.happened(f"jumping{f'-{moment}' if moment else ''}", trouble="wall clock jumping")
    if moment and ended.code in STOPPED:
        scene.tally.kills[moment.signal.name] += 1
    scene.see(ended, sent_before=before, allowed=WELL | STOPPED if moment else WELL)


def push_refused(scene: Scene, program: Program, _outlet: Outlet, _parts: int) -> None:
    """Let the remote refuse some of the pushes of a process: of the lock, of intents, of outcomes."""
    hooks = scene.remote / "hooks"
    (hooks / "update").write_text(HOOK)
    (hooks / "update").chmod(stat.S_IRWXU)
    chosen = scene.dice.sample(range(1, 9), scene.dice.randint(1, 3))
    (hooks / "pushes").unlink(missing_ok=True)
    (hooks / "refused").write_text("".join(f"{number}\n" for number in chosen))
    before = len(scene.log.changing())
    ended = program.run(scene.approved(), log=scene.log)
    (hooks / "refused").unlink()
    scene.happened(f"refused-{'-'.join(map(str, sorted(chosen)))}", trouble="pushes refused")
    scene.see(ended, sent_before=before)


def together(scene: Scene, program: Program, _outlet: Outlet, _parts: int) -> None:
    """Start two at once: at most one of them at a time has the lock."""
    seconds, scene.lock_seconds = scene.lock_seconds, 3
    scene.write()
    before = len(scene.log.changing())
    running: list[Running] = []
    try:
        words = scene.approved()
        running += [program.start(words, log=scene.log, name=name) for name in ("one", "other")]
        ended = [process.wait() for process in running]
    finally:
        for process in running:
            process.stop()
    scene.happened(f"two-{'-'.join(str(one.code) for one in ended)}", trouble="two started together")
    assert any(one.code in WELL for one in ended), "\n".join(one.words for one in ended)
    for one in ended:
        scene.see(one, sent_before=before, allowed=WELL | {LOCKED})
        if one.code == LOCKED:
            # The second may come when the first has left something undone, which is another plan then.
            assert re.search("Another run is writing to the record|the approved plan was another one", one.words), (
                one.words
            )
    scene.lock_seconds = seconds
    scene.write()


def storage_paused(scene: Scene, program: Program, _outlet: Outlet, parts: int) -> None:
    """Let the server that speaks S3 answer nothing for a while."""
    server = scene.home.s3
    assert server is not None

    for_a_while = _for_a_while(server.pause, PAUSED_SECONDS, server.resume)
    _in_the_middle(scene, program, parts, for_a_while, "server paused")


def line_cut(scene: Scene, program: Program, _outlet: Outlet, parts: int) -> None:
    """Cut the line to the record for a while, with every connection that is on it."""
    line = scene.home.line
    assert line is not None

    for_a_while = _for_a_while(line.close, CLOSED_SECONDS, line.open)
    _in_the_middle(scene, program, parts, for_a_while, "line to the record cut")


def answer_lost(scene: Scene, program: Program, _outlet: Outlet, parts: int) -> None:
    """Lose the answer to a write of the record, and perhaps the line with it."""
    line = scene.home.line
    assert line is not None
    marker = b"PUT /" if scene.backend == "s3" else b"COMMIT"
    then_close = scene.dice.random() < 0.5

    def happen() -> None:
        lost = line.lost
        line.lose_answer_to(marker, then_close=then_close)
        if then_close:
            waited_for(lambda: line.lost > lost, longest=CLOSED_SECONDS)
            line.lose_none()  # the process may have come to its end before it wrote again
            time.sleep(CLOSED_SECONDS)
            line.open()

    _in_the_middle(scene, program, parts, happen, f"answer of the record lost{', and its line' if then_close else ''}")
    line.lose_none()


def database_killed(scene: Scene, program: Program, _outlet: Outlet, parts: int) -> None:
    """Kill PostgreSQL with all its processes, or stop it, and start it again."""
    server = scene.home.postgres
    assert server is not None
    hard = scene.dice.random() < 0.6
    seconds = scene.dice.uniform(0.0, CLOSED_SECONDS)
    for_a_while = _for_a_while(server.kill if hard else server.stop, seconds, server.start)
    _in_the_middle(scene, program, parts, for_a_while, f"PostgreSQL {'killed' if hard else 'stopped'} and started")


def _for_a_while(end: Callable[[], object], seconds: float, begin: Callable[[], object]) -> Callable[[], None]:
    """Answer what ends something and, so many seconds later, begins it again."""

    def happen() -> None:
        end()
        try:
            time.sleep(seconds)
        finally:
            begin()

    return happen


def _in_the_middle(scene: Scene, program: Program, parts: int, happen: Callable[[], None], trouble: str) -> None:
    """Let something happen to the record's place while a process is at work."""
    at = _progress(scene, parts)
    before = len(scene.log.changing())
    running = program.start(scene.approved(), log=scene.log)
    try:
        if running.reaches(at):
            happen()
            scene.happened(f"{trouble.partition(' ')[0]}@{at}", trouble=trouble)
        ended = running.wait()
        scene.see(ended, sent_before=before)
    finally:
        running.stop()


def cabinet_edited(scene: Scene, program: Program, _outlet: Outlet, parts: int) -> None:
    """Let somebody change numbers in the web cabinet just before they are looked at, and perhaps end the process."""
    pending = [change.number_code for change in scene.pending()]
    chosen = scene.dice.sample(pending, min(len(pending), scene.dice.randint(1, 3)))
    scene.meddle(chosen)
    moment = Moment.drawn(scene.dice, _progress(scene, parts)) if scene.dice.random() < 0.3 else None
    before = len(scene.log.changing())
    ended = program.run(scene.approved(), log=scene.log, moment=moment)
    if moment and ended.code in STOPPED:
        scene.tally.kills[moment.signal.name] += 1
    scene.happened(
        f"edited-{len(scene.foreign())}{f'-{moment}' if moment else ''}", trouble="cabinet edits in the middle"
    )
    scene.see(ended, sent_before=before, allowed=WELL | STOPPED if moment else WELL)
    for code, forwarding in scene.foreign().items():
        assert scene.stored()[code] == forwarding, f"{code} was overwritten"
        refused = re.search(f"^{code} not-tried: (changed outside|exists): ", ended.words, re.MULTILINE)
        assert refused or ended.code in STOPPED, f"{code} was not refused\n{ended.words}"
        scene.tally.foreign_refused += bool(refused)
    scene.settle_foreign(program)


def _progress(scene: Scene, parts: int) -> Progress:
    flush = {"git": 0.4, "s3": 0.1}.get(scene.backend, 0.02)
    return Progress.drawn(scene.dice, pending=len(scene.pending()), parts=parts, flush=flush)


def _disk(scene: Scene) -> SmallDisk:
    assert scene.disk is not None
    return scene.disk


def possible(scene: Scene) -> dict[Trouble, int]:
    """Answer the troubles that a run may have here, each with its weight."""
    found: dict[Trouble, int] = {ended_by_signal: 10, cabinet_edited: 5, port_closed: 2, clock_jumps: 2, together: 2}
    if scene.disk is not None:
        found |= {disk_full: 2, read_only: 2}
    match scene.backend:
        case "git":
            found[push_refused] = 3
        case "s3":
            found |= {storage_paused: 3, line_cut: 4, answer_lost: 4}
        case "postgresql":
            found |= {database_killed: 6, line_cut: 3, answer_lost: 4}
        case _:
            pass
    return found

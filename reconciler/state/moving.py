"""Moving a record: reading it whole, and bringing another backend up to it without losing anything there.

A push only ever adds. Into an empty backend it writes everything; into one that holds an earlier moment of the same
record it adds what is missing. What is newer there, or went another way, is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reconciler.errors import ConflictError, DamagedError, ForeignLineageError, RefusedError, StateError
from reconciler.model.identifiers import RunId
from reconciler.state.backend import Backend, Contents, Position
from reconciler.state.journal import Ended, Started, decoded
from reconciler.state.parcel import Parcel
from reconciler.state.record import is_long, recorded_of
from reconciler.state.snapshot import encoded_snapshot, snapshot_of

TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What a push wrote: how many entries, and the serial before and after (before 0: there was no record).

    `untidy` is what kept the journal there from being folded, if anything did: all is written all the same.
    """

    entries: int
    before: int
    after: int
    untidy: StateError | None = None


def whole(backend: Backend) -> Parcel:
    """Read a record with its history, as it is at one moment; StateError when there is none."""
    for _ in range(TRIES):
        contents = backend.read()
        history = tuple(backend.history())
        if backend.head() != contents.position:
            continue  # somebody wrote in between, so that the two are not of one moment
        recorded = recorded_of(contents)
        if recorded.lineage is None:
            raise StateError(
                f"There is no record at {backend.address}.", advice="Name the one to be moved with --state."
            )
        since = len(contents.entries)
        if history[len(history) - since :] != contents.entries or len(history) > recorded.serial:
            raise DamagedError(
                f"The history of the record {backend.address} is not that of its snapshot and journal.",
                advice="Bring the record back from a backup; nothing was changed.",
            )
        return Parcel(
            lineage=recorded.lineage,
            serial=recorded.serial,
            folded=history[: len(history) - since],
            snapshot=contents.snapshot,
            entries=contents.entries,
        )
    raise ConflictError(
        f"Somebody wrote to the record {backend.address} each of the {TRIES} times that it was read.",
        advice="Wait until the run that is at work has ended, then pull again.",
    )


def bring(parcel: Parcel, backend: Backend) -> Moved:
    """Bring a backend up to a record; to be called under the backend's lock.

    Each append is written whole or not at all, and the record is complete with the last one. Cut off before, the
    backend holds what it held, or a beginning without its first entry, which every command but a further push refuses.
    """
    _refuse_unlike(parcel)
    contents = backend.read()
    position = contents.position
    if contents.snapshot is None and (not contents.entries or _is_beginning(contents.entries, parcel)):
        return _fill(parcel, backend, position, begun=bool(contents.entries))
    recorded = recorded_of(contents)
    if recorded.lineage != parcel.lineage:
        raise ForeignLineageError(
            f"{backend.address} holds another record ({recorded.lineage}) than the one to be written"
            f" ({parcel.lineage}), and nothing of it was overwritten.",
            advice="Name an empty place with --state. If the record there is of no use any more, move it away first.",
        )
    if recorded.serial > parcel.serial:
        raise RefusedError(
            f"{backend.address} is at serial {recorded.serial}, and the file is older, at {parcel.serial}: it would"
            " take back what was recorded since.",
            advice="Nothing needs to be done: the newer record is there. To go on from it elsewhere, pull that one.",
        )
    if contents.snapshot == parcel.snapshot and contents.entries == parcel.entries[: len(contents.entries)]:
        missing = parcel.entries[len(contents.entries) :]
    else:
        missing = _missing(parcel, backend, tuple(backend.history()), at=recorded.serial)
    untidy = None
    if missing:
        untidy = _tidied(backend, backend.append(missing, after=position))
    return Moved(entries=len(missing), before=recorded.serial, after=parcel.serial, untidy=untidy)


def _is_beginning(entries: Sequence[bytes], parcel: Parcel) -> bool:
    """Tell whether a push of this very record was cut off here, before its snapshot was written."""
    return parcel.missing > 0 and tuple(entries) == parcel.folded


def _fill(parcel: Parcel, backend: Backend, position: Position, *, begun: bool) -> Moved:
    """Write a record into an empty backend; `begun` tells that an earlier push wrote the folded entries."""
    if parcel.missing == 0:
        # With its first entry the record is complete in one append, and the snapshot can be made anew.
        untidy = _tidied(backend, backend.append(parcel.lines, after=position))
        return Moved(entries=len(parcel.lines), before=0, after=parcel.serial, untidy=untidy)
    if not begun and parcel.folded:
        position = backend.append(parcel.folded, after=position)
    position = backend.compact(parcel.snapshot or b"", through=position)
    if parcel.entries:
        backend.append(parcel.entries, after=position)
    return Moved(entries=len(parcel.lines), before=0, after=parcel.serial)


def _refuse_unlike(parcel: Parcel) -> None:
    """Raise DamagedError when a file's contents do not make the record that its first line tells."""
    recorded = recorded_of(Contents(snapshot=parcel.snapshot, entries=parcel.entries, position=Position("")))
    if (recorded.lineage, recorded.serial) != (parcel.lineage, parcel.serial):
        raise DamagedError(
            f"The file says that it is serial {parcel.serial} of the record {parcel.lineage}, and it holds serial"
            f" {recorded.serial} of {recorded.lineage}. Nothing was written.",
            advice="Pull the record again.",
        )


def _missing(parcel: Parcel, backend: Backend, there: Sequence[bytes], *, at: int) -> tuple[bytes, ...]:
    """Answer the entries that a backend at a serial lacks; RefusedError unless it is an earlier moment of the same."""
    lines = parcel.lines
    known_from = max(parcel.serial - len(lines), at - len(there))
    here = lines[known_from - (parcel.serial - len(lines)) : len(lines) - (parcel.serial - at)]
    if known_from >= at:
        raise RefusedError(
            f"{backend.address} is at serial {at} of the same record and the file at {parcel.serial}, and their"
            " histories have no entry in common any more: that the one leads to the other cannot be proven.",
            advice="Push the file to an empty place instead, and move the other away.",
        )
    if here != tuple(there[len(there) - (at - known_from) :]):
        raise RefusedError(
            f"{backend.address} is at serial {at} of the same record, and went another way than the file"
            f" (serial {parcel.serial}): both were written to after they had parted.",
            advice="Decide which of the two is right: `reconciler history` tells what each did. Move the other away,"
            " then push, and let `reconciler drift` compare the numbers that it changed.",
        )
    return lines[len(lines) - (parcel.serial - at) :]


def _tidied(backend: Backend, position: Position) -> StateError | None:
    """Fold a long journal, so that reading it stays cheap; answer what kept it from that, since all is written.

    Not while a run is in the middle: what it was about to send would be folded into marks of doubt, and the outcomes
    that a later push brings would find nothing to settle.
    """
    try:
        contents = backend.read()
        recorded = recorded_of(contents)
        if recorded.lineage is not None and _is_at_rest(contents.entries) and is_long(contents.entries, recorded):
            backend.compact(encoded_snapshot(snapshot_of(recorded, recorded.lineage)), through=position)
    except StateError as error:
        return error
    return None


def _is_at_rest(lines: Sequence[bytes]) -> bool:
    """Tell whether every run that began in some entries has come to its end in them."""
    at_work: set[RunId] = set()
    for entry in decoded(lines):
        if isinstance(entry, Started):
            at_work.add(entry.run.id)
        elif isinstance(entry, Ended):
            at_work.discard(entry.run)
    return not at_work

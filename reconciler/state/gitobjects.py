"""The record's objects in git: trees of a snapshot and journal files, read and written without a work tree."""

import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reconciler.errors import DamagedError, StateError
from reconciler.state.gitcommand import Git

_SNAPSHOT = "snapshot.json"
FILE_BYTES = 32 * 1024 * 1024
"""No journal file grows longer; GitHub refuses files above 100 MB and warns of those above 50 MB."""
_JOURNAL = re.compile(r"journal/([0-9]{6,})\.jsonl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """What one commit of the branch holds, as object ids: the snapshot and the journal files by number."""

    snapshot: str | None = None
    journal: tuple[tuple[int, str], ...] = ()


class Objects:
    """The objects of one repository, as the record uses them."""

    def __init__(self, git: Git, *, address: str) -> None:
        self._git = git
        self._address = address

    def tree(self, commit: str) -> Tree:
        """List what a commit of the branch holds; a branch that holds anything else is no record."""
        listed = self._git.ask("ls-tree", "-r", "-z", "--full-tree", commit, doing="listing the record's files")
        snapshot = None
        journal = []
        for line in listed.decode(errors="replace").split("\0")[:-1]:
            attributes, _, path = line.partition("\t")
            blob = attributes.split(" ")[-1]
            numbered = _JOURNAL.fullmatch(path)
            if path == _SNAPSHOT:
                snapshot = blob
            elif numbered:
                journal.append((int(numbered[1]), blob))
            else:
                raise DamagedError(
                    f"The branch of {self._address} holds the file {path!r}, which is no part of a record, "
                    "so nothing was read from it or written to it.",
                    advice="Name a branch that is used for nothing else; it is made when it does not exist.",
                )
        return Tree(snapshot=snapshot, journal=tuple(sorted(journal)))

    def blobs(self, ids: Sequence[str]) -> list[bytes]:
        """Read many blobs with one process."""
        if not ids:
            return []
        data = self._git.ask(
            "cat-file", "--batch", doing="reading the record", stdin="".join(f"{blob}\n" for blob in ids).encode()
        )
        found = []
        offset = 0
        for blob in ids:
            end = data.index(b"\n", offset)
            header = data[offset:end].decode().split(" ")
            if header[-1] == "missing":
                raise StateError(
                    f"The object {blob} of the record {self._address} is missing from the local repository.",
                    advice="Repair the clone (`git fsck`), or make a new one.",
                )
            start = end + 1
            offset = start + int(header[-1]) + 1
            found.append(data[start : offset - 1])
        return found

    def entries(self, ids: Sequence[str]) -> list[bytes]:
        """Read the entries of journal files; git itself has checked every byte of them."""
        entries: list[bytes] = []
        for blob, data in zip(ids, self.blobs(ids), strict=True):
            *lines, end = data.split(b"\n")
            if end:
                raise DamagedError(
                    f"The journal file {blob} of the record {self._address} does not end with a line feed, "
                    "so reconciler did not write it.",
                    advice="Look who else pushes to this branch; set it back to the last commit of reconciler.",
                )
            entries.extend(lines)
        return entries

    def lock(self, commit: str) -> bytes | None:
        """Read the lock's contents; None when the commit holds no lock."""
        answer = self._git.run("cat-file", "blob", f"{commit}:lock.json")
        return answer.out if answer.code == 0 else None

    def journal_commit(self, tree: Tree, entries: Sequence[bytes], *, parent: str) -> str:
        """Make the commit that appends entries to a tree: one journal file, or several of a size that hosts take."""
        first = tree.journal[-1][0] + 1 if tree.journal else 1
        added = enumerate((self._write(data) for data in _files(entries)), start=first)
        return self._commit(
            Tree(snapshot=tree.snapshot, journal=(*tree.journal, *added)),
            parent=parent,
            message=f"Append {len(entries)} entries",
        )

    def snapshot_commit(self, snapshot: bytes, *, parent: str) -> str:
        """Make the commit that replaces all journal files by a snapshot."""
        return self._commit(Tree(snapshot=self._write(snapshot)), parent=parent, message="Fold the journal")

    def lock_commit(self, contents: bytes) -> str:
        """Make the parentless commit of a lock."""
        tree = self._make_tree([("blob", self._write(contents), "lock.json")])
        return self._make_commit(tree, parent="", message="Lock")

    def appended(self, commit: str) -> list[str]:
        """List the journal files that the commits through this one added, oldest first."""
        commits = self._git.ask("rev-list", "--reverse", commit, doing="listing the record's commits")
        self._refuse_cut_history(commits.split(b"\n", 1)[0].decode())
        options = ("--stdin", "-r", "--root", "--no-renames", "--no-commit-id", "--diff-filter=A")
        listed = self._git.ask("diff-tree", *options, doing="reading the record's history", stdin=commits)
        found = []
        for line in listed.decode(errors="replace").splitlines():
            attributes, _, path = line.partition("\t")
            if _JOURNAL.fullmatch(path):
                found.append(attributes.split(" ")[3])
        # diff-tree abbreviates nothing by default; blobs appear in the order of the commits that it was given.
        return found

    def _refuse_cut_history(self, first: str) -> None:
        """Refuse a shallow clone of the branch itself: it hides parents that the first commit still names."""
        header = self._git.ask("cat-file", "commit", first, doing="reading the record's first commit")
        if b"\nparent " in header.partition(b"\n\n")[0]:
            raise StateError(
                f"This clone is shallow and holds only the newest part of the record {self._address}, so its history "
                "cannot be told from here.",
                advice="Fetch the rest (`git fetch --unshallow`; in actions/checkout: fetch-depth: 0).",
            )

    def _commit(self, tree: Tree, *, parent: str, message: str) -> str:
        journal = [("blob", blob, f"{number:06d}.jsonl") for number, blob in tree.journal]
        rows = [("blob", tree.snapshot, _SNAPSHOT)] if tree.snapshot is not None else []
        if journal:
            rows.append(("tree", self._make_tree(journal), "journal"))
        return self._make_commit(self._make_tree(rows), parent=parent, message=message)

    def _make_commit(self, tree: str, *, parent: str, message: str) -> str:
        # Two writers may append equal entries to the same parent within one second. Without something of its own in
        # each, both would make the very same commit, and the second push would succeed by saying "up to date".
        mark = secrets.token_hex(16)
        parents = ["-p", parent] if parent else []
        arguments = ["commit-tree", tree, *parents, "-m", message, "-m", f"Write: {mark}"]
        return self._git.ask(*arguments, doing="writing a commit").decode().strip()

    def _make_tree(self, rows: Iterable[tuple[str, str, str]]) -> str:
        modes = {"blob": "100644", "tree": "040000"}
        lines = "".join(f"{modes[kind]} {kind} {oid}\t{name}\n" for kind, oid, name in rows)
        return self._git.ask("mktree", doing="writing a tree", stdin=lines.encode()).decode().strip()

    def _write(self, data: bytes) -> str:
        return self._git.ask("hash-object", "-w", "--stdin", doing="writing an object", stdin=data).decode().strip()


def _files(entries: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the contents of journal files that hold entries, a line each."""
    lines: list[bytes] = []
    size = 0
    for entry in entries:
        if lines and size + len(entry) + 1 > FILE_BYTES:
            yield b"".join(lines)
            lines, size = [], 0
        lines.append(entry + b"\n")
        size += len(entry) + 1
    yield b"".join(lines)

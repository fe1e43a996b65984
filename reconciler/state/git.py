"""A record on an orphan branch of the repository in which the command runs.

The branch holds `snapshot.json` and `journal/NNNNNN.jsonl`, one commit an append, in one file unless it is very long.
The position is the commit's hash, "" before the first. An append is a commit whose parent is the position, pushed under
the condition that the remote is still there (see `gitrefs`). Folding the journal is one commit that replaces its files
by a snapshot; the history is what all commits have added, so nothing is ever deleted. Without a remote the branch lives
in the repository alone. The user's work tree, index, HEAD and branches are never touched.

The lock is a branch of its own, `BRANCH-lock`, that holds one parentless commit and is deleted at release. On the
branch itself every heartbeat would move the position, which would refuse our own next append, and fill the history.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from reconciler.errors import ConfigurationError, DamagedError
from reconciler.state.backend import Contents, Holder, Position, Windows
from reconciler.state.fence import check_lines, conflict, lock_changed, still_at
from reconciler.state.gitcommand import Git
from reconciler.state.gitobjects import Objects, Tree
from reconciler.state.gitrefs import choose_refs, has_commit
from reconciler.state.holders import decode, encode, renewed

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class GitBackend:
    """One client of the record on a branch; each clone of the repository may be a client."""

    def __init__(self, branch: str, *, repository: Path, remote: str | None = "origin") -> None:
        self._git = Git(repository)
        self._branch = _checked_branch(self._git, branch)
        self._lock_branch = f"{branch}-lock"
        self._remote = remote
        self._refs = choose_refs(self._git, remote=remote)
        self._objects = Objects(self._git, address=self.address)

    @property
    def address(self) -> str:
        """The state URL."""
        return f"git:{self._branch}"

    @property
    def windows(self) -> Windows:
        """The whole plan at once, its outcomes every minute: an append is a push."""
        return Windows(size=None, flush_seconds=60.0)

    def read(self) -> Contents:
        """Answer everything but the history, from the objects of one commit."""
        commit = self._refs.obtain(self._branch)
        if commit == "":
            return Contents(snapshot=None, entries=(), position=Position(""))
        tree = self._objects.tree(commit)
        snapshot = self._objects.blobs([tree.snapshot])[0] if tree.snapshot is not None else None
        entries = self._objects.entries([blob for _, blob in tree.journal])
        return Contents(snapshot=snapshot, entries=tuple(entries), position=Position(commit))

    def head(self) -> Position:
        """Answer the position alone: one question to the remote."""
        return Position(self._refs.find(self._branch))

    def append(self, entries: Sequence[bytes], *, after: Position) -> Position:
        """Push a commit that adds one journal file to the one at `after`."""
        check_lines(entries)
        if not entries:
            return still_at(self, after)
        return self._move(self._objects.journal_commit(self._tree(after), entries, parent=after), after=after)

    def compact(self, snapshot: bytes, *, through: Position) -> Position:
        """Push a commit that replaces the journal files by a snapshot."""
        self._tree(through)
        return self._move(self._objects.snapshot_commit(snapshot, parent=through), after=through)

    def history(self) -> Iterator[bytes]:
        """Every entry ever appended, oldest first, from the commits that added them."""
        commit = self._refs.obtain(self._branch)
        if commit:
            self._refs.complete(self._branch)
            yield from self._objects.entries(self._objects.appended(commit))

    def holder(self) -> Holder | None:
        """Answer who holds the lock."""
        return self._read_lock()[1]

    def acquire(self, holder: Holder, *, replacing: Holder | None) -> bool:
        """Take the lock if it is exactly as seen."""
        commit, found = self._read_lock()
        if found != replacing:
            return False
        return self._refs.swap(self._lock_branch, new=self._objects.lock_commit(encode(holder)), old=commit)

    def renew(self, holder: Holder) -> Holder:
        """Move our own lock's counter by one."""
        commit, found = self._read_lock()
        moved = renewed(found, holder, address=self.address)
        if not self._refs.swap(self._lock_branch, new=self._objects.lock_commit(encode(moved)), old=commit):
            renewed(self._read_lock()[1], holder, address=self.address)
            raise lock_changed(self.address)
        return moved

    def release(self, holder: Holder) -> None:
        """Free the lock if it is still ours."""
        commit, found = self._read_lock()
        if found is not None and found.id == holder.id:
            self._refs.swap(self._lock_branch, new="", old=commit)

    def _tree(self, position: Position) -> Tree:
        """List what the box held at a position; a position that nobody can find any more is not the present one."""
        if position == "":
            return Tree()
        if not _COMMIT.fullmatch(position):
            raise conflict(self.address)
        if not has_commit(self._git, position) and self._refs.obtain(self._branch) != position:
            raise conflict(self.address)
        return self._objects.tree(position)

    def _move(self, commit: str, *, after: Position) -> Position:
        if not self._refs.swap(self._branch, new=commit, old=after):
            raise conflict(self.address)
        return Position(commit)

    def _read_lock(self) -> tuple[str, Holder | None]:
        """Answer the lock branch's commit and who holds the lock."""
        commit = self._refs.obtain(self._lock_branch)
        if commit == "":
            return "", None
        remedy = f"delete the branch {self._lock_branch}" + (f" on {self._remote}." if self._remote else ".")
        contents = self._objects.lock(commit)
        if contents is None:
            raise DamagedError(
                f"The branch {self._lock_branch} holds no lock, so nobody can tell whether a run is at work.",
                advice=f"Make sure that no run is at work and that nobody needs the branch, then {remedy}",
            )
        return commit, decode(contents, where=f"the branch {self._lock_branch}", remedy=remedy)


def _checked_branch(git: Git, branch: str) -> str:
    """Refuse what is no branch name, and branches that somebody works on."""
    answer = git.run("check-ref-format", "--branch", branch)
    # git also expands shorthands such as @{-1}, the branch checked out before; these are refused.
    if answer.code != 0 or answer.out.decode(errors="replace").strip() != branch:
        raise ConfigurationError(
            "What follows git: in the state URL is not the name of a branch.",
            advice="Write a plain branch name, such as git:reconciler-state.",
        )
    worktrees = git.ask("worktree", "list", "--porcelain", doing="listing the work trees")
    checked_out = {line.removeprefix("branch ") for line in worktrees.decode(errors="replace").splitlines()}
    for name in (branch, f"{branch}-lock"):
        if f"refs/heads/{name}" in checked_out:
            raise ConfigurationError(
                f"The branch {name} is checked out, and the record needs a branch that is used for nothing else.",
                advice="Choose another branch in the state URL; it is made when it does not exist.",
            )
    return branch

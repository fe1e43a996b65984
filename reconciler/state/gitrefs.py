"""Where the record's branches live: on the repository's remote, or in the repository alone."""

from typing import Protocol

from reconciler.errors import StateError
from reconciler.state.gitcommand import Answer, Git, failure

_TRIES = 3
_EVERYTHING = "--depth=2147483647"
"""git's own number for a history without end; like `--unshallow`, and no error in a clone that has become whole."""


class Refs(Protocol):
    """Branches by name, each changed only by compare-and-set; a hash of "" means that there is no such branch."""

    def find(self, branch: str) -> str:
        """Answer the commit that a branch names now."""
        ...

    def obtain(self, branch: str) -> str:
        """Answer the commit that a branch names now, with its objects in the local repository."""
        ...

    def complete(self, branch: str) -> None:
        """Have every commit of a branch in the local repository, not the newest alone."""
        ...

    def swap(self, branch: str, *, new: str, old: str) -> bool:
        """Let a branch name `new` if it names `old`; answer whether it does. `new` of "" deletes it."""
        ...


def choose_refs(git: Git, *, remote: str | None) -> Refs:
    """Use the remote if the repository has one of that name, else the repository itself."""
    remotes = git.ask("remote", doing="listing the remotes").decode(errors="replace").splitlines()
    return RemoteRefs(git, remote) if remote is not None and remote in remotes else LocalRefs(git)


class LocalRefs:
    """Branches of the repository itself."""

    def __init__(self, git: Git) -> None:
        self._git = git

    def find(self, branch: str) -> str:
        """Answer the commit that a branch names now."""
        answer = self._git.run("rev-parse", "--verify", "--quiet", f"{_full(branch)}^{{commit}}")
        return answer.out.decode().strip() if answer.code == 0 else ""

    def obtain(self, branch: str) -> str:
        """Answer the commit that a branch names now; its objects are always here."""
        return self.find(branch)

    def complete(self, branch: str) -> None:
        """Do nothing: what is here is all that there is."""

    def swap(self, branch: str, *, new: str, old: str) -> bool:
        """Let git compare and set; it tells a moved branch and a real failure by the same exit."""
        change = ["-d", _full(branch), old] if new == "" else [_full(branch), new, old]
        answer = self._git.run("update-ref", *change)
        if answer.code == 0:
            return True
        now = self.find(branch)
        if now == old:
            raise failure(f"moving the branch {branch}", answer)
        return now == new


class RemoteRefs:
    """Branches on a remote; what they name is kept locally under `refs/reconciler/`, out of the user's sight.

    A change is a push with a lease on exactly the old commit. The new commit of the record has the old one as its
    parent, so such a push never rewrites anything; the lease makes it stricter than a plain push, which would succeed
    also on a branch that was set back or deleted since.
    """

    def __init__(self, git: Git, remote: str) -> None:
        self._git = git
        self._remote = remote

    def find(self, branch: str) -> str:
        """Ask the remote, in one exchange."""
        name = _full(branch)
        listed = self._git.ask("ls-remote", self._remote, name, doing=f"asking the remote for the branch {branch}")
        for line in listed.decode(errors="replace").splitlines():
            commit, _, ref = line.partition("\t")
            if ref == name:
                return commit
        return ""

    def obtain(self, branch: str) -> str:
        """Ask the remote, and fetch unless the commit is here.

        Into a shallow clone, such as a pipeline has, only the newest commit: reading needs no more. Any other clone
        gets the commits between too, because a fetch with a depth would make it a shallow one.
        """
        return self._obtained(branch, *(("--depth=1",) if self._is_shallow() else ()))

    def complete(self, branch: str) -> None:
        """Make a shallow clone a whole one: git offers no way to do so for one branch of several."""
        if self._is_shallow():
            self._fetch(branch, _EVERYTHING)

    def _obtained(self, branch: str, *depth: str) -> str:
        for _ in range(_TRIES):
            commit = self.find(branch)
            if commit == "" or has_commit(self._git, commit):
                self._keep(branch, commit)
                return commit
            self._fetch(branch, *depth)
        raise StateError(
            f"The branch {branch} changed each of the {_TRIES} times it was fetched.",
            advice="Other runs are busy with the record; run the command again.",
        )

    def swap(self, branch: str, *, new: str, old: str) -> bool:
        """Push, and if the answer is a failure or was lost, look what became of it."""
        ref = _full(branch)
        answer = self._git.run(
            "push",
            "--porcelain",
            "--no-verify",
            "--no-signed",
            "--no-follow-tags",
            "--recurse-submodules=no",
            f"--force-with-lease={ref}:{old}",
            self._remote,
            f"{new}:{ref}",
        )
        if answer.code == 0 or self._landed(branch, new=new, push=answer):
            self._keep(branch, new)
            return True
        # Everything that the lease or the remote refused because the branch has moved is told so on standard output.
        if b"[rejected]" in answer.out or self.find(branch) != old:
            return False
        raise failure(f"pushing the branch {branch}", _with_remote_words(answer))

    def _landed(self, branch: str, *, new: str, push: Answer) -> bool:
        """Find out whether a push that did not report success arrived after all."""
        try:
            # With the commits between it and ours, also in a shallow clone.
            now = self._obtained(branch)
        except StateError as exc:
            raise failure(f"pushing the branch {branch}", _with_remote_words(push)) from exc
        if now == new:
            return True
        if "" in {now, new}:
            return False
        # Somebody may have written on top of it already.
        return self._git.run("merge-base", "--is-ancestor", new, now).code == 0

    def _is_shallow(self) -> bool:
        return self._git.run("rev-parse", "--is-shallow-repository").out.strip() == b"true"

    def _fetch(self, branch: str, *depth: str) -> None:
        answer = self._git.run(
            "fetch",
            "--quiet",
            *depth,
            "--no-tags",
            "--no-write-fetch-head",
            "--no-recurse-submodules",
            "--refmap=",
            self._remote,
            _full(branch),
        )
        # A branch that vanished between asking and fetching is asked for again.
        if answer.code != 0 and self.find(branch) != "":
            raise failure(f"fetching the branch {branch}", answer)

    def _keep(self, branch: str, commit: str) -> None:
        """Keep the objects from git's own tidying; when this fails they are only fetched again one day."""
        change = ["-d", f"refs/reconciler/{branch}"] if commit == "" else [f"refs/reconciler/{branch}", commit]
        self._git.run("update-ref", *change)


def has_commit(git: Git, commit: str) -> bool:
    """Tell whether a commit is in the local repository."""
    return git.run("cat-file", "-e", f"{commit}^{{commit}}").code == 0


def _full(branch: str) -> str:
    return f"refs/heads/{branch}"


def _with_remote_words(answer: Answer) -> Answer:
    """Add the reason that a push tells on standard output, such as a protected branch, to git's words."""
    reasons = [line for line in answer.out.decode(errors="replace").splitlines() if line.startswith("!")]
    told = " / ".join(reason.split("\t")[-1] for reason in reasons)
    return Answer(code=answer.code, out=answer.out, words=f"{told} / {answer.words}" if told else answer.words)

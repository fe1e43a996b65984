"""The record on a git branch: a guest in the user's repository, over remotes that refuse, hang up or are not there."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reconciler.errors import ConfigurationError, ConflictError, DamagedError, LockLostError, StateError
from reconciler.model.identifiers import RunId
from reconciler.state.backend import Holder, Position
from reconciler.state.git import GitBackend
from reconciler.state.gitcommand import Git, presentable
from reconciler.state.gitobjects import FILE_BYTES

HOLDER = Holder(
    id=RunId("A"),
    owner="olga",
    host="runner-7",
    pid=4711,
    run_url=None,
    since=datetime(2026, 7, 25, tzinfo=UTC),
    seconds=60.0,
)


@pytest.fixture(autouse=True)
def _no_git_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    """No user.name either, as on a runner."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    """A bare remote whose branch main has two commits of the user's work."""
    remote, seed = tmp_path / "remote.git", tmp_path / "seed"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(remote)], check=True)
    subprocess.run(["git", "init", "-q", "-b", "main", str(seed)], check=True)
    git(seed, "config", "user.name", "Olga")
    git(seed, "config", "user.email", "olga@example.com")
    for text in ("first", "second"):
        (seed / "README").write_text(text)
        git(seed, "add", "README")
        git(seed, "commit", "-q", "-m", text)
    git(seed, "push", "-q", str(remote), "main")
    return remote


@pytest.fixture
def clone(tmp_path: Path, remote: Path) -> Path:
    return cloned(remote, tmp_path / "clone")


def cloned(remote: Path, folder: Path, *options: str) -> Path:
    subprocess.run(["git", "clone", "-q", *options, f"file://{remote}", str(folder)], check=True)
    return folder


def server_hook(remote: Path, name: str, script: str) -> None:
    hook = remote / "hooks" / name
    hook.write_text(f"#!/bin/sh\n{script}\n")
    hook.chmod(0o755)


def everything_of_the_user(clone: Path) -> tuple[str, ...]:
    """What the user of a clone may see: work tree, index, HEAD, branches, tags, stash, configuration."""
    return (
        git(clone, "status", "--porcelain", "--branch"),
        git(clone, "diff", "HEAD"),
        git(clone, "for-each-ref", "refs/heads", "refs/tags", "refs/stash"),
        git(clone, "ls-files", "--stage"),
        git(clone, "config", "--local", "--list"),
        (clone / ".git" / "HEAD").read_text(),
        (clone / ".git" / "index").read_bytes().hex(),
        str(sorted(path.name for path in clone.iterdir())),
        str((clone / ".git" / "FETCH_HEAD").exists()),
    )


def test_the_users_work_tree_index_head_and_branches_are_never_touched(clone: Path) -> None:
    (clone / "README").write_text("changed and not committed")
    (clone / "new").write_text("staged")
    git(clone, "add", "new")
    before = everything_of_the_user(clone)
    box = GitBackend("record", repository=clone)
    position = box.append([b"1"], after=box.head())
    box.acquire(HOLDER, replacing=None)
    box.renew(HOLDER)
    box.compact(b"{}", through=position)
    box.release(HOLDER)
    box.read()
    list(box.history())
    assert everything_of_the_user(clone) == before


def test_the_branch_has_no_ancestor_of_the_users_and_one_commit_an_append(clone: Path, remote: Path) -> None:
    box = GitBackend("record", repository=clone)
    position = box.append([b"1", b"2"], after=box.head())
    position = box.append([b"3"], after=position)
    assert git(remote, "rev-parse", "record") == position
    assert git(remote, "log", "--format=%an <%ae> %cn %s", "record").splitlines() == [
        "reconciler <reconciler@localhost> reconciler Append 1 entries",
        "reconciler <reconciler@localhost> reconciler Append 2 entries",
    ]
    assert git(remote, "show", "record:journal/000001.jsonl") == "1\n2"
    box.compact(b'{"a":1}', through=position)
    assert git(remote, "ls-tree", "-r", "--name-only", "record") == "snapshot.json"


def test_the_lock_is_a_branch_of_its_own_that_release_deletes(clone: Path, remote: Path) -> None:
    box = GitBackend("record", repository=clone)
    box.acquire(HOLDER, replacing=None)
    assert '"owner": "olga"' in git(remote, "show", "record-lock:lock.json")
    box.renew(HOLDER)
    assert git(remote, "rev-list", "--count", "record-lock") == "1"
    box.release(HOLDER)
    assert git(remote, "branch", "--list", "record*") == ""


def test_a_shallow_clone_fetches_no_history_until_somebody_asks_for_it(
    tmp_path: Path, clone: Path, remote: Path
) -> None:
    writer = GitBackend("record", repository=clone)
    position = writer.append([b"1"], after=writer.head())
    position = writer.append([b"2"], after=position)
    shallow = cloned(remote, tmp_path / "shallow", "--depth", "1")
    box = GitBackend("record", repository=shallow)
    assert box.read().entries == (b"1", b"2")
    assert git(shallow, "rev-list", "--count", "refs/reconciler/record") == "1"
    box.append([b"3"], after=position)
    assert git(shallow, "rev-list", "--count", "HEAD") == "1"
    assert list(box.history()) == [b"1", b"2", b"3"]
    assert not (clone / ".git" / "shallow").exists(), "a whole clone is not made a shallow one"


def test_a_shallow_clone_finds_out_that_its_push_arrived_although_others_wrote_after_it(
    tmp_path: Path, clone: Path, remote: Path
) -> None:
    writer = GitBackend("record", repository=clone)
    position = writer.append([b"1"], after=writer.head())
    shallow = cloned(remote, tmp_path / "shallow", "--depth", "1")
    box = GitBackend("record", repository=shallow)
    assert box.read().position == position
    # The hook takes the push, lets somebody else write after it, and then tells a failure.
    hook = remote / "hooks" / "post-receive"
    hook.write_text(f"#!/bin/sh\nrm -f {hook}\n{sys.executable} {_writing_after(tmp_path, clone)}\nkill -9 $PPID\n")
    hook.chmod(0o755)
    mine = box.append([b"2"], after=position)
    assert not hook.exists()
    assert writer.read().entries == (b"1", b"2", b"3")
    with pytest.raises(ConflictError):
        box.append([b"4"], after=mine)


def _writing_after(folder: Path, clone: Path) -> Path:
    """Answer a script that appends to the record from another clone."""
    script = folder / "after.py"
    script.write_text(
        "from pathlib import Path\nimport os\n"
        "for name in [name for name in os.environ if name.startswith('GIT_')]:\n    del os.environ[name]\n"
        "from reconciler.state.git import GitBackend\n"
        f"box = GitBackend('record', repository=Path({str(clone)!r}))\n"
        "box.append([b'3'], after=box.head())\n"
    )
    return script


def test_a_clone_that_is_shallow_on_the_records_branch_itself_does_not_tell_half_a_history(
    tmp_path: Path, clone: Path, remote: Path
) -> None:
    writer = GitBackend("record", repository=clone)
    position = writer.append([b"1"], after=writer.head())
    writer.append([b"2"], after=position)
    shallow = cloned(remote, tmp_path / "shallow", "--depth", "1", "--no-single-branch")
    git(shallow, "branch", "record", "origin/record")
    alone = GitBackend("record", repository=shallow, remote=None)
    with pytest.raises(StateError, match="shallow") as caught:
        list(alone.history())
    assert "fetch-depth: 0" in caught.value.advice
    box = GitBackend("record", repository=shallow)
    box.append([b"3"], after=box.head())
    assert list(box.history()) == [b"1", b"2", b"3"]


def test_an_append_that_is_too_long_for_a_host_stands_in_several_files(clone: Path, remote: Path) -> None:
    box = GitBackend("record", repository=clone)
    entries = [b"%d" % number + b"x" * 5_000_000 for number in range(13)]
    position = box.append(entries, after=box.head())
    box.append([b"the next"], after=position)
    assert box.read().entries == tuple(box.history()) == (*entries, b"the next")
    sizes = git(remote, "ls-tree", "-r", "-l", "record").splitlines()
    assert [int(line.split()[3]) <= FILE_BYTES for line in sizes] == [True] * 4


def test_without_a_remote_of_that_name_the_branch_lives_in_the_repository_alone(clone: Path, remote: Path) -> None:
    box = GitBackend("record", repository=clone, remote="elsewhere")
    position = box.append([b"1"], after=box.head())
    assert box.address == "git:record"
    assert git(clone, "rev-parse", "refs/heads/record") == position
    assert git(remote, "branch", "--list", "record") == ""


def test_alone_a_lock_file_that_git_left_behind_is_told_in_its_words(clone: Path) -> None:
    box = GitBackend("record", repository=clone, remote=None)
    (clone / ".git" / "refs" / "heads" / "record.lock").touch()
    with pytest.raises(StateError, match=r"moving the branch record; it says: .*record\.lock") as caught:
        box.append([b"1"], after=box.head())
    assert not isinstance(caught.value, ConflictError)


def test_a_clone_that_lost_an_object_is_told(clone: Path) -> None:
    box = GitBackend("record", repository=clone, remote=None)
    box.append([b"1"], after=box.head())
    blob = git(clone, "rev-parse", "record:journal/000001.jsonl")
    (clone / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(StateError, match=f"{blob}.*is missing") as caught:
        box.read()
    assert "git fsck" in caught.value.advice


def test_a_branch_that_was_set_back_or_deleted_is_not_written_over(clone: Path, remote: Path) -> None:
    box = GitBackend("record", repository=clone)
    first = box.append([b"1"], after=box.head())
    second = box.append([b"2"], after=first)
    git(remote, "update-ref", "refs/heads/record", first)
    with pytest.raises(ConflictError):
        box.append([b"3"], after=second)
    git(remote, "update-ref", "-d", "refs/heads/record")
    with pytest.raises(ConflictError):
        box.append([b"3"], after=second)
    assert box.head() == ""


def test_a_position_that_this_clone_never_fetched_is_fetched(tmp_path: Path, clone: Path, remote: Path) -> None:
    other = GitBackend("record", repository=cloned(remote, tmp_path / "other"))
    position = other.append([b"1"], after=other.head())
    box = GitBackend("record", repository=clone)
    box.append([b"2"], after=box.head())
    assert other.read().entries == (b"1", b"2")
    with pytest.raises(ConflictError):
        other.append([b"3"], after=position)


def test_a_push_whose_answer_was_lost_is_found_out_to_have_arrived(clone: Path, remote: Path) -> None:
    # The server dies after the branch has moved and before it can say so.
    server_hook(remote, "reference-transaction", '[ "$1" != committed ] || kill -9 $PPID')
    box = GitBackend("record", repository=clone)
    position = box.append([b"1"], after=box.head())
    assert git(remote, "rev-parse", "record") == position
    assert box.acquire(HOLDER, replacing=None)
    box.release(HOLDER)
    assert box.holder() is None
    assert box.read().entries == (b"1",)


def moved_during_the_next_push(remote: Path, branch: str, commit: str) -> None:
    """Let somebody else be faster: the branch moves when our push has passed every check but the last."""
    mark = remote / "race"
    mark.touch()
    ours = f'[ "$1" = refs/heads/{branch} ] && [ -f {mark} ]'
    server_hook(remote, "update", f"if {ours}; then rm {mark}; git update-ref $1 {commit}; fi")


def test_a_writer_that_is_overtaken_within_its_push_is_refused(clone: Path, remote: Path) -> None:
    box = GitBackend("record", repository=clone)
    first = box.append([b"1"], after=box.head())
    second = box.append([b"theirs"], after=first)
    git(remote, "update-ref", "refs/heads/record", first)
    moved_during_the_next_push(remote, "record", second)
    with pytest.raises(ConflictError):
        box.append([b"ours"], after=first)
    assert box.read().entries == (b"1", b"theirs")


def test_a_lock_that_is_taken_over_within_our_renewal_is_lost(clone: Path, remote: Path) -> None:
    box = GitBackend("record", repository=clone)
    theirs = replace(HOLDER, id=RunId("B"))
    box.acquire(theirs, replacing=None)
    commit = git(remote, "rev-parse", "record-lock")
    box.release(theirs)
    box.acquire(HOLDER, replacing=None)
    moved_during_the_next_push(remote, "record-lock", commit)
    with pytest.raises(LockLostError, match="lock B"):
        box.renew(HOLDER)
    assert box.holder() == theirs


def test_a_push_that_somebody_wrote_upon_before_we_asked_has_arrived(clone: Path, remote: Path) -> None:
    # The server loses the answer and, before we can ask, another run appends to what we have written.
    box = GitBackend("record", repository=clone)
    first = box.append([b"1"], after=box.head())
    upon = "git commit-tree -p $new -m upon $new^{tree}"
    identity = "GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x GIT_COMMITTER_NAME=x GIT_COMMITTER_EMAIL=x"
    mark = remote / "once"
    mark.touch()
    server_hook(
        remote,
        "reference-transaction",
        f'[ "$1" = committed ] && [ -f {mark} ] || exit 0; rm {mark}; read old new ref; '
        f"{identity} git update-ref $ref $({identity} {upon}); kill -9 $PPID",
    )
    position = box.append([b"2"], after=first)
    assert box.read().entries == (b"1", b"2")
    assert box.head() != position


def test_a_push_that_died_before_the_branch_moved_is_told_as_failed(clone: Path, remote: Path) -> None:
    server_hook(remote, "pre-receive", "kill -9 $PPID")
    box = GitBackend("record", repository=clone)
    with pytest.raises(StateError, match="git failed while pushing the branch record") as caught:
        box.append([b"1"], after=box.head())
    assert not isinstance(caught.value, ConflictError)


def test_what_the_server_forbids_is_told_in_its_words(clone: Path, remote: Path) -> None:
    server_hook(remote, "pre-receive", r"printf 'only \033[31mrobots\033[0m may push' >&2; exit 1")
    box = GitBackend("record", repository=clone)
    with pytest.raises(StateError, match=r"pre-receive hook declined.*robots") as caught:
        box.append([b"1"], after=box.head())
    assert "\033" not in caught.value.message
    assert "right to push" in caught.value.advice


def test_a_remote_out_of_reach_is_told_without_its_credentials(clone: Path) -> None:
    git(clone, "remote", "set-url", "origin", "http://olga:hunter2@127.0.0.1:1/record.git")
    box = GitBackend("record", repository=clone)
    for step in (box.read, box.head, box.holder, lambda: box.append([b"1"], after=Position(""))):
        with pytest.raises(StateError, match="git failed while") as caught:
            step()
        assert "hunter2" not in caught.value.message


def test_words_of_git_are_bounded_and_carry_no_credentials() -> None:
    said = b"fatal: unable to access 'https://olga:hun@ter2@git.example.com/x.git/': refused\n\nhint: \x1b[1mno\n"
    assert presentable(said) == ("fatal: unable to access 'https://***@git.example.com/x.git/': refused / hint: ?[1mno")
    assert len(presentable(b"x" * 10_000)) < 700


def test_a_users_hooks_do_not_run(clone: Path) -> None:
    hook = clone / ".git" / "hooks" / "pre-push"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    box = GitBackend("record", repository=clone)
    box.append([b"1"], after=box.head())
    assert box.read().entries == (b"1",)


def test_inside_a_hook_of_another_repository_git_still_works_in_ours(
    tmp_path: Path, clone: Path, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path / "other")], check=True)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other" / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    monkeypatch.setenv("GIT_TRACE", "1")
    box = GitBackend("record", repository=clone)
    position = box.append([b"1"], after=box.head())
    monkeypatch.undo()
    assert git(remote, "rev-parse", "record") == position


def test_a_branch_that_holds_the_users_files_is_no_record(clone: Path, remote: Path) -> None:
    git(clone, "checkout", "-q", "--detach")
    box = GitBackend("main", repository=clone)
    before = git(remote, "rev-parse", "main")
    with pytest.raises(DamagedError, match="README"):
        box.read()
    with pytest.raises(DamagedError, match="README"):
        box.append([b"1"], after=box.head())
    assert git(remote, "rev-parse", "main") == before


def test_a_journal_file_that_somebody_else_wrote_is_told(clone: Path) -> None:
    box = GitBackend("record", repository=clone)
    box.append([b"1"], after=box.head())
    (clone / "no-line-feed").write_bytes(b"entry")
    blob = git(clone, "hash-object", "-w", "no-line-feed")
    index = {**os.environ, "GIT_INDEX_FILE": str(clone / "index.tmp")}
    row = f"100644,{blob},journal/000001.jsonl"
    subprocess.run(["git", "-C", str(clone), "update-index", "--add", "--cacheinfo", row], check=True, env=index)
    tree = subprocess.run(
        ["git", "-C", str(clone), "write-tree"], check=True, env=index, capture_output=True, text=True
    ).stdout.strip()
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.com")
    commit = git(clone, *identity, "commit-tree", tree, "-m", "by hand")
    git(clone, "push", "-q", "--force", "origin", f"{commit}:refs/heads/record")
    with pytest.raises(DamagedError, match="line feed"):
        box.read()


def test_a_lock_branch_that_holds_no_lock_is_told(clone: Path) -> None:
    git(clone, "push", "-q", "origin", "main:refs/heads/record-lock")
    with pytest.raises(DamagedError, match="holds no lock") as caught:
        GitBackend("record", repository=clone).holder()
    assert "delete the branch record-lock on origin" in caught.value.advice


@pytest.mark.parametrize("name", ["", "-x", "a..b", "a b", "HEAD", "@{-1}", "a/", "x.lock", "a:b"])
def test_what_is_no_branch_name_is_refused(clone: Path, name: str) -> None:
    git(clone, "checkout", "-q", "-b", "other")
    with pytest.raises(ConfigurationError, match="not the name of a branch"):
        GitBackend(name, repository=clone)


@pytest.mark.parametrize("name", ["work", "work-lock"])
def test_a_branch_that_somebody_works_on_is_refused(clone: Path, name: str) -> None:
    git(clone, "checkout", "-q", "-b", name)
    with pytest.raises(ConfigurationError, match=f"branch {name} is checked out"):
        GitBackend("work", repository=clone)


def test_a_folder_that_is_no_repository_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (tmp_path / "empty").mkdir()
    with pytest.raises(ConfigurationError, match="no git repository"):
        GitBackend("record", repository=tmp_path / "empty")
    with pytest.raises(ConfigurationError, match="no git repository"):
        GitBackend("record", repository=tmp_path / "missing")


def test_a_machine_without_git_is_told(clone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigurationError, match="no git on this machine"):
        GitBackend("record", repository=clone)


def test_a_git_that_hangs_is_ended_with_everything_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = tmp_path / "git"
    hanging.write_text("#!/bin/sh\nsleep 600\n")
    hanging.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(ConfigurationError, match=r"git rev-parse did not end within 0\.05 seconds"):
        Git(tmp_path, seconds=0.05)

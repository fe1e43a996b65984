"""The files of a folder as a revision of its git repository has them, written somewhere else; nothing of it is touched.

The bytes are those that git keeps: no filter, no attribute and no hook of the repository has a say in them.
"""

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from reconciler.errors import ConfigurationError
from reconciler.loader.files import ENDINGS
from reconciler.loader.revision import GIT

SECONDS = 120
FILES = ("100644", "100755", "100664")
LINK = "120000"
SUBMODULE = "160000"
# Inside a hook these point git at another repository.
NOT_INHERITED = re.compile(
    r"GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|PREFIX)"
)
# A folder may have a name that git would read as a pattern, such as ":(top)".
OWN = {"GIT_NO_REPLACE_OBJECTS": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_LITERAL_PATHSPECS": "1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    mode: str
    object: str
    path: str


def write_files_of(folder: Path, revision: str, place: Path) -> tuple[str, ...] | None:
    """Write the YAML files that a revision has in a folder into another one; None where it has no such folder.

    The answer are the submodules that YAML is read from and whose files of then are in other repositories.
    ConfigurationError where there is no git repository, or no such revision in it.
    """
    prefix = _line(_run(folder, "rev-parse", "--show-prefix"))
    if prefix is None:
        raise ConfigurationError(
            f"'{folder}' is in no git repository that git would use, so there is no revision '{revision}' of it.",
            advice="Leave --base out, or run the command in a clone of the repository.",
        )
    commit = _commit(folder, revision)
    items = _items(folder, commit, prefix)
    has_links = any(item.mode == LINK for item in items)
    # What a link leads to may have any name.
    wanted = [item for item in items if has_links or PurePosixPath(item.path).suffix.lower() in ENDINGS]
    files = [item for item in wanted if item.mode in FILES]
    links = [item for item in wanted if item.mode == LINK]
    for item, content in zip([*files, *links], _contents(folder, [*files, *links]), strict=True):
        path = place / item.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if item.mode == LINK:
            path.symlink_to(os.fsdecode(content))
        else:
            path.write_bytes(content)
    modules = tuple(item.path for item in items if item.mode == SUBMODULE)
    return tuple(path for path in modules if _has_yaml(folder / path)) if items else None


def _has_yaml(folder: Path) -> bool:
    return any(path.suffix.lower() in ENDINGS for path in folder.rglob("*"))


def _commit(folder: Path, revision: str) -> str:
    found = None
    if revision and not revision.startswith("-") and revision.isprintable():
        found = _line(_run(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"))
    if not found:
        raise ConfigurationError(
            f"git knows no revision '{revision}' here.",
            advice="Fetch it, for example with `git fetch origin main`, and name it as git then does, such as"
            " origin/main. A shallow clone lacks what is older: `git fetch --unshallow`, or fetch-depth: 0 in a"
            " pipeline's checkout.",
        )
    return found


def _items(folder: Path, commit: str, prefix: str) -> list[_Item]:
    """Answer what a commit has below a folder, with paths as from there; paths that lead out of it are left out."""
    arguments = ["ls-tree", "-r", "-z", "--full-tree", commit, "--", *([prefix] if prefix else [])]
    done = _needed(_run(folder, *arguments), folder)
    items = []
    for line in filter(None, done.split(b"\0")):
        head, _, name = line.partition(b"\t")
        mode, _, identity = head.decode().split(" ")
        path = os.fsdecode(name).removeprefix(prefix)
        if not {"..", ".", ""} & set(path.split("/")):
            items.append(_Item(mode=mode, object=identity, path=path))
    return items


def _contents(folder: Path, items: Sequence[_Item]) -> Iterator[bytes]:
    """Yield the contents of the objects of some items."""
    asked = "".join(f"{item.object}\n" for item in items).encode()
    answer = _needed(_run(folder, "cat-file", "--batch", stdin=asked), folder) if items else b""
    start = 0
    for _ in items:
        end = answer.index(b"\n", start)
        words = answer[start:end].split(b" ")
        if words[-1] == b"missing":
            raise _lost(folder)
        size = int(words[-1])
        yield answer[end + 1 : end + 1 + size]
        start = end + 1 + size + 1


def _needed(answer: bytes | None, folder: Path) -> bytes:
    if answer is None:
        raise _lost(folder)
    return answer


def _lost(folder: Path) -> ConfigurationError:
    return ConfigurationError(
        f"git could not read the files of the revision in '{folder}'.",
        advice="Run `git fsck`; in a partial clone, fetch the revision's files.",
    )


def _line(answer: bytes | None) -> str | None:
    return None if answer is None else os.fsdecode(answer.removesuffix(b"\n"))


def _run(folder: Path, *arguments: str, stdin: bytes = b"") -> bytes | None:
    """Run git and answer what it said; None where it failed, or is not there."""
    environ = {name: value for name, value in os.environ.items() if not NOT_INHERITED.fullmatch(name)}
    try:
        done = subprocess.run(  # noqa: S603 - words of our own, and a revision that is no option
            [*GIT, "-C", str(folder), *arguments],
            input=stdin,
            capture_output=True,
            check=False,
            timeout=SECONDS,
            env={**environ, **OWN},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None

"""From a state URL to the backend that it names."""

import re
from pathlib import Path

from reconciler.errors import ConfigurationError
from reconciler.state.backend import Backend
from reconciler.state.file import FileBackend
from reconciler.state.git import GitBackend
from reconciler.state.memory import MemoryBackend
from reconciler.state.objects import ObjectBackend
from reconciler.state.postgres import PostgresBackend

_POSSIBLE = (
    "Write file:PATH, git:BRANCH, s3://BUCKET/PREFIX, gs://BUCKET/PREFIX, az://CONTAINER/PREFIX,"
    " postgresql://HOST/DATABASE?record=NAME or memory:, for example file:.reconciler/state."
)
_AUTHORITY = re.compile(r"//([^/?#]*)")
_SECRET_PARAMETER = re.compile(r"[?&;]\s*(password|passwd|pass|sslpassword|token|secret|key|user)\s*=", re.IGNORECASE)


def open_backend(url: str, *, directory: Path) -> Backend:
    """Make the backend of a state URL; relative paths and the git repository are those of `directory`."""
    _refuse_credentials(url)
    scheme, colon, rest = url.partition(":")
    if not colon:
        raise ConfigurationError("The state URL does not begin with a kind of record and a colon.", advice=_POSSIBLE)
    match scheme.lower():
        case "file":
            return FileBackend(directory / _path(rest))
        case "git":
            return GitBackend(rest, repository=directory)
        case "memory":
            if rest:
                raise ConfigurationError("The state URL memory: takes nothing behind the colon.", advice=_POSSIBLE)
            return MemoryBackend()
        case "s3" | "gs" | "az" as kind:
            return ObjectBackend(f"{kind}:{_prefix(kind, rest)}")
        case "postgresql":
            return PostgresBackend(f"postgresql:{rest}")
        case _:
            named = f"“{scheme}:”" if re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]{0,15}", scheme) else "what it begins with"
            raise ConfigurationError(
                f"The state URL names a kind of record that reconciler does not know: {named}.", advice=_POSSIBLE
            )


def _refuse_credentials(url: str) -> None:
    """Refuse a URL that carries a user or a password, without repeating it: messages end in logs."""
    scheme, _, rest = url.partition(":")
    authority = _AUTHORITY.match(rest)
    # In a path an "at" is harmless, and in a branch's name too; anywhere else it follows a user.
    plain = scheme.lower() == "file" or (scheme.lower() == "git" and ":" not in rest and "//" not in rest)
    carries_user = "@" in rest and (not plain or (authority is not None and "@" in authority[1]))
    if carries_user or _SECRET_PARAMETER.search(rest):
        raise ConfigurationError(
            "The state URL carries a user or a password, and it is shown in messages, plans and logs.",
            advice="Take it out of the URL and give it by the environment (PGUSER and PGPASSWORD, the cloud's own "
            "variables, git's credential helper); if it was stored anywhere, change it.",
        )


def _path(rest: str) -> Path:
    """Read the path of a file: URL, which is a plain path, or an absolute one behind two slashes."""
    authority = _AUTHORITY.match(rest)
    if authority is not None and authority[1]:
        raise ConfigurationError(
            "The state URL file://… names a host, and the record is kept in a folder of this machine.",
            advice="Write file:PATH for a relative path, or file:/PATH for an absolute one.",
        )
    path = rest if authority is None else rest[authority.end() :]
    if not path:
        raise ConfigurationError("The state URL file: names no folder.", advice=_POSSIBLE)
    if "\0" in path:
        raise ConfigurationError("The path in the state URL holds a zero character.", advice=_POSSIBLE)
    return Path(path)


def _prefix(kind: str, rest: str) -> str:
    """Read what stands behind s3: and its like: a bucket, and the prefix of the record's objects in it."""
    parts = rest.removeprefix("//").rstrip("/").split("/")
    if (
        not rest.startswith("//")
        or len(parts) < len(("bucket", "prefix"))
        or not all(parts)
        or any(sign in rest for sign in "?#\0")
    ):
        what = "container" if kind == "az" else "bucket"
        raise ConfigurationError(
            f"The state URL {kind}: names a {what} and a prefix for the record's objects, and this one does not.",
            advice=_POSSIBLE,
        )
    return rest.rstrip("/")

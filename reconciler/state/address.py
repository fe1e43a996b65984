"""From a state URL to the backend that it names."""

import re
from pathlib import Path

from reconciler.errors import ConfigurationError
from reconciler.state.backend import Backend
from reconciler.state.file import FileBackend
from reconciler.state.git import GitBackend
from reconciler.state.memory import MemoryBackend

_LATER = {"s3", "gs", "az", "postgresql"}
_POSSIBLE = "Write file:PATH, git:BRANCH or memory:, for example file:.reconciler/state."
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
        case later if later in _LATER:
            raise ConfigurationError(
                f"Records at {later}: addresses come in a later version of reconciler.", advice=_POSSIBLE
            )
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

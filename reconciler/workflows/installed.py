"""Where this reconciler was installed from, as a line that installs it again: it is not on an index."""

import json
import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import unquote, urlsplit

from reconciler.loader.revision import git

NAME = "reconciler"
UNKNOWN = f"{NAME} @ git+https://HOST/OWNER/reconciler@REVISION"
SECURE_COPY = re.compile(r"(?:ssh://)?(?:[^@/]+@)(?P<host>[^:/]+)[:/](?P<path>[^:].*)")
COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
PLAIN = re.compile(r"https://[A-Za-z0-9._~:/-]+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """A requirement, or None where nobody can say; and what is to be told of it."""

    requirement: str | None
    remark: str = ""


def installed() -> Installed:
    """Ask the installation itself (PEP 610)."""
    try:
        text = distribution(NAME).read_text("direct_url.json")
    except PackageNotFoundError:
        text = None
    return of_direct_url(text)


def of_direct_url(text: str | None) -> Installed:
    """Answer the requirement that the record of a direct installation comes to."""
    try:
        told = json.loads(text or "{}")
        url, vcs = str(told.get("url", "")), told.get("vcs_info") or {}
    except (ValueError, AttributeError):
        return Installed(requirement=None)
    if vcs.get("vcs") == "git":
        return Installed(requirement=_line(url, str(vcs.get("commit_id", ""))))
    parts = urlsplit(url)
    return (
        _of_clone(Path(unquote(parts.path)))
        if parts.scheme == "file" and "dir_info" in told
        else Installed(requirement=None)
    )


def _of_clone(folder: Path) -> Installed:
    """Answer what a clone on this machine tells: where it came from and which commit it is at."""
    remote, commit = git(folder, "remote", "get-url", "origin"), git(folder, "rev-parse", "--verify", "HEAD")
    line = _line(remote or "", commit or "")
    if line is None:
        return Installed(requirement=None)
    if not git(folder, "branch", "--remotes", "--contains", "HEAD"):
        return Installed(requirement=line, remark="this commit of reconciler seems not to be pushed: push it first")
    if git(folder, "status", "--porcelain", "--untracked-files=no"):
        return Installed(requirement=line, remark="the clone it was installed from has changes that are not committed")
    return Installed(requirement=line)


def _line(url: str, commit: str) -> str | None:
    """Answer the requirement; an address on this machine helps nobody else, and one with a key in it is cut."""
    if copied := SECURE_COPY.fullmatch(url.strip()):
        address = f"https://{copied['host']}/{copied['path']}"
    else:
        parts = urlsplit(url.strip())
        address = f"https://{parts.netloc.rpartition('@')[2]}{parts.path}" if parts.scheme == "https" else ""
    if PLAIN.fullmatch(address) is None or COMMIT.fullmatch(commit) is None:
        return None
    return f"{NAME} @ git+{address}@{commit}"

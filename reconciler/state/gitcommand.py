"""Running git as a guest: in the user's repository, without their hooks, prompts, index or work tree."""

import os
import re
import shutil
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from reconciler.errors import ConfigurationError, StateError

_SECONDS = 120.0
"""No step over a network takes longer; a dead connection must not hang an apply for ever."""

_WORDS = 600
_IDENTITY = {"NAME": "reconciler", "EMAIL": "reconciler@localhost"}
# The first group would point git at another repository when this runs inside a hook; the second writes what goes
# over the wire, keys included, to the stream that error messages are taken from.
_NOT_INHERITED = re.compile(
    r"GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|PREFIX)"
    r"|GIT_(TRACE.*|CURL_VERBOSE)"
)
_SETTINGS = (
    "core.hooksPath=/dev/null",  # The user's hooks (tests before a push, say) are about their work, not the record.
    "core.fsync=all",  # An append must survive a power cut.
    "gc.auto=0",
    "maintenance.auto=false",
    "log.showSignature=false",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one run of git answered."""

    code: int
    out: bytes
    words: str


class Git:
    """git in one repository; made only if git and the repository are there."""

    def __init__(self, repository: Path, *, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        program = shutil.which("git")
        if program is None:
            raise ConfigurationError(
                "The record is kept on a git branch, and there is no git on this machine.",
                advice="Install git, or choose another state URL.",
            )
        options = [option for setting in _SETTINGS for option in ("-c", setting)]
        self._command = [program, "-C", str(repository), *options]
        found = self.run("rev-parse", "--git-dir")
        if found.code != 0:
            raise ConfigurationError(
                f"The record is kept on a git branch, and {repository} is no git repository that git would use; "
                f"git says: {found.words}",
                advice="Run the command in a clone of the repository, or choose another state URL.",
            )

    def run(self, *arguments: str, stdin: bytes = b"") -> Answer:
        """Run git and answer whatever it said."""
        try:
            process = subprocess.Popen(  # noqa: S603 - a list of our own words, never a shell; names are validated
                [*self._command, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=_environment(),
                # Ctrl-C is for us, and we still have outcomes to record; and without a terminal nothing can prompt.
                start_new_session=True,
            )
        except OSError as exc:
            raise StateError(f"git could not be started: {exc.strerror}.", advice="Look after this machine.") from exc
        with process:
            try:
                out, err = process.communicate(stdin, timeout=self._seconds)
            except subprocess.TimeoutExpired:
                _end(process)
                words = f"git {arguments[0]} did not end within {self._seconds:g} seconds"
                return Answer(code=-1, out=b"", words=words)
            except BaseException:
                _end(process)
                raise
        return Answer(code=process.returncode, out=out, words=presentable(err))

    def ask(self, *arguments: str, doing: str, stdin: bytes = b"") -> bytes:
        """Run git and answer its output; StateError when it failed while `doing` something."""
        answer = self.run(*arguments, stdin=stdin)
        if answer.code != 0:
            raise failure(doing, answer)
        return answer.out


def failure(doing: str, answer: Answer) -> StateError:
    """Tell what git could not do, in its own words."""
    return StateError(
        f"git failed while {doing}; it says: {answer.words or f'nothing (exit {answer.code})'}",
        advice="Check the connection to the remote and this user's right to push to it, then run the command again.",
    )


def presentable(stderr: bytes) -> str:
    """Make git's words fit for a message: one line, bounded, without credentials or control characters."""
    text = " / ".join(line.strip() for line in stderr.decode(errors="replace").splitlines() if line.strip())
    text = "".join(character if character.isprintable() else "?" for character in text)
    text = re.sub(r"://\S*@", "://***@", text)
    return text if len(text) <= _WORDS else f"… {text[-_WORDS:]}"


def _end(process: subprocess.Popen[bytes]) -> None:
    """End git and the helpers that it started: one that talks to the remote must not finish a push behind our back."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _environment() -> dict[str, str]:
    """Answer the environment for git: no prompts, untranslated words, our own name on commits."""
    kept = {name: value for name, value in os.environ.items() if not _NOT_INHERITED.fullmatch(name)}
    names = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in _IDENTITY.items()}
    return kept | names | {"GIT_TERMINAL_PROMPT": "0", "GIT_NO_REPLACE_OBJECTS": "1", "LC_ALL": "C"}

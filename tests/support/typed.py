"""A page of the documentation followed word by word: its files written, its commands run by bash, its outputs compared.

Three kinds of blocks: `console` is run (`$ ` begins a command, `> ` goes on with one that ended with a backslash, all
else is what it prints);
`yaml` is a file, named in the line above as "`desired-state/holidays.yaml`:"; any other needs a reason in the line
above it, `<!-- not run: … -->`, and so does one of the first two that is not to be run.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from support.shell import MEANINGFUL

BLOCK = re.compile(
    r"(?P<above>[^\n]*)\n(?P<gap>\n*)^```(?P<language>\w*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)
EXCUSED = re.compile(r"<!-- not run: .+ -->")
FILE = re.compile(r"`(?P<name>[^`]+\.ya?ml)`:$")
MARK = "\x1e"
TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)
PATIENCE = 120
PROGRAMS = ("bash", "git", "perl", "curl")
"""What pages use that Python does not bring."""
PORT = "8025"
HOST = re.compile(
    rf"(?<=\bon ){re.escape(socket.gethostname())}\b|(?<=\"host\": \"){re.escape(socket.gethostname())}(?=\")"
)
OF_THIS_INSTALLATION = re.compile(r"^note: [^\n]*requirements/reconciler\.txt[^\n]*\n", re.MULTILINE)
IDENTITY = "[user]\n\tname = Petrova\n\temail = petrova@example.com\n[init]\n\tdefaultBranch = main\n"

VARYING = (
    (re.compile(r"\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?"), "MOMENT"),
    (
        re.compile(r"(?<=found them at the provider on\n# )\d{4}-\d\d-\d\d|(?<=at the provider on )\d{4}-\d\d-\d\d"),
        "DAY",
    ),
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"), "ID"),
    (re.compile(r"\b[0-9a-f]{40}\b|\b(?=[0-9]*[a-f])[0-9a-f]{7,12}\b"), "COMMIT"),
    (re.compile(r"(?<=since )\d+ s|\b\d+(?:\.\d+)? s ago"), "AGE"),
)
"""What differs each time that a page is followed. A digest is not among it: the same change has the same digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A command with what the page says that it prints, or (with a name) a file to write."""

    text: str
    shown: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What a command did."""

    code: int
    text: str


def steps(page: str) -> Iterator[Step]:
    """Yield what a reader of the page would do, in its order."""
    for block in BLOCK.finditer(page):
        if EXCUSED.fullmatch(block["above"]):
            continue
        match block["language"]:
            case "console":
                yield from _commands(block["body"])
            case "yaml":
                named = FILE.search(block["above"])
                assert named, f"this file has no name in the line above it:\n{block['body']}"
                yield Step(name=named["name"], text=block["body"])
            case other:
                raise AssertionError(
                    f"a block of {other or 'no language'} is not run, and no reason says why:\n{block[0]}"
                )


def _commands(body: str) -> Iterator[Step]:
    assert body.startswith("$ "), body
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        lines = part.splitlines(keepends=True)
        more = next(index for index, line in enumerate(lines, 1) if not line.endswith("\\\n"))
        text = lines[0] + "".join(line[2:] for line in lines[1:more])
        yield Step(text=text.removesuffix("\n"), shown="".join(lines[more:]))


def follow(page: Sequence[Step], folder: Path, environ: Mapping[str, str], *, port: int | None = None) -> list[Printed]:
    """Do all steps in one bash that stands in a folder; answer what each of its commands printed."""
    script = ["exec 2>&1 </dev/null", "trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT", "declare -i _code=0"]
    for step in page:
        if step.name:
            script.append(f"mkdir -p \"$(dirname '{step.name}')\"; cat > '{step.name}' <<'\x1d'\n{step.text}\x1d")
            continue
        text = step.text.replace(PORT, str(port)) if port else step.text
        script.append(f"printf '\\x1e'; (exit $_code); {text}\n_code=$?")
        if text.endswith("&") and port:
            script.append(_until_open(port))
        script.append("printf '\\x1e%d\\x1e' $_code")
    done = subprocess.run(
        ["bash", "-c", "\n".join(script)],
        cwd=folder,
        env=dict(environ),
        capture_output=True,
        encoding="utf-8",
        errors="backslashreplace",
        check=False,
        timeout=PATIENCE,
    )
    parts = done.stdout.split(MARK)
    printed = [
        Printed(code=int(code), text=_anywhere(text.replace(str(port), PORT) if port else text))
        for text, code in zip(parts[1::3], parts[2::3], strict=False)
    ]
    assert len(printed) == sum(not step.name for step in page), done.stdout + done.stderr
    return printed


def _anywhere(text: str) -> str:
    """Answer a text without what it has from this machine: its name, and where this reconciler was installed from."""
    return OF_THIS_INSTALLATION.sub("", HOST.sub("laptop", text))


def _until_open(port: int) -> str:
    """Wait as a person would, who reads on meanwhile; the number of tries is only there to end at all."""
    return f"for _ in $(seq 600); do (: </dev/tcp/127.0.0.1/{port}) 2>/dev/null && break; sleep 0.1; done"


def world(home: Path, variables: Mapping[str, str]) -> dict[str, str]:
    """Answer the environment of somebody who has a name in git, reconciler on the path, and nothing else of ours."""
    home.mkdir(exist_ok=True)
    (home / ".gitconfig").write_text(IDENTITY, encoding="utf-8")
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith((*MEANINGFUL, "GIT_", "TZ", "COV"))
    }
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {
        **kept,
        "PATH": path,
        "HOME": str(home),
        "GIT_CONFIG_NOSYSTEM": "1",
        "TZ": "Europe/Moscow",
        "LC_ALL": "C.UTF-8",
        "USER": "petrova",
        "LOGNAME": "petrova",
        **variables,
    }


def without_varying(text: str) -> str:
    """Answer a text in which nothing stands that differs each time."""
    for pattern, word in VARYING:
        text = pattern.sub(word, text)
    return TRAILING.sub("", text)


def compare(file: Path, printed: Sequence[Printed], *, bless: bool) -> None:
    """Hold a page against what happened; with `bless` write into the page what each command printed."""
    page = file.read_text(encoding="utf-8")
    plan = list(steps(page))
    commands = [step for step in plan if not step.name]
    for index, (step, done) in enumerate(zip(commands, printed, strict=True)):
        following = commands[index + 1].text if index + 1 < len(commands) else ""
        # A page that shows a failure says so; nothing else that went wrong is ever blessed.
        assert done.code == 0 or following == "echo $?", f"{step.text}\nended with {done.code}:\n{done.text}"
        assert "Traceback" not in done.text, f"{step.text}\n{done.text}"
    if bless:
        file.write_text(_blessed(page, iter(printed)), encoding="utf-8")
        commands = [step for step in steps(file.read_text(encoding="utf-8")) if not step.name]
    for step, done in zip(commands, printed, strict=True):
        assert without_varying(step.shown) == without_varying(done.text), (
            f"`{step.text}` prints something else than {file.name} says; if that is meant, run pytest with --bless"
        )


def _blessed(page: str, printed: Iterator[Printed]) -> str:
    def anew(block: re.Match[str]) -> str:
        if block["language"] != "console" or EXCUSED.fullmatch(block["above"]):
            return block[0]
        body = ""
        for step in _commands(block["body"]):
            done = next(printed)
            same = without_varying(step.shown) == without_varying(done.text)
            lines = step.text.replace("\n", "\n> ")
            body += f"$ {lines}\n{step.shown if same else TRAILING.sub('', done.text)}"
        return f"{block['above']}\n{block['gap']}```console\n{body}```"

    return BLOCK.sub(anew, page)


def lacking(page: Sequence[Step]) -> list[str]:
    """Answer which programs a page asks of a machine that are not here."""
    words = {word for step in page if not step.name for word in re.findall(r"\w+", step.text)}
    return [program for program in PROGRAMS if program in {"bash", *words} and shutil.which(program) is None]

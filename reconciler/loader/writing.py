"""Declarations as YAML text in the canonical layout, and the files that hold them."""

import errno
import io
import os
import re
import stat
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from reconciler.errors import ConfigurationError
from reconciler.loader.layout.canonical import formatted
from reconciler.loader.remarks import WIDTH as COMMENT_WIDTH
from reconciler.loader.remarks import headed, remark

NOTHING: Mapping[Any, Any] = MappingProxyType({})
BEGINNING = re.compile(r"  - number_code: ([0-9]+)$")
"""How the layout begins an item of `numbers`."""
CONTACTS_TITLE = 'Where calls go, by the names that other files write as "@name".'
WIDTH = 4096
"""An entry of `call_control` stays on its line, however long its period is."""


def contacts_text(names: Mapping[str, str], *, title: str = CONTACTS_TITLE) -> str:
    """Answer a file of contacts; `names` maps numbers to names."""
    return _text({"contacts": _by_name(names)}, title)


def schedules_text(names: Mapping[str, str], *, title: str) -> str:
    """Answer a file of schedules; `names` maps periods to names."""
    return _text({"schedules": _by_name(names)}, title)


def numbers_text(
    items: Sequence[Mapping[str, Any]],
    *,
    application: str | None,
    title: str,
    defaults: Mapping[str, Any] = NOTHING,
    notes: Mapping[int, Sequence[str]] = NOTHING,
    foot: Sequence[str] = (),
) -> str:
    """Answer a file of numbers, in one application if there are several.

    `notes` are said above the number that they are about, and `foot` below all numbers.
    """
    shared = {**({"application": application} if application else {}), **defaults}
    content: dict[str, Any] = {"defaults": shared} if shared else {}
    text = _text({**content, "numbers": list(items)}, title)
    if not notes and not foot:
        return text
    lines: list[str] = []
    for line in text.splitlines():
        # The layout has each scalar on one line, so that no text of a value looks like the beginning of a number.
        begun = BEGINNING.match(line)
        for note in notes.get(int(begun[1]), ()) if begun else ():
            lines += [f"  {part}" for part in remark(note, width=COMMENT_WIDTH - 2)]
        lines.append(line)
    if foot:
        lines += ["", *(part for words in foot for part in remark(words))]
    return formatted("\n".join(lines) + "\n")


def _by_name(names: Mapping[str, str]) -> dict[str, str]:
    return {name: text for text, name in sorted(names.items(), key=lambda pair: pair[1])}


def refuse_existing(path: Path) -> None:
    """Raise ConfigurationError if something is there already, before a set of files is half written."""
    if path.exists() or path.is_symlink():
        raise _existing(path)


def write_new(path: Path, text: str) -> None:
    """Write a file that must not be there yet: at any instant there is nothing of it, an empty file, or all of it.

    An empty file says nothing and is no mistake, so that a run that dies here does not stop the next.
    """
    refuse_existing(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8"):
            pass  # the name is ours from here on
        try:
            _replace(path, text.encode())
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    except FileExistsError as error:
        raise _existing(path if path.exists() else path.parent) from error
    except OSError as error:
        raise ConfigurationError(f"'{path}' cannot be written: {error.strerror}.") from error


def rewrite(path: Path, text: str) -> None:
    """Put a text in place of a file's, durably: at any instant there is the old file or the new one, with its mode."""
    if path.is_symlink():
        raise ConfigurationError(
            f"'{path}' is a link to another file, and was left as it is: a new file would take the link's place.",
            advice="Format the file that it names, or put the file there itself.",
        )
    try:
        if not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        _replace(path, text.encode())
    except OSError as error:
        raise ConfigurationError(f"'{path}' cannot be written and was left as it is: {error.strerror}.") from error


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=".fmt-", dir=path.parent)  # hidden, so that no reader takes it for a file
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), stat.S_IMODE(path.stat().st_mode))
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _existing(path: Path) -> ConfigurationError:
    return ConfigurationError(
        f"'{path}' is there already, and nothing is overwritten.", advice="Move it away, or use another folder."
    )


def _text(content: dict[str, Any], title: str) -> str:
    yaml = YAML()
    yaml.width = WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    yaml.dump(_styled(content), stream)
    return formatted("\n".join([*headed(title), stream.getvalue()]))


def _styled(value: Any, *, entry: bool = False) -> Any:
    """Put each entry of `call_control` on a line of its own, in braces."""
    if isinstance(value, Mapping):
        mapping = CommentedMap((key, _styled(item, entry=key == "call_control")) for key, item in value.items())
        if entry:
            mapping.fa.set_flow_style()
        return mapping
    if isinstance(value, list):
        return CommentedSeq(_styled(item, entry=entry) for item in value)
    if isinstance(value, str) and value.startswith("?"):
        return DoubleQuotedScalarString(value)  # ruamel writes it plain, and does not read that inside braces
    return value

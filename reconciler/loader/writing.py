"""Declarations as YAML text, in the layout that a person would have given them, and the files that hold them."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from reconciler.errors import ConfigurationError

WIDTH = 4096
"""An entry of `call_control` stays on its line, however long its period is."""


def contacts_text(names: Mapping[str, str]) -> str:
    """Answer the file of contacts; `names` maps numbers to names."""
    contacts = {name: number for number, name in sorted(names.items(), key=lambda pair: pair[1])}
    return _text({"contacts": contacts}, 'Where calls go, by the names that other files write as "@name".')


def numbers_text(items: Sequence[Mapping[str, Any]], *, application: str | None, title: str) -> str:
    """Answer a file of numbers, in one application if there are several."""
    content: dict[str, Any] = {"defaults": {"application": application}} if application else {}
    return _text({**content, "numbers": list(items)}, title)


def refuse_existing(path: Path) -> None:
    """Raise ConfigurationError if something is there already, before a set of files is half written."""
    if path.exists() or path.is_symlink():
        raise _existing(path)


def write_new(path: Path, text: str) -> None:
    """Write a file that must not be there yet."""
    if path.exists():
        raise _existing(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise ConfigurationError(f"'{path}' cannot be written: {error.strerror}.") from error


def _existing(path: Path) -> ConfigurationError:
    return ConfigurationError(
        f"'{path}' is there already, and nothing is overwritten.", advice="Move it away, or use another folder."
    )


def _text(content: dict[str, Any], title: str) -> str:
    yaml = YAML()
    yaml.width = WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    yaml.dump(_styled(content, depth=0), stream)
    return f"# {title}\n{stream.getvalue()}"


def _styled(value: Any, *, depth: int, entry: bool = False) -> Any:
    """Give a value its layout: entries of `call_control` on one line each, digits and names in double quotes."""
    if isinstance(value, Mapping):
        mapping = CommentedMap(
            (key, _styled(item, depth=depth + 1, entry=key == "call_control")) for key, item in value.items()
        )
        if entry:
            mapping.fa.set_flow_style()
        return mapping
    if isinstance(value, list):
        return CommentedSeq(_styled(item, depth=depth + 1, entry=entry) for item in value)
    if isinstance(value, str) and (value.startswith("@") or value.isdigit()):
        return DoubleQuotedScalarString(value)
    return value

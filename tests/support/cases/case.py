"""One row of the loader's table: files in, `file:line:column code` out."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Files, what the loader finds in them, and what it says and never says about it.

    `found` are `file:line:column code` in order; for one file, which is `a.yaml`, its name is left out.
    """

    name: str
    files: Mapping[str, str | bytes]
    found: tuple[str, ...]
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


def case(
    name: str,
    files: str | bytes | Mapping[str, str | bytes],
    *found: str,
    says: str | tuple[str, ...] = (),
    never: str = "",
) -> Case:
    """Make a row; a text alone is the file `a.yaml`."""
    alone = isinstance(files, str | bytes)
    return Case(
        name=name,
        files={"a.yaml": files} if isinstance(files, str | bytes) else files,
        found=tuple(f"a.yaml:{item}" if alone and item[0] != "." else item for item in found),
        says=(says,) if isinstance(says, str) else says,
        never=(never,) if never else (),
    )


NUMBER = """\
numbers:
- number_code: 74991112233
  call_forwarding_number: {redirect_type: single, call_control: [{redirect_number: "74992223344", timeout: 5}]}
"""
"""A number with nothing wrong; what is added begins in line 4."""

DATA = """\
numbers:
- number_code: 74991112233
  call_forwarding_number:
    redirect_type: single
    call_control: [{redirect_number: "74992223344", timeout: 5}]
"""
"""The same, to be continued inside its data object, in line 6, with four spaces."""

ENTRIES = """\
numbers:
- number_code: 74991112233
  call_forwarding_number:
    redirect_type: single
    call_control:
"""
"""The same without entries, to be continued with them in line 6."""


def abroad(text: str, *countries: str) -> dict[str, str | bytes]:
    """Answer a folder from which calls may go to these countries too."""
    return {
        "settings.yaml": f"settings: {{policy: {{allowed_countries: [RU, {', '.join(countries)}]}}}}\n",
        "a.yaml": text,
    }


def setting(text: str) -> dict[str, str | bytes]:
    """Answer a folder with one right number and these settings, which begin in line 2."""
    return {"settings.yaml": f"settings:\n{text}", "a.yaml": NUMBER}

"""The settings that a new repository begins with: those that are there, or what the environment and machine tell."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from reconciler.loader.folder import load
from reconciler.model.diagnostics import Code, Diagnostic, Severity
from reconciler.model.settings import Settings, State
from reconciler.workflows.zones import OTHERWISE

KEY = re.compile(r"EXOLVE(?:_(?P<name>[A-Z][A-Z0-9_]*))?_API_KEY", re.ASCII)
LOCALTIME = Path("/etc/localtime")
RECORD = "git:reconciler-state"
MISTAKEN = (
    "the files of the desired state have mistakes, so the pipelines may lack keys and secrets that the settings name:"
    " `reconciler validate` tells them"
)


def first_settings(folder: Path, environ: Mapping[str, str], *, has_git: bool) -> tuple[Settings, list[str]]:
    """Answer the settings that are there, or those that will be, with remarks about what was only assumed."""
    if (folder / "settings.yaml").exists():
        loaded = load(folder, environ)
        return loaded.settings, [MISTAKEN] if any(_is_mistake(item) for item in loaded.diagnostics) else []
    named = {found["name"]: variable for variable in environ if (found := KEY.fullmatch(variable))}
    applications = {
        (name or ("DEFAULT" if "MAIN" in named else "MAIN")).lower(): {"api_key_env": variable}
        for name, variable in sorted(named.items(), key=lambda pair: (pair[0] is not None, pair[1]))
    }
    remarks = []
    zone = _zone(environ)
    if zone is None:
        remarks.append(f"the time zone of this machine is not known: the settings say {OTHERWISE}")
    return Settings.model_validate(
        {
            "timezone": zone or OTHERWISE,
            "applications": applications or {"main": {"api_key_env": "EXOLVE_API_KEY"}},
            "state": {"url": RECORD if has_git else State().url},
        }
    ), remarks


def _is_mistake(item: Diagnostic) -> bool:
    return item.severity is Severity.ERROR and item.code is not Code.NOTHING_DECLARED


def _zone(environ: Mapping[str, str]) -> str | None:
    """Answer the zone of the machine; a server's UTC says nothing about the people who are rung."""
    name = environ.get("TZ", "").removeprefix(":")
    if not name:
        name = os.path.realpath(LOCALTIME).partition("/zoneinfo/")[2]
    try:
        known = "/" in name and not name.startswith("Etc/") and bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    return name if known else None

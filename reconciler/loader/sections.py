"""The sections of a file, which are its keys at the top: unknown ones are told, and of which a part is not known."""

from collections.abc import Iterator

from reconciler.loader.builder import Document
from reconciler.loader.levels import SETTINGS, SETTINGS_FILE, TOP_LEVEL, guess_section
from reconciler.model.diagnostics import Code, Diagnostic, diagnostic, quoted

SHARED = frozenset({"numbers", "contacts", "schedules"})
"""The sections that other files refer to."""


def section_problems(document: Document, *, is_settings: bool) -> Iterator[Diagnostic]:
    """Yield what is wrong with the keys at the top of a file."""
    known = (*TOP_LEVEL, SETTINGS) if is_settings else TOP_LEVEL
    for key in document.value:
        if key in known:
            continue
        source = document.places.of_key(document.value, key)
        if key == SETTINGS:
            detail = (
                f"Settings are read from {SETTINGS_FILE} directly in the folder, and nowhere else. Move them there."
            )
            yield diagnostic(Code.SETTINGS_ELSEWHERE, detail, source)
        else:
            detail = f"{quoted(key)} is no part of the desired state.{guess_section(key, known).advice}"
            yield diagnostic(Code.UNKNOWN_KEY, detail, source)


def unknown_sections(document: Document) -> Iterator[str]:
    """Yield the sections of which a file may declare more than can be read: doubled, misspelt or of a wrong type.

    Settings are one of them wherever they stand; those in their own file are no matter of this.
    """
    root, places = document.value, document.places
    known = (*TOP_LEVEL, SETTINGS)
    for key, value in root.items():
        if key in SHARED:
            right = list if key == "numbers" else dict
            is_right = value is None or isinstance(value, right)
            if not is_right or places.is_doubled(root, key) or not places.has_all_keys(value):
                yield key
        elif key == SETTINGS:
            yield SETTINGS
        elif key not in known:
            guess = guess_section(key, known)
            if guess.key is not None:
                yield guess.key
            elif isinstance(value, dict) and not guess.belongs:
                yield from ("contacts", "schedules")

"""Explain: read the folder, or the record, and tell what happens to a call. Calls nobody and writes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reconciler.errors import ReconcilerError
from reconciler.loader.folder import load
from reconciler.model.diagnostics import Diagnostic, Severity
from reconciler.model.identifiers import ApplicationName, NumberCode
from reconciler.model.settings import Settings, applications_of
from reconciler.model.spelling import did_you_mean
from reconciler.routing.network import network_of, network_recorded
from reconciler.routing.story import About, Story, story_of
from reconciler.state.record import read_record
from reconciler.workflows.reading import checked
from reconciler.workflows.surroundings import Surroundings
from reconciler.workflows.zones import zone_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """The story of a call, None when the files cannot be read; `settings` name the secrets to keep back.

    `diagnostics` are what stands in the way of a plan: a call is explained all the same where the files can be read.
    """

    story: Story | None
    settings: Settings
    diagnostics: tuple[Diagnostic, ...] = ()


def explain(
    folder: Path,
    surroundings: Surroundings,
    code: NumberCode,
    *,
    at: datetime,
    recorded: bool = False,
    state_url: str | None = None,
) -> Explained:
    """Explain a call to a number at a moment, by what is declared or by what is recorded."""
    if recorded:
        return _recorded(folder, surroundings, code, at=at, state_url=state_url)
    return _declared(folder, surroundings, code, at=at)


def _declared(folder: Path, surroundings: Surroundings, code: NumberCode, *, at: datetime) -> Explained:
    loaded = load(folder, surroundings.environ)
    settings, desired = loaded.settings, loaded.desired
    if desired is None:
        return Explained(story=None, settings=settings, diagnostics=loaded.diagnostics)
    errors = tuple(item for item in checked(loaded, at).diagnostics if item.severity is Severity.ERROR)
    number = desired.numbers.get(code)
    if number is None:
        raise _unknown(code, f"is not declared in '{folder}'", desired.numbers)
    about = About(description=number.description, application_event_url=_event_url(settings, number.application))
    network = network_of(desired, zone_of(settings))
    story = story_of(network, code, at, about=about, days=settings.horizon_days)
    return Explained(story=story, settings=settings, diagnostics=errors)


def _recorded(
    folder: Path, surroundings: Surroundings, code: NumberCode, *, at: datetime, state_url: str | None
) -> Explained:
    settings = load(folder, surroundings.environ).settings if folder.is_dir() else Settings()
    record = read_record(surroundings.backend(settings, state_url))
    entry = record.numbers.get(code)
    if entry is None:
        raise _unknown(code, "is not in the record", record.numbers)
    about = About(
        description=entry.description,
        application_event_url=_event_url(settings, entry.application),
        is_recorded=True,
        is_uncertain=entry.unknown is not None,
    )
    network = network_recorded(record, zone_of(settings), since=min(at, surroundings.now()))
    return Explained(story=story_of(network, code, at, about=about, days=settings.horizon_days), settings=settings)


def _event_url(settings: Settings, name: ApplicationName) -> str | None:
    application = applications_of(settings).get(name)
    return application.event_url if application else None


def _unknown(code: NumberCode, what: str, known: Iterable[NumberCode]) -> ReconcilerError:
    hint = did_you_mean(str(code), map(str, known))
    return ReconcilerError(
        f"{code} {what}, so nobody here knows what happens to its calls.{hint}",
        advice="`reconciler explain NUMBER` explains what is declared, with --recorded what is recorded.",
    )

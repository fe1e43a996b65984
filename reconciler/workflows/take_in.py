"""Import: bring the provider's numbers that nobody has declared yet into the folder, and into the record."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reconciler.errors import ConfigurationError, UsageError
from reconciler.loader.declaring import declared
from reconciler.loader.files import read_text, shown, yaml_files
from reconciler.loader.folder import Loaded, load
from reconciler.loader.importing import Manner, Part, files_of
from reconciler.loader.naming import naming
from reconciler.loader.remarks import told_in
from reconciler.loader.revision import revision_of
from reconciler.loader.writing import write_new
from reconciler.model.desired import Desired, DesiredNumber
from reconciler.model.diagnostics import Code, Diagnostic, Severity
from reconciler.model.forwarding import Payload
from reconciler.model.identifiers import ApplicationName, Lineage, NumberCode
from reconciler.model.settings import PolicyException, Settings, applications_of
from reconciler.providers.exolve import Transport
from reconciler.providers.redaction import Redaction
from reconciler.state.lock import hold
from reconciler.state.record import Ledger
from reconciler.workflows.client import exolve
from reconciler.workflows.exceptions import exceptions_for, write_exceptions
from reconciler.workflows.found import NO_FORWARDING, REVEALING, Found, LeftOut, Scope, find, revealing
from reconciler.workflows.reading import read
from reconciler.workflows.recording import adopted, read_back, record
from reconciler.workflows.surroundings import Surroundings
from reconciler.workflows.trial import Trial, try_out
from reconciler.workflows.zones import zone_of

NOT_LISTED = "the provider does not list it"
BESIDE = "imported"
"""The folder for what is found beside numbers that are declared already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What an import wrote: files, and the record if they can be read again.

    `adopted` are numbers that were declared already, as the provider has them, and are recorded now. The import left
    alone what is `known` to folder and record, `unrecorded` (declared alone) and `undeclared` (recorded alone).
    `diagnostics` are those of the folder read and checked again, and `settings` those by which it was read.
    """

    files: tuple[str, ...]
    numbers: tuple[NumberCode, ...]
    adopted: tuple[NumberCode, ...]
    known: int
    unrecorded: tuple[NumberCode, ...]
    undeclared: tuple[NumberCode, ...]
    left_out: tuple[LeftOut, ...]
    settings: Settings
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Import:
    """What an import works with while it holds the lock."""

    folder: Path
    surroundings: Surroundings
    settings: Settings
    scope: Scope

    @property
    def secrets(self) -> dict[str, str]:
        """The values of the secrets that are at hand."""
        return self.surroundings.secrets(self.settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    """What an import found, wrote and recorded."""

    found: Sequence[Found]
    files: Sequence[str]
    imported: tuple[NumberCode, ...]
    adopted: tuple[NumberCode, ...]
    misread: Sequence[LeftOut]

    def listed(self) -> set[NumberCode]:
        """Answer the numbers that the provider lists, of those that were asked for."""
        return {code for part in self.found for code in part.listed}


def take_in(
    folder: Path,
    surroundings: Surroundings,
    *,
    application: str | None = None,
    numbers: Sequence[NumberCode] = (),
    state_url: str | None = None,
    transport: Transport | None = None,
) -> TakenIn:
    """Write what the provider has and nobody has declared into new files, and record it as applied."""
    settings = _settings(folder, surroundings)
    chosen = _applications(settings, application)
    _refuse_unset(settings, surroundings)
    backend = surroundings.backend(settings, state_url)
    run = surroundings.run("import", revision_of(folder))
    holder = surroundings.holder(run, settings.state.lock_seconds)
    with (
        hold(backend, holder, clock=surroundings.monotonic, sleep=surroundings.sleep, alive=surroundings.alive),
        exolve(settings, surroundings, transport=transport) as provider,
    ):
        ledger = Ledger(backend=backend, run=run, now=surroundings.now)
        recorded = ledger.open(new_lineage=lambda: Lineage(surroundings.new_id()), new_key=surroundings.new_key)
        # Read again: who held the lock a moment ago may have been another import.
        scope = Scope(
            desired=_declared(folder, surroundings),
            recorded=recorded,
            numbers=frozenset(numbers),
            applications=tuple(chosen),
        )
        work = _Import(folder=folder, surroundings=surroundings, settings=settings, scope=scope)
        found, trial = _fit(find(provider, settings, scope), work)
        known_before = adopted(found, scope, work.secrets, surroundings.now())
        # Exceptions come first: wherever a run dies, what it has written passes `validate`, and the next one goes on.
        excepting = write_exceptions(folder, _exceptions(trial, known_before, scope))
        files = [*_write(found, work), *excepting]
        imported, misread = read_back(folder, found, surroundings.environ, work.secrets)
        record(ledger, [*imported, *known_before], scope, work.secrets)
    done = _Done(
        found=found,
        files=files,
        imported=tuple(sorted(number.number_code for number in imported)),
        adopted=tuple(sorted(number.number_code for number in known_before)),
        misread=misread,
    )
    return _taken(done, work)


def _taken(done: _Done, work: _Import) -> TakenIn:
    """Answer what an import came to, the folder read again if anything was written."""
    scope = work.scope
    loaded = read(work.folder, work.surroundings, work.surroundings.now()) if done.files else None
    left_out = _left_out(done, scope)
    told = {*done.adopted, *(item.number_code for item in left_out)}
    return TakenIn(
        files=tuple(done.files),
        numbers=done.imported,
        adopted=done.adopted,
        known=len(done.listed() & scope.desired.numbers.keys() & scope.recorded.numbers.keys()),
        unrecorded=tuple(sorted(scope.unrecorded() - told)),
        undeclared=tuple(sorted(scope.undeclared())),
        left_out=left_out,
        settings=loaded.settings if loaded else work.settings,
        diagnostics=loaded.diagnostics if loaded else (),
    )


def _settings(folder: Path, surroundings: Surroundings) -> Settings:
    return _sound(folder, surroundings).settings if folder.exists() else Settings()


def _declared(folder: Path, surroundings: Surroundings) -> Desired:
    return _sound(folder, surroundings).readable if folder.exists() else Desired(numbers={})


def _sound(folder: Path, surroundings: Surroundings) -> Loaded:
    """Read a folder without mistakes; one that declares nothing yet is none."""
    loaded = load(folder, surroundings.environ)
    errors = [item for item in loaded.diagnostics if item.severity is Severity.ERROR]
    if any(item.code is not Code.NOTHING_DECLARED for item in errors):
        raise ConfigurationError(
            f"the files in '{shown(folder)}' have mistakes, so neither their settings nor what they declare can be"
            " trusted, and nothing was imported.",
            advice="`reconciler validate` shows them.",
        )
    return loaded


def _applications(settings: Settings, wanted: str | None) -> list[ApplicationName]:
    known = applications_of(settings)
    if wanted is not None and wanted not in known:
        raise UsageError(f"settings know no application '{wanted}'.", advice=f"They know: {', '.join(known)}.")
    return [ApplicationName(name) for name in ([wanted] if wanted else known)]


def _refuse_unset(settings: Settings, surroundings: Surroundings) -> None:
    """Raise ConfigurationError if a secret is not at hand: nobody would know its value where the provider has it."""
    known = surroundings.secrets(settings)
    unset = [name for name in settings.secrets if name not in known]
    if unset:
        raise ConfigurationError(
            f"settings.secrets lists what is not set here: {', '.join(unset)}. Wherever the provider has such a value,"
            " it would stand in the files and in the record as it is, so nothing was read or imported.",
            advice="Set each of these environment variables to its value, or take its name out of settings.secrets.",
        )


def _fit(found: Sequence[Found], work: _Import) -> tuple[list[Found], Trial]:
    """Leave out the numbers that must not be declared, for a secret or since validation would refuse them."""
    redact = Redaction([*work.secrets.values(), *work.surroundings.keys(work.settings).values()])
    clean = [part.without(dict.fromkeys(revealing(part, work.secrets, redact), REVEALING)) for part in found]
    items = {
        NumberCode(payload["number_code"]): (part.application, declared(payload, {}, work.secrets))
        for part in clean
        for payload in part.payloads
    }
    trial = try_out(work.folder, items, work.surroundings) if items else Trial(refused={}, exceptions=())
    reasons = trial.refused
    fit = [part.without({code: reasons[code] for code in _codes(part.payloads) if code in reasons}) for part in clean]
    return [_redacted(part, redact) for part in fit], trial


def _redacted(part: Found, redact: Redaction) -> Found:
    """Answer the same without a secret in what is told of it."""
    left_out = tuple(replace(item, reason=redact(item.reason)) for item in part.left_out)
    return replace(part, left_out=left_out, notes={code: redact(note) for code, note in part.notes.items()})


def _exceptions(trial: Trial, known_before: Iterable[DesiredNumber], scope: Scope) -> list[PolicyException]:
    """Answer the exceptions that are missing for what will be written, and for what is declared as it was found."""
    needed = [*trial.exceptions, *exceptions_for(scope.desired, known_before)]
    return list({item.target: item for item in needed}.values())


def _codes(payloads: Iterable[Payload]) -> list[NumberCode]:
    return [NumberCode(payload["number_code"]) for payload in payloads]


def _write(found: Sequence[Found], work: _Import) -> list[str]:
    """Write new files, names before the numbers that use them; answer their paths."""
    desired, payloads = work.scope.desired, [payload for part in found for payload in part.payloads]
    if not payloads:
        return []
    base = work.folder / BESIDE if desired.numbers else work.folder
    manner = Manner(
        at=work.surroundings.now().astimezone(zone_of(work.settings)),
        naming=naming(payloads, desired.contacts, desired.schedules),
        secrets=work.secrets,
        several=len(applications_of(work.settings)) > 1,
    )

    def is_free(name: str) -> bool:
        return not (base / name).exists() and not (base / name).is_symlink()

    told = _told_before(work.folder) if desired.numbers else frozenset()
    parts = [_part(part, told, with_idle=not desired.numbers) for part in found]
    texts = files_of(parts, manner, is_free)
    for name, text in texts.items():
        write_new(base / name, text)
    return [shown(base / name) for name in texts]


def _told_before(folder: Path) -> frozenset[NumberCode]:
    """Answer the numbers that comments of an earlier import tell of; to tell it in each file would be noise."""
    texts = (read_text(path)[0] or "" for path in yaml_files(folder)[0])
    return frozenset(code for text in texts for code in told_in(text))


def _part(found: Found, told: frozenset[NumberCode], *, with_idle: bool) -> Part:
    lasting = (item for item in found.left_out if item.lasting and item.number_code not in told)
    reasons = {item.number_code: item.reason for item in lasting}
    idle = tuple(code for code, reason in reasons.items() if reason == NO_FORWARDING)
    return Part(
        application=found.application,
        payloads=found.payloads,
        left_out={code: reason for code, reason in reasons.items() if reason != NO_FORWARDING},
        idle=idle if with_idle else (),
        notes=found.notes,
    )


def _left_out(done: _Done, scope: Scope) -> tuple[LeftOut, ...]:
    """Answer the numbers left out, and those that were asked for and that nobody lists or knows."""
    reasons = {item.number_code: item for part in done.found for item in part.left_out}
    reasons |= {item.number_code: item for item in done.misread}
    for code in scope.numbers - done.listed():
        if scope.is_new(code):
            reasons[code] = LeftOut(number_code=code, reason=NOT_LISTED, failed=True)
    return tuple(reasons[code] for code in sorted(reasons))

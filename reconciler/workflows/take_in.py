"""Import: write the desired state and the record from what the provider has now."""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from reconciler.errors import (
    ConfigurationError,
    ProviderError,
    RefusedError,
    UnauthorizedError,
    UsageError,
    WrongAddressError,
)
from reconciler.loader.declaring import contact_names, declared, inexpressible
from reconciler.loader.files import shown
from reconciler.loader.folder import load
from reconciler.loader.levels import SETTINGS_FILE
from reconciler.loader.revision import revision_of
from reconciler.loader.writing import contacts_text, numbers_text, refuse_existing, write_new
from reconciler.model.desired import Desired
from reconciler.model.diagnostics import Code, Diagnostic, Severity
from reconciler.model.forwarding import DATA_OBJECT, ForwardingType, Payload, data_of, texts_of
from reconciler.model.identifiers import ApplicationName, Lineage, NumberCode
from reconciler.model.outcome import Applied
from reconciler.model.recorded import Recorded
from reconciler.model.secrets import fingerprint, referenced
from reconciler.model.settings import Settings, applications_of
from reconciler.planner.change import Action, Change
from reconciler.planner.live import has_forwarding
from reconciler.providers.exolve import Exolve, Transport
from reconciler.providers.redaction import Redaction
from reconciler.state.lock import hold
from reconciler.state.record import Ledger
from reconciler.workflows.client import exolve
from reconciler.workflows.exceptions import except_denied
from reconciler.workflows.reading import read
from reconciler.workflows.surroundings import Surroundings

BOUND = "it is bound to a SIP ID, which excludes forwarding"
NO_FORWARDING = "it has no forwarding"
REFERENCE_IN_URL = "its live address has ${…} in it, which a declaration would take for a reference to a secret"
HIDDEN = "the provider does not show the data of its forwarding; declare it by hand"
NOT_LISTED = "the provider does not list it"
REVEALING = "its forwarding holds an API key, or a secret outside of a URL, which must not get into a file"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A number that was not taken in, and why; `failed` when it could not be read."""

    number_code: NumberCode
    reason: str
    failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What an import wrote: files, and the record if they can be read again.

    `diagnostics` are those of the folder read and checked again, and `settings` those by which it was read.
    """

    files: tuple[str, ...]
    numbers: tuple[NumberCode, ...]
    left_out: tuple[LeftOut, ...]
    settings: Settings
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What the provider has for one application."""

    application: ApplicationName
    payloads: tuple[Payload, ...]
    left_out: tuple[LeftOut, ...]


def take_in(
    folder: Path,
    surroundings: Surroundings,
    *,
    application: str | None = None,
    numbers: Sequence[NumberCode] = (),
    state_url: str | None = None,
    transport: Transport | None = None,
) -> TakenIn:
    """Read the provider's numbers into a folder that declares none yet, and record them as applied."""
    settings = _settings_of_empty(folder, surroundings)
    chosen = _applications(settings, application)
    backend = surroundings.backend(settings, state_url)
    run = surroundings.run("import", revision_of(folder))
    holder = surroundings.holder(run, settings.state.lock_seconds)
    with (
        hold(backend, holder, clock=surroundings.monotonic, sleep=surroundings.sleep, alive=surroundings.alive),
        exolve(settings, surroundings, transport=transport) as provider,
    ):
        ledger = Ledger(backend=backend, run=run, now=surroundings.now)
        recorded = ledger.open(new_lineage=lambda: Lineage(surroundings.new_id()), new_key=surroundings.new_key)
        _refuse_kept(recorded, backend.address)
        parts = [_read(provider, settings, name, frozenset(numbers)) for name in chosen]
        found = [_without_secrets(part, settings, surroundings) for part in parts]
        files = _write(folder, found, settings, surroundings.secrets(settings))
        loaded = load(folder, surroundings.environ) if files else None
        if loaded is not None and loaded.desired is not None:
            _record(ledger, loaded.desired, recorded, surroundings.secrets(settings))
    if loaded is not None:
        files += except_denied(folder, surroundings.environ)
        loaded = read(folder, surroundings, surroundings.now())
    return TakenIn(
        files=tuple(files),
        numbers=tuple(sorted(NumberCode(payload["number_code"]) for part in found for payload in part.payloads)),
        left_out=_left_out(found, numbers),
        settings=loaded.settings if loaded else settings,
        diagnostics=loaded.diagnostics if loaded else (),
    )


def _settings_of_empty(folder: Path, surroundings: Surroundings) -> Settings:
    if not folder.exists():
        return Settings()
    loaded = load(folder, surroundings.environ)
    if loaded.desired is not None and loaded.desired.numbers:
        raise RefusedError(
            f"'{shown(folder)}' declares {len(loaded.desired.numbers)} numbers already; import writes into a folder"
            " that declares none.",
            advice="Name an empty folder with --directory, and move what you need.",
        )
    errors = [item for item in loaded.diagnostics if item.severity is Severity.ERROR]
    if any(item.code is not Code.NOTHING_DECLARED for item in errors):
        raise ConfigurationError(
            f"the files in '{shown(folder)}' have mistakes, so its settings cannot be trusted.",
            advice="`reconciler validate` shows them.",
        )
    return loaded.settings


def _refuse_kept(recorded: Recorded, address: str) -> None:
    """Refuse a record that knows numbers already: those that the folder does not declare would be forgotten next."""
    if recorded.numbers:
        raise RefusedError(
            f"the record {address} knows {len(recorded.numbers)} numbers already, and import makes a new one: numbers"
            " that it left out of the folder would look like deleted ones.",
            advice="Name another record with --state, such as file:.reconciler/imported.",
        )


def _applications(settings: Settings, wanted: str | None) -> list[ApplicationName]:
    known = applications_of(settings)
    if wanted is not None and wanted not in known:
        raise UsageError(f"settings know no application '{wanted}'.", advice=f"They know: {', '.join(known)}.")
    return [ApplicationName(name) for name in ([wanted] if wanted else known)]


def _read(
    provider: Exolve,
    settings: Settings,
    application: ApplicationName,
    wanted: frozenset[NumberCode],
) -> _Found:
    uuid = applications_of(settings)[application].application_uuid
    listed = [code for code in provider.numbers(application, uuid) if not wanted or code in wanted]
    bound = set(provider.numbers(application, uuid, sip_only=True))
    payloads: list[Payload] = []
    left_out: list[LeftOut] = []
    readable = [code for code in listed if code not in bound]
    with ThreadPoolExecutor(max_workers=settings.apply.concurrency) as pool:
        for answer in pool.map(lambda code: _attributes(provider, application, code), readable):
            refused = answer if isinstance(answer, LeftOut) else _reason_to_leave(answer)
            if refused is None and not isinstance(answer, LeftOut):
                payloads.append(answer)
            elif refused is not None:
                left_out.append(refused)
    left_out += [LeftOut(number_code=code, reason=BOUND) for code in listed if code in bound]
    return _Found(application=application, payloads=tuple(payloads), left_out=tuple(left_out))


def _attributes(provider: Exolve, application: ApplicationName, code: NumberCode) -> Payload | LeftOut:
    try:
        return provider.get_attributes(application, code)
    except (UnauthorizedError, WrongAddressError):
        raise
    except ProviderError as error:
        return LeftOut(number_code=code, reason=f"it could not be read: {error.message}", failed=True)


def _reason_to_leave(payload: Payload) -> LeftOut | None:
    code = NumberCode(payload["number_code"])
    if not has_forwarding(payload):
        return LeftOut(number_code=code, reason=NO_FORWARDING)
    if not data_of(payload) and ForwardingType(payload["call_forwarding_type"]) in DATA_OBJECT:
        return LeftOut(number_code=code, reason=HIDDEN)
    if referenced(payload):
        return LeftOut(number_code=code, reason=REFERENCE_IN_URL, failed=True)
    problem = inexpressible(declared(payload, {}))
    return LeftOut(number_code=code, reason=f"it cannot be declared: {problem}", failed=True) if problem else None


def _without_secrets(part: _Found, settings: Settings, surroundings: Surroundings) -> _Found:
    """Leave out the numbers whose declarations would show a secret, although its value has a reference in URLs."""
    secrets = surroundings.secrets(settings)
    redact = Redaction([*secrets.values(), *surroundings.keys(settings).values()])
    revealing = [
        NumberCode(payload["number_code"])
        for payload in part.payloads
        if any(redact(text) != text for text in texts_of(declared(payload, {}, secrets)))
    ]
    left_out = [LeftOut(number_code=code, reason=REVEALING, failed=True) for code in revealing]
    fit = tuple(payload for payload in part.payloads if payload["number_code"] not in revealing)
    return replace(part, payloads=fit, left_out=(*part.left_out, *left_out))


def _write(folder: Path, found: Iterable[_Found], settings: Settings, secrets: Mapping[str, str]) -> list[str]:
    """Write a file of contacts and one of numbers for each application; answer their paths."""
    parts = [part for part in found if part.payloads]
    named = len(applications_of(settings)) > 1
    names = contact_names(payload for part in parts for payload in part.payloads)
    texts: dict[Path, str] = {folder / "contacts.yaml": contacts_text(names)} if names else {}
    for part in parts:
        bodies = sorted(part.payloads, key=lambda body: body["number_code"])
        items = [declared(body, names, secrets) for body in bodies]
        application = part.application if named else None
        title = f"Numbers of the application '{part.application}', as the provider had them at the import."
        name = _file_name(application, {path.name for path in texts})
        texts[folder / name] = numbers_text(items, application=application, title=title)
    for path in texts:
        refuse_existing(path)
    for path, text in texts.items():
        write_new(path, text)
    return [shown(path) for path in texts]


def _file_name(application: str | None, taken: AbstractSet[str]) -> str:
    """Answer a name for an application's file that is not another's, whatever the application is called."""
    if application is None:
        return "numbers.yaml"
    plain = re.sub(r"[^\w-]+", "-", application)
    names = (f"{plain}{f'-{count}' if count > 1 else ''}.yaml" for count in itertools.count(1))
    return next(name for name in names if name not in {*taken, "contacts.yaml", SETTINGS_FILE})


def _record(ledger: Ledger, desired: Desired, recorded: Recorded, secrets: Mapping[str, str]) -> None:
    """Record what was read as applied: the provider has it, so no call is needed."""
    fingerprints = {name: fingerprint(recorded.hmac_key, value) for name, value in secrets.items()}
    changes = [
        Change(
            number_code=code,
            application=number.application,
            action=Action.ADD,
            before=None,
            after=number.entry(fingerprints),
            source=desired.sources.get(code),
        )
        for code, number in desired.numbers.items()
    ]
    if changes:
        ledger.begin()
        ledger.note(changes, [Applied(number_code=change.number_code, detail="imported") for change in changes])
        ledger.end()
        ledger.tidy()


def _left_out(found: Sequence[_Found], wanted: Sequence[NumberCode]) -> tuple[LeftOut, ...]:
    """Answer the numbers left out; one that another application's key could read is none of them."""
    taken = {payload["number_code"] for part in found for payload in part.payloads}
    reasons = {item.number_code: item for part in found for item in part.left_out if item.number_code not in taken}
    for code in wanted:
        if code not in taken:
            reasons.setdefault(code, LeftOut(number_code=code, reason=NOT_LISTED, failed=True))
    return tuple(reasons[code] for code in sorted(reasons))

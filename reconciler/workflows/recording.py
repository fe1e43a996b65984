"""Numbers recorded as applied without a call: what is declared of them is what the provider has."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from reconciler.loader.folder import load
from reconciler.model.desired import DesiredNumber
from reconciler.model.identifiers import NumberCode
from reconciler.model.outcome import Applied
from reconciler.model.secrets import fingerprint
from reconciler.planner.change import Action, Change
from reconciler.planner.live import compare
from reconciler.state.record import Ledger
from reconciler.workflows.found import Found, LeftOut, Scope

OTHERWISE = "it was written, and would be read as another forwarding than the provider has, so it was not recorded"
IMPORTED = "imported"
ADOPTED = "already declared as the provider has it"


def read_back(
    folder: Path, found: Sequence[Found], environ: Mapping[str, str], secrets: Mapping[str, str]
) -> tuple[list[DesiredNumber], list[LeftOut]]:
    """Answer what the new files declare as the provider has it, and the numbers that they would change.

    Where they have mistakes nothing is declared: whoever corrects them imports again, and what is then declared as the
    provider has it is recorded.
    """
    payloads = [payload for part in found for payload in part.payloads]
    desired = load(folder, environ).desired if payloads else None
    if desired is None:
        return [], []
    numbers: list[DesiredNumber] = []
    misread: list[LeftOut] = []
    for payload in payloads:
        number = desired.numbers.get(NumberCode(payload["number_code"]))
        if number is not None and compare(number.forwarding, payload, secrets).proven_equal:
            numbers.append(number)
        else:
            misread.append(LeftOut(number_code=payload["number_code"], reason=OTHERWISE, failed=True))
    return numbers, misread


def adopted(found: Sequence[Found], scope: Scope, secrets: Mapping[str, str], now: datetime) -> list[DesiredNumber]:
    """Answer the numbers that are declared and not recorded, and that the provider has exactly as declared now.

    So a run that died between its files and its record is made good by the next one.
    """
    live = {code: payload for part in found for code, payload in part.live.items()}
    holding = (scope.desired.numbers[code].holding_at(now) for code in live)
    return [number for number in holding if compare(number.forwarding, live[number.number_code], secrets).proven_equal]


def record(ledger: Ledger, numbers: Sequence[DesiredNumber], scope: Scope, secrets: Mapping[str, str]) -> None:
    """Record numbers as applied.

    What overrides will make of them later is not recorded: nobody has approved it.
    """
    fingerprints = {name: fingerprint(scope.recorded.hmac_key, value) for name, value in secrets.items()}
    changes = [
        Change(
            number_code=number.number_code,
            application=number.application,
            action=Action.ADD,
            before=None,
            after=number.entry(fingerprints),
        )
        for number in numbers
    ]
    known = scope.desired.numbers.keys()
    if changes:
        ledger.begin()
        ledger.note(
            changes,
            [
                Applied(number_code=number.number_code, detail=ADOPTED if number.number_code in known else IMPORTED)
                for number in numbers
            ],
        )
        ledger.end()
        ledger.tidy()

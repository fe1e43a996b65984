"""Drifts of every kind, for the reports."""

from support.reported import BRANCH, MAIN, person
from support.shell import CODES

from reconciler.model.identifiers import ApplicationName, NumberCode
from reconciler.planner.drift import Drift, Result, Settlement, Way
from reconciler.planner.fields import FieldChange

STOPPED = "the run was asked to stop"
NOT_ACCEPTED = "its live value has ${ in it, which a declaration would take for a reference to a secret"
HOSTILE = "a|b`c<b>d</b> @olga #1 [x](https://x.example) www.x.example\n\x1b[2J\u202e*_~\\ </code></details>```"
ENTRY = person("Иванов", "74992223344", 16)


def field(name: str, before: object, after: object) -> FieldChange:
    return FieldChange(path=(name,), before=before, after=after)


def drift(
    index: int, result: Result, *fields: FieldChange, application: ApplicationName = MAIN, **more: object
) -> Drift:
    given: dict[str, object] = {"fields": fields, **more}
    return Drift(number_code=NumberCode(CODES[index]), application=application, result=result, **given)  # type: ignore[arg-type]


DRIFTED = drift(
    1,
    Result.DRIFTED,
    field("call_control[1].timeout", 16, 99),
    field("call_control[2]", None, ENTRY),
    field("event_url", "https://events.example.com/?key=${EVENTS_KEY}", "(a value with a secret in it)"),
    field("masking", True, None),
    description="Отдел продаж",
    not_shown=("client_id",),
)
GONE = drift(2, Result.GONE, field("call_forwarding_type", "number", "undefined"), application=BRANCH)
UNEXPECTED = drift(
    3, Result.UNEXPECTED, field("call_forwarding_type", "undefined", "sip"), field("sip_uri", None, "a@b.example")
)
HOSTILE_ONE = drift(4, Result.DRIFTED, field("file_to_a", "1", HOSTILE), description=HOSTILE)
DRIFTS = (
    drift(0, Result.IN_SYNC),
    DRIFTED,
    GONE,
    UNEXPECTED,
    HOSTILE_ONE,
    drift(5, Result.IN_SYNC, not_shown=("client_id", "call_control[1].period")),
    drift(6, Result.IN_SYNC, not_shown=("client_id", "call_control[1].period")),
    drift(7, Result.OPEN, detail="another run is applying it now"),
    drift(8, Result.NOT_READ, detail=f"Exolve answered 403: {HOSTILE}"),
    drift(9, Result.NOT_READ, detail=STOPPED, stopped=True),
    drift(10, Result.NOT_READ, detail=STOPPED, stopped=True),
)
DECLARATION = {"number_code": CODES[1], "call_forwarding_type": "undefined"}
DECLARED = f"# What the provider has.\nnumbers:\n  - number_code: {CODES[1]}\n    description: '```\u202ex'\n"


def settled(way: Way) -> tuple[Drift, ...]:
    done = Settlement(way=way, done=True, declaration=DECLARATION if way is Way.ACCEPT else None)
    left = Settlement(way=way, done=False, why=NOT_ACCEPTED)
    return (
        *(_with(one, done) for one in (DRIFTED, GONE)),
        _with(UNEXPECTED, left),
    )


def _with(one: Drift, settlement: Settlement) -> Drift:
    return drift(
        CODES.index(one.number_code), one.result, *one.fields, description=one.description, settlement=settlement
    )

"""A plan with one of everything, a record, outcomes and diagnostics, as reports are shown them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from reconciler.model.desired import Desired, DesiredNumber, Override, Window
from reconciler.model.diagnostics import Code, Diagnostic, Source, diagnostic
from reconciler.model.identifiers import ApplicationName, Digest, Lineage, NumberCode, RunId
from reconciler.model.outcome import Applied, Failed, NotTried, Outcome, OutcomeUnknown
from reconciler.model.recorded import Entry, OnRemoval, Recorded, Restore, Unknown
from reconciler.model.settings import Policy, PolicyException, Settings
from reconciler.model.standing import Lock, Standing
from reconciler.planner.change import Plan
from reconciler.planner.planning import make_plan
from reconciler.planner.review import Review, review_of

AT = datetime(2026, 7, 25, 12, 30, tzinfo=UTC)
MAIN, BRANCH = ApplicationName("main"), ApplicationName("branch")
FINGERPRINT = "5f1d0e2c-not-for-reports"
DIGEST = Digest("0123456789abcdef" * 4)
LIVE_RUN = RunId("another-run")

CHANGED = NumberCode(74991110001)
MOVED = NumberCode(74991110002)
REMOVED = NumberCode(74991110003)
FORGOTTEN = NumberCode(74991110004)
NOTED = NumberCode(74991110005)
IN_DOUBT = NumberCode(74991110006)
RESTORED = NumberCode(74991110007)
ADDED = NumberCode(74991110008)
WITH_SECRET = NumberCode(74991110009)
BUSY = NumberCode(74991110010)
SETTLED = NumberCode(74991110011)
ROTATED = NumberCode(74991110012)
RETYPED = NumberCode(74991110013)


def ring(code: NumberCode, *entries: dict[str, Any], redirect_type: int = 2, **more: Any) -> dict[str, Any]:
    data = {"redirect_type": redirect_type, "call_control": list(entries), **more}
    return {"number_code": code, "call_forwarding_type": 2, "call_forwarding_number": data}


def person(name: str, number: str, timeout: int = 20, **more: Any) -> dict[str, Any]:
    return {"redirect_number": number, "timeout": timeout, "active": True, "name": name, **more}


def trunk(code: NumberCode, port: int = 5060) -> dict[str, Any]:
    data = {"static_ip": "192.0.2.10", "port": port, "timeout": 30, "did": 111}
    return {"number_code": code, "call_forwarding_type": 4, "call_forwarding_static": data}


def by_url(code: NumberCode, url: str) -> dict[str, Any]:
    data = {"url": url, "reserve": "74992223344"}
    return {"number_code": code, "call_forwarding_type": 3, "call_forwarding_ipcr": data}


IVANOV, PETROVA = person("Иванов", "74992223344"), person("Петрова", "74992223355", period="wd {mon-fri} hr {9-17}")
DROP = {"timeout": 0, "active": False, "period": "wd {sat-sun}"}
SECRET_URL = "https://events.example.com/calls?key=${EVENTS_KEY}"


def recorded_entry(payload: dict[str, Any] | None, **more: Any) -> Entry:
    entry = Entry(payload=payload, application=MAIN, applied_at=AT, revision="1f3a9c7")
    return replace(entry, **more)


RECORDED = Recorded(
    lineage=Lineage("c0ffee00-0000-4000-8000-000000000000"),
    serial=42,
    hmac_key=b"the record's own key",
    numbers={
        CHANGED: recorded_entry(ring(CHANGED, IVANOV, DROP, masking=True, client_id="7"), description="Отдел продаж"),
        MOVED: recorded_entry(trunk(MOVED), application=BRANCH),
        REMOVED: recorded_entry(ring(REMOVED, IVANOV, PETROVA, redirect_type=3), on_removal=OnRemoval.RESET),
        FORGOTTEN: recorded_entry(by_url(FORGOTTEN, "https://decide.example.com/")),
        NOTED: recorded_entry(trunk(NOTED), labels=("warehouse",)),
        IN_DOUBT: recorded_entry(
            trunk(IN_DOUBT, 5061),
            unknown=Unknown(payload=trunk(IN_DOUBT), application=MAIN, run=RunId("killed-run"), since=AT),
        ),
        RESTORED: recorded_entry(trunk(RESTORED), restore=Restore(live="00")),
        BUSY: recorded_entry(
            trunk(BUSY), unknown=Unknown(payload=trunk(BUSY, 1), application=MAIN, run=LIVE_RUN, since=AT)
        ),
        SETTLED: recorded_entry(
            {"number_code": SETTLED, "call_forwarding_type": 0},
            protected=True,
            weight=3,
            labels=("sales", "moscow"),
            description="Горячая линия",
        ),
        ROTATED: recorded_entry(by_url(ROTATED, "https://${HOST}/"), secrets={"HOST": FINGERPRINT}),
        RETYPED: recorded_entry(trunk(RETYPED)),
    },
)


def desired_number(code: NumberCode, payload: dict[str, Any], **more: Any) -> DesiredNumber:
    number = DesiredNumber(number_code=code, application=MAIN, forwarding=payload)
    return replace(number, **more)


def everything() -> Plan:
    """Answer a plan with all seven actions, a missing secret and a number that another run is applying."""
    longer = {**IVANOV, "timeout": 45}
    numbers = [
        desired_number(CHANGED, ring(CHANGED, PETROVA, longer, DROP, masking=False), description="Отдел продаж"),
        desired_number(MOVED, trunk(MOVED)),
        desired_number(NOTED, trunk(NOTED), labels=("warehouse", "north"), description="Склад"),
        desired_number(IN_DOUBT, trunk(IN_DOUBT)),
        desired_number(RESTORED, trunk(RESTORED)),
        desired_number(
            ADDED,
            ring(ADDED, IVANOV, PETROVA, redirect_type=1, masking=True, display_number="74995557890"),
            description="Приёмная",
        ),
        desired_number(WITH_SECRET, ring(WITH_SECRET, IVANOV, event_url=SECRET_URL)),
        desired_number(BUSY, trunk(BUSY, 1)),
        desired_number(
            SETTLED,
            {"number_code": SETTLED, "call_forwarding_type": 0},
            protected=True,
            weight=3,
            labels=("sales", "moscow"),
            description="Горячая линия",
        ),
        desired_number(ROTATED, by_url(ROTATED, "https://${HOST}/")),
        desired_number(
            RETYPED,
            {"number_code": RETYPED, "call_forwarding_type": 1, "call_forwarding_sip": {"sip_uri": "100@sip.example"}},
        ),
    ]
    sources = {
        number.number_code: Source(file="desired-state/sales.yaml", line=10 * line, column=5)
        for line, number in enumerate(numbers, start=1)
    }
    desired = Desired(numbers={number.number_code: number for number in numbers}, sources=sources)
    return make_plan(desired, RECORDED, AT, fingerprints={"HOST": "another"}, live_run=LIVE_RUN)


def nothing_to_do() -> Plan:
    return replace(everything(), changes=(), unchanged=11, not_compared={}, busy=())


def found_in(line: str, code: Code, detail: str, source: Source) -> Diagnostic:
    return replace(diagnostic(code, detail, source), excerpt=line)


DIAGNOSTICS: list[Diagnostic] = [
    found_in(
        """      - {redirect_number: "8 (499) 222-33-44", timeout: 16}""",
        Code.INVALID_NUMBER,
        "'8 (499) 222-33-44' is not a phone number in E.164 form: digits only, with the country code. Did you mean"
        " 74992223344?",
        Source(file="desired-state/sales.yaml", line=7, column=28),
    ),
    found_in(
        """      display_number: "74995557890"  # запасной""",
        Code.IDLE_DISPLAY_NUMBER,
        "`display_number` is ignored without `masking: true`.",
        Source(file="desired-state/support.yaml", line=21, column=7),
    ),
]
MANY: list[Diagnostic] = [
    *(
        replace(item, source=replace(item.source, file="desired-state/many.yaml", line=line))
        for line in range(1, 31)
        for item in DIAGNOSTICS
    ),
    DIAGNOSTICS[1],
]
"""Thirty errors and as many warnings in one file, and a warning in another."""

OUTCOMES: list[Outcome] = [
    Applied(number_code=CHANGED),
    Applied(number_code=ADDED, detail="already so: nothing was sent"),
    Failed(number_code=MOVED, detail="Exolve answered 400: number has sip"),
    OutcomeUnknown(number_code=REMOVED, detail="the call was sent and no answer came (ReadTimeout)."),
    NotTried(number_code=NOTED, detail="the run was interrupted before this number was sent."),
]

STANDING = Standing(
    backend="git:reconciler-state",
    lineage=RECORDED.lineage,
    serial=42,
    format_version=1,
    numbers=11,
    lock=Lock(id=LIVE_RUN, owner="Иван", host="runner-7", run_url="https://ci.example.com/runs/9", since=AT),
)
FREE = Standing(backend="file:.reconciler/state", lineage=None, serial=0, format_version=1, numbers=0, lock=None)


def reviewed() -> tuple[Plan, Review]:
    """Answer a plan that silences, opens, diverts and protects, with an override, and what it means for callers."""
    office = "wd {mon-fri} hr {9-17}"
    duty = person("Дежурный", "4930123456", 60)
    window = Window(
        start=AT - timedelta(days=1),
        end=AT + timedelta(days=3),
        forwarding=ring(MOVED, duty, redirect_type=1),
        reason="Отпуск",
        override=0,
    )
    later = Window(
        start=AT + timedelta(days=10),
        end=AT + timedelta(days=10, seconds=90),
        forwarding=ring(NOTED, duty, redirect_type=1),
        reason="Учения",
        override=1,
    )
    numbers = [
        desired_number(
            CHANGED, ring(CHANGED, {**IVANOV, "period": office}, redirect_type=1), description="Отдел продаж"
        ),
        desired_number(MOVED, ring(MOVED, IVANOV, redirect_type=1), windows=(window,), protected=True),
        desired_number(NOTED, ring(NOTED, IVANOV, redirect_type=1), windows=(later,)),
        desired_number(IN_DOUBT, ring(IN_DOUBT, person("Отдел", str(CHANGED)), redirect_type=1)),
    ]
    before = {
        CHANGED: recorded_entry(ring(CHANGED, IVANOV, redirect_type=1)),
        MOVED: recorded_entry(ring(MOVED, IVANOV, redirect_type=1), protected=True),
        NOTED: recorded_entry(ring(NOTED, IVANOV, redirect_type=1)),
        IN_DOUBT: recorded_entry(ring(IN_DOUBT, person("Отдел", str(CHANGED)), redirect_type=1)),
    }
    source = Source(file="desired-state/holidays.yaml", line=3, column=5)
    overrides = tuple(
        Override(numbers=(code,), start=item.start, end=item.end, reason=item.reason, source=source, last_line=9)
        for code, item in ((MOVED, window), (NOTED, later))
    )
    exceptions = [PolicyException(name="Берлин", target="4930123456", reason="дежурный в отпуске там")]
    desired = Desired(
        numbers={number.number_code: number for number in numbers},
        sources={number.number_code: source for number in numbers},
        overrides=overrides,
        settings=Settings(policy=Policy(exceptions=exceptions)),
    )
    recorded = replace(RECORDED, numbers=before)
    plan = make_plan(desired, recorded, AT)
    return plan, review_of(plan, desired, recorded, zone=ZoneInfo("Europe/Moscow"))

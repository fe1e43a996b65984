"""The settings of a folder: `settings.yaml`, validated and frozen."""

import re
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from reconciler.model.declared import ON_REMOVAL, Declared
from reconciler.model.diagnostics import Code, code_named, quoted
from reconciler.model.fields import Boolean, Checked, Count, Positive, Text, Url, between
from reconciler.model.kinds import kind_of, refusal
from reconciler.model.phone import countries
from reconciler.model.recorded import OnRemoval
from reconciler.model.secrets import NAME
from reconciler.model.texts import text
from reconciler.model.vnumber_call import CallParameters
from reconciler.periods.parser import read as read_period

MAX_RATE = 10_000
MAX_CONCURRENCY = 256
MAX_HORIZON = 730


def variable(value: object) -> object:
    """Accept the name of an environment variable; the refusal does not repeat what may be a key."""
    checked = value if isinstance(value, str) else ""
    if NAME.fullmatch(checked) is None:
        raise refusal(
            Code.KEY_IN_FILE,
            "This must be the name of an environment variable (letters, digits, underscores), not a key itself."
            " If it was a key, it is now in git: revoke it.",
        )
    return checked


def share(value: object) -> object:
    """Accept a share from 0 to 1."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise refusal(Code.OUT_OF_RANGE, f"A share is a number from 0 to 1, such as 0.3, and this is {kind_of(value)}.")
    return float(value)


def rate(value: object) -> object:
    """Accept calls per second: a number, 0 for no limit."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MAX_RATE:
        raise refusal(
            Code.OUT_OF_RANGE, f"A number from 0 (no limit) to {MAX_RATE} calls a second, and this is {kind_of(value)}."
        )
    return float(value)


Variable = Annotated[
    str,
    Checked(
        variable,
        {
            "type": "string",
            "pattern": f"^{NAME.pattern}$",
            "errorMessage": "Write the name of an environment variable, not a key itself.",
        },
    ),
]
COUNTRY = re.compile(r"[A-Za-z]{2}", re.ASCII)
PREFIX = re.compile(r"\+?[0-9]{1,15}\*?", re.ASCII)


def country(value: object) -> object:
    """Accept a country by its two letters (ISO 3166-1); answer capitals."""
    code = text(value)
    if COUNTRY.fullmatch(code) is None or code.upper() not in countries():
        raise refusal(
            Code.NOT_ONE_OF, f"{quoted(code)} is no country with phone numbers. Write its two letters, such as RU."
        )
    return code.upper()


def prefix(value: object) -> object:
    """Accept a number or its first digits, with or without a plus before and a star behind; answer digits."""
    written = str(value) if isinstance(value, int) and not isinstance(value, bool) else text(value)
    if PREFIX.fullmatch(written) is None:
        raise refusal(
            Code.INVALID_NUMBER,
            f"{quoted(written)} is neither a number nor how numbers begin. Write digits, such as 7809 or 74992223344.",
        )
    return written.strip("+*")


def destination(value: object) -> object:
    """Accept what an exception can name: digits, an @contact, a host, a URL or an IP address; answer text."""
    written = str(value) if isinstance(value, int) and not isinstance(value, bool) else text(value)
    if not written.strip():
        raise refusal(Code.WRONG_TYPE, "The destination is empty: write the number, host, URL or address it is about.")
    return written.strip().removeprefix("+")


def period(value: object) -> object:
    """Accept a text of the period language; what is wrong with it is told at its character."""
    written = text(value)
    if not written.strip():
        raise refusal(Code.INVALID_PERIOD, "An empty period is always: leave the line out if there is to be none.")
    found = read_period(written)
    if found.period is None:
        first = found.findings[0]
        raise refusal(code_named(first.kind.value) or Code.INVALID_PERIOD, first.detail, at=first.start)
    return written


Country = Annotated[str, Checked(country, {"type": "string", "pattern": "^[A-Za-z]{2}$"})]
Prefix = Annotated[
    str,
    Checked(
        prefix,
        {
            "type": ["string", "integer"],
            "minimum": 0,
            "pattern": r"^\+?[0-9]{1,15}\*?$",
            "errorMessage": "Write digits, such as 7809 or 74992223344.",
        },
    ),
]
Destination = Annotated[str, Checked(destination, {"type": ["string", "integer"]})]
PeriodText = Annotated[str, Checked(period, {"type": "string"})]
Share = Annotated[float, Checked(share, {"type": "number", "minimum": 0, "maximum": 1})]
Rate = Annotated[float, Checked(rate, {"type": "number", "minimum": 0, "maximum": MAX_RATE})]


class OnForeignChange(StrEnum):
    """What apply does when the provider has something else than was recorded."""

    REFUSE = "refuse"
    WARN = "warn"
    OVERWRITE = "overwrite"


class ReadBack(StrEnum):
    """Which calls are followed by a look at what the provider now has."""

    ALL = "all"
    REMOVED_FIELDS = "removed-fields"
    OFF = "off"


class Raised(StrEnum):
    """What a warning is turned into."""

    ERROR = "error"
    WARNING = "warning"
    OFF = "off"


class DeniedKind(StrEnum):
    """A kind of number that the policy can deny."""

    PREMIUM_RATE = "premium-rate"
    SHARED_COST = "shared-cost"
    SATELLITE = "satellite"


class PolicyException(Declared):
    """One destination that the policy would deny and somebody allows, by name and with a reason."""

    name: Annotated[Text, Field(description="what the exception is called in every plan")]
    target: Annotated[
        Destination,
        Field(description="the destination: a number, a SIP ID, @contact, a URL, its host, or an IP address"),
    ]
    reason: Annotated[Text, Field(description="why it is allowed")]


class Policy(Declared):
    """Where calls, and what is told about them, may go."""

    allowed_countries: list[Country] = Field(
        default_factory=lambda: ["RU"], description="countries that calls may go to, by two letters, such as RU"
    )
    denied_kinds: list[DeniedKind] = Field(
        default_factory=lambda: list(DeniedKind), description="kinds of numbers that no call may go to"
    )
    allowed: list[Prefix] = Field(
        default_factory=list, description="numbers, or how they begin, that calls may go to whatever their country"
    )
    denied: list[Prefix] = Field(default_factory=list, description="numbers, or how they begin, that no call may go to")
    exceptions: list[PolicyException] = Field(
        default_factory=list, description="destinations that are allowed all the same, each with its reason"
    )


class Application(Declared):
    """One of the provider's applications."""

    api_key_env: Annotated[Variable, Field(description="environment variable with the API key")] = "EXOLVE_API_KEY"
    application_uuid: Annotated[Text | None, Field(description="the provider's id, for listing numbers")] = None
    event_url: Annotated[Url | None, Field(description="a copy of what the web cabinet has; never sent")] = None


class Limits(Declared):
    """The brakes: how much one plan may change without being approved by its digest."""

    changes: Annotated[Count | None, Field(description="most numbers that one plan may change; null: no limit")] = None
    changes_share: Annotated[
        Share, Field(description="most numbers that one plan may change, as a share of the recorded ones, 0 to 1")
    ] = 0.3
    removals: Annotated[Count | None, Field(description="most numbers that one plan may remove; null: no limit")] = None
    removals_share: Annotated[
        Share, Field(description="most numbers that one plan may remove, as a share of the recorded ones, 0 to 1")
    ] = 0.1
    weight: Annotated[Count | None, Field(description="most weight that one plan may touch; null: no limit")] = None
    minimum_numbers: Annotated[Count, Field(description="the shares count from so many recorded numbers on")] = 10


class Apply(Declared):
    """How calls are made."""

    concurrency: Annotated[int, between(1, MAX_CONCURRENCY), Field(description="calls at the same time")] = 4
    calls_per_second: Annotated[Rate, Field(description="calls a second for each application; 0: no limit")] = 10.0
    on_foreign_change: Annotated[
        OnForeignChange,
        Field(description="what apply does where the provider has something else than was recorded"),
    ] = OnForeignChange.REFUSE
    read_back: Annotated[
        ReadBack, Field(description="which calls are followed by a look at what the provider now has")
    ] = ReadBack.REMOVED_FIELDS


class Verify(Declared):
    """How test calls are made; none is, unless `enabled` says so or the command line does."""

    enabled: Annotated[Boolean, Field(description="true lets `verify` dial without --yes, as pipelines do")] = False
    call: Annotated[CallParameters, Field(description="the parameters of UIS's start.vnumber_call")] = CallParameters()
    quiet_hours: Annotated[
        PeriodText | None,
        Field(description="a period in which nobody is dialled; left out, there is none", examples=["hr {21-8}"]),
    ] = None
    per_run: Annotated[Count, Field(description="most calls of one run")] = 20
    per_day: Annotated[Count, Field(description="most calls in any 24 hours")] = 100
    report_seconds: Annotated[
        Positive, Field(description="how long UIS's report of a call is waited for, in seconds")
    ] = 120


class State(Declared):
    """Where the record is kept."""

    url: Annotated[
        Text,
        Field(description="the record's address; never with a password", examples=["git:reconciler-state"]),
    ] = "file:.reconciler/state"
    lock_seconds: Annotated[Positive, Field(description="how long a silent lock is respected, in seconds")] = 60


class Settings(Declared):
    """Everything under `settings`."""

    timezone: Annotated[Text, Field(description="the IANA zone that schedules are read in")] = "Europe/Moscow"
    applications: dict[str, Application] = Field(
        default_factory=dict, description="the provider's applications by name; left out, there is one called default"
    )
    secrets: list[Variable] = Field(
        default_factory=list, description="environment variables that URLs and sip_uri may refer to as ${NAME}"
    )
    limits: Annotated[Limits, Field(description="how much one plan may change without approval of its digest")] = (
        Limits()
    )
    policy: Annotated[Policy, Field(description="rules about where calls may go")] = Policy()
    warnings: dict[str, Raised] = Field(
        default_factory=dict, description="what warnings are turned into, by code: error, warning or off"
    )
    apply: Annotated[Apply, Field(description="how calls to the provider are made")] = Apply()
    on_removal: Annotated[
        OnRemoval,
        Field(
            description="what becomes of a number's forwarding when its declaration is deleted, unless it says itself",
            json_schema_extra=ON_REMOVAL,
        ),
    ] = OnRemoval.KEEP
    horizon_days: Annotated[
        int, between(1, MAX_HORIZON), Field(description="how far checks and behaviour lines look ahead, in days")
    ] = 56
    verify: Annotated[Verify, Field(description="how test calls through UIS are made")] = Verify()
    state: Annotated[State, Field(description="where the record is kept")] = State()


DEFAULT_APPLICATION = "default"


def applications_of(settings: Settings) -> dict[str, Application]:
    """Answer the applications by name; settings that name none mean one, with its key in EXOLVE_API_KEY."""
    return dict(settings.applications) or {DEFAULT_APPLICATION: Application()}

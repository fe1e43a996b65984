"""The settings of a folder: `settings.yaml`, validated and frozen."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from reconciler.model.declared import Declared
from reconciler.model.diagnostics import Code
from reconciler.model.fields import Checked, Count, Json, Positive, Text, Url, between
from reconciler.model.kinds import kind_of, refusal
from reconciler.model.recorded import OnRemoval
from reconciler.model.secrets import NAME

MAX_RATE = 10_000
MAX_CONCURRENCY = 256


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


Variable = Annotated[str, Checked(variable, {"type": "string", "pattern": f"^{NAME.pattern}$"})]
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


class Application(Declared):
    """One of the provider's applications."""

    api_key_env: Annotated[Variable, Field(description="environment variable with the API key")] = "EXOLVE_API_KEY"
    application_uuid: Annotated[Text | None, Field(description="the provider's id, for listing numbers")] = None
    event_url: Annotated[Url | None, Field(description="a copy of what the web cabinet has; never sent")] = None


class Limits(Declared):
    """The brakes: how much one plan may change without being approved by its digest."""

    changes: Count | None = None
    changes_share: Share = 0.3
    removals: Count | None = None
    removals_share: Share = 0.1
    weight: Count | None = None
    minimum_numbers: Count = 10


class Apply(Declared):
    """How calls are made."""

    concurrency: Annotated[int, between(1, MAX_CONCURRENCY)] = 4
    calls_per_second: Rate = 10.0
    on_foreign_change: OnForeignChange = OnForeignChange.REFUSE
    read_back: ReadBack = ReadBack.REMOVED_FIELDS


class State(Declared):
    """Where the record is kept."""

    url: Annotated[Text, Field(description="the record's address; never with a password")] = "file:.reconciler/state"
    lock_seconds: Annotated[Positive, Field(description="how long a silent lock is respected, in seconds")] = 60


class Settings(Declared):
    """Everything under `settings`."""

    timezone: Annotated[Text, Field(description="the zone that schedules are read in")] = "Europe/Moscow"
    applications: dict[str, Application] = Field(default_factory=dict)
    secrets: list[Variable] = Field(default_factory=list)
    limits: Limits = Limits()
    policy: Json = Field(default_factory=dict)
    warnings: dict[str, Raised] = Field(default_factory=dict)
    apply: Apply = Apply()
    on_removal: OnRemoval = OnRemoval.KEEP
    horizon_days: Positive = 56
    verify: Json = Field(default_factory=dict)
    state: State = State()


DEFAULT_APPLICATION = "default"


def applications_of(settings: Settings) -> dict[str, Application]:
    """Answer the applications by name; settings that name none mean one, with its key in EXOLVE_API_KEY."""
    return dict(settings.applications) or {DEFAULT_APPLICATION: Application()}

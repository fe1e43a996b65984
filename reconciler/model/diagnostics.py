"""A mistake in a file: what is wrong, where, why it matters, what to write instead. Every code stands here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

MAX_TEXT = 80


class Severity(StrEnum):
    """How much a diagnostic weighs: an error stops `validate`, `plan` and `apply`; a warning stops nothing."""

    ERROR = "error"
    WARNING = "warning"


class Code(StrEnum):
    """The stable name of a kind of mistake, for settings and for machines; `summary` is its constant title."""

    summary: str
    severity: Severity

    def __new__(cls, value: str, summary: str, severity: Severity = Severity.ERROR) -> Self:
        """Make a member that is its own text and carries its title and usual severity."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.summary = summary
        member.severity = severity
        return member

    # files and YAML
    UNREADABLE_FILE = "unreadable-file", "this file or folder cannot be read"
    INVALID_YAML = "invalid-yaml", "this is not YAML"
    DUPLICATE_KEY = "duplicate-key", "the same key stands twice in one mapping"
    SEVERAL_DOCUMENTS = "several-documents", "one file holds one YAML document"
    CONTROL_CHARACTER = "control-character", "control characters are not allowed in a text"
    # shape
    UNKNOWN_KEY = "unknown-key", "there is no such key here"
    MISSING_KEY = "missing-key", "a required key is missing"
    WRONG_TYPE = "wrong-type", "the value has the wrong type"
    OUT_OF_RANGE = "out-of-range", "the number is out of range"
    NOT_ONE_OF = "not-one-of", "the value is not one of those allowed"
    SETTINGS_ELSEWHERE = "settings-elsewhere", "settings belong into settings.yaml at the folder's root"
    # values
    INVALID_NUMBER = "invalid-number", "this is not a phone number in E.164 form, nor a SIP ID"
    UNASSIGNED_NUMBER = "unassigned-number", "no known numbering range holds this number", Severity.WARNING
    TRUNK_PREFIX = "trunk-prefix", "this looks like a Russian number with the prefix 8", Severity.WARNING
    NO_COUNTRY_CODE = "no-country-code", "this looks like a Russian number without its 7", Severity.WARNING
    INVALID_SIP_URI = "invalid-sip-uri", "this is not a SIP address"
    INVALID_URL = "invalid-url", "this is not an http or https URL"
    INVALID_IP = "invalid-ip", "this is not an IP address"
    INVALID_TIMEZONE = "invalid-timezone", "there is no such time zone"
    INVALID_NAME = "invalid-name", "this cannot be a name"
    # meaning
    TWO_DATA_OBJECTS = "two-data-objects", "a number has one data object, and this one has two"
    TYPE_MISMATCH = "type-mismatch", "the type and the data object do not belong together"
    NO_FORWARDING = "no-forwarding", "the number says nothing about its forwarding"
    DUPLICATE_NUMBER = "duplicate-number", "this number is declared twice"
    DUPLICATE_NAME = "duplicate-name", "this name is declared twice"
    DANGLING_NAME = "dangling-name", "nothing of this name is declared"
    UNKNOWN_APPLICATION = "unknown-application", "settings know no such application"
    NO_APPLICATION = "no-application", "the number does not say which application it belongs to"
    FOREIGN_DISPLAY_NUMBER = "foreign-display-number", "the display number belongs to another application"
    UNMANAGED_DISPLAY_NUMBER = "unmanaged-display-number", "the display number is not declared here", Severity.WARNING
    IDLE_DISPLAY_NUMBER = "idle-display-number", "the display number has no effect without masking", Severity.WARNING
    SEVERAL_UNSCHEDULED = (
        "several-unscheduled",
        "several entries are active at every moment under single redirection",
        Severity.WARNING,
    )
    UNDOCUMENTED_FIELD = "undocumented-field", "the provider does not document this field for Set", Severity.WARNING
    # secrets
    SECRET_NOT_LISTED = "secret-not-listed", "settings.secrets does not list this name"
    SECRET_MISPLACED = "secret-misplaced", "a secret is only put into URLs and sip_uri"
    LITERAL_SECRET = "literal-secret", "this looks like a secret, in plain text", Severity.WARNING
    KEY_IN_FILE = "key-in-file", "API keys come from the environment alone"
    # settings
    UNKNOWN_CODE = "unknown-code", "there is no diagnostic of this code"
    NOT_A_WARNING = "not-a-warning", "only warnings can be raised or silenced"
    SHARED_KEY = "shared-key", "two applications use the same API key variable", Severity.WARNING
    INVALID_COMBINATION = "invalid-combination", "these parameters of a test call exclude each other"
    IDLE_PARAMETER = "idle-parameter", "this parameter of a test call has no effect", Severity.WARNING
    NEEDS_COMPONENT = "needs-component", "UIS does this only with a paid component", Severity.WARNING
    ATTENDED_CALL = "attended-call", "the test call waits for an employee to answer first", Severity.WARNING
    # periods; the same names as reconciler.periods.findings.Kind
    INVALID_PERIOD = "invalid-period", "this is not a period"
    MISREAD_PERIOD = "misread-period", "an engine would not read this period as people do"
    PERIOD_WORD = "period-word", "this word is not a period"
    HOUR_PAST_NOON = "hour-past-noon", "an hour after noon with pm is read in three ways", Severity.WARNING
    NUMERIC_WEEKDAY = "numeric-weekday", "which weekday is 1 is not documented", Severity.WARNING
    TWELVE_HOUR_CLOCK = "twelve-hour-clock", "not every engine understands am and pm", Severity.WARNING
    WRAPPED_RANGE = "wrapped-range", "this range runs past the end of its scale", Severity.WARNING
    UNDOCUMENTED_PERIOD = "undocumented-period", "the provider's page does not show this form", Severity.WARNING
    WEEK_OF_MONTH = "week-of-month", "weeks of a month are counted in three ways", Severity.WARNING
    DAY_OF_YEAR = "day-of-year", "this day of the year moves in a leap year", Severity.WARNING
    DOUBTFUL_YEAR = "doubtful-year", "this year is most likely not the one meant", Severity.WARNING
    NEVER_TRUE = "never-true", "this part of the period never holds", Severity.WARNING
    ALWAYS_TRUE = "always-true", "this part of the period always holds", Severity.WARNING
    HOUR_WITH_MINUTE = "hour-with-minute", "these minutes hold in each of the hours", Severity.WARNING
    ODD_WHITE_SPACE = "odd-white-space", "white space that is not a space", Severity.WARNING
    CLOCK_CHANGE = "clock-change", "a change of the clock skips or doubles these hours", Severity.WARNING
    # overrides and expectations
    INVALID_TIME = "invalid-time", "this is not a time with a zone"
    EMPTY_OVERRIDE = "empty-override", "the override ends before it begins"
    OVERLAPPING_OVERRIDES = "overlapping-overrides", "two overrides of one number hold at the same time"
    SELECTS_NOTHING = "selects-nothing", "no declared number is meant by this"
    EXPIRED_OVERRIDE = "expired-override", "the override is over", Severity.WARNING
    FAILED_EXPECTATION = "failed-expectation", "a call would not come to what is expected"
    # what becomes of a call
    FORWARDING_LOOP = "forwarding-loop", "a call would go round in a loop"
    CLOSED_LOOP = "closed-loop", "a loop that the schedules never let close", Severity.WARNING
    RESERVE_LOOP = "reserve-loop", "the reserve leads back to the number"
    DEAD_END = "dead-end", "at some moments nobody is rung", Severity.WARNING
    SHADOWED_ENTRY = "shadowed-entry", "an earlier entry always comes first", Severity.WARNING
    LONG_RINGING = "long-ringing", "it rings longer than a caller waits", Severity.WARNING
    PROTECTED_DARK = "protected-dark", "a protected number rings nobody"
    PROTECTED_GAP = "protected-gap", "a protected number rings nobody at some moments", Severity.WARNING
    # the policy about destinations
    FOREIGN_COUNTRY = "foreign-country", "the policy does not allow calls to this country"
    DENIED_KIND = "denied-kind", "the policy denies this kind of number"
    DENIED_DESTINATION = "denied-destination", "the policy denies this destination"
    INSECURE_URL = "insecure-url", "the policy asks for https"
    PRIVATE_HOST = "private-host", "the provider cannot reach this host from outside"
    PRIVATE_ADDRESS = "private-address", "this address is not a public one", Severity.WARNING
    UNUSED_EXCEPTION = "unused-exception", "no destination needs this exception", Severity.WARNING
    # the whole folder
    NOTHING_DECLARED = "nothing-declared", "nothing declared"


_BY_NAME: dict[str, Code] = {code.value: code for code in Code}


def code_named(name: str) -> Code | None:
    """Answer the code of this name, or None."""
    return _BY_NAME.get(name)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Source:
    """A place in a file; line and column count from 1, the file's path is as it was found."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One mistake: `detail` says in whole sentences what is wrong, why it matters and what to write instead.

    `excerpt` is the text of the line at `source`, without its end; None where there is none, or where it may hold
    a secret and must not be shown.
    """

    code: Code
    detail: str
    source: Source
    severity: Severity
    excerpt: str | None = field(default=None, compare=False)

    @property
    def summary(self) -> str:
        """The constant title of this kind of mistake."""
        return self.code.summary


def diagnostic(code: Code, detail: str, source: Source) -> Diagnostic:
    """Make a diagnostic with the severity that its code usually has."""
    return Diagnostic(code=code, detail=detail, source=source, severity=code.severity)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Tell whether any of them is an error."""
    return any(item.severity is Severity.ERROR for item in diagnostics)


def quoted(value: object) -> str:
    """Answer a value as a sentence may quote it: on one line, bounded."""
    text = value if isinstance(value, str) else repr(value)
    text = text.encode("unicode_escape").decode("ascii") if not text.isprintable() else text
    return f"'{text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + '…'}'"

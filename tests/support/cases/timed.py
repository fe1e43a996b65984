"""Overrides and expectations: what holds at a time, and what is to hold then."""

from support.cases.case import NUMBER, Case, case

FROM, UNTIL = "2026-12-31T00:00:00+03:00", "2027-01-09T00:00:00+03:00"
DARK = "call_forwarding_type: 0"
RING = "call_forwarding_number: {call_control: {redirect_number: '74992223345', timeout: 5}}"


def override(
    forwarding: str = RING,
    *,
    numbers: str = "74991112233",
    start: str = FROM,
    end: str = UNTIL,
    reason: str = "Праздники",
) -> str:
    """Answer an override in one line: `numbers` begin in column 14."""
    return f"- {{numbers: [{numbers}], from: {start}, until: {end}, reason: {reason}, {forwarding}}}\n"


def overrides(*items: str) -> str:
    """Answer a number and its overrides, the first of which stands in line 5."""
    return f"{NUMBER}overrides:\n{''.join(items)}"


def expectations(*expected: str) -> str:
    """Answer a number and what is expected of calls to it, from line 5 and column 62."""
    lines = "".join(f"- {{call: 74991112233, at: {FROM}, expect: {expect}}}\n" for expect in expected)
    return f"{NUMBER}expectations:\n{lines}"


CASES: tuple[Case, ...] = (
    case("an override and an expectation", overrides(override()) + expectations("'74992223345'").removeprefix(NUMBER)),
    case("overrides and expectations with nothing in them", NUMBER + "overrides:\nexpectations: []\n"),
    case(
        "a day is no time",
        overrides(override(start="2026-12-31")),
        "5:34 invalid-time",
        says="Did you mean '2026-12-31T00:00:00+03:00'?",
    ),
    case(
        "a time without a zone is offered the zone of the settings",
        {"settings.yaml": "settings: {timezone: Asia/Omsk}\n", "a.yaml": overrides(override(end="2027-01-09T00:00"))},
        "a.yaml:5:68 invalid-time",
        says="Did you mean '2027-01-09T00:00:00+06:00'?",
    ),
    case(
        "a time without a zone where the zone of the settings is wrong",
        {"settings.yaml": "settings: {timezone: Omsk}\n", "a.yaml": overrides(override(end="2027-01-09T00:00"))},
        "a.yaml:5:68 invalid-time",
        "settings.yaml:1:22 invalid-timezone",
        says="Did you mean '2027-01-09T00:00:00+03:00'?",
    ),
    case(
        "an override that ends before it begins",
        overrides(override(start=UNTIL, end=FROM)),
        "5:68 empty-override",
        says="before the moment at which it begins",
    ),
    case(
        "an override that ends when it begins, in other words",
        overrides(override(start="2026-12-31T00:00:00+03:00", end="2026-12-30T21:00:00Z")),
        "5:68 empty-override",
        says="at the moment at which it begins",
    ),
    case(
        "an override of a number that nobody declares",
        overrides(override(numbers="74991112333")),
        "5:14 selects-nothing",
        says="Did you mean 74991112233?",
    ),
    case(
        "an override of no number",
        overrides(override(numbers="")),
        "5:13 selects-nothing",
        says="The list is empty",
    ),
    case(
        "a number in a file that cannot be read is not called undeclared",
        {
            "a.yaml": overrides(override(numbers="74991112244, label:x")) + "expectations:\n- {call: 74991112244, at: "
            f"{FROM}, expect: nobody}}\n",
            "b.yaml": "numbers: [\n",
        },
        "b.yaml:1:10 invalid-yaml",
    ),
    case(
        "two overrides at a time",
        overrides(override(), override(DARK, start="2027-01-08T23:59:59+03:00", end="2027-01-10T00:00:00+03:00")),
        "6:34 overlapping-overrides",
        says="a.yaml:5:34 holds too",
    ),
    case(
        "two overrides one after the other",
        overrides(override(), override(DARK, start="2027-01-08T21:00:00Z", end="2027-01-10T00:00:00+03:00")),
    ),
    case(
        "an override without a reason",
        overrides(override(reason="''")),
        "5:103 missing-key",
        says="write why",
    ),
    case(
        "an override of another kind of forwarding has to be whole",
        overrides(override("call_forwarding_ipcr: {reserve: '74992223344'}")),
        "5:136 missing-key",
        says="'url' is missing. Otherwise 74991112233 forwards in another way",
    ),
    case(
        "an override that says nothing",
        overrides("- {numbers: [74991112233], from: " + FROM + ", until: " + UNTIL + ", reason: x}\n"),
        "5:3 no-forwarding",
        says="It says nothing about the forwarding.",
    ),
    case(
        "an override of which nothing is left",
        overrides("- {}\n"),
        *("5:3 missing-key",) * 4,
        "5:3 no-forwarding",
    ),
    case(
        "an override that is over",
        overrides(override(start="2025-12-31T00:00:00+03:00", end="2026-01-09T00:00:00+03:00")),
        "5:3 expired-override",
        says="delete line 5 of",
    ),
    case(
        "an expectation that fails",
        expectations("nobody"),
        "5:62 failed-expectation",
        says="a call to 74991112233 is to ring nobody, and it rings 74992223344",
    ),
    case(
        "an expectation that cannot be met while another file is wrong is not tried",
        {"a.yaml": expectations("nobody"), "b.yaml": "numbers: [{number_code: 74991112244, wieght: 5}]\n"},
        "b.yaml:1:11 no-forwarding",
        "b.yaml:1:38 unknown-key",
    ),
    case(
        "an expectation about a number that nobody declares",
        NUMBER + f"expectations:\n- {{call: 74991112333, at: {FROM}, expect: url}}\n",
        "5:10 selects-nothing",
        says="Did you mean 74991112233?",
    ),
    case("a misspelt expectation", expectations("droped"), "5:62 not-one-of", says="Did you mean 'dropped'?"),
    case("an expectation of nothing", expectations("[]"), "5:62 not-one-of", says="Write 'nobody'"),
    case("an expectation of two kinds", expectations("[url, '74992223344']"), "5:63 not-one-of", says="stands alone"),
    case(
        "an expectation of a contact that is not declared",
        expectations("['@ivanov', '@petrov']") + "contacts: {ivanof: '74992223344'}\n",
        "5:63 dangling-name",
        "5:74 dangling-name",
        says="Did you mean 'ivanof'?",
    ),
)

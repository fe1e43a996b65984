"""What checks find: periods, loops, calls that ring nobody, destinations that the policy denies."""

from support.cases.case import DATA, ENTRIES, NUMBER, Case, case, setting

ALWAYS = "    - {redirect_number: '74992223349', timeout: 5}\n"


def period(text: str) -> str:
    """Answer a number with a period, which begins in column 60 of line 6."""
    return (
        ENTRIES.replace("single", "sequential")
        + f"    - {{redirect_number: '74992223344', timeout: 5, period: '{text}'}}\n"
        + ALWAYS
    )


def rung(*entries: str, code: int = 74991112244) -> str:
    """Answer another number, to stand behind the first."""
    data = f"{{redirect_type: single, call_control: [{', '.join(entries)}]}}"
    return f"- number_code: {code}\n  call_forwarding_number: {data}\n"


CASES: tuple[Case, ...] = (
    case("no period", period("9-18"), "6:60 invalid-period", says="Write hr {9-17}"),
    case("a period by another name for its scale", period("wd {mon} hours {9}"), "6:70 invalid-period"),
    case("a period that an engine misreads", period("wd {weekday}"), "6:65 misread-period", says="wd {mon-fri}"),
    case("a word for a period", period("always"), "6:60 period-word", says="empty period"),
    case("an hour past noon", period("hr {6-14pm}"), "6:65 hour-past-noon", "6:65 twelve-hour-clock"),
    case("weekdays as digits", period("wd {1-5}"), "6:65 numeric-weekday", says="wd {mon-fri}"),
    case("hours with am and pm", period("hr {9am-4pm}"), "6:65 twelve-hour-clock", says="hr {9-16}"),
    case("hours over midnight", period("hr {22-6}"), "6:65 wrapped-range"),
    case("a list with a range", period("hr {9-12 14}"), "6:65 undocumented-period"),
    case("a week of the month", period("wk {1}"), "6:60 week-of-month"),
    case("a day of the year", period("yd {100}"), "6:65 day-of-year"),
    case("a year that is over", period("yr {2020}"), "6:60 doubtful-year"),
    case("a day that no month has", period("mo {feb} md {30}"), "6:60 never-true"),
    case("every hour", period("hr {0-23}"), "6:60 always-true"),
    case("hours with minutes", period("hr {9-17} min {30-59}"), "6:60 hour-with-minute"),
    case(
        "a tab in a period",
        period("wd").replace("'wd'", r'"wd {mon}\thr {9}"'),
        "6:69 odd-white-space",
        says="a tab",
    ),
    case(
        "an hour that a change of the clocks skips",
        {"settings.yaml": "settings: {timezone: Europe/Berlin}\n", "a.yaml": period("hr {2}")},
        "a.yaml:6:60 clock-change",
    ),
    case(
        "a schedule is told where it is declared",
        period("@day") + "schedules: {day: 'wd {mo..fr}'}\n",
        "8:23 misread-period",
    ),
    case(
        "two numbers that ring each other",
        NUMBER.replace("74992223344", "74991112244") + rung("{redirect_number: '74991112233', timeout: 5}"),
        "3:84 forwarding-loop",
    ),
    case(
        "two numbers that would ring each other if their schedules let them",
        NUMBER.replace(
            '"74992223344", timeout: 5}', '"74991112244", timeout: 5, period: "hr {9}"}, {active: false, timeout: 5}'
        )
        + rung("{redirect_number: '74991112233', timeout: 5, period: 'hr {10}'}", "{active: false, timeout: 5}"),
        "3:84 closed-loop",
    ),
    case(
        "a reserve that leads back",
        "numbers:\n- number_code: 74991112233\n"
        "  call_forwarding_ipcr: {url: 'https://x.y/', reserve: '74991112244'}\n"
        + rung("{redirect_number: '74991112233', timeout: 5}"),
        "3:56 reserve-loop",
    ),
    case(
        "nobody at night",
        ENTRIES + "    - {redirect_number: '74992223344', timeout: 5, period: 'hr {9-17}'}\n",
        "2:3 dead-end",
        says="every day 18:00-09:00",
    ),
    case(
        "an entry that another one always comes before",
        ENTRIES + ALWAYS + "    - {redirect_number: '74992223344', timeout: 5, period: 'hr {9-17}'}\n",
        "7:7 shadowed-entry",
    ),
    case("five minutes of ringing", NUMBER.replace("timeout: 5", "timeout: 300"), "3:108 long-ringing"),
    case(
        "a protected number that rings nobody",
        "numbers: [{number_code: 74991112233, protected: true, call_forwarding_type: 0}]\n",
        "1:11 protected-dark",
    ),
    case(
        "a protected number that rings nobody at night",
        ENTRIES + "    - {redirect_number: '74992223344', timeout: 5, period: 'hr {9-17}'}\n  protected: true\n",
        "2:3 protected-gap",
    ),
    case("a number abroad", NUMBER.replace("74992223344", "493012345678"), "3:84 foreign-country", says="of DE"),
    case(
        "a contact abroad is told once",
        "contacts: {b: '493012345678'}\n"
        + NUMBER.replace("74992223344", "@b")
        + rung("{redirect_number: '@b', timeout: 5}"),
        "1:15 foreign-country",
    ),
    case("a premium-rate number", NUMBER.replace("74992223344", "78095555555"), "3:84 denied-kind"),
    case(
        "a destination that the policy denies",
        setting("  policy: {denied: ['7499']}\n"),
        "a.yaml:3:84 denied-destination",
    ),
    case("http", DATA + "    event_url: http://x.y/\n", "6:16 insecure-url", says="https://"),
    case("a host that nobody else reaches", DATA + "    event_url: https://localhost/\n", "6:16 private-host"),
    case(
        "a trunk that nobody else reaches",
        "numbers: [{number_code: 74991112233, call_forwarding_static: {static_ip: 10.0.0.1, port: 1}}]\n",
        "1:74 private-address",
    ),
    case(
        "an exception that nothing needs",
        setting("  policy: {exceptions: [{name: x, target: '493012345678', reason: y}]}\n"),
        "settings.yaml:2:25 unused-exception",
    ),
    case(
        "an exception for a name that nobody declared",
        {
            "settings.yaml": "settings:\n  policy: {exceptions: [{name: x, target: '@berlni', reason: y}]}\n",
            "a.yaml": "contacts: {berlin: '74992223355'}\nschedules: {x: 'hr {9-17}'}\n" + NUMBER,
        },
        "settings.yaml:2:43 dangling-name",
        says="Did you mean 'berlin'?",
    ),
    case(
        "an exception for a schedule, and one for a name that stands for nothing right",
        {
            "settings.yaml": (
                "settings:\n  policy:\n    exceptions:\n    - {name: x, target: '@day', reason: y}\n"
                "    - {name: z, target: '@lost', reason: y}\n"
            ),
            "a.yaml": "contacts: {lost: '1'}\nschedules: {day: 'hr {9-17}'}\n" + NUMBER,
        },
        "a.yaml:1:18 invalid-number",
        "settings.yaml:4:25 dangling-name",
        says="It is a schedule, and a contact belongs here.",
    ),
    case(
        "an exception for a name that a file may declare which cannot be read",
        {
            "settings.yaml": "settings:\n  policy: {exceptions: [{name: x, target: '@berlin', reason: y}]}\n",
            "a.yaml": NUMBER,
            "b.yaml": "contacts: [berlin]\n",
        },
        "b.yaml:1:11 wrong-type",
    ),
    case(
        "destinations are not judged by a policy that is wrong",
        {
            "settings.yaml": "settings: {policy: {allowed_countries: [RUS]}}\n",
            "a.yaml": NUMBER.replace("74992223344", "493012345678"),
        },
        "settings.yaml:1:41 not-one-of",
    ),
    case(
        "two exceptions of one name, and one without words",
        setting(
            "  policy:\n    exceptions:\n    - {name: x, target: '493012345678', reason: y}\n"
            "    - {name: X, target: 493012345678, reason: ' '}\n"
        ),
        "settings.yaml:5:14 duplicate-name",
        "settings.yaml:5:25 duplicate-name",
        "settings.yaml:5:47 missing-key",
    ),
)

"""Every error and warning of the period language as a person sees it: read the files in `golden`."""

from collections.abc import Callable
from datetime import UTC, datetime

from support.periods import zone

from reconciler.periods.asking import Answer, ask
from reconciler.periods.findings import Kind
from reconciler.reports.text import period as as_text

AT = datetime(2026, 7, 25, 12, tzinfo=UTC)
MALFORMED = """\
hours {9-17}
mins {0-30}
day {mon}
day {1}
hr9-17}
wd {mon-fri
wd {mon-fri hr {9-17}
wd {{mon}}
wd mon-fri}
{mon-fri}
{9-17}
wd {mon} hr {9} x
wd {mon} and hr {9}
wd {mon} hr
hr {25}
hr {9-24}
md {0}
mo {13}
wk {7}
wd {0-6}
yd {367}
min {60}
sec {0-60}
hr {noon}
hr {1noon}
hr {9 am}
hr {9 am - 5 pm}
hr {9am to 5pm}
hr {9:00}
hr {9:00-18:00}
hr {9:30-18:00}
hr {5-}
hr {-5}
hr {5--8}
hr {1-2-3}
hr {9 - - 17}
wd {mo,fr}
hr {9-17, wd {mon}
!hr {9}
hr {!9}
hr {*}
*
24/7
yr {100}
yr {1969}
wd {mon},,wd {fri}
,wd {mon}
wd {mon}, none
9:00-18:00
Mon-Fri 9:00-18:00
Пн-Пт с 9 до 18, сб 10:00-16:00
weekend
wd mon-fri hr 9-17
day of week {mon}
md {1st}
w {1}
9:00-18:00 Mon-Fri
1-8 января
Mon-Fri 9-18 Sat
Mon-Fri 18:00-9:00
9 to 5
wd {sat} | hr {9}
wd {sat} + hr {9}
wd {mon-fri} hr {9-17}; wd {sat} hr {10-15}
wd {mon-fri} hr {9-17} и wd {sat} hr {10-15}
wd {mon-fri} hr {9-17} sat 10-16
wd {mon} hr {9} and hr {17}
wd {mon}, always
wd {mon} at hr {9}
mon {9-12}
weekdays {9-17}
jan {1-8}
hours {25}
-wd {sat}
wd != {sat}
md {5+}
hr {22:00-6:00}
wd {fri} hr {22:00-6:00}
hr {24pm}"""
MISREAD = """\
wd {weekend}
wd {weekday}
wd {thurdsay}
wd {mond}
wd {thur}
mo {sept}
wd {Mon–Fri}
wd {mo..fr}
wd {mo/fr}
wd {mo;fr}
wd {mo-tu-we}
yd {136x}
yd {9:00}
wd {}
wd { }
,
wd {mon},
wd {mon}, ,
wd {mon\ntue}
wd {\nmon}
wd {mоn}
wԁ {mon}
wd {пн-пт}
wd {сб-вс}
mo {январь}
hr {٩}
hr {９-17}
wd\u00a0{mon}
wd {mon}\u00a0hr {9}
wd {mon\u00a0tue}
wd {mon\u200b}
wd {mon \u00a0 fri}
wd {sundaymonday}
mo {juny}
hr {8\u0660Am}
hr {9␤}
,\u00a0"""
PERIOD_WORDS = "none\n NEVER \nalways\nnone\u00a0"
SEVERAL = "hours {9:00-18:00} wd {weekend, thur} x"
DOUBTFUL = """\
wd {Mon-Fri} hr {6am-14pm}
hr {14pm}
hr {13pm-15pm}
wd {1-5}
wd {2 fri}
wd {6-1}
hr {9am-4pm}
hr {0am 12noon}
hr {13am}
hr {22-6}
wd {fr-mo}
min {45-15}
min {40-39}
yr {2028-2026}
wd {sat}, hr {9-17}
wd {mon wed-fri}
min {0-30 32-58}
wd {mon} hr {9} wd {tue}
wday {mon} hour {9}
wk {1 3 5}
yd {1-100}
yd {366}
yd {1-59}
yr {26}
yr {99-1972}
yr {2020-2024}
yr {2026-4000}
mo {feb} md {30}
mo {feb} md {29} yr {2027}
yd {1} mo {feb}
hr {0-23}
wd {1-7} hr {9}
wd {mon-fri} hr {9} wd {sat sun}
hr {9-17} min {30-59}
hr {9-17} min {0-29}
hr {9 12} min {5}
hr {9} min {30-59}
wd\t{mon}\r\nhr {9}
hr {9-17}\u0020
wd {1-3 5}
hr {9} hr {12} min {5}
wd {mon-fri} hr {9-17} min {30-59}
hr {9-10} min {59-59}
yr {20}
yr {2020} yr {2021}"""
PAST = datetime(2024, 1, 15, 12, tzinfo=UTC)
"""What clocks did then will not be decided otherwise."""
SKIPPED = {
    "Europe/Berlin": ("hr {1-4}\nhr {2}", PAST),
    "Africa/Cairo": ("hr {0-5 23}", PAST),
    "Australia/Lord_Howe": ("wd {sun} hr {1}", PAST),
    "Pacific/Apia": ("hr {9-17}", datetime(2011, 12, 20, tzinfo=UTC)),
}
Golden = Callable[[str, str], None]


def answers(texts: str, zone_name: str = "Europe/Moscow", at: datetime = AT) -> list[Answer]:
    """Answer each line; what is written as an escape in it stands for the character."""
    return [
        ask(line.replace("␤", "\n"), zone=zone(zone_name), at=at)
        for line in texts.replace("mon\ntue", "mon␤tue").replace("{\nmon}", "{␤mon}").replace("\r\n", "\r␤").split("\n")
    ]


def shown(found: list[Answer]) -> str:
    return "\n".join(as_text.render(answer) for answer in found)


def kinds(found: list[Answer]) -> set[Kind]:
    return {finding.kind for answer in found for finding in answer.findings}


def test_what_is_malformed(golden: Golden) -> None:
    found = answers(MALFORMED)
    golden("malformed.txt", shown(found))
    assert kinds(found) == {Kind.INVALID_PERIOD}
    assert all(answer.is_refused for answer in found)


def test_what_would_be_misread(golden: Golden) -> None:
    found = answers(MISREAD)
    golden("misread.txt", shown(found))
    assert kinds(found) == {Kind.MISREAD_PERIOD}
    assert all(answer.is_refused for answer in found)


def test_words_that_are_no_period(golden: Golden) -> None:
    found = answers(PERIOD_WORDS)
    golden("period-words.txt", shown(found))
    assert kinds(found) == {Kind.PERIOD_WORD}


def test_several_mistakes_are_told_at_once_and_corrected_at_once(golden: Golden) -> None:
    (found,) = answers(SEVERAL)
    golden("several.txt", shown([found]))
    assert len(found.findings) == 6


def test_what_is_doubtful(golden: Golden) -> None:
    found = answers(DOUBTFUL)
    golden("doubtful.txt", shown(found))
    assert kinds(found) == {kind for kind in Kind if not kind.is_error and kind is not Kind.CLOCK_CHANGE}
    assert not any(answer.is_refused for answer in found)


def test_hours_that_clocks_skip_or_repeat(golden: Golden) -> None:
    found = [answer for name, (texts, at) in SKIPPED.items() for answer in answers(texts, name, at)]
    golden("clock-changes.txt", shown(found))
    assert kinds(found) >= {Kind.CLOCK_CHANGE}


def test_the_form_with_the_least_risk_has_no_doubts() -> None:
    least = (
        "wd {mon-fri}\nwd {mon wed} hr {9-17}\nmo {jan-mar} md {1 15}\nyr {2026-2028} hr {9 10}\nmin {0-29}\n\nsec {5}"
    )
    assert [answer.findings for answer in answers(least)] == [()] * 7


def test_every_kind_has_a_title_and_errors_are_three() -> None:
    assert all(kind.summary and kind.summary == kind.summary.strip(". ") for kind in Kind)
    assert [kind.value for kind in Kind if kind.is_error] == ["invalid-period", "misread-period", "period-word"]

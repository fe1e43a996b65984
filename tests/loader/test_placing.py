"""What checks find is told at its place, however it was declared; files are read again only for that."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from support.cases.case import NUMBER
from support.folder import fresh_folder, read, told, write

from reconciler.loader.folder import load, load_with
from reconciler.loader.reading import Readings
from reconciler.model.diagnostics import Code, Severity
from reconciler.model.findings import Finding, NameSpot, NumberSpot, SettingSpot, Spot
from reconciler.model.identifiers import NumberCode

CODE = NumberCode(74991112233)
DATA = "call_forwarding_number"
PERIOD = (DATA, "call_control", 0, "period")
ENTRY = "{redirect_number: '74992223344', timeout: 5, period: wd mon}"


def finding(spot: Spot, code: Code = Code.ODD_WHITE_SPACE) -> Finding:
    return Finding(code=code, detail="It is odd.", spot=spot)


def number(path: tuple[str | int, ...] = (), offset: int = 0) -> NumberSpot:
    return NumberSpot(number_code=CODE, path=path, offset=offset)


def entries(*written: str) -> str:
    lines = "".join(f"    - {item}\n" for item in written)
    return f"numbers:\n- number_code: 74991112233\n  {DATA}:\n    redirect_type: 2\n    call_control:\n{lines}"


KIND = "redirect_type: 2"
MARKED = ENTRY.replace("mon", "»mon")
NAMED = ENTRY.replace("wd mon", "'@day'")
ONE = f"- number_code: 74991112233\n  {DATA}: "
OTHER = ONE.replace("33", "34")
SPREAD = "redirect_number: '74992223344'\n      timeout: 5\n      period: "
WRITTEN: dict[str, tuple[str, Spot]] = {
    "the number itself": (NUMBER.replace("number_code", "»number_code"), number()),
    "a part of it": (NUMBER.replace(": 5", ": »5"), number((DATA, "call_control", 0, "timeout"))),
    "what is not written, with its mapping": (
        NUMBER.replace("{redirect_type", "»{redirect_type"),
        number((DATA, "event_url")),
    ),
    "a plain text": (entries(MARKED), number(PERIOD, 3)),
    "a text in single quotes": (entries(ENTRY.replace("wd mon", "'wd »mon'")), number(PERIOD, 3)),
    "a text in double quotes": (entries(ENTRY.replace("wd mon", r'"\x77d »mon"')), number(PERIOD, 3)),
    "a literal block": (entries(SPREAD + "|\n        hr\n        w»d"), number(PERIOD, 4)),
    "a folded text, at its beginning": (entries(SPREAD + "»>\n        hr\n        wd"), number(PERIOD, 4)),
    "an entry without a list": (
        f"numbers:\n{ONE}{{redirect_type: 2, call_control: {MARKED}}}\n",
        number(PERIOD, 3),
    ),
    "defaults": (
        f"defaults: {{{DATA}: {{redirect_type: 2, call_control: {MARKED}}}}}\nnumbers:\n- number_code: 74991112233\n",
        number(PERIOD, 3),
    ),
    "an anchor": (
        f"numbers:\n{OTHER}{{{KIND}, call_control: [&e {MARKED}]}}\n{ONE}{{{KIND}, call_control: [*e ]}}\n",
        number(PERIOD, 3),
    ),
    "the second number": (
        NUMBER.replace("74991112233", "74991112234") + entries(MARKED).partition("\n")[2],
        number(PERIOD, 3),
    ),
    "a period that is a name": ("schedules: {day: 'wd mon'}\n" + entries(NAMED.replace("'@", "»'@")), number(PERIOD)),
    "what a period means that is a name": ("schedules: {day: 'wd »mon'}\n" + entries(NAMED), number(PERIOD, 3)),
    "a schedule": ("schedules: {day: »'wd mon'}\n" + NUMBER, NameSpot(section="schedules", name="day")),
    "within a schedule": (
        "schedules: {day: 'wd »mon'}\n" + NUMBER,
        NameSpot(section="schedules", name="day", offset=3),
    ),
    "a contact": ("contacts: {a: »74992223344}\n" + NUMBER, NameSpot(section="contacts", name="a")),
}


@pytest.mark.parametrize(("text", "spot"), WRITTEN.values(), ids=WRITTEN.keys())
def test_a_spot_leads_to_its_place(text: str, spot: Spot, tmp_path: Path) -> None:
    before = text.partition("»")[0]
    place = f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
    loaded = read(tmp_path, {"a.yaml": text.replace("»", "")})
    assert loaded.diagnostics == ()
    assert [told(tmp_path, item) for item in loaded.placing.placed([finding(spot)])] == [
        f"a.yaml:{place} odd-white-space"
    ]


@pytest.mark.parametrize(
    ("settings", "path", "place"),
    [
        ("settings: {policy: {denied: ['7809', '7810']}}\n", ("policy", "denied", 1), "1:38"),
        ("settings: {policy: {denied: ['7809']}}\n", ("policy", "exceptions", 0, "target"), "1:20"),
        ("settings:\n  policy:\n    exceptions:\n    - name: a\n", ("policy", "exceptions", 0), "4:7"),
        ("settings: {timezone: UTC}\n", ("horizon_days",), "1:11"),
        (None, ("horizon_days",), "1:1"),
    ],
)
def test_a_setting_stands_in_the_file_of_the_settings(
    settings: str | None, path: tuple[str | int, ...], place: str, tmp_path: Path
) -> None:
    files = {"a.yaml": NUMBER} if settings is None else {"a.yaml": NUMBER, "settings.yaml": settings}
    placed = read(tmp_path, files).placing.placed([finding(SettingSpot(path=path))])
    assert [told(tmp_path, item) for item in placed] == [f"settings.yaml:{place} odd-white-space"]


def test_only_the_files_that_findings_lead_to_are_read_again(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": entries(ENTRY.replace("wd mon", "'@day'")), "b.yaml": "schedules: {day: wd mon}\n"})
    write(tmp_path, {"c.yaml": NUMBER.replace("74991112233", "74991112234")})
    readings = Readings()
    placing = load_with(tmp_path, {}, readings).placing
    assert placing.placed([]) == []
    assert readings.texts == {}
    placing.placed([finding(number(PERIOD, 3))])
    assert [Path(name).name for name in readings.texts] == ["a.yaml", "b.yaml"]


def test_one_mistake_is_told_once_however_many_numbers_have_it(tmp_path: Path) -> None:
    codes = "".join(f"- number_code: {code}\n" for code in (74991112233, 74991112234))
    text = f"defaults: {{{DATA}: {{redirect_type: 2, call_control: {ENTRY}}}}}\nnumbers:\n{codes}"
    loaded = read(tmp_path, {"a.yaml": text})
    spots = [NumberSpot(number_code=NumberCode(code), path=PERIOD) for code in (74991112233, 74991112234)]
    assert len(loaded.placing.placed(finding(spot) for spot in spots)) == 1
    assert loaded.readable.periods == {"wd mon": (spots[0],)}


@pytest.mark.parametrize(("wish", "severities"), [("off", []), ("error", [Severity.ERROR])])
def test_settings_weigh_what_checks_find(wish: str, severities: list[Severity], tmp_path: Path) -> None:
    settings = f"settings: {{warnings: {{odd-white-space: {wish}}}}}\n"
    loaded = read(tmp_path, {"settings.yaml": settings, "a.yaml": NUMBER})
    assert [item.severity for item in loaded.placing.placed([finding(number())])] == severities


def test_a_line_is_shown_unless_it_may_hold_a_secret(tmp_path: Path) -> None:
    lines = ("event_url: 'https://x/?key=abcdefgh'", "client_id: x")
    text = entries(ENTRY).replace("    call_control", "".join(f"    {line}\n" for line in lines) + "    call_control")
    placing = read(tmp_path, {"a.yaml": text}).placing
    placed = placing.placed([finding(number((DATA, line.partition(":")[0]))) for line in lines])
    assert [item.excerpt for item in placed] == [None, "    client_id: x"]


def test_a_line_that_the_loader_hid_stays_hidden(tmp_path: Path) -> None:
    text = entries(ENTRY).replace("    call_control", "    client_id: '${A}'\n    call_control")
    loaded = read(tmp_path, {"a.yaml": text})
    assert [item.code for item in loaded.diagnostics] == [Code.SECRET_MISPLACED]
    assert [item.excerpt for item in loaded.placing.placed([finding(number((DATA, "client_id")))])] == [None]


def test_words_with_an_api_key_of_a_file_are_not_repeated(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": NUMBER + "  description: 0123456789\n"})
    loaded = load(tmp_path, {"EXOLVE_API_KEY": "0123456789"})
    (item,) = loaded.placing.placed(
        [Finding(code=Code.DEAD_END, detail="It says '0123456789'.", spot=number(("description",)))]
    )
    assert (item.detail, item.excerpt) == ("What stands here holds an API key, so it is not repeated.", None)


def test_a_file_that_changed_in_between_is_told_and_nothing_is_told_of_it(tmp_path: Path) -> None:
    loaded = read(tmp_path, {"a.yaml": NUMBER, "b.yaml": "schedules: {day: 'wd mon'}\n"})
    write(tmp_path, {"a.yaml": "# a new line\n" + NUMBER})
    placed = loaded.placing.placed([finding(number()), finding(NameSpot(section="schedules", name="day"))])
    assert [told(tmp_path, item) for item in placed] == ["a.yaml:1:1 unreadable-file", "b.yaml:1:18 odd-white-space"]
    assert "changed while it was read" in placed[0].detail


UNKNOWN: Mapping[str, tuple[str, Code]] = {
    "policy": ("policy: {allowed_countries: [XX]}", Code.FOREIGN_COUNTRY),
    "applications": ("applications: {a: {key: 5}}", Code.FOREIGN_DISPLAY_NUMBER),
    "timezone": ("timezone: 5", Code.DEAD_END),
}


@pytest.mark.parametrize(("settings", "code"), UNKNOWN.values(), ids=UNKNOWN.keys())
def test_what_depends_on_a_wrong_setting_is_not_told(settings: str, code: Code, tmp_path: Path) -> None:
    loaded = read(tmp_path, {"a.yaml": NUMBER, "settings.yaml": f"settings: {{{settings}}}\n"})
    assert loaded.desired is None
    assert loaded.placing.placed([finding(number(), code)]) == []


def test_what_could_be_read_is_there_beside_what_could_not(tmp_path: Path) -> None:
    wrong = "- number_code: 74991112234\n  weight: x\n  call_forwarding_type: 0\n"
    loaded = read(tmp_path, {"a.yaml": NUMBER + wrong, "b.yaml": "contacts: {a: '74992223344', b: 5}\n"})
    assert (loaded.desired, loaded.complete) == (None, False)
    assert list(loaded.readable.numbers) == [CODE]
    assert loaded.readable.contacts == {"a": "74992223344"}


@pytest.mark.parametrize("period", ["'@day'", "'@night'"])
def test_a_number_with_a_name_that_stands_for_nothing_is_not_readable(period: str) -> None:
    with fresh_folder() as folder:
        files = {"a.yaml": entries(ENTRY.replace("wd mon", period)), "b.yaml": "schedules: {day: 5}\n"}
        loaded = read(folder, files)
    assert loaded.readable.numbers == {}
    assert not loaded.complete


def test_a_period_in_a_number_that_has_another_mistake_is_known_too(tmp_path: Path) -> None:
    text = entries(ENTRY) + "  weight: x\n"
    loaded = read(tmp_path, {"a.yaml": text})
    assert list(loaded.readable.periods) == ["wd mon"]
    (spot,) = loaded.readable.periods["wd mon"]
    assert [told(tmp_path, item) for item in loaded.placing.placed([finding(spot)])] == ["a.yaml:6:60 odd-white-space"]

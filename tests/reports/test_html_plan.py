"""The plan as a page: what stands in the file before a browser has made anything of it."""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any
from zlib import decompress
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.pages import AT, company, number, planned, record, ring
from support.reported import CHANGED, IN_DOUBT, RECORDED, everything, nothing_to_do, person, recorded_entry, reviewed
from support.reported import ring as forward
from support.verdicts import PROSPECTS, VERDICTS

from reconciler.cli.pages import cleaned, data_without
from reconciler.model.desired import Desired
from reconciler.model.diagnostics import Source
from reconciler.planner.budget import Budget
from reconciler.planner.guards import Brakes
from reconciler.planner.order import order_of
from reconciler.planner.weeks import weeks_of
from reconciler.providers.redaction import Redaction
from reconciler.reports.beside import Beside
from reconciler.reports.html import plan as html_plan
from reconciler.reports.html import verify as html_verify
from reconciler.reports.html.embedding import PACKED_FROM, embedded, lying_in
from reconciler.reports.html.plan import MOST_LISTED

MOSCOW = ZoneInfo("Europe/Moscow")
BESIDE = Beside(
    budget=Budget(calls=12, looks=0, seconds=1.25),
    address="git:reconciler-state",
    brakes=Brakes(
        limits=("limits.changes: the plan has 4, 3 are allowed.",),
        protection=("74991110004 is protected and would be taken away (forget).",),
    ),
    zone=MOSCOW,
)


class Parts(HTMLParser):
    """The elements of a page, and the texts of its styles and scripts."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self._within = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        self._within = attributes.get("type") or tag if tag in {"style", "script"} else ""
        if self._within:
            self.texts[self._within] = ""

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser's own signature
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within:
            self.texts[self._within] += data

    @property
    def data(self) -> Any:
        return json.loads(self.texts["application/json"])


def shown(beside: Beside = BESIDE) -> str:
    plan = everything()
    return html_plan.render(plan, beside, weeks=weeks_of(plan, RECORDED, MOSCOW))


def without_assets(text: str) -> str:
    """Answer a page without style and scripts, which are files of their own, and their hashes."""
    text = re.sub(r"<style>.*?</style>", "<style>…</style>", text, flags=re.DOTALL)
    text = re.sub(r"<script>.*?</script>", "<script>…</script>", text, flags=re.DOTALL)
    return re.sub(r"sha256-[\w+/=]+", "sha256-…", text)


def test_a_plan_with_all_actions(golden: Callable[[str, str], None]) -> None:
    golden("plan.html", without_assets(shown()))


def test_a_plan_with_what_it_means_for_callers(golden: Callable[[str, str], None]) -> None:
    plan, review = reviewed()
    before = {change.number_code: change.before for change in plan.changes if change.before is not None}
    before[IN_DOUBT] = recorded_entry(forward(IN_DOUBT, person("Отдел", str(CHANGED)), redirect_type=1))
    recorded = replace(RECORDED, numbers=before)
    beside = replace(BESIDE, review=review, pending=frozenset([plan.changes[0].number_code]), compared_with="main")
    beside = replace(beside, order=order_of(plan.changes, recorded))
    weeks = weeks_of(plan, recorded, MOSCOW, affected=review.affected)
    golden("plan-reviewed.html", without_assets(html_plan.render(plan, beside, weeks=weeks)))


def test_verdicts(golden: Callable[[str, str], None]) -> None:
    golden("verify.html", without_assets(html_verify.render(VERDICTS, told=["A call of another run was ended."])))


@pytest.mark.parametrize(
    "text",
    [
        shown(),
        html_plan.render(nothing_to_do(), BESIDE, weeks={}),
        html_verify.render(VERDICTS),
        html_verify.render((), prospects=PROSPECTS, error="the <run> ended"),
    ],
    ids=["plan", "nothing", "verdicts", "prospects"],
)
def test_the_policy_allows_the_page_its_own_texts_and_nothing_else(text: str) -> None:
    parts = Parts(text)
    (policy,) = (
        found["content"] for tag, found in parts.elements if found.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for name in ("style", "script"):
        if name in parts.texts:
            digest = b64encode(sha256(parts.texts[name].encode()).digest()).decode()
            assert f"{name}-src 'sha256-{digest}'" in policy
    for tag, found in parts.elements:
        assert tag not in {"link", "img", "iframe", "object", "embed", "form", "base"}
        assert not found.keys() & {"src", "srcset", "style", "action"}
        assert (found.get("href") or "#").startswith("#")
        assert not any(name.startswith("on") for name in found)
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", parts.texts.get("script", "") + parts.texts["style"])
    assert parts.elements[0] == ("html", {"lang": "en"})


def test_no_fingerprint_of_a_secret_stands_in_it() -> None:
    assert "not-for-reports" not in shown()


def test_what_is_said_often_stands_in_it_once() -> None:
    data = Parts(company(300).page()).data
    assert len(data["rows"]) == 300
    assert len(data["words"]) == len(set(data["words"]))
    places = [place[0] for place in data["places"]]
    assert len(places) == len(set(places))


def test_a_change_of_the_base_is_marked_as_not_caused_by_the_branch() -> None:
    codes = [change.number_code for change in everything().changes]
    data = Parts(shown(replace(BESIDE, pending=frozenset(codes[:2])))).data
    assert [row["number"] for row in data["rows"] if row["pending"]] == [str(code) for code in codes[:2]]


def test_it_says_when_it_was_not_compared_with_the_record() -> None:
    assert "Compared with origin/main, not with the record." in shown(replace(BESIDE, compared_with="origin/main"))
    assert "not with the record" not in without_assets(shown())


@given(st.recursive(st.text() | st.integers(-(2**53), 2**53) | st.none(), st.lists, max_leaves=6))
def test_embedded_data_ends_no_script_and_means_the_same(value: object) -> None:
    text = str(embedded(value))
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == value


def test_a_cell_in_which_several_things_become_of_calls_tells_them() -> None:
    old, new = (
        number(
            1,
            *(ring(f"7499222334{digit}", name, f"sec {{{digit}0-{digit}9}}") for digit, name in enumerate(names)),
            redirect_type=1,
        )
        for names in (("А", "Б"), ("А", "В", "Г", "Д", "Е"))
    )
    made = planned(Desired(numbers={new.number_code: new}), record({old.number_code: old.entry({}, AT)}))
    data = Parts(made.page()).data
    (grid,) = data["grids"]
    assert len(grid["rows"]) == 24
    (cell,) = {tuple(cell) for column in grid["columns"] for cell in column}
    assert [data["words"][place] for place in cell] == [
        "several, in turn: А; Б; nobody",
        "several, in turn: А; В; Г; and others",
    ]


def test_long_texts_are_cut_wherever_they_stand() -> None:
    long = "я" * 10_000
    before = number(1, ring("74992223341", "А")).entry({}, AT)
    after = number(1, ring("74992223342", long, f"wd {{mon}}  {' ' * 10_000}"), description=long, labels=(long,))
    made = planned(
        Desired(numbers={after.number_code: after}, sources={after.number_code: Source(file=long, line=1, column=1)}),
        record({after.number_code: before}),
    )
    text = made.page(address=long, compared_with=long, brakes=Brakes(limits=(long,), protection=(long,)))
    assert "я" * 1_001 not in text
    assert len(without_assets(text)) < 30_000


def test_what_is_true_of_thousands_is_told_of_a_few() -> None:
    sentences = tuple(f"7499{index:07} is protected and would be taken away (remove)." for index in range(2_000))
    text = without_assets(shown(replace(BESIDE, brakes=Brakes(protection=sentences, limits=sentences))))
    assert text.count("is protected and would be taken away") == 2 * MOST_LISTED
    assert text.count("… and 1,970 more") == 2


LONG = {"words": ["</script>" + "я" * 400 + str(index) for index in range(PACKED_FROM // 400)], "rows": [1234, None]}


def test_very_long_data_is_packed_and_means_the_same() -> None:
    kind, packed = lying_in(LONG)
    assert kind == "application/zlib"
    assert re.fullmatch("[A-Za-z0-9+/=]+", packed)
    assert json.loads(decompress(b64decode(packed))) == LONG
    assert len(packed) < PACKED_FROM / 10


def without_1234(value: object) -> object:
    return data_without(value, Redaction(["1234"]))


def test_a_secret_is_taken_out_before_data_is_packed() -> None:
    _, packed = lying_in({**LONG, "more": {"place": ("key=1234",), "action": "1234"}}, without_1234)
    told = json.loads(decompress(b64decode(packed)))
    assert told["more"] == {"place": ["key=***"], "action": "1234"}  # by which the scripts go
    assert told["rows"] == [1234, None]  # a place in a table is no text
    assert not any("1234" in word for word in told["words"])


def test_a_secret_that_stands_in_packed_data_by_chance_does_not_spoil_it() -> None:
    _, packed = lying_in(LONG)
    page = f'<p>key={packed[5_000:5_004]}</p><script type="application/zlib" id="data">{packed}</script>'
    assert cleaned(page, Redaction([packed[5_000:5_004]])) == page.replace(f"key={packed[5_000:5_004]}", "key=***")


def test_data_that_is_not_very_long_can_be_read_in_the_file() -> None:
    assert 'type="application/json"' in company(300).page()

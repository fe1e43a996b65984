"""What each report says, word for word: read the files in `golden`, they are what people and pipelines get."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from support.reported import (
    ADDED,
    CHANGED,
    DIAGNOSTICS,
    DIGEST,
    FREE,
    MANY,
    MOVED,
    OUTCOMES,
    RECORDED,
    REMOVED,
    SETTLED,
    STANDING,
    everything,
    nothing_to_do,
    reviewed,
)
from support.verdicts import AT, PROSPECTS, VERDICTS

from reconciler.model.history import Deed, PastRun, PastVerdict
from reconciler.model.identifiers import NumberCode, RunId
from reconciler.model.outcome import Applied
from reconciler.model.settings import Verify
from reconciler.model.vnumber_call import CallParameters
from reconciler.planner.budget import Budget
from reconciler.planner.change import Base
from reconciler.planner.flags import Flag, Flagged
from reconciler.planner.guards import Brakes
from reconciler.planner.review import Effect, Review
from reconciler.reports.beside import Beside
from reconciler.reports.github import diagnostics as github_diagnostics
from reconciler.reports.json import diagnostics as json_diagnostics
from reconciler.reports.json import history as json_history
from reconciler.reports.json import outcomes as json_outcomes
from reconciler.reports.json import plan as json_plan
from reconciler.reports.json import record as json_record
from reconciler.reports.json import standing as json_standing
from reconciler.reports.json import verify as json_verify
from reconciler.reports.markdown import outcomes as markdown_outcomes
from reconciler.reports.markdown import plan as markdown_plan
from reconciler.reports.markdown import verify as markdown_verify
from reconciler.reports.sarif import diagnostics as sarif_diagnostics
from reconciler.reports.text import diagnostics as text_diagnostics
from reconciler.reports.text import history as text_history
from reconciler.reports.text import left_out as text_left_out
from reconciler.reports.text import outcomes as text_outcomes
from reconciler.reports.text import plan as text_plan
from reconciler.reports.text import record as text_record
from reconciler.reports.text import standing as text_standing
from reconciler.reports.text import verify as text_verify
from reconciler.reports.text.paint import Paint

Golden = Callable[[str, str], None]
BUDGET = Budget(calls=12, looks=0, seconds=1.25)
BRAKES = Brakes(
    limits=("limits.changes: the plan has 4, 3 are allowed.",),
    protection=("74991110004 is protected and would be taken away (forget).",),
)
MOSCOW = ZoneInfo("Europe/Moscow")
ADDRESS = "file:.reconciler/state"
COLOURS = Paint(colours=True)


def test_a_plan_of_everything(golden: Golden) -> None:
    golden("plan.txt", text_plan.render(everything(), Beside(budget=BUDGET, address=ADDRESS)))


def test_a_plan_of_everything_in_colours(golden: Golden) -> None:
    golden("plan-colours.txt", text_plan.render(everything(), Beside(budget=BUDGET, address=ADDRESS), COLOURS))


def test_a_plan_with_what_it_means_for_callers(golden: Golden) -> None:
    plan, review = reviewed()
    beside = Beside(budget=BUDGET, address=ADDRESS, review=review, zone=MOSCOW)
    golden("plan-reviewed.txt", text_plan.render(plan, beside))
    golden("plan-reviewed-colours.txt", text_plan.render(plan, beside, COLOURS))
    golden("plan-reviewed.json", json_plan.render(plan, budget=BUDGET, review=review))


def test_a_plan_for_a_pull_request(golden: Golden) -> None:
    plan, review = reviewed()
    beside = Beside(budget=BUDGET, address=ADDRESS, review=review, zone=MOSCOW, warnings=tuple(DIAGNOSTICS[1:]))
    golden("plan-reviewed.md", markdown_plan.render(plan, beside, diagnostics=DIAGNOSTICS[1:]))
    beside = Beside(budget=BUDGET, address=ADDRESS, brakes=BRAKES, pending=frozenset({MOVED, REMOVED}))
    golden("plan.md", markdown_plan.render(everything(), beside))
    golden("plan-pending.txt", text_plan.render(everything(), beside))


def test_a_plan_that_no_record_was_reached_for(golden: Golden) -> None:
    plan = replace(everything(), base=Base(lineage=None, serial=0))
    beside = Beside(budget=BUDGET, address=ADDRESS, compared_with="main")
    golden("plan-compared.md", markdown_plan.render(plan, beside))
    golden("plan-compared.txt", text_plan.render(plan, beside))
    assert "compared with main, not with the record" in markdown_plan.render(plan, beside).splitlines()[1]
    odd = replace(beside, compared_with="@olga/feature#12")
    assert "<code>&#64;<!---->olga/feature&#35;12</code>" in markdown_plan.render(plan, odd).splitlines()[1]


def test_why_there_is_no_plan_for_a_pull_request(golden: Golden) -> None:
    golden("plan-none.md", markdown_plan.render(None, None, diagnostics=DIAGNOSTICS))
    golden("plan-error.md", markdown_plan.render(None, None, error="the record is damaged.\n  Pull it again."))


def test_a_plan_of_nothing_for_a_pull_request(golden: Golden) -> None:
    beside = Beside(budget=Budget(calls=0, looks=0, seconds=0), address=ADDRESS)
    golden("plan-nothing.md", markdown_plan.render(nothing_to_do(), beside))


def test_of_many_numbers_the_tables_of_a_pull_request_are_folded_and_what_is_the_same_is_told_once() -> None:
    plan, review = reviewed()
    one = plan.changes[0]
    codes = [NumberCode(74950000000 + index) for index in range(500)]
    many = replace(plan, changes=tuple(replace(one, number_code=code) for code in codes))
    effects = dict.fromkeys(codes, review.effects[one.number_code])
    shown = markdown_plan.render(many, Beside(budget=BUDGET, address=ADDRESS, review=Review(effects=effects)))
    assert all(str(code) in shown for code in codes)
    assert shown.count("as above") == 499
    assert "and 490 others" in shown
    assert shown.count("<details>") == shown.count("</details>")


def test_of_very_many_flags_those_that_are_not_told_above_stand_beside_their_changes() -> None:
    plan, _ = reviewed()
    code = plan.changes[0].number_code
    effects = {NumberCode(74950000000 + index): flagged(Flag.GOES_DARK, f"hour {index}") for index in range(50)}
    effects[code] = flagged(Flag.NEW_DESTINATION, "4930123456")
    words = "rings what no recorded number rings: 4930123456"
    for kept, shown in ((50, f"\n    {words}\n"), (49, f"\n  {code} {words}\n")):
        some = dict(list(effects.items())[50 - kept :])
        beside = Beside(budget=BUDGET, address=ADDRESS, review=Review(effects=some))
        assert text_plan.render(plan, beside).count(words) == 1
        assert shown in text_plan.render(plan, beside)


def test_a_flag_of_very_many_numbers_stands_beside_all_of_their_changes_too() -> None:
    plan, _ = reviewed()
    one = plan.changes[0]
    codes = [NumberCode(74950000000 + index) for index in range(12)]
    many = replace(plan, changes=tuple(replace(one, number_code=code) for code in codes))
    review = Review(effects=dict.fromkeys(codes, flagged(Flag.PROTECTED, "change")))
    shown = text_plan.render(many, Beside(budget=BUDGET, address=ADDRESS, review=review))
    assert "74950000009 and 2 others are protected, and are touched (change)" in shown
    assert shown.count("\n    is protected, and is touched (change)\n") == 1
    assert all(f"~ {code}  " in shown for code in codes)


def flagged(flag: Flag, about: str) -> Effect:
    return Effect(flags=(Flagged(flag=flag, about=(about,)),))


def test_numbers_of_which_the_same_is_to_be_told_stand_together() -> None:
    plan, _ = reviewed()
    one = plan.changes[0]
    many = replace(plan, changes=tuple(replace(one, number_code=NumberCode(74950000000 + i)) for i in range(500)))
    shown = text_plan.render(many, Beside(budget=BUDGET, address=ADDRESS))
    alone = text_plan.render(replace(plan, changes=(one,)), Beside(budget=BUDGET, address=ADDRESS))
    assert shown.count("\n") == alone.count("\n") + 499
    assert all(f"~ {74950000000 + i}  " in shown for i in range(500))


def test_a_plan_that_the_brakes_refuse(golden: Golden) -> None:
    plan = replace(everything(), changes=everything().changes[:1], not_compared={}, busy=())
    budget = Budget(calls=1, looks=0, seconds=0.1)
    golden("plan-refused.txt", text_plan.render(plan, Beside(budget=budget, address=ADDRESS, brakes=BRAKES)))


def test_a_plan_of_nothing(golden: Golden) -> None:
    golden(
        "plan-nothing.txt",
        text_plan.render(nothing_to_do(), Beside(budget=Budget(calls=0, looks=0, seconds=0), address=ADDRESS)),
    )


def test_a_plan_before_there_is_a_record(golden: Golden) -> None:
    plan = replace(nothing_to_do(), base=Base(lineage=None, serial=0), unchanged=1)
    golden(
        "plan-no-record.txt",
        text_plan.render(plan, Beside(budget=Budget(calls=0, looks=0, seconds=0), address=ADDRESS)),
    )


def test_a_plan_of_everything_for_machines(golden: Golden) -> None:
    golden("plan.json", json_plan.render(everything(), budget=BUDGET, brakes=BRAKES, diagnostics=DIAGNOSTICS[1:]))


def test_why_there_is_no_plan_for_machines(golden: Golden) -> None:
    golden("plan-none.json", json_plan.render(None, diagnostics=DIAGNOSTICS))
    golden("plan-error.json", json_plan.render(None, error="the record is damaged."))


def test_diagnostics(golden: Golden) -> None:
    golden("diagnostics.txt", text_diagnostics.render(DIAGNOSTICS))
    golden("diagnostics-colours.txt", text_diagnostics.render(DIAGNOSTICS, paint=COLOURS))
    golden("diagnostics.json", json_diagnostics.render(DIAGNOSTICS))
    golden("diagnostics.github", github_diagnostics.render(DIAGNOSTICS))
    golden("diagnostics.sarif", sarif_diagnostics.render(DIAGNOSTICS, version="1.2.3"))


def test_the_failure_of_a_run_that_looks_for_mistakes(golden: Golden) -> None:
    golden("diagnostics-error.github", github_diagnostics.failure("the folder 'x' is not there."))
    golden("diagnostics-error.sarif", sarif_diagnostics.render([], version="1.2.3", error="the folder is not there."))


def test_more_mistakes_than_anybody_reads(golden: Golden) -> None:
    golden("diagnostics-many.txt", text_diagnostics.render(MANY))
    golden("diagnostics-many.github", github_diagnostics.render(MANY))


def test_outcomes(golden: Golden) -> None:
    golden("outcomes.txt", text_outcomes.render(OUTCOMES))
    golden("outcomes-colours.txt", text_outcomes.render(OUTCOMES, paint=COLOURS))
    golden("outcomes.json", json_outcomes.render(DIGEST, OUTCOMES, error="the disk is full."))


def test_outcomes_for_a_jobs_summary(golden: Golden) -> None:
    golden("outcomes.md", markdown_outcomes.render(DIGEST, OUTCOMES, diagnostics=DIAGNOSTICS[1:]))
    warned = Applied(number_code=CHANGED, warning="somebody's change was overwritten.")
    golden("outcomes-well.md", markdown_outcomes.render(DIGEST, [warned, *OUTCOMES[1:2]]))
    golden("outcomes-error.md", markdown_outcomes.render(DIGEST, OUTCOMES, error="the disk is full."))
    golden("outcomes-none.md", markdown_outcomes.render(None, [], error="nobody said yes."))
    assert "nothing to do" in markdown_outcomes.render(DIGEST, [])


def test_outcomes_without_trouble_and_without_changes(golden: Golden) -> None:
    golden("outcomes-well.txt", text_outcomes.render(OUTCOMES[:2]))
    golden("outcomes-none.txt", text_outcomes.render([]))


def test_a_record(golden: Golden) -> None:
    golden("record.txt", text_record.render(RECORDED))
    golden("record.json", json_record.render(RECORDED))


@pytest.mark.parametrize("code", sorted(RECORDED.numbers))
def test_one_number_of_a_record_is_among_what_all_say(code: NumberCode) -> None:
    line = text_record.render(RECORDED, number=code).splitlines()[0].strip()
    assert line in text_record.render(RECORDED)


def past() -> tuple[PastRun, ...]:
    """Answer two applies, the newer of which was killed, and a verification behind them."""
    first, second = sorted(RECORDED.numbers)[:2]
    one = replace(RECORDED.numbers[first], unknown=None, restore=None)
    other = replace(one, description="Касса", weight=3, secrets=dict.fromkeys(one.secrets, "another"))
    at = datetime(2026, 7, 25, 12, tzinfo=UTC)
    run = PastRun(
        id=RunId("run-1"),
        verb="apply",
        owner="olga",
        host="runner-7",
        run_url="https://ci.example/1",
        revision="4a31c3e",
        digest=DIGEST,
        started=at,
        ended=at,
        deeds=(
            Deed(
                number_code=first,
                application=one.application,
                action="add",
                before=None,
                after=one,
                at=at,
                outcome="applied",
            ),
            Deed(
                number_code=second,
                application=None,
                action=None,
                before=None,
                after=None,
                at=at,
                outcome="not-tried",
                detail="no key.",
            ),
        ),
    )
    killed = replace(
        run,
        id=RunId("run-2"),
        run_url=None,
        revision=None,
        digest=None,
        ended=None,
        deeds=(
            Deed(number_code=first, application=one.application, action="change", before=one, after=other, at=at),
            Deed(
                number_code=second,
                application=one.application,
                action="remove",
                before=one,
                after=None,
                at=at,
                outcome="applied",
            ),
        ),
    )
    verified = replace(
        run,
        id=RunId("run-3"),
        verb="verify",
        digest=None,
        deeds=(),
        verdicts=(
            PastVerdict(number_code=first, verdict="verified", detail="The number was answered.", at=at),
            PastVerdict(number_code=second, verdict="failed", detail="The line was busy.\x1b[2K", at=at),
        ),
    )
    return verified, killed, run


def test_verdicts(golden: Golden) -> None:
    golden("verify.txt", text_verify.render(VERDICTS))
    golden("verify-colours.txt", text_verify.render(VERDICTS, paint=COLOURS))
    golden("verify-well.txt", text_verify.render([VERDICTS[0], VERDICTS[2]]))
    golden("verify.json", json_verify.render(VERDICTS, told=["A test call was ended."], error="the disk is full."))
    assert text_verify.render(()) == "Verify: nothing to do.\n"
    golden("verify.md", markdown_verify.render(VERDICTS, told=["A test call was ended."], error="the disk is full."))
    golden("verify-well.md", markdown_verify.render([VERDICTS[0], VERDICTS[2]]))
    golden("verify-none.md", markdown_verify.render((), diagnostics=DIAGNOSTICS))
    assert "Verify: nothing to do\n" in markdown_verify.render(())


def test_what_would_be_verified(golden: Golden) -> None:
    settings = Verify(call=CallParameters(virtual_phone_number="74993720692"), per_run=5)
    golden("prospects.txt", text_verify.prospects(PROSPECTS, settings, AT, MOSCOW))
    golden("prospects-colours.txt", text_verify.prospects(PROSPECTS, settings, AT, MOSCOW, paint=COLOURS))
    golden("prospects-one.txt", text_verify.prospects(PROSPECTS[:1], Verify(), AT, MOSCOW))
    golden("prospects.md", markdown_verify.render((), prospects=PROSPECTS))
    golden("prospects.json", json_verify.render((), prospects=PROSPECTS))
    assert text_verify.prospects((), settings, AT, MOSCOW).startswith("Nothing to verify: ")


def test_a_history(golden: Golden) -> None:
    golden("history.txt", text_history.render(past()))
    golden("history-number.txt", text_history.render(past(), of_one=True))
    golden("history.json", json_history.render(past()))
    assert text_history.render(()) == "Nothing was ever applied here.\n"


def test_of_a_run_with_many_troubles_the_first_are_told() -> None:
    killed = past()[1]
    deeds = tuple(replace(killed.deeds[0], number_code=NumberCode(74991110000 + index)) for index in range(25))
    told = text_history.render((replace(killed, deeds=deeds),))
    assert "    25 change: no outcome written\n" in told
    assert told.endswith("      … and 5 more\n")
    assert "    nothing was changed\n" in text_history.render((replace(killed, deeds=()),))


def test_one_number_of_a_record(golden: Golden) -> None:
    golden("record-number.txt", "".join(text_record.render(RECORDED, number=code) for code in RECORDED.numbers))
    golden("record-number.json", json_record.render(RECORDED, number=SETTLED))


def test_how_a_record_stands(golden: Golden) -> None:
    golden("standing.txt", text_standing.render(STANDING))
    golden("standing-free.txt", text_standing.render(FREE))
    golden("standing.json", json_standing.render(STANDING))
    golden("standing-free.json", json_standing.render(FREE))
    golden("standing-calls.txt", text_standing.render(replace(FREE, open_calls=("run-7-74991110001", "x\x1b[2J"))))


def test_what_an_import_left_out(golden: Golden) -> None:
    why = "it is bound to a SIP ID"
    golden("left-out.txt", text_left_out.render([(ADDED, why), (MOVED, "its\x1b[2J is odd"), (REMOVED, why)]))
    assert text_left_out.render([]) == ""


def test_words_that_several_diagnostics_share_are_said_once() -> None:
    same = [DIAGNOSTICS[1], replace(DIAGNOSTICS[1], source=DIAGNOSTICS[0].source)]
    shown = text_diagnostics.render(same)
    assert shown.count(DIAGNOSTICS[1].detail) == 1
    assert shown.count("[idle-display-number]") == 2


def test_a_long_plan_is_told_in_minutes_and_one_of_the_record_alone_makes_no_calls() -> None:
    for budget, words in (
        (Budget(calls=0, looks=0, seconds=0), "No calls. Against"),
        (Budget(calls=1, looks=0, seconds=0.01), "1 call, about 1 s."),
        (Budget(calls=1190, looks=0, seconds=119.4), "1190 calls, about 119 s."),
        (Budget(calls=9000, looks=0, seconds=900), "9000 calls, about 15 min."),
    ):
        assert words in text_plan.render(everything(), Beside(budget=budget, address=ADDRESS))


def test_without_diagnostics_nothing_is_said() -> None:
    assert text_diagnostics.render([]) == ""


def test_every_report_ends_with_one_line_feed() -> None:
    for report in (
        text_plan.render(everything(), Beside(budget=BUDGET, address=ADDRESS)),
        json_plan.render(everything()),
    ):
        assert report.endswith("\n")
        assert not report.endswith("\n\n")

"""Seeded scenarios of test calls: state × moment × who answers × what goes wrong × what nobody knows; and the law.

The judge knows what no client sees: each call's whole fate in the emulated world.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from support.phoning import OWN, VERIFY, Deadly, Killed, Phoning, entries_of, live, phoning
from support.time import Stop

from reconciler.emulator.phones import Manner, Phone
from reconciler.emulator.uis_account import VirtualNumber
from reconciler.emulator.uis_calls import Session
from reconciler.emulator.uis_methods import UisMethod
from reconciler.emulator.uis_profile import UIS_PROFILES, LimitsAt, Success
from reconciler.model.verdict import Expecting, Inconclusive, Verdict, Verified, word

CODES = (74991112233, 74991112234, 74991112235)
PLACES = ("74992223301", "74992223302", "74992223303", "74992223304")
URL = "https://route.example.com/ivr"
PERIODS = ("wd {mon-fri} hr {9-17}", "hr {0-11}", "wd {sat-sun}", "hr {20-8}")
BUSINESS = (
    "no_money",
    "not_enough_money",
    "limit_exceeded",
    "locked_numb",
    "call_not_allowed_on_tp",
    "max_out_call_reached",
    "component_is_inactive",
    "internal_error",
    "too_many_identical_incoming_calls",
    "numa_dnd_interval",
    "numa_in_spam_list",
    "a_reason_of_tomorrow",
)
MNEMONICS = ("internal_error", "limit_exceeded", "access_token_invalid", "ip_not_whitelisted", "contact_in_blacklist")
UNEXPECTED = {Expecting.NO_ANSWER, Expecting.DROP}


@dataclass(slots=True, kw_only=True)
class Scene:
    """One scenario as it was drawn, in words, and what it came to; `broken` are the laws that it broke."""

    seed: int
    profile: str
    trouble: str = "none"
    drifted: bool = False
    verdicts: list[Verdict] = field(default_factory=list)
    calls: int = 0
    running: int = 0
    running_unnoted: int = 0
    running_at_last: int = 0
    broken: list[str] = field(default_factory=list)


def play(seed: int, folder: Path) -> Scene:
    """Draw a scenario, play it, let a healthy run follow, and judge both."""
    dice = random.Random(f"scenario {seed}")  # noqa: S311 - dice, not a secret
    name = dice.choice(sorted(UIS_PROFILES))
    profile = replace(
        UIS_PROFILES[name],
        report_delay=dice.choice((0.0, 2.0, 15.0, 45.0, 90.0)),
        ongoing_legs=dice.random() < 0.5,
        success=dice.choice(list(Success)),
        limits_at=dice.choice(list(LimitsAt)),
    )
    world = phoning(folder, profile=profile, decided={URL: PLACES[0]} if dice.random() < 0.5 else {})
    scene = Scene(seed=seed, profile=name)
    world.declare(*(_number(dice, code) for code in CODES), verify=_settings(dice))
    world.apply()
    world.at(world.clock.now() + timedelta(seconds=dice.randrange(7 * 86_400)))
    _people(dice, world)
    _drift(dice, world, scene)
    deadly = _trouble(dice, world, scene)
    _run(world, scene, deadly)
    _judge_calls(world, scene)
    _follow_up(world, scene)
    return scene


def _settings(dice: random.Random) -> dict[str, Any]:
    return {**VERIFY, "report_seconds": dice.choice((5, 60, 120)), "per_run": dice.choice((1, 20, 20, 20))}


def _number(dice: random.Random, code: int) -> dict[str, Any]:
    """Declare a number of any kind."""
    kind = dice.choice(("ring", "ring", "ring", "ring", "drop", "url", "nothing", "trunk", "onward"))
    if kind == "url":
        reserve = {"reserve": dice.choice(PLACES)} if dice.random() < 0.5 else {}
        return {"number_code": code, "call_forwarding_ipcr": {"url": URL, **reserve}}
    if kind == "nothing":
        return {"number_code": code, "call_forwarding_type": 0}
    if kind == "trunk":
        return {"number_code": code, "call_forwarding_static": {"static_ip": "192.0.2.7", "port": 5060, "timeout": 30}}
    if kind == "drop":
        return entries_of([{"timeout": 5, "active": False}], order="single", code=code)
    if kind == "onward" and code != CODES[-1]:
        return entries_of([{"redirect_number": str(CODES[-1]), "timeout": 30}], order="single", code=code)
    order = dice.choice(("single", "sequential", "parallel"))
    entries = [_entry(dice) for _ in range(dice.randint(1, 3))]
    return entries_of(entries, order=order, code=code)


def _entry(dice: random.Random) -> dict[str, Any]:
    entry: dict[str, Any] = {"redirect_number": dice.choice(PLACES), "timeout": dice.choice((5, 16, 40, 100))}
    return {**entry, "period": dice.choice(PERIODS)} if dice.random() < 0.4 else entry


def _people(dice: random.Random, world: Phoning) -> None:
    for place in (*PLACES, "192.0.2.7:5060"):
        manner = dice.choice((Manner.ANSWERS, Manner.ANSWERS, Manner.ANSWERS, *Manner))
        phone = Phone(manner=manner, after=dice.choice((1.0, 4.0, 12.0, 38.0)), talks=dice.choice((1.0, 15.0, 400.0)))
        world.world.phones.put(place, phone)


def _drift(dice: random.Random, world: Phoning, scene: Scene) -> None:
    if dice.random() < 0.2:
        scene.drifted = True
        world.cabinet(dice.choice(CODES), live(dice.choice(PLACES), timeout=dice.choice((5, 30, 100))))


def _trouble(dice: random.Random, world: Phoning, scene: Scene) -> Deadly | None:
    """Let something go wrong, or nothing; answer the transport of a process that is going to be killed."""
    kinds = ("none", "none", "business", "fault", "fault", "fault", "account", "limits", "kill", "kill", "stop")
    kind = scene.trouble = dice.choice(kinds)
    customer = world.world.account
    match kind:
        case "business":
            customer.reasons = {dice.choice((*map(str, CODES), "*")): dice.choice(BUSINESS)}
        case "fault":
            rules = [_rule(dice) for _ in range(dice.randint(1, 2))]
            world.faults.replace({"seed": scene.seed, "rules": rules})
        case "account":
            flaw: Mapping[str, Any] = dice.choice(
                (
                    {"is_whitelisted": False},
                    {"is_active": False},
                    {"is_permitted": False},
                    {"components": []},
                    {"tokens": {}},
                    {"blacklist": [str(CODES[0])]},
                    {"forbidden_directions": ["in"]},
                    {"most_tts": 3},
                    {"numbers": {OWN: {"scenario_is_active": False}}},
                )
            )
            customer.change(dict(flaw))
        case "limits":
            customer.minute_limit = dice.choice((1, 3, 10))
            customer.day_limit = dice.choice((None, 2, 20))
        case "kill":
            return Deadly(world.transport, dies_at=dice.randint(1, 14), behind=dice.random() < 0.5)
        case "stop":
            world.stop = Stop(world.clock, during=dice.randint(1, 8))
        case _:
            pass
    return None


def _rule(dice: random.Random) -> dict[str, Any]:
    kind = dice.choice(("drop-before", "drop-after", "garbage", "status", "html", "error", "delay"))
    rule: dict[str, Any] = {
        "kind": kind,
        "method": dice.choice([*UisMethod][:5]).value,
        "rate": dice.choice((0.3, 0.7, 1)),
    }
    if kind == "error":
        rule["mnemonic"] = dice.choice(MNEMONICS)
        # What UIS refuses by name was not done; only of its own breaking does nobody know.
        rule["after_effect"] = rule["mnemonic"] == "internal_error" and dice.random() < 0.5
    elif kind == "delay":
        rule["seconds"] = dice.choice((1, 20))
    elif kind in {"status", "html"}:
        rule["status"] = dice.choice((429, 500, 502, 503, 404))
        rule["after_effect"] = dice.random() < 0.5
    return rule


def _run(world: Phoning, scene: Scene, deadly: Deadly | None) -> None:
    """Verify all numbers, in a process that may be killed."""
    with suppress(Killed):
        world.verify(*CODES, transport=deadly)
    scene.verdicts = list(world.last.verdicts) if world.last else []


def _follow_up(world: Phoning, scene: Scene) -> None:
    """Let a healthy run of the next minute follow, which releases whatever was left behind."""
    noted = {call.external_id for call in world.recorded().calls.values()}
    left = world.world.running()
    scene.running = len(left)
    scene.running_unnoted = sum(session.external_id not in noted for session in left)
    world.faults.replace([])
    world.stop = Stop(world.clock)
    customer = world.world.account
    customer.minute_limit = customer.day_limit = None
    customer.is_whitelisted = customer.is_active = customer.is_permitted = True
    customer.components, customer.tokens, customer.reasons = {"call_api"}, {**customer.tokens, **_KEY}, {}
    customer.numbers = {OWN: VirtualNumber(number=OWN)}
    before = len(world.world.sessions)
    verdicts = world.verify(*CODES).verdicts
    scene.running_at_last = len(world.world.running())
    second = Scene(seed=scene.seed, profile=scene.profile, drifted=scene.drifted, verdicts=verdicts)
    _judge_calls(world, second, since=before)
    scene.broken += [f"in the run behind it: {words}" for words in second.broken]
    if scene.running_unnoted:
        scene.broken.append(f"{scene.running_unnoted} calls are running that the record knows nothing of")
    if scene.running_at_last:
        scene.broken.append(f"{scene.running_at_last} calls are running after a healthy run")


_KEY = {"uis-key-77aa01bc": "ok"}


def _judge_calls(world: Phoning, scene: Scene, *, since: int = 0) -> None:
    sessions = world.world.sessions
    scene.calls = len(sessions) - since
    twice = [name for name, count in Counter(session.external_id for session in sessions).items() if count > 1]
    if twice:
        scene.broken.append(f"several calls have one external_id: {twice}")
    made = {session.external_id: session for session in sessions}
    for verdict in scene.verdicts:
        session = made.get(verdict.evidence.external_id or "")
        scene.broken += [f"{verdict.number_code}: {words}" for words in _false(verdict, session, scene)]


def _false(verdict: Verdict, session: Session | None, scene: Scene) -> Iterator[str]:
    """Yield why a verdict claims what was not so."""
    expecting = verdict.expected.expecting
    if isinstance(verdict, Inconclusive):
        return
    if session is None or session.dials_at is None:
        yield f"{word(verdict)} although nobody was dialled"
        return
    answered, would = session.answered_at is not None, session.fate.answered is not None
    if isinstance(verdict, Verified):
        yield from _falsely_verified(expecting, answered=answered, would=would)
    else:
        yield from _falsely_failed(expecting, answered=answered, would=would and not scene.drifted)


def _falsely_verified(expecting: Expecting, *, answered: bool, would: bool) -> Iterator[str]:
    if expecting in {Expecting.UNKNOWN, Expecting.LOOP}:
        yield "verified although nobody knows what to expect"
    elif expecting in {Expecting.ANSWER, Expecting.URL}:
        if not answered:
            yield "verified although it was not answered"
    elif answered:
        yield "verified although it was answered and nobody was to be rung"
    elif would:
        yield "verified although somebody would have answered, had it gone on ringing"


def _falsely_failed(expecting: Expecting, *, answered: bool, would: bool) -> Iterator[str]:
    if expecting in UNEXPECTED:
        if not answered:
            yield "failed although it was not answered and nobody was to be rung"
    elif expecting is not Expecting.ANSWER:
        yield f"failed although {expecting} was expected"
    elif answered:
        yield "failed although it was answered"
    elif would:
        yield "failed although it would have been answered, had it gone on ringing"


def table(scenes: list[Scene]) -> str:
    """Answer what all scenarios came to, a line for each kind of trouble."""
    head = f"{'trouble':<20} {'scenes':>6} {'calls':>6} {'verified':>8} {'failed':>6} {'inconcl.':>8}"
    lines = [f"{head} {'running, noted':>14} {'not noted':>9} {'after the next run':>18} {'broken laws':>11}"]
    kinds = sorted({scene.trouble for scene in scenes})
    rows = [_row(kind, [scene for scene in scenes if scene.trouble == kind]) for kind in kinds]
    return "\n".join([*lines, *rows, _row("all", scenes)])


def _row(name: str, scenes: list[Scene]) -> str:
    counted = Counter(word(verdict) for scene in scenes for verdict in scene.verdicts)
    sums = [sum(getattr(scene, each) for scene in scenes) for each in ("calls", "running", "running_unnoted")]
    calls, running, unnoted = sums
    last = sum(scene.running_at_last for scene in scenes)
    broken = sum(len(scene.broken) for scene in scenes)
    row = f"{name:<20} {len(scenes):>6} {calls:>6} {counted['verified']:>8} {counted['failed']:>6}"
    return f"{row} {counted['inconclusive']:>8} {running - unnoted:>14} {unnoted:>9} {last:>18} {broken:>11}"

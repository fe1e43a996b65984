"""Values that try to be more than values, and everything that reports tell with one of them wherever one can stand."""

from dataclasses import replace

from support.reported import ADDED, AT, CHANGED, DIGEST, by_url, person, recorded_entry, ring
from support.verdicts import evidence

from reconciler.model.diagnostics import Code, Diagnostic, Severity, Source, diagnostic
from reconciler.model.identifiers import ApplicationName, Lineage, NumberCode
from reconciler.model.outcome import Applied, Failed, NotTried, Outcome, OutcomeUnknown
from reconciler.model.recorded import Later
from reconciler.model.settings import PolicyException
from reconciler.model.verdict import Contradicted, Expected, Expecting, Inconclusive, Prospect, Verdict, Verified
from reconciler.planner.budget import Budget
from reconciler.planner.change import Action, Base, Change, Plan
from reconciler.planner.drift import Drift, Result, Settlement, Way
from reconciler.planner.fields import FieldChange
from reconciler.planner.flags import Flag, Flagged
from reconciler.planner.review import Effect, InUse, Review
from reconciler.planner.transitions import Next, Transition
from reconciler.reports.beside import Beside
from reconciler.routing.behaviour import Nobody, Phone, UrlDecides
from reconciler.routing.changes import Line, Told

FOR_TERMINALS = (
    "\x1b[2J\x1b[31mred",
    "\x1b]0;title\x07",
    "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "safe\u202egnp.exe",
    "\u2066isolated\u2069",
    "\u200fmark",
    "one\ntwo",
    "one\rtwo",
    "one\r\n\r\ntwo",
    "one\u2028two",
    "\x9b31m",
    "back\x08\x08\x08space",
    "\ufefffirst",
    "tab\there",
)
FOR_MARKDOWN = (
    "a|b||c",
    "\\|\\",
    "`", "```", "`````` x ``````", "~~~",
    "</details>", "</summary></details></code></td></table>", "</code>`|",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<input type=checkbox>", "<a href=//x.y>z</a>",
    "-->", "<!-- reconciler:plan digest=none -->", "<!--", "<![CDATA[", "<?php",
    "&lt;script&gt;", "&#124;", "&nbsp", "&",
    "@mention", "@org/team", "mail olga@example.com now", "mailto:olga@example.com", "xmpp:olga@example.com/x",
    "#123", "owner/repo#1", "GH-123", "0123456789abcdef0123456789abcdef01234567", "owner/repo@0123456",
    "![](http://x)", "[x](http://x)", "[x]: http://x", "[^1]", "[^1]: note", "<http://x.example>",
    "www.x.y", "WWW.X.Y", "wwwwww.x.y", "http://x.example/a", "HTTPS://X.EXAMPLE", "ftp://x.example", "see:http://x.y",
    "$(rm -rf ~)", "${{ github.token }}", "$x$", "$$x$$", "`$x$`",
    "# heading", "> quote", "- item", "* item", "+ item", "1. item", "1) item", "[ ] task", "=====", "-----", "***",
    "    code", "\u00a0", "**strong** *em* __strong__ _em_ ~~gone~~", ":smile: :100:", "{{ 7*7 }}{% raw %}",
    "> [!NOTE]", "line  ", "trailing\\",
    "::error file=x::oops", "##[error]oops", "%0A::error::x",
)  # fmt: skip
LONG = "long " * 2000 + "|`</code>"
HOSTILE = (*FOR_TERMINALS, *FOR_MARKDOWN)
OTHER = NumberCode(74991119999)


def plan(text: str) -> Plan:
    """Answer a plan in which every value that a person or the provider can choose is the text."""
    after = recorded_entry(
        ring(ADDED, person(text, text, period=text), event_url=text, client_id=text),
        application=ApplicationName(text),
        description=text,
        labels=(text,),
        later=(Later(at=AT, payload=by_url(ADDED, text), reason=text),),
    )
    before = recorded_entry(ring(ADDED, person("x" + text, "1"), file_to_a=text), description="x" + text)
    url = recorded_entry(by_url(ADDED, text), description=text, secrets={text: "1"})
    again = replace(after, secrets={text: "2"})
    source = Source(file=f"desired-state/{text}.yaml", line=1, column=1)
    pairs = [
        (Action.ADD, None, after),
        (Action.CHANGE, before, after),
        (Action.MOVE, before, after),
        (Action.REMOVE, url, None),
        (Action.FORGET, after, None),
        (Action.NOTE, before, after),
        (Action.RESEND, url, again),
    ]
    changes = tuple(
        Change(
            number_code=NumberCode(ADDED + index),
            application=after.application,
            action=action,
            before=old,
            after=new,
            source=source,
            missing_secrets=(text,),
            override=text,
            following=Next(at=AT, forwarding=by_url(ADDED, text), reason=text, begins=True),
        )
        for index, (action, old, new) in enumerate(pairs)
    )
    return Plan(
        base=Base(lineage=Lineage("l"), serial=1),
        changes=changes,
        unchanged=0,
        digest=DIGEST,
        at=AT,
        not_compared={text: (ADDED,)},
        transitions=(
            Transition(at=AT, override=0, begins=True, reason=text, numbers=(ADDED,), forwarding=by_url(ADDED, text)),
        ),
    )


def beside(text: str, *, compared: bool = False) -> Beside:
    """Answer what stands beside that plan; `compared` as where no record could be reached."""
    one, other = Phone(number=text, name=text), UrlDecides(url=text, reserve=Phone(number="1", name=text))
    told = Told(
        lines=(Line(when="at night", before=one, after=other), Line(when="at noon", before=one, after=Nobody()))
    )
    effect = Effect(flags=(Flagged(flag=Flag.NEW_DESTINATION, about=(text,)),), told=told)
    exception = PolicyException.model_construct(name=text, target=text, reason=text)
    return Beside(
        budget=Budget(calls=1, looks=0, seconds=1),
        address=text,
        review=Review(
            effects={NumberCode(ADDED + 1): effect, NumberCode(ADDED + 2): effect, OTHER: effect},
            affected=(OTHER,),
            exceptions=(InUse(exception=exception, numbers=(ADDED,)),),
        ),
        pending=frozenset({NumberCode(ADDED + 2)}),
        compared_with=text if compared else None,
        warnings=tuple(diagnostics(text, Severity.WARNING)),
    )


def diagnostics(text: str, severity: Severity = Severity.ERROR) -> list[Diagnostic]:
    """Answer a mistake in a file of that name."""
    found = diagnostic(Code.WRONG_TYPE, text, Source(file=text, line=1, column=1))
    return [replace(found, excerpt=text, severity=severity)]


def outcomes(text: str) -> list[Outcome]:
    """Answer an outcome of every kind."""
    return [
        Applied(number_code=CHANGED, detail=text, warning=text, not_shown=(text,)),
        Applied(number_code=ADDED, detail=text),
        Failed(number_code=CHANGED, detail=text),
        OutcomeUnknown(number_code=CHANGED, detail=text),
        NotTried(number_code=CHANGED, detail=text),
    ]


def verdicts(text: str) -> list[Verdict]:
    """Answer a verdict of every kind."""
    expected = Expected(expecting=Expecting.ANSWER, rung=(text,))
    unclear = Expected(expecting=Expecting.URL, why=text)
    proof = replace(evidence(1), call_session_id=None, external_id=text)
    return [
        Verified(number_code=CHANGED, expected=expected, detail=text),
        Contradicted(number_code=CHANGED, expected=expected, detail=text, evidence=proof),
        Inconclusive(number_code=CHANGED, expected=unclear, detail=text),
    ]


def prospects(text: str) -> list[Prospect]:
    """Answer a number that would be dialled, and one that would not."""
    expected = Expected(expecting=Expecting.ANSWER, rung=(text,))
    return [
        Prospect(number_code=CHANGED, expected=expected, reason=None, seconds=1),
        Prospect(number_code=ADDED, expected=expected, reason=text),
    ]


def drifts(text: str) -> list[Drift]:
    """Answer a drift of every kind that tells something."""
    field = FieldChange(path=("call_control[" + text + "]", "name"), before=text, after={"name": text, "timeout": 1})
    more = {"application": ApplicationName("main"), "description": text}
    return [
        Drift(
            number_code=CHANGED,
            result=Result.DRIFTED,
            fields=(field,),
            not_shown=(text,),
            settlement=Settlement(way=Way.ACCEPT, done=False, why=text),
            **more,  # type: ignore[arg-type]
        ),
        Drift(number_code=ADDED, result=Result.NOT_READ, detail=text, **more),  # type: ignore[arg-type]
        Drift(number_code=OTHER, result=Result.OPEN, detail=text, **more),  # type: ignore[arg-type]
    ]

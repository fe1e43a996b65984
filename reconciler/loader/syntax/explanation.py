"""Why a text is no YAML, in sentences: the first of the explanations that fits the place where ruamel gave up."""

from collections.abc import Callable

from ruamel.yaml.error import MarkedYAMLError, StreamMark

from reconciler.loader.syntax import beginnings, brackets, colons, indentation, margins, quotes
from reconciler.loader.syntax.stumble import Mistake, Stumble
from reconciler.loader.syntax.trail import Trail

LONGEST = 200
START = StreamMark("", 0, 0, 0)

EXPLANATIONS: tuple[Callable[[Stumble], Mistake | None], ...] = (
    margins.conflict,
    quotes.unclosed,
    margins.other_margin,
    margins.tab,
    quotes.escape,
    quotes.behind,
    beginnings.beginning,
    beginnings.property_or_alias,
    beginnings.directive,
    beginnings.block,
    brackets.closing,
    brackets.unclosed,
    brackets.comma,
    brackets.in_text,
    colons.missing,
    indentation.between,
    indentation.deeper,
    beginnings.dash_or_question_mark,
    colons.in_text,
    indentation.stray,
)
"""From what lies deepest to what is only seen at the place itself."""


def explained(text: str, error: MarkedYAMLError, trail: Trail) -> Mistake:
    """Answer what is wrong with a text that ruamel refused; in ruamel's own words where it is rare."""
    mark = error.problem_mark or error.context_mark or START
    stumble = Stumble(
        text=text,
        context=error.context or "",
        problem=error.problem or "",
        begin=error.context_mark or mark,
        mark=mark,
        trail=trail,
    )
    for explain in EXPLANATIONS:
        mistake = explain(stumble)
        if mistake is not None:
            return mistake
    words = ", ".join(filter(None, (stumble.context, stumble.problem)))
    return Mistake(index=mark.index, words=f"{_plain(words)}.")


def _plain(words: str) -> str:
    """Answer ruamel's words as a line of bounded length."""
    visible = words if words.isprintable() else words.encode("unicode_escape").decode("ascii")
    return visible if len(visible) <= LONGEST else f"{visible[:LONGEST]}…"

"""YAML texts as hypothesis draws them: block and flow, all styles of scalars, anchors, merges, tags, comments."""

from dataclasses import dataclass, field

from hypothesis import strategies as st

WORDS = (
    *"ivanov Отдел no yes null ~ true False 16 0x10 0o17 017 1_000 -3 +7 1.5 7.4991112233e10 .inf 74991112233".split(),  # noqa: SIM905 - a list would take three times the lines
    *"12:30 #c @ivanov {a} [b] it's back\\slash ёж 😀 << &a *a !t %p | > = https://example.com/?key=${KEY}".split(),  # noqa: SIM905 - see above
    *("wd {mon-fri}", "a: b", "a #b", "", " ", "two  words", 'say "hi"', "- x", "? y", "1__0", "0x_", "+.5", "0b11"),
    *("2026-12-31T18:00:00+03:00", "2026-12-31", "label:x", "nobody", "@day", "RU", "493012345678", "hr {9-25}"),
    *("line\nbreak", "trailing\n", "\n\nblank", "tab\there"),
)
KEYS = (
    *("numbers", "timeout", "name", "period", "a b", "ключ", "x-1", "redirect_number", "n1", "key:colon", "1", "true"),
    *("overrides", "from", "until", "reason", "expectations", "call", "at", "expect", "contacts", "schedules"),
    *("number_code", "call_forwarding_number", "call_control"),
)
TAGS = ("!!str", "!!int", "!!float", "!!bool", "!!null", "!!map", "!!seq", "!other")


@dataclass
class _Anchors:
    """The anchors drawn so far, and whether each is a mapping: only those can be merged."""

    names: list[tuple[str, bool]] = field(default_factory=list)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Draw a text that is nearly always YAML, and holds what its readers disagree about most often."""
    anchors = _Anchors()
    body = draw(_mapping(anchors, 0, flow=draw(st.integers(0, 9)) == 0))
    start = draw(st.sampled_from(["", "", "---\n", "# a comment\n", "%YAML 1.2\n---\n", "\ufeff"]))
    end = draw(st.sampled_from(["", "\n", "\n...\n", "\n# the end\n"]))
    text = start + body.lstrip("\n") + end
    return text.replace("\n", draw(st.sampled_from(["\n", "\n", "\n", "\r\n"])))


@st.composite
def _mapping(draw: st.DrawFn, anchors: _Anchors, depth: int, *, flow: bool) -> str:
    pairs = []
    is_unique = draw(st.integers(0, 9)) > 0
    for key in draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=4, unique=is_unique)):
        written = draw(st.sampled_from([key, f'"{key}"', f"'{key}'"])) if ":" not in key else f'"{key}"'
        pairs.append(f"{written}: " + draw(_value(anchors, depth + 1, flow=flow)))
    mergeable = [name for name, is_mapping in anchors.names if is_mapping]
    if draw(st.booleans()) and mergeable:
        pairs.insert(draw(st.integers(0, len(pairs))), f"<<: {draw(_merge(mergeable))}")
    return _joined(draw, pairs, depth, flow=flow, brackets="{}")


@st.composite
def _merge(draw: st.DrawFn, mergeable: list[str]) -> str:
    names = draw(st.lists(st.sampled_from(mergeable), min_size=1, max_size=2))
    return f"*{names[0]} " if len(names) == 1 else "[" + ", ".join(f"*{name} " for name in names) + "]"


@st.composite
def _sequence(draw: st.DrawFn, anchors: _Anchors, depth: int, *, flow: bool) -> str:
    items = [draw(_value(anchors, depth + 1, flow=flow)) for _ in range(draw(st.integers(1, 3)))]
    return _joined(draw, items if flow else [f"- {item}" for item in items], depth, flow=flow, brackets="[]")


def _joined(draw: st.DrawFn, parts: list[str], depth: int, *, flow: bool, brackets: str) -> str:
    if flow:
        return brackets[0] + draw(st.sampled_from([", ", ",", ",\n" + "  " * (depth + 2)])).join(parts) + brackets[1]
    lines = []
    for part in parts:
        comment = draw(st.sampled_from(["", "", "", "  # why", "\n" + "  " * depth + "# a line of its own"]))
        last = part.rpartition("\n")[2]
        lines.append(part + (comment if last and not part.rstrip().endswith(("|", ">")) and "|" not in part else ""))
    return "".join("\n" + "  " * depth + line for line in lines)


@st.composite
def _value(draw: st.DrawFn, anchors: _Anchors, depth: int, *, flow: bool) -> str:
    kind = draw(st.sampled_from(["scalar"] * 5 + (["mapping", "sequence"] if depth < 4 else []) + ["alias"]))
    if kind == "alias" and anchors.names:
        return f"*{draw(st.sampled_from(anchors.names))[0]} "
    name = f"a{len(anchors.names)}" if draw(st.integers(0, 4)) == 0 else ""
    tag = draw(st.sampled_from(TAGS)) + " " if draw(st.integers(0, 15)) == 0 else ""
    inner_flow = flow or draw(st.integers(0, 2)) == 0
    if kind == "mapping":
        text = draw(_mapping(anchors, depth, flow=inner_flow))
    elif kind == "sequence":
        text = draw(_sequence(anchors, depth, flow=inner_flow))
    else:
        text = draw(_scalar(depth, flow=flow))
    if name:
        anchors.names.append((name, kind == "mapping"))
    return (f"&{name} " if name else "") + tag + text


@st.composite
def _scalar(draw: st.DrawFn, depth: int, *, flow: bool) -> str:
    word = draw(st.sampled_from(WORDS) | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8))
    styles = ['"', "'", "plain"] if flow or "\n" not in word else ['"', "|", ">"]
    match draw(st.sampled_from(styles)):
        case '"':
            escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
            return f'"{escaped}"'
        case "'":
            return "'" + word.replace("'", "''") + "'"
        case "|" | ">" as style:
            indentation = "\n" + "  " * (depth + 1)
            return f"{style}{draw(st.sampled_from(['', '-', '+']))}{indentation}" + word.strip("\n").replace(
                "\n", indentation
            )
        case _:
            return word

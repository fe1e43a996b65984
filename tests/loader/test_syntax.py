"""What is told of texts that are no YAML: where the mistake is, and what to write instead."""

import contextlib
import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.cases.case import ENTRIES

from reconciler.loader.builder import read_document
from reconciler.loader.events import NotYamlError, events_of
from reconciler.loader.position import LINE_END

Row = tuple[str, str, str]
"""A text, the place of the mistake, and words of the sentence about it."""

BOUND = 400

BEGINNINGS: dict[str, Row] = {
    "a name": ("a: @ivanov\n", "1:4", """a text that begins with '@' must stand in quotes: "@ivanov"."""),
    "names in a list": ("a: [@ivanov, @petrov]\n", "1:5", 'must stand in quotes: "@ivanov".'),
    "a name beside a telling key": ("password: @hunter2\n", "1:11", "begins with '@' must stand in quotes."),
    "a percent sign": ("a: %50 off\n", "1:4", "begins with '%' must stand in quotes."),
    "a backtick": ("a: `x`\n", "1:4", "begins with '`' must stand in quotes."),
    "a comma": ("a: , x\n", "1:4", "begins with ',' must stand in quotes."),
    "a bar in braces": ("{a: |}\n", "1:5", "begins with '|' must stand in quotes."),
    "an exclamation mark": ("a: !срочно\n", "1:4", "'!' makes a tag of the word behind it. Put the text in quotes."),
    "a tag of no handle": ("a: !foo!bar x\n", "1:4", "'!' makes a tag of the word"),
    "a star and a space": ("a: * x\n", "1:4", "'*' makes an alias of the word behind it. Put the text in quotes."),
    "stars as dashes": ("a:\n* b\n* c\n", "2:1", "'*' makes an alias"),
    "an ampersand": ("a: & Co\n", "1:4", "'&' makes an anchor of the word behind it. Put the text in quotes."),
    "an alias of nothing": ("a: *важно* не менять\n", "1:4", "a text that begins with '*' must stand in quotes."),
    "an alias misspelt": (
        "a: &sales b\nc: *sale\n",
        "2:4",
        "no anchor '&sale' stands above this alias. Did you mean '*sales'?",
    ),
    "a star beside a telling key": ("token: *hunter2\n", "1:8", "no anchor of this name stands above this alias."),
    "an instruction": ("%a b c\nx: y\n", "2:1", "a line '---' must stand between"),
    "a line of per cents": ("a: b\n%%\n", "2:1", "a line that begins with '%' is an instruction to YAML"),
    "text behind a bar": (
        "a: | text\n",
        "1:4",
        "behind '|' the line must end, since it begins a text in the lines below.",
    ),
    "a text with a greater sign": ("a: >50\n", "1:4", "If it belongs to the text, put the text in quotes."),
    "a dash behind a key": (
        "a: - b\n",
        "1:4",
        "a list begins in the line below its key. If the dash belongs to a text",
    ),
    "a question mark": ("a: ? b\n", "1:4", "a text that begins with '? ' must stand in quotes."),
}

COLONS: dict[str, Row] = {
    "a colon in a text": (
        "a: Отдел: розница\n",
        "1:9",
        "makes a key of what is before it, where a value stands already.",
    ),
    "a colon at the end": ("a: b:\n", "1:5", "Put the text in quotes."),
    "a colon in braces": ("{a: b: c}\n", "1:6", "Put the text in quotes, or write a comma where the next pair begins."),
    "a colon of nothing": ("[a]: b: c\n", "1:7", "makes a key of what is before it"),
    "a colon behind an alias": ("x: &a b\n[*a : c]: *a : d\n", "2:14", "this colon has no key before it."),
    "no colon": (
        "a:\n  b c\n  d: e\n",
        "2:3",
        "this line has no colon, and a key and its value are written 'key: value'.",
    ),
    "no colon, below a text": (
        "a: b\nc\nd: e\n",
        "2:1",
        "or indent the line deeper if it goes on with the text above.",
    ),
    "no colon in an item": ("- a b\n  c: d\n", "1:3", "this line has no colon"),
    "no colon in the last line": ("a: b\nc", "2:1", "this line has no colon"),
    "no space": ("a: b\ntimeout:20\nc: d\n", "2:8", "Write a space behind it, as in 'timeout: …'."),
    "no space in an item": (
        "- timeout:20\n  c: d\n",
        "1:10",
        "without a space behind it, this colon is a part of the text.",
    ),
    "no space behind a telling key": ("a: b\napi_key:abc\nc: d\n", "2:8", "Write a space behind it."),
    "an address without a key": ("a: b\nhttps://x/\nc: d\n", "2:1", "this line has no colon"),
    "a wide colon": (
        "a: b\nc：d\ne: f\n",
        "2:2",
        "this is U+FF1A (FULLWIDTH COLON), which YAML takes for a letter. Write ':' and a space.",
    ),
    "a wide colon in an item": ("- c：d\n  e: f\n", "1:4", "FULLWIDTH COLON"),
    "a wide brace": (
        "a: ｛b: c｝\n",
        "1:4",
        "(FULLWIDTH LEFT CURLY BRACKET), which YAML takes for a letter. Write '{'.",
    ),
    "typographic quotes": (
        "a: “b: c”\n",
        "1:4",
        "(LEFT DOUBLE QUOTATION MARK), which YAML takes for a letter. Write a straight quote.",
    ),
    "a long key": (f"{'k' * 1100}: v\n", "1:1101", "must stand within its first 1024 characters."),
}

INDENTATION: dict[str, Row] = {
    "a tab": ("a:\n\t- b\n", "2:1", "a tab stands in the indentation of this line"),
    "a tab behind spaces": ("a:\n  \tb: c\n", "2:3", "Put spaces in its place."),
    "a tab that a text goes on behind": ("a: b\n \tc: d\n", "2:2", "a tab stands in the indentation"),
    "a tab behind a dash": ("a:\n-\tb: c\n", "2:2", "a tab stands behind the dash"),
    "a tab between dashes": ("-\t- a\n", "1:2", "a tab stands behind the dash"),
    "other spaces": (
        "a:\n  b: c\n\xa0\xa0d: e\n\xa0\xa0- {f: 'g', h}\n",
        "3:1",
        "U+00A0 (NO-BREAK SPACE), which is no indentation.",
    ),
    "a dash of Word's": (
        "a:\n– b: c\n  d: e\n",
        "2:1",
        "an item of a list begins with '-', and this is U+2013 (EN DASH).",
    ),
    "a bullet": ("a:\n  • b: c\n    d: e\n", "2:3", "U+2022 (BULLET)"),
    "too little": (
        "a:\n    b: c\n  d: e\n",
        "3:3",
        "indented by 2 spaces, and what stands above it by 0 or 4, so it belongs to neither.",
    ),
    "a dash too far left": (
        "a:\n  - b: c\n - d: e\n",
        "3:2",
        "indented by 1 space, and what stands above it by 0 or 2",
    ),
    "at the top": ("  a: b\nc: d\n", "2:1", "indented by 0 spaces, and what stands above it by 2. All keys at the top"),
    "too far": (
        "a: b\n  c: d\n",
        "2:3",
        "deeper than the key in line 1, which has its value already. Begin it in column 1",
    ),
    "too far behind quotes": ('a: "b"\n  c: d\n', "2:3", "Begin it in column 1, like that key."),
    "a list too far": ('a: "b"\n  - c\n', "2:3", "this line is indented deeper than the key above it"),
    "a text below a text": ('a: "b"\n  c\n', "2:3", "the value above is complete, and this is no part of it."),
    "a key below an item": ('- "a"\n  b: c\n', "2:3", "what stands above this is complete"),
    "a key among dashes": (
        "- a: b\nc: d\n",
        "2:1",
        "stands in the list of line 1 and begins with no dash. Indent it by 2 spaces if",
    ),
    "a text among dashes": (
        "- a\nb\nc: d\n",
        "2:1",
        "this line stands in a list and begins with no dash. Write '- ' before it.",
    ),
    "brackets among dashes": ("- a\n[b]\n", "2:1", "begins with no dash. Write '- ' before it."),
    "a dash among keys": ("a: b\n- c\n", "2:1", "this dash begins an item where a key must stand."),
    "a block that is not indented": ("a: |\nb c\nd: e\n", "2:1", "is not indented like the text that '|' begins above"),
    "a line of a block that is indented less": (
        "a: |\n    b\n  c\nd: e\n",
        "3:3",
        "is not indented like the text that '|' begins",
    ),
    "a second value": ("{a: b}\nc: d\n", "2:1", "what the file holds has ended above"),
}

QUOTES: dict[str, Row] = {
    "never closed": (
        'a: "b\nc: d\n',
        "1:4",
        'the quote that opens here is never closed, so all that follows counts as text. Write "',
    ),
    "an apostrophe alone": ("a: 'tis\n", "1:4", "Write ' where the text ends."),
    "closed by the next": ('a: "b\nc: "d"\n', "1:4", "is closed only in line 2, where more text follows."),
    "closed by the quote before a name": ('a: "b\nc: "@d"\n', "1:4", "is closed only in line 2"),
    "closed by the quote before a pair": ('a: "b\nc: "d: e"\n', "1:4", "is closed only in line 2"),
    "the document ends": ("a: 'b\n---\nc: d'\n", "1:4", "is not closed before the document ends in line 2."),
    "quotes in quotes": ('a: "b "c""\n', "1:8", 'Write \\" for a quote within it, or put it in single quotes.'),
    "an apostrophe": ("a: 'b's'\n", "1:7", "Write '' for an apostrophe within it, or put it in double quotes."),
    "no comma behind quotes": ("{a: 'b' c: d}\n", "1:9", "If another value begins here, write a comma before it."),
    "text behind brackets": ("a: [b] c\n", "1:8", "If they belong to the text, put all of it in quotes."),
    "a colon behind quotes": ('a: "b": c\n', "1:7", "the quotes end before the text does."),
    "a comment of Java": ('{a: "b" // c\n}\n', "1:9", "a comment begins with '#', and '//' begins none."),
    "an unknown escape": (
        'a: "C:\\д"\n',
        "1:7",
        "and '\\д' is none. Put the text in single quotes, where a backslash means itself",
    ),
    "an escape cut short": ('a: "C:\\users"\n', "1:7", "and '\\u' takes 4 hexadecimal digits."),
    "an escape beyond all": ('a: "\\U00110000"\n', "1:5", "for a character that does not exist"),
}

BRACKETS: dict[str, Row] = {
    "never closed": ("a: [b, c\n", "1:4", "the '[' that opens here is never closed. Write ']' where it ends."),
    "two never closed": ("a: [{b: c\n", "1:5", "the '{' that opens here is never closed. Write '}'"),
    "a key follows": ("a: [b, c\nd: e\n", "1:4", "the '[' that opens here is not closed before line 2."),
    "an item follows": ("- {a: b\n- {a: c}\n", "1:3", "the '{' that opens here is not closed before line 2."),
    "a key follows a bracket over lines": ("a: [\n  b,\n  c\nd: e\n", "1:4", "is not closed before line 4."),
    "a key follows an empty bracket": ("a: [\nb: c\nd: e\n", "1:4", "is not closed before line 3."),
    "another document": ("a: [b\n---\nc: d\n", "1:4", "the '[' that opens here is never closed."),
    "the wrong one": ("a: {b: c]\n", "1:9", "']' cannot close the '{' of line 1, column 4. Write '}'."),
    "none open": ("a: b\n]\n", "2:1", "']' closes nothing that is open."),
    "no comma in JSON": ('{\n  "a": 1\n  "b": 2\n}\n', "2:9", "a comma is missing here"),
    "no comma in flat JSON": ('{\n"a": {}\n"b": 2\n}\n', "2:8", "a comma is missing here"),
    "no comma in JSON with tabs": (
        '{\n\t"a": [\n\t\t{"b": 1}\n\t\t{"c": 2}\n\t]\n}\n',
        "3:11",
        "a comma is missing here",
    ),
    "no comma before braces": ("[\n  {a: b}\n  {c: d}\n]\n", "2:9", "a comma is missing here"),
    "two commas": ("[a,, b]\n", "1:4", "a value is missing before this comma."),
    "a comma outside": ('a: "b",\n', "1:7", "a comma parts values within brackets alone, and none are open here."),
    "dashes": ("[- a, - b]\n", "1:2", "within brackets no item begins with a dash."),
    "braces in a text in braces": (
        "{a: wd {mon-fri}}\n",
        "1:8",
        "'{' stands within a text that is in brackets itself.",
    ),
    "a reference in braces": ("{a: https://x/${KEY}}\n", "1:16", "Put the text in quotes."),
}

CONFLICTS: dict[str, Row] = {
    "a conflict": ("a:\n<<<<<<< HEAD\n  b: c\n=======\n  b: d\n>>>>>>> e\n", "2:1", "this is a mark of git's"),
    "a mark left": ("a: b\n>>>>>>> e\nc: d\n", "2:1", "Keep one of them, and take the marks away."),
    "a line of equal signs left": ("a: b\r\n=======\r\nc: d\r\n", "2:1", "this is a mark of git's"),
}

RARE: dict[str, Row] = {
    "ruamel's own words": (
        "... x\n",
        "1:1",
        "while parsing a block node, expected the node content, but found '<document end>'.",
    ),
    "a version of a thousand digits": (f"%YAML 1.{'9' * 5000}\n---\na: b\n", "1:1", "only YAML 1.2 is read here."),
    "an instruction twice": ("%TAG !a! b\n%TAG !a! c\n---\nd: e\n", "2:1", "duplicate tag handle '!a!'."),
    "a version of YAML": (
        "%YAML 7.0\n---\na: b\n",
        "1:1",
        "only YAML 1.2 is read here. Take this line away.",
    ),
}

TABLES = (BEGINNINGS, COLONS, INDENTATION, QUOTES, BRACKETS, CONFLICTS, RARE)
ROWS = {f"{name} ({number})": row for number, table in enumerate(TABLES) for name, row in table.items()}


@pytest.mark.parametrize(("text", "place", "words"), ROWS.values(), ids=ROWS.keys())
def test_a_mistake_is_told_where_it_is_and_in_what_it_consists(text: str, place: str, words: str) -> None:
    document, problems = read_document(text, "a.yaml")
    assert document is None
    problem = problems[-1]
    assert f"{problem.source.line}:{problem.source.column}" == place
    assert words in problem.detail
    assert re.fullmatch(r"The YAML cannot be read from here on: \S.*[.?]", problem.detail)


SECRET = "hunter2"
WAYS = (
    *(
        "@{}",
        "*{}",
        "!{}",
        "!{}!x",
        "&{} *x",
        "%{}",
        "`{}",
        "'{}",
        '"{}',
        "'{}'s'",
        '"\\q{}"',
        "[{}",
        "[{}]: x: y",
        "{{{}",
    ),
    *(
        "{{{{ {} }}}}",
        "a: {}",
        "a:{}\n  b: c",
        "- {}",
        "|{}",
        "> {}",
        "{}, @",
        '"{}" @{}',
        "[{}] {}",
        "{{a: {} {{b}}}}",
        "{}\n c: d",
    ),
    *("? {}", "{}:\n\tx", "{}\n\t- x: y", "“{}: x”", "{}：{}", "[[{}]: x]", "{{[{}]: x}}", "!!int {}", "!<{}> x"),
)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("key", ["password", "api_key", "auth-token", "пароль"])
def test_what_may_be_a_secret_is_never_repeated(way: str, key: str) -> None:
    value = way.format(SECRET, SECRET)
    for text in (f"{key}: {value}\n", f"a:\n- {key}: {value}\n  b: c\n", f"{{{key}: {value}}}\n"):
        _, problems = read_document(text, "a.yaml")
        assert [item.detail for item in problems if SECRET in item.detail] == []


PIECES = (
    *(
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        ": ",
        "-",
        "- ",
        "?",
        "? ",
        "'",
        '"',
        "#",
        " #",
        "|",
        "|\n",
        ">-\n",
        "&a ",
        "*a ",
        "!",
        "!!int ",
    ),
    *(
        "%",
        "@",
        "`",
        "\t",
        "\t\n",
        "  ",
        "\n",
        "\n  ",
        "\n\t",
        "\r",
        "\r\n",
        "\x85",
        "\u2028",
        "\xa0",
        "\ufeff",
        "– ",
        "：",
        "“",
    ),
    *(
        "\\",
        "\\x",
        "//",
        "a",
        "a: b\n",
        "- a\n",
        "---\n",
        "...\n",
        "<<: *a",
        "<<<<<<< x\n",
        "%YAML 1.3\n---\n",
        "%TAG !a! b\n",
        "=======\n",
        "\x07",
        "\U0001f600",
    ),
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    text = draw(
        st.sampled_from(["", ENTRIES + '    - {redirect_number: "@ivanov", timeout: 16}\n    - &a {active: no}\n'])
    )
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        text = text[:start] + draw(st.sampled_from(PIECES)) + text[start + draw(st.integers(0, 3)) :]
    return text


@settings(max_examples=500)
@example('{"numbers": [{"number_code": 1, "description": "a\\t<<: *b\n\n:"')
@given(text=damaged() | st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@example(text="? - a\n  : b\n: c")
@example(text='a: "\\')
@example(text="\ufeff\ufeffa: @")
@example(text="{a: |\u2028: ]")
def test_a_mistake_has_a_place_within_the_text_and_a_sentence(text: str) -> None:
    lines = LINE_END.split(text)
    for item in read_document(text, "a.yaml")[1]:
        line, column = item.source.line, item.source.column
        assert 1 <= line <= len(lines) + (column == 1)
        assert 1 <= column <= len([*lines, ""][line - 1]) + 1
        assert item.detail.endswith((".", "?"))
        assert item.detail.isprintable()
        assert len(item.detail) <= BOUND


def seconds(text: str) -> float:
    began = time.process_time()
    with contextlib.suppress(NotYamlError):
        for _ in events_of(text):
            pass
    return time.process_time() - began


GROWING: dict[str, tuple[str, str, str]] = {
    "a mistake at the end": ("", "- {a: b, c: 'd'}\n", "@"),
    "an open bracket": ("[", "a,\n", ""),
    "an open quote": ('"', "a\n", ""),
    "a quote closed late": ('a: "', "b\n", '" c'),
    "a text over many lines": ("a: ", "b\n ", ": c"),
    "no-break spaces": ("a:\n", "\xa0b\n", ": c: d"),
    "tabs in the margin": ("a: b\n", "\t\n", "c: @"),
    "tabs behind values": ("", "- a\t# b\n", "@"),
    "one long line": ("a: [", "b, ", "@"),
    "dashes in one line": ("- [", "- ", ""),
    "marks of git's": ("a: |\n", "  =======\n", "b: @"),
    "headers with tabs": ("", "- |\t\n  a\n", "@"),
    "keys in braces": ("", "- {a: {b: {c: [d]}}}\n", "]"),
}


@pytest.mark.parametrize(("begin", "middle", "end"), GROWING.values(), ids=GROWING.keys())
def test_time_grows_with_the_length_alone(begin: str, middle: str, end: str) -> None:
    once, much = (begin + middle * count + end for count in (1_000, 8_000))
    assert min(seconds(much) for _ in range(2)) < 8 * 3 * min(seconds(once) for _ in range(2)) + 0.1

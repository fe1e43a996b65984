"""What README, docs and workflows show can be typed: commands parse, examples load, links lead somewhere."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.exceptions import Exit, NoArgsIsHelpError
from support.folder import read, told

from reconciler.cli.main import COMMANDS, Started, main
from reconciler.emulator.cabinet import Action
from reconciler.emulator.faults import parse_rules
from reconciler.emulator.phones import Phones
from reconciler.emulator.uis_account import UisAccount
from reconciler.model.diagnostics import Severity
from reconciler.model.settings import Verify
from reconciler.model.vnumber_call import CallParameters
from reconciler.verifier.judging import NOT_ANSWERED

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / name for name in ("README.md", "README.ru.md", "CHANGELOG.md", "CONTRIBUTING.md")] + sorted(
    (ROOT / "docs").rglob("*.md")
)
INDEX = ROOT / "docs" / "README.md"
PIPELINES = [*sorted((ROOT / ".github" / "workflows").glob("*.yml")), ROOT / "ci" / "gitlab-ci.yml"]

FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(reconciler [^`\n]+)`")
LINE = {
    ".md": re.compile(r"^(?: {4}|\$ )(?P<command>reconciler (?:[^|\n\\]|\\\n)*)", re.MULTILINE),
    ".yml": re.compile(r"^[\s-]*(?:run: )?(?P<command>reconciler (?:[^|\n\\]|\\\n)*)", re.MULTILINE),
}
SEVERAL_WORDS, VARIABLE = re.compile(r'"\$\{\w+\[@\]\}"|\\\n'), re.compile(r"\$\{?\w+\}?")
"""What the shell makes of these is not known here: of the first nothing is left, and of a variable a digit."""
OF_THE_SHELL = re.compile(r"\s(?:[0-9]?>|<|&&|;|&$).*")
"""Where a command ends and the shell's own words begin."""
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
HEADING = re.compile(r"^#+ (?P<text>.+)$", re.MULTILINE)
COMMAND_ROW = re.compile(r"^\| `reconciler (?P<name>[a-z]+)[^`]*` \| (?P<short>[^|]+) \|$", re.MULTILINE)


def commands(page: Path) -> Iterator[str]:
    """Every command line that a page shows: on lines of its own, and between backquotes."""
    text = page.read_text(encoding="utf-8")
    yield from (found["command"] for found in LINE[page.suffix].finditer(text))
    yield from INLINE.findall(text)


def refusal(line: str) -> str | None:
    """Let click read a command line without running it; answer what it objects to."""
    plain = VARIABLE.sub("1", SEVERAL_WORDS.sub(" ", line))
    words = shlex.split(OF_THE_SHELL.sub("", plain), comments=True)[1:]
    here: click.Command = main
    parent: click.Context | None = None
    name = "reconciler"
    try:
        while True:
            parent = here.make_context(name, words, parent=parent, **({} if parent else {"obj": Started()}))
            if not isinstance(here, click.Group):
                return None
            found, inner, words = here.resolve_command(parent, [*parent._protected_args, *parent.args])
            assert inner is not None
            name, here = found or "", inner
    except (Exit, NoArgsIsHelpError):
        return None  # --help, --version, or a group on its own
    except click.UsageError as error:
        return error.format_message()


SHOWN = sorted(
    {(path.relative_to(ROOT).as_posix(), line.strip()) for path in (*PAGES, *PIPELINES) for line in commands(path)}
)


@pytest.mark.parametrize(("page", "line"), SHOWN)
def test_every_command_line_that_is_shown_parses(page: str, line: str) -> None:
    assert refusal(line) is None, page


def test_a_command_line_with_an_option_that_does_not_exist_would_be_noticed() -> None:
    assert refusal("reconciler plan --no-such-option") is not None
    assert refusal("reconciler no-such-command") is not None
    assert refusal("reconciler state unlock") is not None
    assert refusal("reconciler plan --only label:sales --due > plan.txt 2>&1 &") is None
    assert refusal('reconciler plan "${only[@]}" --base "origin/$BASE" \\\n  --no-such-option') is not None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_no_page_has_somebody_type_what_gnu_alone_knows(page: Path) -> None:
    """The `sed -i` of macOS takes the next word for the ending of a copy."""
    assert not re.search(r"\bsed -i\b", page.read_text(encoding="utf-8"))


def test_pages_and_pipelines_show_commands_at_all() -> None:
    assert {
        *("README.md", "README.ru.md", "docs/record.md", "docs/pipelines.md", "docs/tutorial.md"),
        *("docs/howto/rollback.md", ".github/workflows/plan.yml", ".github/workflows/apply.yml", "ci/gitlab-ci.yml"),
    } <= {page for page, _ in SHOWN}


def test_the_readme_lists_the_commands_as_the_help_does() -> None:
    table = COMMAND_ROW.findall((ROOT / "README.md").read_text(encoding="utf-8"))

    assert dict(table) == {name: short for name, (_, short) in COMMANDS.items()}
    assert len(table) == len(COMMANDS)


def anchor(heading: str) -> str:
    """The fragment by which a heading is linked to."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_to_files_and_headings_that_exist(page: Path) -> None:
    for found in LINK.finditer(page.read_text(encoding="utf-8")):
        target, _, fragment = found["target"].partition("#")
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        file = (page.parent / target).resolve() if target else page
        assert file.exists(), found["target"]
        if fragment:
            headings = {anchor(heading) for heading in HEADING.findall(file.read_text(encoding="utf-8"))}
            assert fragment in headings, found["target"]


def test_the_index_leads_to_every_page() -> None:
    linked = {
        (INDEX.parent / found["target"].partition("#")[0]).resolve()
        for found in LINK.finditer(INDEX.read_text(encoding="utf-8"))
    }
    assert {page for page in (ROOT / "docs").rglob("*.md") if page != INDEX} - linked == set()


def test_the_examples_of_the_page_about_the_desired_state_are_one_folder_without_a_mistake(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "desired-state.md").read_text(encoding="utf-8")
    blocks = [found["body"] for found in FENCE.finditer(page) if found["language"] == "yaml"]
    files = {
        "settings.yaml" if block.startswith("settings:") else f"{index}.yaml": block
        for index, block in enumerate(blocks)
    }

    loaded = read(tmp_path, files)

    assert "settings.yaml" in files
    assert [told(tmp_path, item) for item in loaded.diagnostics] == []
    assert loaded.desired is not None
    assert len(loaded.desired.numbers) == 3


def test_the_examples_of_the_page_about_the_emulator_are_faults_and_actions_that_it_takes() -> None:
    page = (ROOT / "docs" / "emulator.md").read_text(encoding="utf-8")
    blocks = [json.loads(found["body"]) for found in FENCE.finditer(page) if found["language"] == "json"]

    faults = [block for block in blocks if "rules" in block]
    actions = [block for block in blocks if "action" in block]

    assert [len(parse_rules(block)) for block in faults] == [4]
    assert {block["action"] for block in actions} <= set(Action)
    (phones,) = (block for block in blocks if "*" in block)
    (account,) = (block for block in blocks if "reasons" in block)
    Phones().replace(phones)
    UisAccount().change(account)
    assert len(faults) + len(actions) + 2 == len(blocks)


@pytest.mark.parametrize("name", ["checks.md", "diagnostics.md"])
def test_settings_that_a_page_shows_are_right(name: str, tmp_path: Path) -> None:
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    (block,) = (found["body"] for found in FENCE.finditer(page) if found["language"] == "yaml")
    loaded = read(tmp_path, {"settings.yaml": f"{block}numbers: []\n"})

    assert block.startswith("settings:")
    assert [told(tmp_path, item) for item in loaded.diagnostics if item.severity is Severity.ERROR] == []


def test_the_settings_of_the_page_about_test_calls_are_right_and_its_tables_have_every_one(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "verify.md").read_text(encoding="utf-8")
    (block,) = (found["body"] for found in FENCE.finditer(page) if found["language"] == "yaml")
    loaded = read(tmp_path, {"settings.yaml": f"{block}numbers: []\n"})
    assert [told(tmp_path, item) for item in loaded.diagnostics] == []
    assert loaded.settings.verify.call.virtual_phone_number == "74993720692"
    named = set(re.findall(r"`([a-z_]+)`", page)) | set(re.findall(r"^ +([a-z_]+):", block, re.MULTILINE))
    assert {*Verify.model_fields, *CallParameters.model_fields} <= named
    assert set(NOT_ANSWERED) <= named

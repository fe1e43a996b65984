"""README.ru.md shows what README.md shows: the same plan and the same commands, and YAML that is right."""

import re
from pathlib import Path

from support.folder import read, told

from reconciler.cli.main import COMMANDS

ROOT = Path(__file__).parents[2]
ENGLISH = (ROOT / "README.md").read_text(encoding="utf-8")
RUSSIAN = (ROOT / "README.ru.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(?P<language>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
TYPED = re.compile(r"^ {4}(\S[^\n#]*)", re.MULTILINE)


def block(page: str, language: str) -> str:
    (found,) = (found["body"] for found in FENCE.finditer(page) if found["language"] == language)
    return found


def typed(page: str) -> set[str]:
    """Every line that a page has somebody type, its remark left out."""
    return {line.strip() for line in TYPED.findall(FENCE.sub("", page))}


def test_its_plan_is_the_one_of_the_english_page() -> None:
    assert block(RUSSIAN, "text") == block(ENGLISH, "text")


def test_what_it_has_typed_is_a_command_of_ours_or_on_the_english_page_too() -> None:
    ours = {f"reconciler {name}" for name in COMMANDS}
    assert typed(RUSSIAN) - typed(ENGLISH) <= ours
    assert {"make demo", "make test", "pip install --no-deps ."} <= typed(RUSSIAN) & typed(ENGLISH)


def test_its_example_is_a_folder_without_a_mistake(tmp_path: Path) -> None:
    loaded = read(tmp_path, {"numbers.yaml": block(RUSSIAN, "yaml")})

    assert [told(tmp_path, item) for item in loaded.diagnostics] == []
    assert loaded.desired is not None
    assert len(loaded.desired.numbers) == 1


def test_it_has_the_sections_of_the_english_page_that_a_user_must_not_miss() -> None:
    assert "## Чего эта версия не умеет" in RUSSIAN
    assert "показывают номера сотрудников всем, кто может их читать" in RUSSIAN
    assert [line for line in RUSSIAN.splitlines() if len(line) > 120 and not line.startswith(" ")] == []


def test_it_speaks_of_the_provider_in_the_providers_words() -> None:
    for word in ("SetCallForwarding", "GetAttributes", "call_control", "call_forwarding_number", "переадресация"):
        assert word in RUSSIAN


def test_it_lists_the_commands_and_the_exits_of_the_english_page() -> None:
    rows = re.compile(r"^\| `(?P<command>reconciler [^`]+)` \|", re.MULTILINE)
    assert rows.findall(RUSSIAN) == rows.findall(ENGLISH)

    numbers = re.compile(r"(?<![\w/])\d+\b")
    assert numbers.findall(section(RUSSIAN, "Коды выхода")) == numbers.findall(section(ENGLISH, "Exits"))


def test_both_pages_name_what_is_not_done_yet() -> None:
    russian, english = (
        section(RUSSIAN, "Чего эта версия не умеет"),
        section(ENGLISH, "What this version does not do yet"),
    )
    for word in ("`drift --restore`", "`client_id`", "GitLab", "UIS", "docs/provider.md", "docs/howto/runners.md"):
        assert word in russian
        assert word in english


def section(page: str, heading: str) -> str:
    """What stands below a heading, up to the next one."""
    return page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]

"""docs/howto, and the examples of JSON: each page is followed word by word in the example company."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from support.emulated import emulated
from support.typed import compare, follow, lacking, steps, world

ROOT = Path(__file__).parents[2]
PAGES = [*sorted((ROOT / "docs" / "howto").glob("*.md")), ROOT / "docs" / "reference" / "json.md"]
KEYS = {"main": "any-key-of-main", "retail": "any-key-of-retail"}
HASTE = ("calls_per_second: 10", "calls_per_second: 0")


@pytest.fixture
def company(tmp_path: Path) -> Iterator[tuple[Path, dict[str, str], int]]:
    """The example company on the branch main, all of it applied; its environment, and the port of the provider."""
    folder = tmp_path / "company"
    shutil.copytree(ROOT / "desired-state", folder / "desired-state")
    settings = folder / "desired-state" / "settings.yaml"
    usual = settings.read_text(encoding="utf-8")
    with emulated(keys=KEYS) as provider:
        environ = world(
            tmp_path / "home",
            {
                "EXOLVE_BASE_URL": provider.url,
                "EXOLVE_API_KEY": KEYS["main"],
                "EXOLVE_RETAIL_API_KEY": KEYS["retail"],
                "EVENTS_KEY": "any-events-key",
            },
        )

        def run(*words: str) -> None:
            subprocess.run(words, cwd=folder, env=environ, check=True, capture_output=True)

        (folder / ".gitignore").write_text("/.reconciler/\n", encoding="utf-8")
        run("git", "init", "--quiet")
        run("git", "add", ".")
        run("git", "commit", "--quiet", "--message", "The company")
        settings.write_text(usual.replace(*HASTE), encoding="utf-8")
        run(sys.executable, "-m", "reconciler", "apply", "--yes")
        settings.write_text(usual, encoding="utf-8")
        yield folder, environ, urlsplit(provider.url).port or 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_followed_word_by_word_works(
    page: Path, company: tuple[Path, dict[str, str], int], pytestconfig: pytest.Config
) -> None:
    folder, environ, port = company
    commands = list(steps(page.read_text(encoding="utf-8")))
    if missing := lacking(commands):
        pytest.skip(f"the page uses {', '.join(missing)}")

    printed = follow(commands, folder, environ, port=port)

    assert printed
    compare(page, printed, bless=pytestconfig.getoption("--bless"))

"""Debian's chromium, and pages opened in it that may ask the network for nothing and complain of nothing."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.pages import Planned, edited_example, several_edits

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route

PATIENCE = 60_000
"""Milliseconds: as long as a busy machine may need, for nothing here is about speed."""
Opened = Callable[..., "Page"]


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Run one browser for the tests of a module: as long as it runs, no other test of the process can use asyncio."""
    playwrights = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("there is no chromium; on Debian: apt-get install chromium")
    arguments = ["--no-sandbox"] if os.getuid() == 0 else []
    playwrights.expect.set_options(timeout=PATIENCE)
    with playwrights.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=arguments)
        yield running
        running.close()


@pytest.fixture
def opened(browser: "Browser", tmp_path: Path) -> Iterator[Opened]:
    """Answer what opens a page; at the end nothing may have been asked of the network, and nothing complained of."""
    asked: list[str] = []
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def open_page(text: str, **options: Any) -> "Page":
        file = tmp_path / f"page-{len(contexts)}.html"
        file.write_text(text, encoding="utf-8")
        context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()

        def route(request: "Route") -> None:
            if request.request.url == file.as_uri():
                request.continue_()
            else:
                asked.append(request.request.url)
                request.abort()

        def tell(message: "ConsoleMessage") -> None:
            complaints.append(f"{message.type}: {message.text}")

        page.route("**/*", route)
        page.on("console", tell)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        page.goto(file.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert asked == []
    assert complaints == []


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Planned:
    monkeypatch.chdir(tmp_path)
    return edited_example(Path("desired-state"), several_edits)

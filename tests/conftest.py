"""What holds for all tests: how many examples laws are tried on, and files that hold what a report says."""

import os
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings

# As many examples as a busy machine has patience for.
settings.register_profile("suite", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="write the golden files anew; a review reads the difference")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Let the gate fail where a test was skipped: there every part that a test needs can be installed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter is not None else []
    if skipped and os.environ.get("RECONCILER_NO_SKIPS") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with a file in the folder `golden` beside the test, or write it there with --bless."""

    def check(name: str, text: str) -> None:
        file = request.path.parent / "golden" / name
        if request.config.getoption("--bless"):
            file.write_bytes(text.encode())
        assert text == file.read_bytes().decode(), f"{name} says otherwise; if that is meant, run pytest with --bless"

    return check

"""What holds for all tests: how many examples laws are tried on, files that hold what a report says, and the tables."""

import os
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, settings
from support.postgres import PostgresServer, postgres_server
from support.s3 import S3Server, s3_server
from support.tally import HEADER, PROPERTY, Tally, table

# As many examples as a busy machine has patience for.
settings.register_profile("suite", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="write the golden files anew; a review reads the difference")


class Tortured:
    """Shows what torture came to: with -s a line for each run, and at the end one table.

    It reads the reports, because the processes of pytest-xdist show nothing of what their tests print.
    """

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._tallies: list[Tally] = []
        self._failed = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        found = [value for name, value in report.user_properties if name == PROPERTY]
        if report.when != "call" or not found:
            return
        tally = Tally.of_json(str(found[0]))
        self._failed += report.failed
        if self._config.getoption("capture") == "no":
            lines = [] if self._tallies else ["", HEADER]
            for line in [*lines, tally.line()]:
                self._terminal.write_line(line)
        self._tallies.append(tally)

    def pytest_terminal_summary(self) -> None:
        if self._tallies:
            self._terminal.section("torture")
            for line in table(self._tallies, failed=self._failed):
                self._terminal.write_line(line)

    @property
    def _terminal(self) -> pytest.TerminalReporter:
        reporter = self._config.pluginmanager.get_plugin("terminalreporter")
        assert isinstance(reporter, pytest.TerminalReporter)
        return reporter


def pytest_configure(config: pytest.Config) -> None:
    """Show tables where there is a terminal to show them on; the processes of pytest-xdist have none."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Tortured(config))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Let the gate fail where a test was skipped: there every part that a test needs can be installed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter is not None else []
    if skipped and os.environ.get("RECONCILER_NO_SKIPS") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    """Run one server that speaks S3, for all tests that leave it as it is; each takes a prefix of its own."""
    with s3_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Run one PostgreSQL, for all tests that leave it running; each takes a record of its own."""
    with postgres_server() as server:
        yield server


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with a file in the folder `golden` beside the test, or write it there with --bless."""

    def check(name: str, text: str) -> None:
        file = request.path.parent / "golden" / name
        if request.config.getoption("--bless"):
            file.write_bytes(text.encode())
        assert text == file.read_bytes().decode(), f"{name} says otherwise; if that is meant, run pytest with --bless"

    return check

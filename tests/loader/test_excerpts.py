"""Which lines are shown beside a mistake, and which never, because they may hold a secret."""

from pathlib import Path

import pytest
from support.folder import read

BEGIN = "numbers:\n  - number_code: 74991112233\n    call_forwarding_type: 0\n"


def excerpts(folder: Path, line: str) -> list[str | None]:
    """Answer what is shown of a line with a mistake that is put into a number."""
    return [item.excerpt for item in read(folder, {"a.yaml": f"{BEGIN}    {line}\n"}).diagnostics]


@pytest.mark.parametrize(
    "line", ["weight: x", "verify: no", "on_removal: [a]", "wieght: 1  # why", "api_key_env: NAME"]
)
def test_a_line_with_a_mistake_is_shown_as_it_stands(line: str, tmp_path: Path) -> None:
    assert excerpts(tmp_path, line) == [f"    {line}"]


@pytest.mark.parametrize(
    "line",
    [
        "api_key: 0123456789abcdef",
        "access-token: 0123456789abcdef",
        '"Secret": 0123456789abcdef',
        "PASSWORD : 0123456789abcdef",
        "пароль: 0123456789abcdef",
        "authorization: Bearer 0123456789abcdef",
        "wieght: https://example.com/?key=0123456789abcdef",
        "wieght: https://user:0123456789abcdef@example.com/",
    ],
)
def test_a_line_that_may_hold_a_secret_is_never_shown(line: str, tmp_path: Path) -> None:
    shown = excerpts(tmp_path, line)
    assert shown
    assert set(shown) == {None}


def test_nothing_is_shown_of_a_line_that_nobody_would_look_through(tmp_path: Path) -> None:
    assert excerpts(tmp_path, f"weight: x{' ' * 200_000}# so far") == [None]


def test_of_a_mistake_in_a_whole_file_no_line_is_shown(tmp_path: Path) -> None:
    loaded = read(tmp_path, {"a.yaml": b"\xff\xfe"})
    assert [item.excerpt for item in loaded.diagnostics] == [None]

"""Nothing of a folder is overlooked silently: what cannot be read would count as no longer declared."""

import os
from pathlib import Path

import pytest
from support.cases.case import NUMBER
from support.folder import read, write

from reconciler.loader.files import MOST_BYTES, read_text, yaml_files
from reconciler.loader.folder import load

LOST = "Its numbers would count as no longer declared."
OTHER = NUMBER.replace("74991112233", "74991112244")


def names(folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in yaml_files(folder)[0]]


def the_only_trouble(folder: Path, place: str) -> str:
    loaded = load(folder)
    (item,) = loaded.diagnostics
    where = os.path.relpath(item.source.file, folder)
    assert (where, item.source.line, item.source.column, item.code) == (place, 1, 1, "unreadable-file")
    assert loaded.desired is None
    return item.detail


def test_files_come_in_the_order_of_names_those_of_a_folder_before_those_below_it(tmp_path: Path) -> None:
    write(tmp_path, dict.fromkeys(["b/z.yml", "b/a/a.yaml", "z.yaml", "a/b.yaml", "c.yaml", "b.txt"], ""))
    assert names(tmp_path) == ["c.yaml", "z.yaml", "a/b.yaml", "b/z.yml", "b/a/a.yaml"]


def test_hidden_files_and_folders_are_left_out_whatever_they_are(tmp_path: Path) -> None:
    write(tmp_path, {".a.yaml": "", ".b/a.yaml": "", "a.yaml": ""})
    tmp_path.joinpath(".link").symlink_to(tmp_path)
    tmp_path.joinpath(".#a.yaml").symlink_to("somebody@host.1234")
    assert names(tmp_path) == ["a.yaml"]
    assert yaml_files(tmp_path)[1] == []


def test_endings_in_upper_case_are_read_like_the_others(tmp_path: Path) -> None:
    loaded = read(tmp_path, {"A.YAML": NUMBER, "b.Yml": OTHER})
    assert loaded.desired is not None
    assert list(loaded.desired.numbers) == [74991112233, 74991112244]


def test_a_link_to_a_folder_is_told_and_not_skipped(tmp_path: Path) -> None:
    write(tmp_path, {"here/a.yaml": NUMBER, "there/b.yaml": OTHER})
    (tmp_path / "here" / "branches").symlink_to(tmp_path / "there")
    detail = the_only_trouble(tmp_path / "here", "branches")
    assert "a link to a folder" in detail
    assert LOST in detail
    assert "Put the files there themselves" in detail


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    write(tmp_path, {"there/b.yaml": NUMBER})
    tmp_path.joinpath("here").symlink_to(tmp_path / "there")
    assert load(tmp_path / "here").diagnostics == ()


def test_a_link_to_a_file_of_the_folder_is_read(tmp_path: Path) -> None:
    write(tmp_path, {"here/a.yaml": NUMBER, "here/b.txt": OTHER})
    (tmp_path / "here" / "b.yaml").symlink_to("b.txt")
    loaded = load(tmp_path / "here")
    assert loaded.desired is not None
    assert len(loaded.desired.numbers) == 2


@pytest.mark.parametrize("target", ["../secret.txt", "below/../../secret.txt", "/etc/hostname"])
def test_a_link_out_of_the_folder_is_told_and_never_read(target: str, tmp_path: Path) -> None:
    write(tmp_path, {"here/a.yaml": NUMBER, "here/below/c.txt": "", "secret.txt": "password: not to be quoted\n"})
    (tmp_path / "here" / "b.yaml").symlink_to(target)
    detail = the_only_trouble(tmp_path / "here", "b.yaml")
    assert "leads out of the folder" in detail
    assert "not to be quoted" not in detail


def test_what_has_become_a_pipe_since_the_folder_was_listed_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.yaml")
    text, (problem,) = read_text(tmp_path / "a.yaml")
    assert text is None
    assert "no file any more" in problem.detail


def test_what_has_become_a_folder_or_is_gone_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").mkdir()
    for name in ("a.yaml", "b.yaml"):
        text, (problem,) = read_text(tmp_path / name)
        assert text is None
        assert LOST in problem.detail


def test_a_file_of_more_bytes_than_anybody_reviews_is_told_and_not_read_whole(tmp_path: Path) -> None:
    with (tmp_path / "a.yaml").open("wb") as file:
        file.truncate(10 * MOST_BYTES)
    assert "more than 64 MiB" in the_only_trouble(tmp_path, "a.yaml")


@pytest.mark.parametrize("name", ["b.yaml", "branches"])
def test_a_link_to_what_is_not_there_is_told_since_nobody_can_tell_what_it_was(name: str, tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": NUMBER})
    tmp_path.joinpath(name).symlink_to("nowhere")
    detail = the_only_trouble(tmp_path, name)
    assert "a link to what is not there" in detail
    assert LOST in detail


def test_a_link_to_itself_is_told(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": NUMBER})
    tmp_path.joinpath("loop").symlink_to("loop")
    assert LOST in the_only_trouble(tmp_path, "loop")


def test_a_folder_with_the_name_of_a_yaml_file_is_told(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": NUMBER, "b.yaml/c.yaml": OTHER})
    detail = the_only_trouble(tmp_path, "b.yaml")
    assert "it is a folder" in detail
    assert LOST in detail


def test_a_pipe_with_the_name_of_a_yaml_file_is_told_and_not_waited_for(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": NUMBER})
    os.mkfifo(tmp_path / "b.yaml")
    assert "it is no file" in the_only_trouble(tmp_path, "b.yaml")


def test_a_folder_that_cannot_be_read_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    # Permissions do not stop root, who runs tests in containers; a path too long stops everybody.
    name = "n" * 250
    write(tmp_path, {"a.yaml": NUMBER, "z/b.yaml": OTHER + "  weight: x\n"})
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(4096 // len(name) + 1):
        os.mkdir(name, dir_fd=here)
        below = os.open(name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    loaded = load(tmp_path)
    assert [item.code for item in loaded.diagnostics] == ["unreadable-file", "wrong-type"]
    assert loaded.desired is None
    assert loaded.diagnostics[0].source.file.endswith(name)
    assert (loaded.diagnostics[0].source.line, loaded.diagnostics[0].source.column) == (1, 1)
    assert loaded.diagnostics[0].detail == (f"The folder cannot be read: File name too long. {LOST} Make it readable.")

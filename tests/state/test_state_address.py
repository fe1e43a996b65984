"""State URLs: what each names, and what is refused without being repeated."""

import subprocess
import sys
from pathlib import Path

import pytest

from reconciler.errors import ConfigurationError
from reconciler.state.address import open_backend
from reconciler.state.file import FileBackend
from reconciler.state.git import GitBackend
from reconciler.state.memory import MemoryBackend
from reconciler.state.objects import ObjectBackend
from reconciler.state.postgres import PostgresBackend


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("file:.reconciler/state", "file:work/.reconciler/state"),
        ("FILE:state", "file:work/state"),
        ("file:me@home/state", "file:work/me@home/state"),
        ("file:/var/lib/state", "file:/var/lib/state"),
        ("file:///var/lib/me@home", "file:/var/lib/me@home"),
    ],
)
def test_a_path_is_relative_to_the_directory_of_the_command(url: str, address: str) -> None:
    backend = open_backend(url, directory=Path("work"))
    assert isinstance(backend, FileBackend)
    assert backend.address == address


def test_a_branch_is_one_of_the_repository_of_the_directory(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    backend = open_backend("git:state/record", directory=tmp_path)
    assert isinstance(backend, GitBackend)
    assert backend.address == "git:state/record"


def test_each_memory_url_is_a_new_box() -> None:
    backend = open_backend("memory:", directory=Path())
    assert isinstance(backend, MemoryBackend)
    backend.append([b"1"], after=backend.head())
    assert open_backend("memory:", directory=Path()).read().entries == ()


@pytest.mark.parametrize("url", ["s3://bucket/record", "S3://bucket/record/", "gs://b/r", "az://c/r"])
def test_object_storage_is_named_by_its_bucket_and_a_prefix(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_NAME", "example")
    backend = open_backend(url, directory=Path())
    assert isinstance(backend, ObjectBackend)
    assert backend.address == url.removesuffix("/").replace("S3:", "s3:")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://db.example.com:5433/ops?record=main&sslmode=verify-full",
        "postgresql:///ops?connect_timeout=3&record=main",
        "postgresql://[::1]/ops?record=%D0%B3%D0%BB%D0%B0%D0%B2%D0%BD%D0%B0%D1%8F",
    ],
)
def test_a_database_is_named_with_the_record_in_it(url: str) -> None:
    backend = open_backend(url, directory=Path())
    assert isinstance(backend, PostgresBackend)
    assert backend.address == url


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("s3:bucket/record", "names a bucket and a prefix"),
        ("s3://bucket", "names a bucket and a prefix"),
        ("gs:///record", "names a bucket and a prefix"),
        ("s3://bucket//record", "names a bucket and a prefix"),
        ("s3://bucket/record?versionId=3", "names a bucket and a prefix"),
        ("az://container", "names a container and a prefix"),
        ("postgresql://db/ops", "names no record"),
        ("postgresql://db/ops?record=", "names no record"),
        ("postgresql://db/ops?record=one&record=two", "names no record"),
        ("postgresql://db?record=main", "names no database"),
        ("postgresql://db/ops?record=main&colour=red", "PostgreSQL does not read"),
        ("postgresql://[::1/ops?record=main", "PostgreSQL does not read"),
        ("postgresql://db/ops?record=main#1", "has a # in it"),
        ("postgresql://db/ops?record=a%E2%80%8Bb", "no screen shows"),
        ("postgresql://db/ops?record=%FF", "make no UTF-8"),
    ],
)
def test_an_address_that_lacks_a_part_is_told_what_it_must_name(url: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message) as caught:
        open_backend(url, directory=Path())
    assert "://" in caught.value.advice


@pytest.mark.parametrize(
    ("url", "library", "extra"),
    [
        ("s3://bucket/record", "obstore", "reconciler[objects]"),
        ("postgresql://db/ops?record=main", "psycopg", "reconciler[postgres]"),
    ],
)
def test_without_its_extra_an_address_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, url: str, library: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ConfigurationError, match="needs the extra") as caught:
        open_backend(url, directory=Path())
    assert extra in caught.value.advice


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://olga:hunter2@db/x?record=main",
        "postgresql://hunter2@db/x",
        "postgresql://olga:hun/ter2@db/x",
        "postgresql://db/x?record=main&password=hunter2",
        "postgresql://db/x?record=main&pass%77ord=hunter2",
        "s3://olga:hunter2@bucket/record",
        "https://olga:hunter2@git.example.com/x.git",
        "git:https://olga:hunter2@git.example.com/x.git",
        "git:olga:hunter2@git.example.com/x.git",
        "file://olga:hunter2@host/x",
        "olga:hunter2@host/x",
    ],
)
def test_credentials_are_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(ConfigurationError, match="carries a user or a password") as caught:
        open_backend(url, directory=Path())
    assert "hunter" not in caught.value.message + caught.value.advice
    assert "olga" not in caught.value.message + caught.value.advice


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "does not begin with a kind"),
        ("ghp_abcdef", "does not begin with a kind"),
        ("consul:record", "does not know: “consul:”"),
        ("C:\\state", "does not know: “C:”"),
        ("what ever it is:x", "does not know: what it begins with"),
        ("file:", "names no folder"),
        ("file://", "names no folder"),
        ("file://host/state", "names a host"),
        ("file:a\0b", "zero character"),
        ("memory:name", "takes nothing"),
    ],
)
def test_what_is_no_state_url_is_told_with_what_is_possible(url: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message) as caught:
        open_backend(url, directory=Path())
    assert "file:" in caught.value.advice or "zero" in message
    assert "ghp" not in caught.value.message

"""Object storage: what its objects are, what is not read, and what is wrong with them told in words."""

import obstore
import pytest
from obstore.store import S3Store
from support.boxes import named
from support.s3 import BUCKET, S3Server

from reconciler.errors import ConflictError, DamagedError, NewerFormatError, StateError
from reconciler.state.backend import Position
from reconciler.state.objectlayout import path_of, written
from reconciler.state.objects import ObjectBackend


class Bucket:
    """The objects under a record's prefix, as somebody with the bucket's console can see and change them."""

    def __init__(self, prefix: str) -> None:
        self.url = f"s3://{BUCKET}/{prefix}"
        self._store = S3Store(BUCKET, prefix=prefix, client_options={"allow_http": True})

    def box(self) -> ObjectBackend:
        return ObjectBackend(self.url)

    def paths(self) -> list[str]:
        return sorted(item["path"] for page in obstore.list(self._store) for item in page)

    def put(self, path: str, data: bytes) -> None:
        obstore.put(self._store, path, data)

    def get(self, path: str) -> bytes:
        return bytes(obstore.get(self._store, path).bytes())

    def delete(self, path: str) -> None:
        obstore.delete(self._store, path)


@pytest.fixture
def bucket(s3: S3Server, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    for name, value in s3.environ().items():
        monkeypatch.setenv(name, value)
    return Bucket(named())


def folded(bucket: Bucket) -> Position:
    """Write two objects and fold them."""
    box = bucket.box()
    position = box.append([b"2"], after=box.append([b"1"], after=box.head()))
    return box.compact(b"{}", through=position)


def test_an_append_is_one_object_and_a_compaction_moves_none(bucket: Bucket) -> None:
    folded(bucket)
    assert bucket.paths() == [path_of(1), path_of(2), path_of(3), "snapshot.json"]
    assert bucket.get(path_of(2)).count(b"\n") == 2
    assert bucket.get(path_of(3)).count(b"\n") == 1


def test_what_is_folded_is_history_and_is_not_read(bucket: Bucket) -> None:
    position = folded(bucket)
    box = bucket.box()
    box.append([b"3"], after=position)
    bucket.put(path_of(1), b"spoilt")
    contents = box.read()
    assert (contents.snapshot, contents.entries) == (b"{}", (b"3",))
    with pytest.raises(DamagedError, match=r"journal/0000000001\.jsonl does not match its checksum"):
        list(box.history())


def test_where_folded_objects_were_removed_the_history_begins_later_and_nobody_writes_in_their_place(
    bucket: Bucket,
) -> None:
    stale = bucket.box()
    early = stale.append([b"1"], after=stale.head())
    box = bucket.box()
    position = box.compact(b"{}", through=box.append([b"2"], after=box.head()))
    box.append([b"4"], after=position)
    bucket.delete(path_of(1))
    bucket.delete(path_of(2))
    with pytest.raises(ConflictError):
        stale.append([b"too late"], after=early)
    bucket.delete(path_of(2))
    assert box.read().entries == (b"4",)
    assert list(box.history()) == [b"4"]


def test_a_user_in_the_endpoint_is_not_repeated(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://bob:hunter2@127.0.0.1:9")
    with pytest.raises(StateError, match="cannot be reached") as caught:
        bucket.box().head()
    assert "hunter2" not in caught.value.sentence


def test_a_compaction_that_was_killed_in_the_middle_has_changed_nothing(bucket: Bucket) -> None:
    box = bucket.box()
    position = box.append([b"1"], after=box.head())
    bucket.put(path_of(2), written(2, (), writer="a compaction"))
    with pytest.raises(ConflictError):
        box.append([b"2"], after=position)
    contents = box.read()
    assert (contents.snapshot, contents.entries) == (None, (b"1",))
    box.compact(b"{}", through=box.append([b"2"], after=contents.position))
    assert list(box.history()) == [b"1", b"2"]


def test_a_compaction_that_slept_does_not_put_an_older_snapshot_over_a_newer_one(bucket: Bucket) -> None:
    box = bucket.box()
    position = box.append([b"1"], after=box.head())
    late = bucket.box()
    late.read()
    box.compact(b"newer", through=position)
    with pytest.raises(ConflictError):
        late.compact(b"older", through=position)
    assert box.read().snapshot == b"newer"


@pytest.mark.parametrize(
    ("path", "data", "words"),
    [
        (path_of(1), b"", "does not match its checksum"),
        (path_of(1), b"00000000 0 {}\n", "does not match its checksum"),
        (path_of(1), written(1, [b"1"], writer="w")[:-3], "does not match its checksum"),
        (path_of(1), written(7, [b"1"], writer="w"), "says that it is number 7"),
        ("journal/notes.txt", b"who wrote this?", "is no part of a record"),
        ("snapshot.json", b"{}", "does not match its own checksum"),
    ],
)
def test_an_object_that_is_not_what_was_written_is_named(bucket: Bucket, path: str, data: bytes, words: str) -> None:
    box = bucket.box()
    box.append([b"1"], after=box.head())
    bucket.put(path, data)
    with pytest.raises(DamagedError, match=words) as caught:
        box.read()
    assert f"{bucket.url}/{path}" in caught.value.message


def test_an_object_that_is_missing_from_the_middle_is_named(bucket: Bucket) -> None:
    box = bucket.box()
    box.append([b"2"], after=box.append([b"1"], after=box.head()))
    bucket.delete(path_of(1))
    with pytest.raises(DamagedError, match=r"0000000001\.jsonl is missing"):
        bucket.box().read()


def test_an_object_of_a_newer_version_is_refused(bucket: Bucket) -> None:
    header = b'{"format":2,"segment":1,"writer":"w"}'
    from reconciler.state.frames import frame  # noqa: PLC0415 - for this one line

    bucket.put(path_of(1), frame([header]))
    with pytest.raises(NewerFormatError, match="format 2"):
        bucket.box().read()


def test_a_lock_that_nobody_can_read_is_damage_with_a_way_out(bucket: Bucket) -> None:
    bucket.put("lock.json", b"?")
    with pytest.raises(DamagedError) as caught:
        bucket.box().holder()
    assert "delete the object" in caught.value.advice


def test_a_bucket_that_does_not_exist_is_not_an_empty_record(bucket: Bucket) -> None:
    box = ObjectBackend("s3://no-such-bucket/record")
    for ask in (box.read, box.head, lambda: box.append([b"1"], after=Position("0:0"))):
        with pytest.raises(StateError, match="NoSuchBucket") as caught:
            ask()
        assert "Is the bucket right" in caught.value.advice
    assert bucket.paths() == []

"""Objects in a cloud's storage, as the record uses them: read, create if absent, replace if unchanged, list.

Nothing is ever deleted, so the credentials need no right to delete. The libraries' errors end here.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from reconciler.errors import ConfigurationError, StateError

if TYPE_CHECKING:
    from obstore import UpdateVersion
    from obstore.store import ObjectStore

T = TypeVar("T")

_ANSWER = re.compile(r"<Code>(?P<code>[^<]*)</Code>.*?<Message>(?P<message>[^<]*)</Message>")
_METADATA = "169.254.169.254"
"""Where a cloud's own machines are told their credentials: asked when no variable gives any."""
_QUERY = re.compile(r"\?\S+")
_USER = re.compile(r"//[^/@\s]*@")
LONGEST = 300
"""So many letters of an error of the storage are told."""

ANSWER = timedelta(seconds=20)
TRANSFER = timedelta(minutes=10)
"""As long as a snapshot of very many numbers may take over a slow line."""
LARGE = 1 << 20
"""From so many bytes on, a write is given that time."""
CONNECT = timedelta(seconds=5)
RETRIES = 4
RETRIED_FOR = timedelta(seconds=40)
"""All tries of one request come to an end well before the usual time-to-live of a lock."""

EXTRA = (
    "Install it: pip install 'reconciler[objects]'. It reaches s3:, gs: and az: addresses; file: and git: need nothing."
)
VARIABLES = {
    "s3": "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION, AWS_ENDPOINT_URL",
    "gs": "GOOGLE_APPLICATION_CREDENTIALS or GOOGLE_SERVICE_ACCOUNT",
    "az": "AZURE_STORAGE_ACCOUNT_NAME with AZURE_STORAGE_ACCOUNT_KEY, or AZURE_CLIENT_ID, AZURE_TENANT_ID and"
    " AZURE_FEDERATED_TOKEN_FILE",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """Which version of an object was read; stores tell it by the one or the other."""

    e_tag: str | None
    version: str | None

    def as_mode(self) -> "UpdateVersion":
        """Answer the condition under which only this version is replaced."""
        known: UpdateVersion = {}
        if self.e_tag is not None:
            known["e_tag"] = self.e_tag
        if self.version is not None:
            known["version"] = self.version
        return known


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An object's content and its version."""

    data: bytes
    version: Version


class Storage:
    """The objects under one prefix of a bucket; threads may share it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._kind = url.partition(":")[0]
        self._store = _opened(url, timeout=ANSWER)
        # A read may take long, as long as something arrives; a long write gives no sign before its end.
        self._reads = _opened(url, timeout=TRANSFER, read_timeout=ANSWER)
        self._writes = _opened(url, timeout=TRANSFER)

    def get(self, path: str) -> Found | None:
        """Read an object; None when there is none."""
        import obstore  # noqa: PLC0415 - an extra, imported where it is used

        def ask() -> Found:
            answer = obstore.get(self._reads, path)
            meta = answer.meta
            version = Version(e_tag=meta["e_tag"], version=meta["version"])
            return Found(data=bytes(answer.bytes()), version=version)

        return self._found(ask, doing=f"reading {path}")

    def version(self, path: str) -> Version | None:
        """Ask for an object's version alone; None when there is no object."""
        import obstore  # noqa: PLC0415 - an extra, imported where it is used

        def ask() -> Version:
            meta = obstore.head(self._store, path)
            return Version(e_tag=meta["e_tag"], version=meta["version"])

        return self._found(ask, doing=f"reading {path}")

    def start_of(self, path: str, length: int) -> bytes | None:
        """Read an object's first bytes; None when there is no object."""
        import obstore  # noqa: PLC0415 - an extra, imported where it is used

        return self._found(
            lambda: bytes(obstore.get_range(self._store, path, start=0, length=length)), doing=f"reading {path}"
        )

    def create(self, path: str, data: bytes) -> bool:
        """Make an object that must not be there yet; answer whether it was made by this call."""
        import obstore  # noqa: PLC0415 - an extra, imported where it is used
        from obstore.exceptions import AlreadyExistsError, PreconditionError  # noqa: PLC0415 - see above

        with self._telling(doing=f"writing {path}"):
            try:
                obstore.put(self._for(data), path, data, mode="create", use_multipart=False)
            except (AlreadyExistsError, PreconditionError):
                return False
        return True

    def replace(self, path: str, data: bytes, *, version: Version) -> bool:
        """Replace an object that must still have this version; answer whether it was replaced by this call."""
        import obstore  # noqa: PLC0415 - an extra, imported where it is used
        from obstore.exceptions import AlreadyExistsError, NotFoundError, PreconditionError  # noqa: PLC0415 - see above

        with self._telling(doing=f"writing {path}"):
            try:
                obstore.put(self._for(data), path, data, mode=version.as_mode(), use_multipart=False)
            except (AlreadyExistsError, NotFoundError, PreconditionError):
                return False
        return True

    def names(self, folder: str, *, after: str) -> list[str]:
        """List the objects of a folder whose paths come after one, in the order of their paths."""
        import obstore  # noqa: PLC0415 - an extra, imported where it is used

        with self._telling(doing="listing its objects"):
            pages: Iterator[Sequence[Mapping[str, object]]] = obstore.list(
                self._store, folder, offset=after, chunk_size=1000
            )
            return sorted(str(item["path"]) for page in pages for item in page)

    def _for(self, data: bytes) -> "ObjectStore":
        return self._writes if len(data) > LARGE else self._store

    def _found(self, ask: Callable[[], T], *, doing: str) -> T | None:
        from obstore.exceptions import NotFoundError  # noqa: PLC0415 - an extra, imported where it is used

        with self._telling(doing=doing):
            try:
                return ask()
            except (NotFoundError, FileNotFoundError):
                return None

    @contextmanager
    def _telling(self, *, doing: str) -> Iterator[None]:
        """Turn the library's errors into ours."""
        from obstore import exceptions  # noqa: PLC0415 - an extra, imported where it is used

        try:
            yield
        except (exceptions.PermissionDeniedError, exceptions.UnauthenticatedError, PermissionError) as error:
            raise StateError(
                f"The record {self.url} refuses these credentials ({doing}): {_told(error)}.",
                advice=f"They come from the cloud's own variables ({VARIABLES[self._kind]}) and need the rights to"
                " read, list and write objects under the record's prefix; no right to delete.",
            ) from error
        except (exceptions.BaseError, OSError) as error:
            if _METADATA in str(error):
                raise StateError(
                    f"There are no credentials for the record {self.url}: none of the cloud's variables is set, and"
                    " this machine is none of the cloud's own, which would be given some.",
                    advice=f"Set them: {VARIABLES[self._kind]}.",
                ) from error
            raise StateError(
                f"The record {self.url} cannot be reached ({doing}): {_told(error)}.",
                advice="Is the bucket right, and does this machine reach it? If it was a passing trouble, run the"
                " command again: what was written is known to be whole.",
            ) from error


def _opened(url: str, *, timeout: timedelta, read_timeout: timedelta | None = None) -> "ObjectStore":
    try:
        from obstore import exceptions, store  # noqa: PLC0415 - an extra, imported where it is used
    except ImportError as error:
        raise ConfigurationError(f"The record {url} needs the extra `objects`.", advice=EXTRA) from error
    kind, _, rest = url.partition("://")
    bucket, _, prefix = rest.partition("/")
    try:
        opened: ObjectStore = {"s3": store.S3Store, "gs": store.GCSStore, "az": store.AzureStore}[kind](
            bucket,
            prefix=prefix,
            client_options={
                "timeout": timeout,
                **({"read_timeout": read_timeout} if read_timeout is not None else {}),
                "connect_timeout": CONNECT,
                # The clouds' own addresses have TLS; one without it was written by somebody on purpose.
                "allow_http": True,
            },
            retry_config={"max_retries": RETRIES, "retry_timeout": RETRIED_FOR},
        )
    except (exceptions.BaseError, ValueError, OSError) as error:
        place = "container" if kind == "az" else "bucket"
        raise ConfigurationError(
            f"The record {url} cannot be opened: {_told(error)}.",
            advice=f"Name the {place} and a prefix, and set the cloud's own variables: {VARIABLES[kind]}.",
        ) from error
    return opened


def _told(error: BaseException) -> str:
    """Answer what the storage said, or the library's first sentence; without users and queries: keys may be there."""
    text = " ".join(str(error).partition("Debug source")[0].split())
    said = _ANSWER.search(text)
    words = f"{said['code']}: {said['message']}" if said else text
    return _USER.sub("//…@", _QUERY.sub("?…", words)).rstrip(".: ")[:LONGEST]

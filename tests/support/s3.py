"""A real HTTP server that speaks S3, with conditional writes: moto's, in a process of its own that can be paused."""

import os
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

HOST = "127.0.0.1"
BUCKET = "records"
KEYS = {"AWS_ACCESS_KEY_ID": "example", "AWS_SECRET_ACCESS_KEY": "example-secret", "AWS_REGION": "us-east-1"}
SIGNED = "AWS4-HMAC-SHA256 Credential=example/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Server:
    """A server with one empty bucket, as a client has to know it; `port` may be that of something in front of it."""

    process: subprocess.Popen[str]
    port: int

    def environ(self) -> dict[str, str]:
        """Answer the cloud's own variables that lead here."""
        return {**KEYS, "AWS_ENDPOINT_URL": f"http://{HOST}:{self.port}"}

    def behind(self, port: int) -> "S3Server":
        """Answer the same server reached through another port."""
        return replace(self, port=port)

    def pause(self) -> None:
        """Let it answer nothing; connections to it stay."""
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self.process.send_signal(signal.SIGCONT)


@contextmanager
def s3_server() -> Iterator[S3Server]:
    """Run a server while the block runs; it keeps what it holds in memory."""
    process = subprocess.Popen(
        [sys.executable, __file__], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=_environ()
    )
    try:
        assert process.stdout is not None
        server = S3Server(process=process, port=int(process.stdout.readline()))
        request = urllib.request.Request(f"http://{HOST}:{server.port}/{BUCKET}", method="PUT")
        request.add_header("Authorization", SIGNED)
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - our own server
            assert answer.status == 200
        yield server
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _environ() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "COVERAGE_"))}


def one_at_a_time(app: Callable[..., Iterable[bytes]]) -> Callable[..., list[bytes]]:
    """Make one step of each request, as a cloud's conditional writes are; moto looks and writes in two."""
    guard = threading.Lock()

    def serve(environ: Mapping[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        with guard:
            return [b"".join(app(environ, start_response))]

    return serve


def _serve() -> None:
    # Only the server's own process needs them, and they take a second to import.
    from moto.moto_server.werkzeug_app import (  # noqa: PLC0415
        DomainDispatcherApplication,
        create_backend_app,
    )
    from werkzeug.serving import make_server  # noqa: PLC0415

    server = make_server(HOST, 0, one_at_a_time(DomainDispatcherApplication(create_backend_app)), threaded=True)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    _serve()

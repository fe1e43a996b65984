"""The real world as the workflows want it: clock, ids, randomness, environment, who runs this and where."""

import getpass
import os
import random
import secrets
import socket
import time
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from reconciler.cli.interruption import Interruption
from reconciler.state.lock import process_lives
from reconciler.workflows.surroundings import Surroundings


def surroundings(interruption: Interruption) -> Surroundings:
    """Answer the world of this process."""
    return Surroundings(
        environ=os.environ,
        directory=Path(),
        now=lambda: datetime.now(UTC),
        monotonic=time.monotonic,
        sleep=time.sleep,
        alive=process_lives,
        new_id=lambda: str(uuid.uuid4()),
        new_key=secrets.token_bytes,
        randomness=random.SystemRandom(),
        stop=interruption.stop,
        owner=owner(os.environ),
        host=socket.gethostname(),
        pid=os.getpid(),
        run_url=run_url(os.environ),
    )


def owner(environ: Mapping[str, str]) -> str:
    """Answer who runs this: the person whom the pipeline names, or the user of this machine."""
    for name in ("GITHUB_ACTOR", "GITLAB_USER_LOGIN"):
        if environ.get(name):
            return environ[name]
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "somebody"


def run_url(environ: Mapping[str, str]) -> str | None:
    """Answer where this pipeline's run can be looked at, or None outside the pipelines we know."""
    if environ.get("GITHUB_RUN_ID"):
        server = environ.get("GITHUB_SERVER_URL", "https://github.com")
        return f"{server}/{environ.get('GITHUB_REPOSITORY', '')}/actions/runs/{environ['GITHUB_RUN_ID']}"
    return environ.get("CI_JOB_URL")

"""Threads for calls, each application's own."""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from reconciler.model.identifiers import ApplicationName


@contextmanager
def pools(
    applications: Iterable[ApplicationName], concurrency: int
) -> Iterator[Mapping[ApplicationName, ThreadPoolExecutor]]:
    """Give each application threads of its own, so that a slow one does not take the places of another."""
    made = {name: ThreadPoolExecutor(max_workers=concurrency, thread_name_prefix="call") for name in applications}
    try:
        yield made
    except BaseException:
        # Whoever asked twice to stop does not wait for the calls that are under way.
        for pool in made.values():
            pool.shutdown(wait=False, cancel_futures=True)
        raise
    for pool in made.values():
        pool.shutdown()

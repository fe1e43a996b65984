"""How cost grows with size: a law about the shape of an algorithm, whatever the speed of the machine."""

from collections.abc import Callable

TIMES = 4
"""How much larger the larger input is: what grows with the square then costs 16 times as much, and not 4 times."""

MOST = 8.0
"""The cost of the larger input as a multiple, half way (as factors go) between the two."""

LEAST_SECONDS = 0.02
"""Costs below this are lost among what a machine does besides."""

TRIES = 4


def superlinear(cost: Callable[[int], float], *, start: int = 250, largest: int = 4000) -> str | None:
    """Answer what tells that a cost in CPU seconds grows faster than its input, or nothing if it does not.

    The input grows from `start` until its cost can be measured. One measurement that fits is enough: whatever else
    goes on in a machine makes the larger input dearer, and hardly ever cheaper.
    """
    size = start
    while cost(size) < LEAST_SECONDS and size < largest:
        size *= 2
    tried: list[tuple[float, float]] = []
    for _ in range(TRIES):
        once, larger = cost(size), cost(TIMES * size)
        if larger <= MOST * max(once, LEAST_SECONDS):
            return None
        tried.append((once, larger))
    return f"{size} and {TIMES} times as many cost {tried} s"

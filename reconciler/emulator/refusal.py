"""The refusal: why a request is answered with an error instead of being done."""

from __future__ import annotations


class RefusalError(Exception):
    """A request is refused with this status and text."""

    def __init__(self, status: int, text: str, *, retry_after: int | None = None) -> None:
        super().__init__(text)
        self.status = status
        self.text = text
        self.retry_after = retry_after

"""What any provider's answer says by HTTP alone: whether to try again, after how long, and the JSON in it."""

from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import orjson

TRANSIENT = frozenset({408, 425, 429})
BROKEN = 500


def is_transient(status: int) -> bool:
    """Tell whether the same call may succeed a little later."""
    return status in TRANSIENT or status >= BROKEN


def json_object(response: httpx.Response) -> dict[str, Any] | None:
    """Answer the body if it is a JSON object, else None."""
    try:
        body = orjson.loads(response.content)
    except orjson.JSONDecodeError:
        return None
    return body if isinstance(body, dict) else None


def retry_after(response: httpx.Response, now: datetime) -> float | None:
    """Answer how many seconds the provider asks to wait, given in seconds or as a date; None if it does not ask.

    A date is one of the provider's clock, and so is the answer's own `Date`: ours (`now`) may be wrong, or jump, and is
    used only where there is none.
    """
    value = response.headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    moment = _date(value)
    if moment is None:
        return None  # no date that anybody could wait for
    return max(0.0, (moment - (_date(response.headers.get("Date", "")) or now)).total_seconds())


def _date(text: str) -> datetime | None:
    """Read an HTTP date; None where it is none, or one without its zone."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError, TypeError):
        return None
    return moment if moment.tzinfo else None

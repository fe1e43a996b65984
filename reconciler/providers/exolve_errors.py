"""What MTS Exolve refuses, translated: which of our errors an answer means, in words that tell what to do.

Source: the provider's error pages as docs/provider.md sums them up: `{"error": "text"}`, seen live also as
`{"error": {"message": "text"}}`, and plain text for a wrong path.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import orjson

from reconciler.errors import CallFailedError, CallRefusedError, ProviderError, UnauthorizedError, WrongAddressError

LONGEST = 300
TRANSIENT = frozenset({408, 425, 429})
OK, MULTIPLE, BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, NOT_FOUND, TOO_MANY, BROKEN = 200, 300, 400, 401, 403, 404, 429, 500

ADVICE: Mapping[str, str] = {
    "missing in the application": "Does the number belong to another application? See `application` in its declaration"
    " and the web cabinet.",
    "number has sip": "The number is bound to a SIP ID, which excludes forwarding. Unbind it in the web cabinet.",
    "activate": "The service is not activated for this application. Activate it in the web cabinet.",
    "unknown field": "The provider does not know this field; was it marked `undocumented-field`?",
}


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


def error_text(response: httpx.Response, redact: Callable[[str], str]) -> str:
    """Answer what an error says, whichever of the known shapes it has: without secrets, bounded, on one line."""
    body = json_object(response)
    text: object = None
    if body is not None:
        error = body.get("error")
        text = error.get("message") if isinstance(error, dict) else error
        text = text or body.get("message")
    whole = text if isinstance(text, str) and text else response.text
    # Secrets are taken out first: the bound might leave half of one.
    words = " ".join(redact(whole).split())
    return words if len(words) <= LONGEST else words[:LONGEST] + "…"


def error_of(response: httpx.Response, text: str) -> ProviderError:
    """Answer the error that an answer other than 200 means; `text` is its text without secrets."""
    status = response.status_code
    said = f"Exolve answered {status}: {text}" if text else f"Exolve answered {status} without a word"
    if status == UNAUTHORIZED:
        return UnauthorizedError(said, advice="The application's API key is wrong or revoked; see `api_key_env`.")
    if status == NOT_FOUND and json_object(response) is None:
        return WrongAddressError(said, advice="The address is wrong: see EXOLVE_BASE_URL.")
    if is_transient(status):
        # A gateway may answer 5xx after the call took effect; 429 is said before anything is done.
        return CallFailedError(said, may_have_happened=status >= BROKEN)
    if MULTIPLE <= status < BAD_REQUEST:
        return CallRefusedError(f"{said} (a redirect, which is not followed)", advice="See EXOLVE_BASE_URL.")
    advice = next((advice for words, advice in ADVICE.items() if words in text.lower()), "")
    return CallRefusedError(said, advice=advice)


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

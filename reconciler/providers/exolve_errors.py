"""What MTS Exolve refuses, translated: which of our errors an answer means, in words that tell what to do.

Source: the provider's error pages as docs/provider.md sums them up: `{"error": "text"}`, seen live also as
`{"error": {"message": "text"}}`, and plain text for a wrong path.
"""

from collections.abc import Callable, Mapping

import httpx

from reconciler.errors import CallFailedError, CallRefusedError, ProviderError, UnauthorizedError, WrongAddressError
from reconciler.providers.http_answers import BROKEN, is_transient, json_object

LONGEST = 300
OK, MULTIPLE, BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, NOT_FOUND, TOO_MANY = 200, 300, 400, 401, 403, 404, 429

ADVICE: Mapping[str, str] = {
    "missing in the application": "Does the number belong to another application? See `application` in its declaration"
    " and the web cabinet.",
    "number has sip": "The number is bound to a SIP ID, which excludes forwarding. Unbind it in the web cabinet.",
    "activate": "The service is not activated for this application. Activate it in the web cabinet.",
    "unknown field": "The provider does not know this field; was it marked `undocumented-field`?",
}


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

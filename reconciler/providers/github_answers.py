"""What GitHub's answers say: comments, issues, pull requests, approvals, how long to wait, and why it refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from reconciler.errors import CallFailedError, CallRefusedError, ProviderError, UnauthorizedError, WrongAddressError
from reconciler.providers.http_answers import json_object, retry_after

LIMITED = frozenset({403, 429})
NEEDS = {
    "comments": "`permissions: pull-requests: write` (for issues: `issues: write`)",
    "issues": "`permissions: issues: write`",
    "pulls": "`permissions: pull-requests: read`",
    "approvals": "`permissions: actions: read`",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment on an issue or a pull request; `is_person` tells that a person's account wrote it, and no app."""

    id: int
    author: str
    body: str
    url: str
    is_person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An issue that is open; `is_person` tells that a person's account opened it, and no app."""

    number: int
    author: str
    title: str
    body: str
    url: str
    is_person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """A pull request that a commit belongs to; `merged_as` is the commit that its merge made, if it was merged."""

    number: int
    merged_as: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Somebody's answer to a run that waited for an environment."""

    by: str
    approved: bool
    environments: frozenset[str]


def comment_in(data: Mapping[str, Any]) -> Comment:
    """Read a comment."""
    return Comment(
        id=int(data["id"]),
        author=author_in(data),
        body=_text(data, "body"),
        url=_text(data, "html_url"),
        is_person=_is_person(data),
    )


def issue_in(data: Mapping[str, Any]) -> Issue | None:
    """Read an issue; None for a pull request, which GitHub lists among them."""
    if data.get("pull_request") is not None:
        return None
    return Issue(
        number=int(data["number"]),
        author=author_in(data),
        title=_text(data, "title"),
        body=_text(data, "body"),
        url=_text(data, "html_url"),
        is_person=_is_person(data),
    )


def pull_in(data: Mapping[str, Any]) -> Pull:
    """Read a pull request."""
    is_merged = data.get("merged_at") is not None
    return Pull(number=int(data["number"]), merged_as=_text(data, "merge_commit_sha") if is_merged else None)


def approval_in(data: Mapping[str, Any]) -> Approval:
    """Read an approval or rejection."""
    user = data.get("user") or {}
    return Approval(
        by=str(user.get("login", "")),
        approved=data.get("state") == "approved",
        environments=frozenset(str(one.get("name")) for one in data.get("environments") or ()),
    )


def author_in(data: Mapping[str, Any]) -> str:
    """Answer who wrote something, as `login_of` writes it; nobody where the account is gone."""
    return login_of(str((data.get("user") or {}).get("login", "")))


def _is_person(data: Mapping[str, Any]) -> bool:
    return (data.get("user") or {}).get("type") == "User"


def login_of(login: str) -> str:
    """Answer a login as it is compared: without case. That of an app ends with `[bot]`, which no person's can."""
    return login.lower()


def asked_wait(response: httpx.Response, now: datetime) -> float | None:
    """Answer how many seconds a refusal asks to wait; None where it is not about how many requests there were."""
    if response.status_code not in LIMITED:
        return None
    told = retry_after(response, now)
    if told is not None:
        return told
    reset = response.headers.get("x-ratelimit-reset", "")
    if response.headers.get("x-ratelimit-remaining") == "0" and reset.isascii() and reset.isdigit():
        return max(0.0, float(reset) - now.timestamp()) + 1.0
    # Without a header GitHub's own advice is to wait a minute.
    return 60.0 if response.status_code == 429 or "rate limit" in message_in(response).lower() else None  # noqa: PLR2004


def error_of(response: httpx.Response, what: str, message: str, *, kind: str) -> ProviderError:
    """Answer why a request for `what` was refused, and what to do about it; `kind` names the permission it needs."""
    said = f": {message}" if message else ""
    words = f"GitHub refused to {what} ({response.status_code}{said})"
    match response.status_code:
        case 401:
            return UnauthorizedError(
                "GitHub does not accept the token.",
                advice="Set GITHUB_TOKEN again; in a workflow: ${{ github.token }}.",
            )
        case 403:
            return CallRefusedError(
                words,
                advice=f"The token may not do that: the job needs {NEEDS[kind]}. The token of a fork's pull request"
                " never may.",
            )
        case 404 | 410:
            return CallRefusedError(
                words,
                advice=f"Is GITHUB_REPOSITORY right, does the number exist, and may the token see it ({NEEDS[kind]})?",
            )
        case status if 300 <= status < 400:  # noqa: PLR2004 - redirects
            return WrongAddressError(words, advice="Is GITHUB_API_URL right, and was the repository renamed?")
        case _:
            return CallRefusedError(words)


def unusable(what: str) -> ProviderError:
    """Answer the error of an answer that is not what GitHub writes."""
    return CallFailedError(
        f"something answered, when it was asked to {what}, that is not GitHub's.", advice="Is GITHUB_API_URL right?"
    )


def message_in(response: httpx.Response) -> str:
    """Answer GitHub's own words for a refusal, with those about single fields."""
    body = json_object(response) or {}
    errors = body.get("errors")
    details = [
        str(one.get("message") or f"{one.get('field')} {one.get('code')}") if isinstance(one, dict) else str(one)
        for one in (errors if isinstance(errors, list) else ())
    ]
    return "; ".join(filter(None, (str(body.get("message") or ""), *details)))


def _text(data: Mapping[str, Any], name: str) -> str:
    return str(data.get(name) or "")

"""The client of GitHub: comments, issues, the pull requests of a commit, and who approved a run.

A request is tried again where nothing can have happened; one that makes something new is not once it was sent, since it
may have been made: whoever runs the command again finds it.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote

import httpx
import orjson
import tenacity

from reconciler.errors import CallFailedError, CallRefusedError, ConfigurationError, NoAnswerError, ProviderError
from reconciler.providers.connections import Connections, checked_address, connections
from reconciler.providers.github_answers import (
    Approval,
    Comment,
    Issue,
    Pull,
    approval_in,
    asked_wait,
    comment_in,
    error_of,
    issue_in,
    login_of,
    message_in,
    pull_in,
    unusable,
)
from reconciler.providers.http_answers import is_transient
from reconciler.providers.patience import AgainError, Patience
from reconciler.providers.redaction import Redaction

API_URL = "https://api.github.com"
Transport = httpx.BaseTransport
API_VERSION = "2022-11-28"
REPOSITORY = re.compile(r"[A-Za-z0-9._-]+/[A-Za-z0-9._-]+")
NEXT = re.compile(r'<([^>]+)>\s*;[^,]*\brel="next"')
WHO = "query { viewer { login } }"
ENTERPRISE = "/api/v3"
T = TypeVar("T")
Reader = Callable[[Mapping[str, Any]], T]
GONE = frozenset({404, 410})
"""What is to be deleted may be: by the try before, whose answer was lost, or by somebody else."""
MOST_PAGES = 100
"""Ten thousand comments or issues; whatever goes on behind that goes in a circle."""


@dataclass(slots=True, kw_only=True)
class GitHub:
    """A client for one repository; one thread uses it, as a context manager.

    `assumed` is as whom the token is taken to write where GitHub does not tell.
    """

    token: str
    api_url: str
    repository: str
    now: Callable[[], datetime]
    sleep: Callable[[float], object]
    randomness: random.Random
    assumed: str | None = None
    patience: Patience = field(default_factory=Patience)
    transport: httpx.BaseTransport | None = None
    _address: httpx.URL = field(init=False)
    _connections: Connections = field(init=False)
    _redact: Redaction = field(init=False)

    def __post_init__(self) -> None:
        if not REPOSITORY.fullmatch(self.repository):
            raise ConfigurationError("GITHUB_REPOSITORY is not set, or not OWNER/NAME.")
        if not self.token.isascii() or not self.token.isprintable() or " " in self.token:
            raise ConfigurationError("the value of GITHUB_TOKEN is not a token.", advice="Set it again.")
        self._address = checked_address(self.api_url, variable="GITHUB_API_URL", usual=API_URL)
        self._redact = Redaction([self.token])
        own = self.transport
        self._connections = connections(1, self._address) if own is None else Connections(1, lambda: own)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connections.close()

    def viewer(self) -> str | None:
        """Answer as whom the token writes, in the form of an author; None where nobody tells.

        By GraphQL, because REST tells it to people alone: it refuses the question of an app, such as a workflow's own.
        Whether GraphQL answers every app is not documented.
        """
        what = "tell whose token this is"
        try:
            response = self._call("POST", self._graphql(), what, kind="comments", body={"query": WHO})
            return login_of(str(orjson.loads(response.content)["data"]["viewer"]["login"]))
        except (CallRefusedError, orjson.JSONDecodeError, KeyError, TypeError):
            return self.assumed

    def comments(self, number: int) -> tuple[Comment, ...]:
        """Answer the comments of an issue or pull request, oldest first."""
        what = f"list the comments of #{number}"
        found = self._listed(comment_in, f"issues/{number}/comments", what, kind="comments")
        return tuple(sorted(found, key=lambda one: one.id))

    def create_comment(self, number: int, body: str) -> Comment:
        """Write a new comment."""
        path, what = f"issues/{number}/comments", f"comment on #{number}"
        return self._one(comment_in, "POST", path, what, kind="comments", body={"body": body})

    def update_comment(self, comment: Comment, body: str) -> None:
        """Write a comment anew."""
        path, what = f"issues/comments/{comment.id}", "change a comment"
        self._one(comment_in, "PATCH", path, what, kind="comments", body={"body": body})

    def delete_comment(self, comment: Comment) -> None:
        """Take a comment away."""
        self._call("DELETE", self._url(f"issues/comments/{comment.id}"), "delete a comment", kind="comments")

    def open_issues(self) -> Iterator[Issue]:
        """Yield the open issues, newest first."""
        found = self._listed(issue_in, "issues", "list the issues", kind="issues", query="state=open&")
        return (issue for issue in found if issue is not None)

    def open_issue(self, title: str, body: str) -> Issue:
        """Open an issue."""
        content, what = {"title": title, "body": body}, "open an issue"
        issue = self._one(issue_in, "POST", "issues", what, kind="issues", body=content)
        if issue is None:
            raise unusable(what)
        return issue

    def update_issue(self, issue: Issue, title: str, body: str) -> None:
        """Write an issue anew."""
        content, what = {"title": title, "body": body}, f"change #{issue.number}"
        self._one(issue_in, "PATCH", f"issues/{issue.number}", what, kind="issues", body=content)

    def close_issue(self, issue: Issue) -> None:
        """Close an issue, as done."""
        content, what = {"state": "closed", "state_reason": "completed"}, f"close #{issue.number}"
        self._one(issue_in, "PATCH", f"issues/{issue.number}", what, kind="issues", body=content)

    def pulls_of(self, commit: str) -> tuple[Pull, ...]:
        """Answer the pull requests to which a commit belongs."""
        path, what = f"commits/{quote(commit, safe='')}/pulls", "list the pull requests of a commit"
        return tuple(self._listed(pull_in, path, what, kind="pulls"))

    def approvals(self, run: int) -> tuple[Approval, ...]:
        """Answer who let a run into an environment, or refused."""
        path, what = f"actions/runs/{run}/approvals", "tell who approved this run"
        return tuple(self._listed(approval_in, path, what, kind="approvals"))

    def _url(self, path: str) -> httpx.URL:
        return httpx.URL(f"{str(self._address).rstrip('/')}/repos/{self.repository}/{path}")

    def _graphql(self) -> httpx.URL:
        base = str(self._address).rstrip("/")
        return httpx.URL(
            f"{base.removesuffix(ENTERPRISE)}/api/graphql" if base.endswith(ENTERPRISE) else f"{base}/graphql"
        )

    def _listed(self, read: Reader[T], path: str, what: str, *, kind: str, query: str = "") -> Iterator[T]:
        """Yield the entries of a list, page by page."""
        url: httpx.URL | None = self._url(f"{path}?{query}per_page=100")
        for _ in range(MOST_PAGES):
            if url is None:
                return
            response = self._call("GET", url, what, kind=kind)
            yield from _entries(read, response, what)
            url = self._following(response)
        raise unusable(what)

    def _following(self, response: httpx.Response) -> httpx.URL | None:
        """Answer the next page; the token goes to no other host."""
        found = NEXT.search(response.headers.get("Link", ""))
        url = httpx.URL(found[1]) if found else None
        return (
            url
            if url is not None and (url.scheme, url.netloc) == (self._address.scheme, self._address.netloc)
            else None
        )

    def _one(self, read: Reader[T], method: str, path: str, what: str, *, kind: str, body: object) -> T:
        entries = _entries(read, self._call(method, self._url(path), what, kind=kind, body=body), what)
        if len(entries) != 1:
            raise unusable(what)
        return entries[0]

    def _call(self, method: str, url: httpx.URL, what: str, *, kind: str, body: object = None) -> httpx.Response:
        """Make one request with all its tries."""
        tries = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(AgainError),
            stop=self.patience.is_over,
            wait=lambda state: self.patience.wait(state, self.randomness),
            sleep=lambda seconds: _slept(self.sleep, seconds),
            reraise=True,
        )
        try:
            for attempt in tries:
                with attempt:
                    return self._once(self._request(method, url, body), what, kind=kind)
        except AgainError as again:
            raise again.error from again
        raise AssertionError("tenacity ends with an answer or an error")

    def _request(self, method: str, url: httpx.URL, body: object) -> httpx.Request:
        headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {self.token}",
            "User-Agent": "reconciler",
            "X-GitHub-Api-Version": API_VERSION,
        }
        content = None if body is None else orjson.dumps(body)
        if content is not None:
            headers["Content-Type"] = "application/json"
        timeout = httpx.Timeout(self.patience.answer, connect=self.patience.connect)
        return httpx.Request(method, url, headers=headers, content=content, extensions={"timeout": timeout.as_dict()})

    def _once(self, request: httpx.Request, what: str, *, kind: str) -> httpx.Response:
        try:
            response = self._connections.send(request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
            words = self._redact(f"GitHub cannot be reached: {error}")
            raise AgainError(CallFailedError(words, advice="Is GITHUB_API_URL right?")) from error
        except httpx.HTTPError as error:
            raise _unanswered(request, f"no answer came ({type(error).__name__})", what) from error
        if response.is_success or (request.method == "DELETE" and response.status_code in GONE):
            return response
        message = self._redact(message_in(response))
        wait = asked_wait(response, self.now())
        if wait is not None:
            raise AgainError(_limited(what, wait), wait, is_throttled=True)
        if is_transient(response.status_code):
            raise _unanswered(request, f"it answered {response.status_code}", what)
        raise error_of(response, what, message, kind=kind)


def _unanswered(request: httpx.Request, why: str, what: str) -> Exception:
    """Answer the error of a request that was sent: one that makes something new may have made it."""
    if request.method == "POST" and not request.url.path.endswith("/graphql"):
        return NoAnswerError(
            f"GitHub was asked to {what}, and {why}.", advice="Run it again: what was written is found and not doubled."
        )
    return AgainError(CallFailedError(f"GitHub was asked to {what}, and {why}."))


def _limited(what: str, wait: float) -> ProviderError:
    return CallFailedError(
        f"GitHub takes no more requests for {wait:.0f} s, and was asked to {what}.", advice="Run it again after that."
    )


def _entries(read: Reader[T], response: httpx.Response, what: str) -> list[T]:
    """Answer what an answer holds: the entries of a list, or the one that it is."""
    try:
        body = orjson.loads(response.content)
        return [read(one) for one in (body if isinstance(body, list) else [body])]
    except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise unusable(what) from error


def _slept(sleep: Callable[[float], object], seconds: float) -> None:
    sleep(seconds)

"""A small stand-in for GitHub's API: comments, issues, the pull requests of a commit, who approved a run."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from reconciler.emulator.server import running

REPOSITORY = "acme/calls"
BOT = "github-actions[bot]"
MAY = {
    "comments": {"pull-requests", "issues"},
    "issues": {"issues"},
    "pulls": {"pull-requests"},
    "approvals": {"actions"},
}
"""Which permission of a token lets it at what."""


@dataclass(slots=True, kw_only=True)
class Token:
    """As whom a token writes, and what it may: `issues: write`, `pull-requests: read` …"""

    login: str = BOT
    permissions: dict[str, str] = field(default_factory=dict)

    def may(self, kind: str, *, write: bool) -> bool:
        granted = {self.permissions.get(name) for name in MAY[kind]}
        return "write" in granted or (not write and "read" in granted)


@dataclass(slots=True, kw_only=True)
class GitHubWorld:
    """What there is; a test reads and writes it, and the calls that were made."""

    url: str = ""
    tokens: dict[str, Token] = field(default_factory=dict)
    comments: list[dict[str, Any]] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    pulls: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    approvals: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    page: int = 100
    tells_viewer: bool = True
    refused: set[str] = field(default_factory=set)

    @property
    def writes(self) -> list[tuple[str, str]]:
        """Answer the calls that change something."""
        return [(method, path) for method, path in self.calls if method != "GET" and path != "/graphql"]

    def bodies(self, number: int) -> list[str]:
        """Answer the comments of an issue or pull request."""
        return [one["body"] for one in self.comments if one["number"] == number]

    def comment(self, number: int, body: str, login: str = BOT) -> dict[str, Any]:
        """Write a comment as somebody."""
        made = {"id": 1000 + len(self.comments), "number": number, "body": body, "user": _user(login)}
        made["html_url"] = f"https://github.example/{REPOSITORY}/issues/{number}#issuecomment-{made['id']}"
        self.comments.append(made)
        return made

    def issue(self, title: str, body: str, login: str = BOT) -> dict[str, Any]:
        """Open an issue as somebody."""
        number = 1 + len(self.issues)
        made = {"number": number, "title": title, "body": body, "state": "open", "user": _user(login)}
        made["html_url"] = f"https://github.example/{REPOSITORY}/issues/{number}"
        self.issues.append(made)
        return made

    def merge(self, number: int, commit: str) -> None:
        """Let a pull request have been merged as a commit."""
        pull = {"number": number, "merged_at": "2026-07-25T12:00:00Z", "merge_commit_sha": commit}
        self.pulls.setdefault(commit, []).append(pull)

    def approve(self, run: str, environment: str, *, by: str = "olga", state: str = "approved") -> None:
        """Let somebody answer for an environment."""
        answer = {"state": state, "comment": "", "environments": [{"name": environment}], "user": _user(by)}
        self.approvals.setdefault(run, []).append(answer)


@contextmanager
def github() -> Iterator[GitHubWorld]:
    """Serve the stand-in on a loopback socket while the block runs."""
    world = GitHubWorld()
    with running(_app(world)) as url:
        world.url = url
        yield world


def _user(login: str) -> dict[str, str]:
    return {"login": login, "type": "Bot" if login.endswith("[bot]") else "User"}


def _app(world: GitHubWorld) -> Starlette:
    async def answered(request: Request) -> Response:
        world.calls.append((request.method, request.url.path))
        header = request.headers.get("authorization", "")
        token = world.tokens.get(header.removeprefix("Bearer "))
        if token is None:
            return JSONResponse({"message": "Bad credentials"}, 401)
        body = json.loads(await request.body() or b"{}")
        if request.url.path == "/graphql":
            if not world.tells_viewer:
                refused = {"type": "FORBIDDEN", "message": "Resource not accessible by integration"}
                return JSONResponse({"data": None, "errors": [refused]})
            return JSONResponse({"data": {"viewer": {"login": token.login}}})
        path = request.path_params["path"].split("/")
        return _Answer(world, token, request, body).of(path)

    everything = ["GET", "POST", "PATCH", "DELETE"]
    repository = f"/repos/{REPOSITORY}/{{path:path}}"
    return Starlette(
        routes=[
            Route("/graphql", answered, methods=["POST"]),
            Route(repository, answered, methods=everything),
        ]
    )


@dataclass(slots=True)
class _Answer:
    world: GitHubWorld
    token: Token
    request: Request
    body: dict[str, Any]

    def of(self, path: list[str]) -> Response:
        write = self.request.method != "GET"
        match path:
            case ["issues", number, "comments"]:
                return self._allowed("comments", write, lambda: self._of_issue(int(number)))
            case ["issues", "comments", id_]:
                return self._allowed("comments", write, lambda: self._comment(int(id_)))
            case ["issues"]:
                return self._allowed("issues", write, self._issues)
            case ["issues", number]:
                return self._allowed("issues", write, lambda: self._issue(int(number)))
            case ["commits", commit, "pulls"]:
                return self._allowed("pulls", write, lambda: self._paged(self.world.pulls.get(commit, [])))
            case ["actions", "runs", run, "approvals"]:
                return self._allowed("approvals", write, lambda: self._paged(self.world.approvals.get(run, [])))
            case _:
                return JSONResponse({"message": "Not Found"}, 404)

    def _allowed(self, kind: str, write: bool, answer: Any) -> Response:  # noqa: FBT001
        if kind in self.world.refused or not self.token.may(kind, write=write):
            return JSONResponse({"message": "Resource not accessible by integration"}, 403)
        body = self.body.get("body", "")
        if len(body) > 65_536:
            return JSONResponse({"message": "Validation Failed", "errors": ["body is too long"]}, 422)
        answered: Response = answer()
        return answered

    def _of_issue(self, number: int) -> Response:
        if self.request.method == "POST":
            return JSONResponse(self.world.comment(number, self.body["body"], self.token.login), 201)
        return self._paged([one for one in self.world.comments if one["number"] == number])

    def _comment(self, id_: int) -> Response:
        found = next((one for one in self.world.comments if one["id"] == id_), None)
        if found is None:
            return JSONResponse({"message": "Not Found"}, 404)
        if self.request.method == "DELETE":
            self.world.comments.remove(found)
            return Response(status_code=204)
        found.update(self.body)
        return JSONResponse(found)

    def _issues(self) -> Response:
        if self.request.method == "POST":
            return JSONResponse(self.world.issue(self.body["title"], self.body["body"], self.token.login), 201)
        wanted = self.request.query_params.get("state", "open")
        return self._paged([one for one in reversed(self.world.issues) if one["state"] == wanted])

    def _issue(self, number: int) -> Response:
        found = next((one for one in self.world.issues if one["number"] == number), None)
        if found is None:
            return JSONResponse({"message": "Not Found"}, 404)
        found.update(self.body)
        return JSONResponse(found)

    def _paged(self, entries: list[dict[str, Any]]) -> Response:
        size = min(int(self.request.query_params.get("per_page", "30")), self.world.page)
        page = int(self.request.query_params.get("page", "1"))
        shown = entries[(page - 1) * size : page * size]
        headers = {}
        if page * size < len(entries):
            following = self.request.url.include_query_params(page=page + 1)
            headers["Link"] = f'<{self.request.url}>; rel="first", <{following}>; rel="next"'
        return JSONResponse(shown, headers=headers)

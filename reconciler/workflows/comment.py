"""Comment: keep the one comment of a pull request, or the one issue about drift, and read there what was reviewed.

What is ours is told by a hidden marker at the very beginning *and* by who wrote it: anybody can write a marker, and
what somebody else wrote is never changed, deleted or believed.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from reconciler.errors import ConfigurationError
from reconciler.providers.github import API_URL, GitHub, Transport
from reconciler.providers.github_answers import Comment, Issue
from reconciler.providers.patience import Patience
from reconciler.reports.markdown.splitting import split
from reconciler.workflows.surroundings import Surroundings

MOST_BYTES = 65_536
"""GitHub takes so many characters in a comment or an issue; as many bytes are never more."""
MOST_COMMENTS = 10
"""Nobody reads more of them, and GitHub slows down who writes many."""
REST = "\n**This is not all of it:** {count} before the last {are} in the run's artifact alone.\n"
REST_BYTES = 200
PLAN = "plan"
DRIFT = "drift"
MARKER = re.compile(r"<!-- reconciler:(?P<kind>[a-z]+)(?: digest=(?P<digest>[0-9a-z]+))?[^>\n]*-->")
OF_WORKFLOWS = "github-actions[bot]"
"""As whom the token of a workflow writes."""
GITHUB_PATIENCE = Patience(total=240.0, longest_wait=120.0)
"""Its secondary limits ask for a minute."""


class Done(StrEnum):
    """What became of one comment or issue."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DELETED = "deleted"
    CLOSED = "closed"
    NOTHING = "nothing to close"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was done to a comment or an issue, and where it is."""

    done: Done
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """The pull request that was merged as a commit, and the digest that its comment showed; None where none did."""

    number: int
    digest: str | None


@contextmanager
def github(
    surroundings: Surroundings, *, patience: Patience = GITHUB_PATIENCE, transport: Transport | None = None
) -> Iterator[GitHub]:
    """Make the client that the environment describes; `patience` and `transport` are for tests."""
    environ = surroundings.environ
    token = environ.get("GITHUB_TOKEN", "").strip()
    if not token:
        raise ConfigurationError(
            "GITHUB_TOKEN is not set.", advice="In a workflow: `env: {GITHUB_TOKEN: ${{ github.token }}}`."
        )
    with GitHub(
        token=token,
        api_url=surroundings.address("GITHUB_API_URL", API_URL),
        repository=environ.get("GITHUB_REPOSITORY", ""),
        now=surroundings.now,
        sleep=surroundings.stop.wait,
        randomness=surroundings.randomness,
        assumed=OF_WORKFLOWS if environ.get("GITHUB_ACTIONS") == "true" else None,
        patience=patience,
        transport=transport,
    ) as client:
        yield client


def on_pull(client: GitHub, number: int, text: str) -> list[Written]:
    """Keep the one comment of a pull request as a text has it; what is too long goes on in further ones."""
    kind = _kind(text, PLAN)
    return _kept(client, number, _ours(client, number, kind), _parts(text, kind))


def as_issue(client: GitHub, title: str, text: str) -> list[Written]:
    """Open the one issue, or keep the one that is open as a text has it; what is too long goes on in its comments."""
    kind = _kind(text, DRIFT)
    body, *rest = _parts(text, kind)
    issue = _open_issue(client, kind)
    if issue is None:
        issue, done = client.open_issue(title, body), Done.CREATED
    elif issue.title == title and _same(issue.body, body):
        done = Done.UNCHANGED
    else:
        client.update_issue(issue, title, body)
        done = Done.UPDATED
    told = Written(done=done, url=issue.url)
    return [told, *_kept(client, issue.number, _ours(client, issue.number, kind), rest)]


def close_issue(client: GitHub, text: str) -> list[Written]:
    """Close the one issue if it is open, and say there why."""
    issue = _open_issue(client, _kind(text, DRIFT))
    if issue is None:
        return [Written(done=Done.NOTHING)]
    client.create_comment(issue.number, split(_unmarked(text), MOST_BYTES)[0])
    client.close_issue(issue)
    return [Written(done=Done.CLOSED, url=issue.url)]


def reviewed(client: GitHub, commit: str) -> Reviewed | None:
    """Answer what was reviewed before a commit came to be; None where no pull request was merged as it."""
    pulls = [pull for pull in client.pulls_of(commit) if pull.merged_as == commit]
    if not pulls:
        return None
    number = pulls[0].number
    ours = _ours(client, number, PLAN)
    found = MARKER.match(ours[0].body) if ours else None
    digest = found["digest"] if found else None
    return Reviewed(number=number, digest=None if digest == "none" else digest)


def approved_by(client: GitHub, run: int, environment: str) -> tuple[str, ...]:
    """Answer who let a run into an environment; nobody where anybody has refused it."""
    answers = [answer for answer in client.approvals(run) if environment in answer.environments]
    if not all(answer.approved for answer in answers):
        return ()
    return tuple(dict.fromkeys(answer.by for answer in answers))


def _kept(client: GitHub, number: int, ours: Sequence[Comment], parts: Sequence[str]) -> list[Written]:
    """Bring our comments to these parts, in their order."""
    told: list[Written] = []
    for comment, part in zip(ours, parts, strict=False):
        is_same = _same(comment.body, part)
        if not is_same:
            client.update_comment(comment, part)
        told.append(Written(done=Done.UNCHANGED if is_same else Done.UPDATED, url=comment.url))
    new = parts[len(ours) :]
    told += [Written(done=Done.CREATED, url=client.create_comment(number, part).url) for part in new]
    for comment in ours[len(parts) :]:
        client.delete_comment(comment)
        told.append(Written(done=Done.DELETED, url=comment.url))
    return told


def _ours(client: GitHub, number: int, kind: str) -> list[Comment]:
    viewer = client.viewer()
    return [one for one in client.comments(number) if _is_by(viewer, one) and _kind(one.body, "") == kind]


def _open_issue(client: GitHub, kind: str) -> Issue | None:
    """Answer our open issue; the oldest, should there be several."""
    viewer = client.viewer()
    found = [one for one in client.open_issues() if _is_by(viewer, one) and _kind(one.body, "") == kind]
    return min(found, key=lambda issue: issue.number, default=None)


def _is_by(viewer: str | None, one: Comment | Issue) -> bool:
    """Tell whether something is ours; where nobody tells as whom we write, what an app wrote is, and no person's.

    An app writes only where somebody who administers the repository has let it. What has no author any more, because
    the account is gone, nobody else can change.
    """
    return one.author in {viewer, ""} if viewer is not None else not one.is_person


def _kind(text: str, otherwise: str) -> str:
    found = MARKER.match(text)
    return found["kind"] if found else otherwise


def _unmarked(text: str) -> str:
    found = MARKER.match(text)
    return text[found.end() :].lstrip("\n") if found else text


def _parts(text: str, kind: str) -> tuple[str, ...]:
    """Answer the comments that a text makes, each with the marker by which it is found again.

    Of very many the first ones and the last, which says against what a plan stands; and that there are more.
    """
    whole = text if MARKER.match(text) else f"<!-- reconciler:{kind} -->\n{text}"
    parts = split(whole, MOST_BYTES)
    if len(parts) <= MOST_COMMENTS:
        return parts
    parts = split(whole, MOST_BYTES - REST_BYTES)
    *first, cut = parts[: MOST_COMMENTS - 1]
    left_out = len(parts) - MOST_COMMENTS
    count, are = ("1 part", "is") if left_out == 1 else (f"{left_out} parts", "are")
    return (*first, cut + REST.format(count=count, are=are), parts[-1])


def _same(there: str, here: str) -> bool:
    """Tell whether a text is there already; GitHub may write its line breaks otherwise."""
    return there.replace("\r\n", "\n").strip() == here.strip()

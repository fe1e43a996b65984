"""The client of GitHub: what it asks, how long it waits, what it never does twice, and what a refusal says to do."""

import json
import random
from dataclasses import dataclass, field

import httpx
import pytest
from support.exolve import Script, Step, answer, told
from support.time import Clock, Stop

from reconciler.errors import (
    CallFailedError,
    CallRefusedError,
    ConfigurationError,
    NoAnswerError,
    UnauthorizedError,
    WrongAddressError,
)
from reconciler.providers.github import GitHub
from reconciler.providers.github_answers import Comment
from reconciler.providers.patience import Patience

TOKEN = "ghs_5d1c9e7a44b1"
COMMENT = {"id": 7, "user": {"login": "github-actions[bot]", "type": "Bot"}, "body": "text", "html_url": "https://x/7"}
THERE = Comment(id=7, author="github-actions[bot]", body="text", url="https://x/7")


@dataclass
class Talk:
    """A client with its script of answers and the time it lives in."""

    script: Script
    api_url: str = "https://api.github.example"
    repository: str = "acme/calls"
    token: str = TOKEN
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.stop = Stop(self.clock)
        self.client = GitHub(
            token=self.token,
            api_url=self.api_url,
            repository=self.repository,
            now=self.clock.now,
            sleep=self.stop.wait,
            randomness=random.Random(7),  # noqa: S311 - dice, not a secret
            patience=Patience(tries=4, total=240, longest_wait=120),
            transport=self.script,
        )


def talk(*steps: Step, api_url: str = "https://api.github.example") -> Talk:
    return Talk(Script(*steps), api_url)


def test_comments_are_read_page_by_page_and_the_token_goes_to_no_other_host() -> None:
    following = (
        '<https://api.github.example/repositories/1/issues/12/comments?page=2>; rel="next", <https://x>; rel="last"'
    )
    elsewhere = '<https://elsewhere.example/?page=3>; rel="next"'
    line = talk(answer(200, [COMMENT], Link=following), answer(200, [{**COMMENT, "id": 3}], Link=elsewhere))
    assert [one.id for one in line.client.comments(12)] == [3, 7]
    first, second = line.script.requests
    assert str(first.url) == "https://api.github.example/repos/acme/calls/issues/12/comments?per_page=100"
    assert first.headers["Authorization"] == f"Bearer {TOKEN}"
    assert second.url.params["page"] == "2"


def test_pages_that_go_round_in_a_circle_come_to_an_end() -> None:
    again = '<https://api.github.example/repos/acme/calls/issues/12/comments>; rel="next"'
    with pytest.raises(CallFailedError, match="not GitHub's"):
        talk(answer(200, [COMMENT], Link=again)).client.comments(12)


def test_a_comment_is_made_changed_and_deleted() -> None:
    line = talk(answer(201, COMMENT), answer(200, COMMENT), answer(204))
    assert line.client.create_comment(12, "text") == THERE
    line.client.update_comment(THERE, "other")
    line.client.delete_comment(THERE)
    assert [(one.method, one.url.path.removeprefix("/repos/acme/calls")) for one in line.script.requests] == [
        ("POST", "/issues/12/comments"),
        ("PATCH", "/issues/comments/7"),
        ("DELETE", "/issues/comments/7"),
    ]
    assert json.loads(line.script.requests[1].content) == {"body": "other"}


@pytest.mark.parametrize(
    ("refusal", "waits"),
    [
        (answer(429, {"message": "slow down"}, Retry_After="17"), 17),
        (answer(403, {"message": "You have exceeded a secondary rate limit"}), 60),
        (answer(403, {}, X_RateLimit_Remaining="0", X_RateLimit_Reset="1784980842"), 43),
        (answer(403, {"message": "abuse"}, Retry_After="5"), 5),
    ],
)
def test_a_limit_is_waited_for_as_long_as_github_asks(refusal: httpx.Response, waits: float) -> None:
    line = talk(refusal, answer(201, COMMENT))
    assert line.client.create_comment(12, "text") == THERE, "it was refused, so that nothing is doubled"
    assert line.stop.waits == [waits]


def test_a_limit_that_lasts_longer_than_the_patience_is_told_and_not_waited_for() -> None:
    line = talk(answer(429, {}, Retry_After="3600"))
    with pytest.raises(CallFailedError, match="no more requests for 3600 s"):
        line.client.comments(12)
    assert line.stop.waits == []


@pytest.mark.parametrize("lost", [httpx.ReadTimeout("nothing"), answer(502, "<html>")])
def test_what_makes_something_new_is_not_sent_again_once_it_was_sent(lost: Step) -> None:
    line = talk(lost, answer(201, COMMENT))
    with pytest.raises(NoAnswerError) as caught:
        line.client.create_comment(12, "text")
    assert len(line.script.requests) == 1
    assert "Run it again" in caught.value.advice
    line = talk(lost, answer(200, COMMENT))
    line.client.update_comment(THERE, "other")
    assert len(line.script.requests) == 2, "a change is the same the second time"


def test_what_is_gone_already_needs_no_deleting() -> None:
    line = talk(answer(502, "<html>"), answer(404, {"message": "Not Found"}))
    line.client.delete_comment(THERE)
    assert len(line.script.requests) == 2


def test_what_did_not_leave_is_tried_again_and_then_given_up() -> None:
    line = talk(httpx.ConnectError("refused"), answer(201, COMMENT))
    assert line.client.create_comment(12, "text") == THERE
    line = talk(httpx.ConnectError("refused"))
    with pytest.raises(CallFailedError, match="cannot be reached"):
        line.client.comments(12)
    assert len(line.script.requests) == 4


@pytest.mark.parametrize(
    ("status", "error", "advice"),
    [
        (401, UnauthorizedError, "github.token"),
        (403, CallRefusedError, "`permissions: pull-requests: write`"),
        (404, CallRefusedError, "GITHUB_REPOSITORY"),
        (301, WrongAddressError, "GITHUB_API_URL"),
        (422, CallRefusedError, ""),
    ],
)
def test_a_refusal_says_what_to_do_and_never_tells_the_token(status: int, error: type[Exception], advice: str) -> None:
    line = talk(answer(status, {"message": f"no {TOKEN}", "errors": [{"field": "body", "code": "too_long"}]}))
    with pytest.raises(error) as caught:
        line.client.create_comment(12, "text")
    assert advice in getattr(caught.value, "advice", "")
    assert TOKEN not in told(caught.value)
    if status == 422:
        assert "body too_long" in str(caught.value)


def test_an_answer_that_is_not_githubs_is_told() -> None:
    for body in ("<html>login</html>", "[1, 2]", '[{"id": "none"}]', '[{"id": 1, "user": 5}]', "{}"):
        with pytest.raises(CallFailedError, match="not GitHub's"):
            talk(answer(200, body)).client.comments(12)
    with pytest.raises(CallFailedError, match="not GitHub's"):
        talk(answer(200, [])).client.create_comment(12, "text")


@pytest.mark.parametrize("step", [answer(200, {"errors": [{"message": "no"}]}), answer(404, {}), answer(200, "<html>")])
def test_that_nobody_tells_as_whom_the_token_writes_is_no_error(step: Step) -> None:
    assert talk(step).client.viewer() is None


@pytest.mark.parametrize(
    ("api_url", "graphql"),
    [
        ("https://api.github.example", "https://api.github.example/graphql"),
        ("https://git.example/api/v3/", "https://git.example/api/graphql"),
    ],
)
def test_an_app_and_a_person_of_the_same_name_are_told_apart(api_url: str, graphql: str) -> None:
    app = {"data": {"viewer": {"login": "github-actions[bot]"}}}
    person = {"data": {"viewer": {"login": "GitHub-Actions"}}}
    line = talk(answer(200, app), answer(200, person), api_url=api_url)
    assert line.client.viewer() == THERE.author
    assert line.client.viewer() == "github-actions"
    assert str(line.script.requests[0].url) == graphql


def test_pull_requests_are_no_issues() -> None:
    issue = {"number": 3, "title": "Drift", "body": None, "user": None, "html_url": "https://x/3"}
    line = talk(answer(200, [{**issue, "number": 4, "pull_request": {}}, issue]))
    assert [(one.number, one.author, one.body) for one in line.client.open_issues()] == [(3, "", "")]


def test_the_environment_is_checked_before_anything_is_asked() -> None:
    with pytest.raises(ConfigurationError, match="GITHUB_REPOSITORY"):
        Talk(Script(answer(200)), repository="acme")
    with pytest.raises(ConfigurationError, match="GITHUB_TOKEN"):
        Talk(Script(answer(200)), token="two words")
    with pytest.raises(ConfigurationError, match="GITHUB_API_URL"):
        Talk(Script(answer(200)), api_url="api.github.com")

"""Pull requests: every step of their workflow executed, against a scratch repository and a stand-in for GitHub."""

from support.actions import stories_of_plans as stories


def test_a_pull_request_is_opened_updated_and_merged() -> None:
    stories.opened_updated_merged()


def test_mistakes_are_annotated_and_told_in_the_comment() -> None:
    stories.mistakes()


def test_a_fork_without_secrets_gets_its_validation_and_no_comment() -> None:
    stories.a_fork()


def test_the_action_plans_for_another_repository() -> None:
    stories.another_repository()

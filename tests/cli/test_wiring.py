"""Who runs this, and where it can be looked at: told by the pipeline, else by the machine."""

import getpass

from reconciler.cli.interruption import Interruption
from reconciler.cli.wiring import owner, run_url, surroundings


def test_the_pipeline_names_who_runs_it() -> None:
    assert owner({"GITHUB_ACTOR": "petrova", "GITLAB_USER_LOGIN": "ivanov"}) == "petrova"
    assert owner({"GITLAB_USER_LOGIN": "ivanov"}) == "ivanov"


def test_outside_of_a_pipeline_it_is_the_user_of_the_machine() -> None:
    assert owner({}) == getpass.getuser()


def test_a_run_of_a_pipeline_has_an_address() -> None:
    github = {"GITHUB_RUN_ID": "7", "GITHUB_REPOSITORY": "company/telephony"}
    assert run_url(github) == "https://github.com/company/telephony/actions/runs/7"
    own = {**github, "GITHUB_SERVER_URL": "https://git.example.com"}
    assert run_url(own) == "https://git.example.com/company/telephony/actions/runs/7"
    assert run_url({"CI_JOB_URL": "https://gitlab.example.com/jobs/7"}) == "https://gitlab.example.com/jobs/7"
    assert run_url({}) is None


def test_each_run_has_an_id_and_each_record_a_key_of_its_own() -> None:
    world = surroundings(Interruption())
    assert world.new_id() != world.new_id()
    assert len({world.new_key(32), world.new_key(32)}) == 2
    assert world.alive(world.pid)
    assert world.now().tzinfo is not None

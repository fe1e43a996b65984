"""Right keys at wrong levels, and wrong keys: what each was meant for."""

import itertools
from typing import Any

import pytest

from reconciler.loader.levels import TOP_LEVEL, WRAPPERS, Model, guess, guess_default, guess_section, means_data_object
from reconciler.model import declared, settings
from reconciler.model.declared import NumberDeclaration
from reconciler.model.forwarding import DATA_OBJECT

NUMBER_TREE: tuple[Model, ...] = (
    declared.NumberDeclaration,
    declared.CallForwardingNumber,
    declared.CallControl,
    declared.CallForwardingIpcr,
    declared.CallForwardingStatic,
    declared.CallForwardingSip,
)
SETTINGS_TREE: tuple[Model, ...] = (
    settings.Settings,
    settings.Application,
    settings.Limits,
    settings.Apply,
    settings.State,
)


@pytest.mark.parametrize(
    ("key", "model"),
    [
        (key, here)
        for tree in (NUMBER_TREE, SETTINGS_TREE)
        for here, other in itertools.permutations(tree, 2)
        for key in other.model_fields
        if key not in here.model_fields
    ],
)
def test_a_key_of_another_level_is_answered_with_its_place_or_with_one_that_is_near(key: str, model: Any) -> None:
    found = guess(key, model)
    assert (found.key is not None) is found.advice.startswith(" Did you mean '")
    assert found.key in {None, *model.model_fields}
    assert found.key or found.advice.startswith(" It belongs into ")


@pytest.mark.parametrize("key", TOP_LEVEL)
def test_a_section_below_the_top_belongs_there(key: str) -> None:
    for model in (*NUMBER_TREE, *SETTINGS_TREE):
        assert guess(key, model).advice == " It belongs to the top of a file."
    assert guess_default(key, ("labels",)).belongs


@pytest.mark.parametrize("key", ["number_code", "timeout", "timezone", "api_key_env"])
def test_a_key_at_the_top_belongs_into_a_section(key: str) -> None:
    assert guess_section(key, TOP_LEVEL).belongs


@pytest.mark.parametrize("key", ["call_forwarding_url", "callForwardingSip", "call_forwarding_statik", *WRAPPERS])
def test_a_misspelt_data_object_is_known_as_one(key: str) -> None:
    assert key not in DATA_OBJECT.values()
    assert means_data_object(key)


@pytest.mark.parametrize("key", ["number", "timeout", "status_name", "x"])
def test_other_keys_are_no_data_object(key: str) -> None:
    assert not means_data_object(key)


def test_of_what_no_model_describes_nothing_is_guessed() -> None:
    assert guess("number_code", None).advice == ""
    assert guess("колонка", NumberDeclaration) == guess("колонка", None)

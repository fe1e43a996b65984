"""Lets a failed assertion within a story say what it compared."""

import pytest

pytest.register_assert_rewrite("support.actions")

"""All rows of the loader's table."""

import itertools

from support.cases import checks, defaults, meaning, settings, shape, timed, values, yaml_text
from support.cases.case import Case

CASES: tuple[Case, ...] = tuple(
    itertools.chain.from_iterable(
        table.CASES for table in (yaml_text, shape, values, meaning, defaults, settings, timed, checks)
    )
)

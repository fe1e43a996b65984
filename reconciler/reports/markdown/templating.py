"""The templates of Markdown reports: whatever they put out is a value made harmless, unless it was written by us."""

import re
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reconciler.reports.markdown.escaping import plain, value

CODE = re.compile(r"`([^`\n]+)`")
GAPS = re.compile(r"\n{3,}")
"""What sections that are not there leave behind; no value has an end of a line in it."""


def rendered(name: str, **context: Any) -> str:  # noqa: ANN401 - what a template is given can be anything
    """Answer a packaged template filled with values."""
    text = _templates().get_template(name).render(context)
    return GAPS.sub("\n\n", text).strip("\n") + "\n"


def code(text: str) -> Markup:
    """Answer a value of a file or of the provider, to stand beside words of our own."""
    return Markup(value(text))  # noqa: S704 - it is made harmless


def words(text: str) -> Markup:
    """Answer words of our own in which nothing marks up, but for what stands between backticks."""
    around, *quoted = (plain(part) for part in CODE.split(text))
    inner = "".join(f"<code>{part}</code>" if index % 2 == 0 else part for index, part in enumerate(quoted))
    return Markup(around + inner)  # noqa: S704 - see above


def put(found: object) -> Markup:
    """Answer what a template puts out of a value: counts and what is marked up by us as they are, texts as code."""
    if hasattr(found, "__html__") or isinstance(found, int):
        return Markup(found)  # noqa: S704 - see above
    return code(str(found))


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("reconciler.reports.markdown"),
        autoescape=True,
        finalize=put,  # comes before Jinja's own escaping, which knows HTML alone
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters = {"words": words}  # of Jinja's own, some put texts together and escape them as HTML
    return made

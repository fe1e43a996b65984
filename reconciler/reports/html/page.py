"""The frame of every page: one file whose policy lets a browser fetch nothing and run nothing but what is ours."""

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from reconciler.model.diagnostics import Source
from reconciler.reports.harmless import harmless
from reconciler.reports.html.embedding import Clean, as_it_is, lying_in

STYLE = "page.css"
MOST_LETTERS = 400
"""Of a longer value the beginning is told."""
MOST_OF_A_PATH = 120


def page(
    template: str,
    *,
    scripts: Sequence[str] = (),
    data: object = None,
    clean: Clean = as_it_is,
    **values: object,
) -> str:
    """Answer a page from a template, its style and scripts within; `data` lies in it as JSON for the scripts.

    `clean` takes the secrets out of data that is packed.
    """
    style, script = _asset(STYLE), Markup("\n").join(map(_asset, scripts))
    return _ENVIRONMENT.get_template(template).render(
        style=style,
        script=script,
        policy=_policy(style, script),
        data=lying_in(data, clean) if data is not None else None,
        **values,
    )


def place(source: Source) -> str:
    """Answer where something is declared, of a long path the end."""
    file = source.file if len(source.file) <= MOST_OF_A_PATH else f"…{source.file[-MOST_OF_A_PATH:]}"
    return f"{harmless(file)}:{source.line}"


def escaped(text: str) -> str:
    """Answer a text as a page writes it between its tags."""
    return str(escape(text))


def _asset(name: str) -> Markup:
    """Answer a style or a script of our own, to stand in the page as it is."""
    text, _, _ = _LOADER.get_source(_ENVIRONMENT, name)
    return Markup(text.strip())  # noqa: S704 - it is our own file


def _policy(style: str, script: str) -> str:
    """Answer the policy: nothing is fetched from anywhere, and only these very texts are used."""
    script_source = f"'sha256-{_digest(script)}'" if script else "'none'"
    sources = ("default-src 'none'", f"style-src 'sha256-{_digest(style)}'", f"script-src {script_source}")
    return "; ".join((*sources, "connect-src 'none'", "base-uri 'none'", "form-action 'none'"))


def _digest(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()


_LOADER = PackageLoader("reconciler.reports.html")
_ENVIRONMENT = Environment(
    loader=_LOADER,
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)

"""Values made harmless for Markdown: nothing in them marks up, links, mentions or ends a cell.

A value stands in `<code>`, where GitHub and GitLab look for no mentions and no references, and every character that
Markdown gives a meaning is written as an entity, which also holds within the cell of a table.
"""

from reconciler.reports.harmless import harmless

MEANING = {ord(character): f"&#{ord(character)};" for character in "&<>|`@*_[]#~\\!:$\"'"}
LINKED = ("www.", "www&#46;")
"""What the dialects take for an address without a colon in it."""


def plain(text: str) -> str:
    """Answer a text without any mark-up in it, for a heading or a sentence of our own."""
    return harmless(text).translate(MEANING).replace(*LINKED)


def value(text: str) -> str:
    """Answer a value of a file or of the provider as code."""
    return f"<code>{plain(text)}</code>" if text else ""


def fenced(text: str, language: str) -> str:
    """Answer a text as a block of code that nothing in it can end; what hides or turns text is written out."""
    lines = [harmless(line) for line in text.splitlines()]
    longest = max((len(run) for line in lines for run in _runs(line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}{language}", *lines, fence])


def folded(summary: str, inner: str) -> str:
    """Answer what is shown once somebody asks for it."""
    return f"<details><summary>{summary}</summary>\n\n{inner}\n\n</details>"


def _runs(line: str) -> list[str]:
    return [run for run in "".join(each if each == "`" else " " for each in line).split() if run]

"""Values made harmless for Markdown: nothing in them marks up, links, mentions or ends a cell.

A value stands in `<code>`, where GitHub and GitLab look for no mentions and no references, and every character that
Markdown gives a meaning is written as an entity, which also holds within the cell of a table.
"""

import re

from reconciler.reports.harmless import harmless

MEANING = {ord(character): f"&#{ord(character)};" for character in "&<>|*_[]#~\\!$\"'`"}
MEANING[ord("@")] = "&#64;<!---->"
"""An address of e-mail is looked for when the entities are read already; the comment keeps its halves apart."""
COLON = re.compile(r":(?! )")
"""Before a space it begins no address and no picture, and sentences stay legible."""
LINKED = re.compile(r"www\.", re.IGNORECASE)
"""What the dialects take for an address without a colon in it."""


def plain(text: str) -> str:
    """Answer a text without any mark-up in it, for a heading or a sentence of our own."""
    marked = harmless(text).translate(MEANING)
    return LINKED.sub(lambda found: f"{found.group()[:3]}&#46;", COLON.sub("&#58;", marked))


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

"""A file as its layout needs it: nodes in the order in which they stand, each with the comments that belong to it.

Lines above something are texts in order: a comment from its '#' on, or "" for a blank line.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

from reconciler.loader.scalars import TAG


@dataclass(slots=True, kw_only=True)
class Properties:
    """What may stand before a node: `&anchor` and `!!tag`."""

    anchor: str | None = None
    tag: str | None = None

    @property
    def properties(self) -> str:
        """The anchor and the tag as they are written, or ""."""
        anchor = f"&{self.anchor}" if self.anchor else ""
        tag = self.tag.replace(TAG, "!!", 1) if self.tag else ""
        return f"{anchor} {tag}" if anchor and tag else anchor + tag


@dataclass(slots=True, kw_only=True)
class Block:
    """A block scalar: its indicators (`|-`, `>2`) and its lines, with no indentation but what is part of the text.

    Where `keeps_end` is true, blank lines below them would be part of the text too.
    """

    indicators: str
    lines: list[str]
    keeps_end: bool


@dataclass(slots=True, kw_only=True)
class Scalar(Properties):
    """A text, number, boolean or null; `style` is how it is written: '"', "'", "|", ">", or "" for plain."""

    value: str
    style: str = ""
    block: Block | None = None


@dataclass(slots=True, kw_only=True)
class Alias:
    """A repetition of what has this anchor."""

    anchor: str


@dataclass(slots=True, kw_only=True)
class Slot:
    """One key with its value, or one item of a list, and the comments that move with it.

    `after_head` stands behind the colon or the dash when the value begins on a later line, `between` on the lines
    before that value, and `beside` behind the value; behind the indicators, if it is a block scalar.
    """

    key: "Scalar | Alias | None"
    value: "Node"
    above: list[str] = field(default_factory=list)
    after_head: str | None = None
    between: list[str] = field(default_factory=list)
    beside: str | None = None


@dataclass(slots=True, kw_only=True)
class Collection(Properties):
    """A mapping or a list: in blocks, in brackets on one line (`is_flow`), or in brackets over several (`is_spread`).

    `opening` stands beside the opening bracket; `closing` are the lines behind the last slot.
    """

    is_mapping: bool
    is_flow: bool
    is_spread: bool = False
    slots: list[Slot] = field(default_factory=list)
    opening: str | None = None
    closing: list[str] = field(default_factory=list)


Node: TypeAlias = Scalar | Alias | Collection


@dataclass(slots=True, kw_only=True)
class Document:
    """A whole file: what stands before the line `---` and beside it, above the root, the root, and below it."""

    root: Node | None = None
    version: str | None = None
    is_explicit: bool = False
    before: list[str] = field(default_factory=list)
    beside_start: str | None = None
    above: list[str] = field(default_factory=list)
    beside: str | None = None
    below: list[str] = field(default_factory=list)

"""A text to the tree of its layout: the events tell the nodes, the margins what stands around them.

To whom a comment belongs:

* beside something on its line, to that;
* on a line of its own, to the key or item that follows;
* on a line of its own at the end of a mapping or list, to that end, if it is indented like it or deeper.
"""

from collections.abc import Iterator

from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    MappingStartEvent,
    ScalarEvent,
)

from reconciler.loader.events import Event
from reconciler.loader.layout.margins import Comment, Margins, header_of, scanned
from reconciler.loader.layout.tree import Alias, Block, Collection, Document, Node, Scalar, Slot

INDENTATION = 2
ABOVE_ALL = -1
RARE_LINE_ENDS = frozenset("\x85\u2028\u2029")


def tree_of(text: str) -> Document:
    """Answer the tree of a text in which the reading of YAML finds nothing wrong; its line ends are line feeds."""
    return _Reader(*scanned(text)).document()


class _Reader:
    """Walks over events and comments side by side; a comment is taken once, by the first that it belongs to."""

    def __init__(self, events: list[Event], margins: Margins) -> None:
        self._margins = margins
        self._events = events
        self._at = 1  # the first is the stream's start
        self._comments = margins.comments
        self._taken = 0

    def document(self) -> Document:
        """Read everything."""
        document = Document()
        if isinstance(self._events[self._at], DocumentStartEvent):
            self._start(document, self._next())
            self._root(document)
        document.below = self._above(len(self._margins.text), blank_above=None)
        return document

    def _start(self, document: Document, event: Event) -> None:
        if event.explicit:
            document.is_explicit = True
            document.version = ".".join(map(str, event.version)) if event.version else None
            document.before = self._above(event.end_mark.index - len("---"), blank_above=event.start_mark.index)
            document.beside_start = self._beside(event.end_mark.index)

    def _root(self, document: Document) -> None:
        event = self._events[self._at]
        if isinstance(event, ScalarEvent) and event.start_mark.index == event.end_mark.index:
            return
        is_bare_block = _is_block(event) and event.anchor is None and event.tag is None
        if not is_bare_block:
            document.above = self._above(event.start_mark.index, blank_above=event.start_mark.index)
        document.root = self._node(ABOVE_ALL)
        document.beside = self._behind(document.root)
        if is_bare_block and isinstance(document.root, Collection):
            _part_header(document, document.root.slots[0])

    def _node(self, outside: int) -> Node:
        """Read one node in a collection whose column is `outside`."""
        event = self._next()
        if isinstance(event, AliasEvent):
            return Alias(anchor=str(event.anchor))
        tag = None if event.tag is None else str(event.tag)
        if isinstance(event, ScalarEvent):
            scalar = Scalar(value=event.value, style=event.style or "", anchor=event.anchor, tag=tag)
            if scalar.style in {"|", ">"}:
                scalar.block = self._block(event)
            return scalar
        collection = Collection(
            is_mapping=isinstance(event, MappingStartEvent),
            is_flow=bool(event.flow_style),
            anchor=event.anchor,
            tag=tag,
        )
        if collection.is_flow or collection.properties:
            collection.opening = self._beside(event.start_mark.index)
        if collection.is_flow:
            self._fill_flow(collection, event)
        else:
            self._fill_block(collection, outside)
        return collection

    def _fill_block(self, collection: Collection, outside: int) -> None:
        column = outside
        while not self._has_ended():
            start = self._events[self._at].start_mark.index
            head = self._margins.key_at(start) if collection.is_mapping else self._margins.dash_before(start)
            slot = Slot(key=None, value=Alias(anchor=""), above=self._above(head, blank_above=head))
            if not collection.slots:
                column = self._margins.column(head)
            self._fill(slot, collection, column, head)
            collection.slots.append(slot)
        # The dashes of a list may stand right below its key: a comment there belongs to the key that follows.
        collection.closing = self._above(
            self._next().start_mark.index, blank_above=None, column=max(column, outside + 1)
        )

    def _fill_flow(self, collection: Collection, start: Event) -> None:
        line, taken = start.end_mark.line, self._taken
        while not self._has_ended():
            event = self._events[self._at]
            blank = event.start_mark.index if event.start_mark.line > line else None
            slot = Slot(key=None, value=Alias(anchor=""), above=self._above(event.start_mark.index, blank_above=blank))
            self._fill(slot, collection, ABOVE_ALL, event.start_mark.index)
            collection.slots.append(slot)
            line = self._events[self._at - 1].end_mark.line
        end = self._next()
        collection.closing = self._above(end.start_mark.index, blank_above=None)
        # A pair without brackets, as in `[a: b]`, ends where the next token begins.
        has_bracket = end.end_mark.index > end.start_mark.index
        has_comment = collection.opening is not None or self._taken > taken
        collection.is_spread = has_comment or (end.end_mark.line if has_bracket else line) > start.start_mark.line

    def _fill(self, slot: Slot, collection: Collection, column: int, head: int) -> None:
        """Read a slot from its key, or from behind its dash, to the comment beside its value."""
        if collection.is_mapping:
            key = self._node(column)
            assert not isinstance(key, Collection)  # noqa: S101 - the reading of YAML refuses such keys
            slot.key = key
            head = self._events[self._at - 1].end_mark.index
        if collection.is_mapping or not collection.is_flow:
            slot.after_head = self._beside(head)
        event = self._events[self._at]
        begin = event.start_mark.index
        is_empty = isinstance(event, ScalarEvent) and event.end_mark.index == begin
        if not is_empty and not _is_block(event) and self._has_comment_before(begin):
            slot.between = self._above(begin, blank_above=begin)
        slot.value = self._node(column)
        slot.beside = self._behind(slot.value)
        _settle(slot, is_empty=is_empty)

    def _block(self, event: Event) -> Block | None:
        """Answer a block scalar's own lines; None where they show nothing, or have rare line ends."""
        text, end = self._margins.text, event.end_mark.index
        start = self._margins.blocks[end]
        header, begin = header_of(text, start)
        lines = text[begin:end].split("\n")
        indentation, kept = _first_indentation(lines), _first_indentation(event.value.split("\n"))
        if indentation is None or kept is None or RARE_LINE_ENDS & set(text[start:end]):
            return None
        lines = [line[indentation - kept :] for line in lines]
        while not lines[-1]:
            lines.pop()
        first = next(filter(None, lines))
        digit = str(INDENTATION) if first[0] in " \t" or any(map(str.isdigit, header)) else ""
        end_lines = len(event.value) - len(event.value.rstrip("\n"))
        # Without a line end the file ended in this text, which the layout's own line end must not lengthen.
        chomping = "".join(sign for sign in header if sign in "+-") if end_lines else "-"
        keeps_end = chomping == "+"
        lines += [""] * (end_lines - 1) if keeps_end else []
        return Block(header=f"{header[0]}{digit}{chomping}", lines=lines, keeps_end=keeps_end)

    def _above(self, offset: int, *, blank_above: int | None, column: int = 0) -> list[str]:
        """Take the comments before an offset, on from a column, as lines, with a blank one where the author had one.

        `blank_above` is the offset of what follows the lines and may have a blank line above it.
        """
        lines: list[str] = []
        for comment in self._pending(offset, column):
            self._taken += 1
            if comment.has_line and self._margins.has_blank_above(comment.offset):
                lines.append("")
            lines.append(comment.text)
        if blank_above is not None and self._margins.has_blank_above(blank_above):
            lines.append("")
        return lines

    def _pending(self, offset: int, column: int) -> Iterator[Comment]:
        while self._taken < len(self._comments):
            comment = self._comments[self._taken]
            if comment.offset >= offset or comment.column < column:
                return
            yield comment

    def _beside(self, offset: int) -> str | None:
        """Take the comment that follows an offset on the same line, before anything else does."""
        if not self._has_comment_before(self._events[self._at].start_mark.index):
            return None
        comment = self._comments[self._taken]
        if comment.has_line or "\n" in self._margins.text[offset : comment.offset]:
            return None
        self._taken += 1
        return comment.text

    def _behind(self, node: Node) -> str | None:
        """Take the comment beside the end of a node that was just read; blocks end where their last slot does."""
        is_block = isinstance(node, Collection) and not node.is_flow
        return None if is_block else self._beside(self._events[self._at - 1].end_mark.index)

    def _has_comment_before(self, offset: int) -> bool:
        return self._taken < len(self._comments) and self._comments[self._taken].offset < offset

    def _has_ended(self) -> bool:
        return isinstance(self._events[self._at], CollectionEndEvent)

    def _next(self) -> Event:
        self._at += 1
        return self._events[self._at - 1]


def _settle(slot: Slot, *, is_empty: bool) -> None:
    """Bring comments to where the layout has a place for them."""
    if is_empty and slot.after_head is not None:
        if slot.beside is not None:
            slot.above.append(slot.beside)
        slot.beside, slot.after_head = slot.after_head, None
    value = slot.value
    if isinstance(value, Collection) and not value.is_flow and value.opening is not None:
        if slot.after_head is None:
            slot.after_head = value.opening
        else:
            value.slots[0].above.insert(0, value.opening)


def _is_block(event: Event) -> bool:
    """Tell whether a mapping or list begins that has no brackets."""
    return getattr(event, "flow_style", None) is False


def _part_header(document: Document, first: Slot) -> None:
    """Let comments that a blank line parts from the first key belong to the file: they stay on top whatever moves."""
    lines = first.above
    parted = next((index for index in range(len(lines), 0, -1) if not lines[index - 1]), 0)
    document.above, first.above = lines[:parted], lines[parted:]


def _first_indentation(lines: list[str]) -> int | None:
    """Answer how many spaces begin the first line that shows anything."""
    return next((len(line) - len(line.lstrip(" ")) for line in lines if line.strip(" ")), None)

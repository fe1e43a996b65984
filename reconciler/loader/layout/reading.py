"""A text to the tree of its layout: the events tell the nodes, the margins what stands around them.

To whom a comment belongs:

* beside something on its line, to that;
* on a line of its own, to the key or item that follows;
* on a line of its own at the end of a mapping or list, to that end, if it is indented like it or deeper.
"""

from collections.abc import Iterator

from ruamel.yaml.events import AliasEvent, CollectionEndEvent, DocumentStartEvent, MappingStartEvent, ScalarEvent

from reconciler.loader.events import Event, NotYamlError
from reconciler.loader.layout.blocks import block_of
from reconciler.loader.layout.margins import Comment, Margins, scanned
from reconciler.loader.layout.tree import Alias, Collection, Document, Node, Scalar, Slot

OUTSIDE = -1
"""The column of what holds the root."""

TO_EDITORS = "# yaml-language-server:"


def tree_of(text: str) -> Document:
    """Answer the tree of a text in which the reading of YAML finds nothing wrong; its line ends are line feeds.

    NotYamlError when there is a key in it that is no scalar.
    """
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
        if isinstance(self._peek(), DocumentStartEvent):
            self._start(document, self._next())
            if not _is_empty(self._peek()):
                self._root(document, self._peek())
        document.below = self._above(len(self._margins.text))
        return document

    def _start(self, document: Document, event: Event) -> None:
        if event.explicit:
            document.is_explicit = True
            document.version = ".".join(map(str, event.version)) if event.version else None
            document.before = self._above(event.end_mark.index - len("---"), head=event.start_mark.index)
            document.beside_start = self._beside(event.end_mark.index)

    def _root(self, document: Document, event: Event) -> None:
        is_bare_block = _is_block(event) and event.anchor is None and event.tag is None
        if not is_bare_block:
            document.above = self._above(event.start_mark.index, head=event.start_mark.index)
        document.root = self._node(OUTSIDE)
        document.beside = self._behind(document.root)
        if is_bare_block and isinstance(document.root, Collection):
            _part_header(document, document.root.slots[0])

    def _node(self, column: int) -> Node:
        """Read one node in a collection that stands at a column."""
        event = self._next()
        if isinstance(event, AliasEvent):
            return Alias(anchor=str(event.anchor))
        tag = None if event.tag is None else str(event.tag)
        if isinstance(event, ScalarEvent):
            return self._scalar(event, tag)
        collection = Collection(
            is_mapping=isinstance(event, MappingStartEvent), is_flow=event.flow_style, anchor=event.anchor, tag=tag
        )
        if collection.is_flow or collection.properties:
            collection.opening = self._beside(event.start_mark.index)
        if collection.is_flow:
            self._fill_flow(collection, event)
        else:
            self._fill_block(collection, column)
        return collection

    def _scalar(self, event: Event, tag: str | None) -> Scalar:
        scalar = Scalar(value=event.value, style=event.style or "", anchor=event.anchor, tag=tag)
        if scalar.style in {"|", ">"}:
            end = event.end_mark.index
            scalar.block = block_of(self._margins.text[self._margins.blocks[end] : end], scalar.value)
        return scalar

    def _fill_block(self, collection: Collection, outside: int) -> None:
        column = outside
        while not isinstance(event := self._peek(), CollectionEndEvent):
            start = event.start_mark.index
            head = self._margins.key_at(start) if collection.is_mapping else self._margins.dash_before(start)
            if not collection.slots:
                column = self._margins.column(head)
            above = self._above(head, head=head)
            collection.slots.append(self._slot(collection, above, head, column))
        # The dashes of a list may stand right below its key: a comment there belongs to the key that follows.
        collection.closing = self._above(self._next().start_mark.index, column=max(column, outside + 1))

    def _fill_flow(self, collection: Collection, start: Event) -> None:
        line, taken = start.end_mark.line, self._taken
        while not isinstance(event := self._peek(), CollectionEndEvent):
            begin = event.start_mark.index
            above = self._above(begin, head=begin if event.start_mark.line > line else None)
            collection.slots.append(self._slot(collection, above, begin, OUTSIDE))
            line = self._events[self._at - 1].end_mark.line
        end = self._next()
        collection.closing = self._above(end.start_mark.index)
        # A pair without brackets, as in `[a: b]`, ends where the next token begins.
        has_bracket = end.end_mark.index > end.start_mark.index
        has_comment = collection.opening is not None or self._taken > taken
        collection.is_spread = has_comment or (end.end_mark.line if has_bracket else line) > start.start_mark.line

    def _slot(self, collection: Collection, above: list[str], head: int, column: int) -> Slot:
        """Read a slot from its key, or from behind its dash, to the comment beside its value."""
        key = self._key(column) if collection.is_mapping else None
        has_head = collection.is_mapping or not collection.is_flow
        after_head = self._beside(self._end() if key else head) if has_head else None
        event = self._peek()
        begin, is_empty = event.start_mark.index, _is_empty(event)
        is_commented = not is_empty and not _is_block(event) and self._has_comment_before(begin)
        between = self._above(begin, head=begin) if is_commented else []
        value = self._node(column)
        beside = self._behind(value)
        if is_empty and after_head is not None:
            # With nothing between them, both stand behind the head; there is room for one.
            above += [beside] if beside is not None else []
            beside, after_head = after_head, None
        return _opened(Slot(key=key, value=value, above=above, after_head=after_head, between=between, beside=beside))

    def _key(self, column: int) -> Scalar | Alias:
        mark = self._peek().start_mark
        key = self._node(column)
        if isinstance(key, Collection):
            raise NotYamlError("a mapping or list cannot be a key here.", mark.line + 1, mark.column + 1)
        return key

    def _above(self, offset: int, *, head: int | None = None, column: int = 0) -> list[str]:
        """Take the comments before an offset, on from a column, as lines, with a blank one where the author had one.

        `head` is the offset of what follows and may have a blank line above it.
        """
        lines: list[str] = []
        for comment in self._pending(offset, column):
            self._taken += 1
            if comment.has_line and self._margins.has_blank_above(comment.offset):
                lines.append("")
            lines.append(comment.text)
        if head is not None and self._margins.has_blank_above(head):
            lines.append("")
        return lines

    def _pending(self, offset: int, column: int) -> Iterator[Comment]:
        while self._has_comment_before(offset) and self._comments[self._taken].column >= column:
            yield self._comments[self._taken]

    def _beside(self, offset: int) -> str | None:
        """Take the comment that follows an offset on the same line, before anything else does."""
        if not self._has_comment_before(self._peek().start_mark.index):
            return None
        comment = self._comments[self._taken]
        if comment.has_line or not self._margins.is_one_line(offset, comment.offset):
            return None
        self._taken += 1
        return comment.text

    def _behind(self, node: Node) -> str | None:
        """Take the comment beside the end of a node that was just read; blocks end where their last slot does."""
        is_block = isinstance(node, Collection) and not node.is_flow
        return None if is_block else self._beside(self._end())

    def _has_comment_before(self, offset: int) -> bool:
        return self._taken < len(self._comments) and self._comments[self._taken].offset < offset

    def _end(self) -> int:
        """Answer where the last event ended."""
        end: int = self._events[self._at - 1].end_mark.index
        return end

    def _peek(self) -> Event:
        return self._events[self._at]

    def _next(self) -> Event:
        self._at += 1
        return self._events[self._at - 1]


def _is_empty(event: Event) -> bool:
    """Tell whether a value is not written at all."""
    return isinstance(event, ScalarEvent) and bool(event.start_mark.index == event.end_mark.index)


def _is_block(event: Event) -> bool:
    """Tell whether a mapping or list begins that has no brackets."""
    return getattr(event, "flow_style", None) is False


def _opened(slot: Slot) -> Slot:
    """Let what stands behind the anchor or tag of a block stand behind the slot's head, which is the same line then."""
    value = slot.value
    if isinstance(value, Collection) and not value.is_flow and value.opening is not None:
        if slot.after_head is None:
            slot.after_head = value.opening
        else:
            value.slots[0].above.insert(0, value.opening)
    return slot


def _part_header(document: Document, first: Slot) -> None:
    """Let the file keep on top what a blank line parts from the first key, and what is said to an editor."""
    lines = first.above
    own = (index for index, line in enumerate(lines) if not line or line.startswith(TO_EDITORS))
    parted = max(own, default=-1) + 1
    document.above, first.above = lines[:parted], lines[parted:]

"""The tree of a layout to text."""

from reconciler.loader.layout.blocks import INDENTATION
from reconciler.loader.layout.quoting import written
from reconciler.loader.layout.tree import Alias, Collection, Document, Node, Properties, Scalar, Slot

LONG_KEY = 1000
"""A longer key is written with a question mark: readers of YAML look for a colon in the next 1,024 characters only."""


def text_of(document: Document) -> str:
    """Answer the text of a document."""
    writer = _Writer()
    writer.document(document)
    return writer.text()


class _Writer:
    """Collects lines. A `lead` is what stands before something on its line: indentation, dashes, a key."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._takes_blanks = False

    def text(self) -> str:
        """Answer what was written."""
        return "".join(f"{line}\n" for line in self._lines)

    def document(self, document: Document) -> None:
        """Write a whole file."""
        self._above(document.before, 0)
        if document.version:
            self._line(f"%YAML {document.version}")
        if document.is_explicit:
            self._line("---", document.beside_start)
        self._above(document.above, 0)
        root = document.root
        if isinstance(root, Collection) and not root.is_flow:
            if root.properties:
                self._line(root.properties, root.opening)
            self._block(root, "", 0)
        elif root is not None:
            self._value(root, "", 0, beside=document.beside)
        self._above(document.below, 0)

    def _block(self, collection: Collection, lead: str, indent: int) -> None:
        """Write a mapping or list without brackets; its first slot stands behind `lead`."""
        for slot in collection.slots:
            self._above(slot.above, len(lead) - len(lead.lstrip(" ")))
            self._slot(slot, lead, indent)
            lead = " " * indent
        self._above(collection.closing, indent)

    def _slot(self, slot: Slot, lead: str, indent: int) -> None:
        head = f"{lead}-" if slot.key is None else self._key(slot.key, lead, indent)
        value, below = slot.value, indent + INDENTATION
        if not isinstance(value, Collection) or value.is_flow:
            self._behind(head, slot, below, below)
        elif slot.key is None and not slot.after_head and not value.properties:
            self._block(value, f"{head} ", below)
        else:
            self._line(f"{head} {value.properties}", slot.after_head)
            self._block(value, " " * below, below)

    def _key(self, key: Scalar | Alias, lead: str, indent: int) -> str:
        name = written(key, in_flow=False, is_key=True)
        if len(name) <= LONG_KEY:
            return f"{lead}{name}:"
        self._line(f"{lead}? {name}")
        return " " * indent + ":"

    def _behind(self, head: str, slot: Slot, below: int, closing: int, comma: str = "") -> None:
        """Write a value behind its key or dash, or on lines below if comments stand between them."""
        if slot.after_head or slot.between:
            self._line(head, slot.after_head)
            self._above(slot.between, below)
            head = " " * (below - 1)
        self._value(slot.value, f"{head} " if head else "", closing, comma=comma, beside=slot.beside)

    def _value(self, node: Node, lead: str, indent: int, *, comma: str = "", beside: str | None = None) -> None:
        """Write a value of one line, of lines in a block, or in brackets, of which the last stands at `indent`."""
        if isinstance(node, Scalar) and node.block is not None:
            self._line(f"{lead}{_before(node)}{node.block.indicators}", beside)
            margin = " " * max(indent, INDENTATION)
            self._lines += [margin + line if line else "" for line in node.block.lines]
            self._takes_blanks = node.block.keeps_end
        elif isinstance(node, Collection) and _is_open(node):
            self._line(f"{lead}{_before(node)}{'{' if node.is_mapping else '['}", node.opening)
            for slot in node.slots:
                self._entry(slot, indent + INDENTATION)
            self._above(node.closing, indent + INDENTATION)
            self._line(f"{' ' * indent}{'}' if node.is_mapping else ']'}{comma}", beside)
        else:
            self._line(f"{lead}{_in_line(node, in_flow=bool(comma))}{comma}", beside)

    def _entry(self, slot: Slot, indent: int) -> None:
        """Write one entry of what is in brackets over several lines."""
        margin = " " * indent
        self._above(slot.above, indent)
        if slot.key is None:
            self._value(slot.value, margin, indent, comma=",", beside=slot.beside)
        else:
            self._behind(margin + _flow_key(slot.key), slot, indent + INDENTATION, indent, comma=",")

    def _above(self, lines: list[str], indent: int) -> None:
        for line in lines:
            if line:
                self._line(" " * indent + line)
            elif self._lines and self._lines[-1] and not self._takes_blanks:
                self._lines.append("")

    def _line(self, text: str, comment: str | None = None) -> None:
        text = text.rstrip(" ")
        self._lines.append(f"{text}  {comment}" if comment else text)
        self._takes_blanks = False


def _is_open(node: Collection) -> bool:
    """Tell whether something stands between the brackets on lines of its own."""
    return node.is_spread and bool(node.slots or node.opening or node.closing)


def _before(node: Properties) -> str:
    return f"{node.properties} " if node.properties else ""


def _in_line(node: Node, *, in_flow: bool) -> str:
    """Answer a node that stands on one line."""
    if not isinstance(node, Collection):
        return written(node, in_flow=in_flow)
    entries = (
        f"{_flow_key(slot.key) + ' ' if slot.key else ''}{_in_line(slot.value, in_flow=True)}" for slot in node.slots
    )
    inside = ", ".join(entries)
    return _before(node) + (f"{{{inside}}}" if node.is_mapping else f"[{inside}]")


def _flow_key(key: Scalar | Alias) -> str:
    name = written(key, in_flow=True, is_key=True)
    return f"{name}:" if len(name) <= LONG_KEY else f"? {name} :"

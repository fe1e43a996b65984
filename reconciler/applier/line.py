"""Who may start next: levels of changes, one when that before has come to its outcomes, in turn by application."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from reconciler.model.forwarding import ForwardingType
from reconciler.model.identifiers import ApplicationName, NumberCode
from reconciler.model.outcome import Applied, Outcome, word
from reconciler.planner.change import Change
from reconciler.planner.order import Order


@dataclass(slots=True)
class Line:
    """The changes that wait, those that are under way, and what has become of the others."""

    order: Order
    under_way: set[NumberCode] = field(default_factory=set)
    _levels: deque[dict[ApplicationName, deque[Change]]] = field(default_factory=deque)
    _became: dict[NumberCode, Outcome] = field(default_factory=dict)

    def wait(self, changes: Iterable[Change]) -> None:
        """Put changes into their levels; one that the order does not know comes behind all."""
        level_of = {code: level for level, codes in enumerate(self.order.levels) for code in codes}
        levels: dict[int, dict[ApplicationName, deque[Change]]] = {}
        for change in changes:
            level = levels.setdefault(level_of.get(change.number_code, len(self.order.levels)), {})
            level.setdefault(change.application, deque()).append(change)
        self._levels = deque(levels[level] for level in sorted(levels))

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return bool(self._levels)

    def next(self, is_ready: Callable[[ApplicationName], bool]) -> Change | None:
        """Take the next change that may start, of the applications in turn; None while none may."""
        while self._levels and not self._levels[0] and not self.under_way:
            self._levels.popleft()
        level = self._levels[0] if self._levels else {}
        for application, queue in level.items():
            if is_ready(application):
                change = queue.popleft()
                del level[application]
                if queue:
                    level[application] = queue  # behind the others: it is their turn first
                self.under_way.add(change.number_code)
                return change
        return None

    def came_to(self, outcome: Outcome) -> None:
        """Note what became of a change."""
        self.under_way.discard(outcome.number_code)
        self._became[outcome.number_code] = outcome

    def reason_not_to(self, change: Change) -> str | None:
        """Answer why a change may not be sent after what became of those that it waits for, if so."""
        for code in self.order.waits_for.get(change.number_code, ()):
            outcome = self._became.get(code)
            if outcome is None or isinstance(outcome, Applied):
                continue
            if _forwards(change):
                return f"its calls would come to {code}, whose own change was not applied ({word(outcome)})."
            return f"calls still come to it from {code}, whose change was not applied ({word(outcome)})."
        return None


def _forwards(change: Change) -> bool:
    payload = change.after.payload if change.after is not None else None
    return payload is not None and payload["call_forwarding_type"] != ForwardingType.UNDEFINED.value

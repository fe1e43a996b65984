"""Colours of a terminal, or none."""

from dataclasses import dataclass

RESET = "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Paint:
    """Puts colours around text if the terminal shows them."""

    colours: bool = False

    def _in(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}{RESET}" if self.colours else text

    def good(self, text: str) -> str:
        """Something is added, or went well."""
        return self._in("32", text)

    def bad(self, text: str) -> str:
        """Something is taken away, or went wrong."""
        return self._in("31", text)

    def changed(self, text: str) -> str:
        """Something changes, or deserves a look."""
        return self._in("33", text)

    def moved(self, text: str) -> str:
        """Something moves."""
        return self._in("36", text)

    def strong(self, text: str) -> str:
        """Mark what the eye should find first."""
        return self._in("1", text)

    def faint(self, text: str) -> str:
        """Mark what the eye may skip."""
        return self._in("2", text)


PLAIN = Paint()

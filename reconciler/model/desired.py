"""What the files ask for: one frozen value a number, and where each was declared."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from reconciler.model.diagnostics import Source
from reconciler.model.forwarding import Payload
from reconciler.model.identifiers import ApplicationName, NumberCode
from reconciler.model.recorded import Entry, OnRemoval
from reconciler.model.secrets import referenced
from reconciler.model.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class DesiredNumber:
    """The desired forwarding of one number, with names resolved, defaults merged and integers as numbers."""

    number_code: NumberCode
    application: ApplicationName
    forwarding: Payload
    description: str | None = None
    labels: tuple[str, ...] = ()
    protected: bool = False
    on_removal: OnRemoval = OnRemoval.KEEP
    weight: int = 1
    verify: bool = False

    def payload(self) -> Payload:
        """Answer exactly what is recorded and, with the secrets' values put in, what is sent."""
        return self.forwarding

    def entry(self, fingerprints: Mapping[str, str]) -> Entry:
        """Answer what the record says of this number once it is applied.

        `fingerprints` maps the names of secrets that are at hand to their HMACs; a name without one is left out.
        """
        return Entry(
            payload=dict(self.forwarding),
            application=self.application,
            protected=self.protected,
            on_removal=self.on_removal,
            weight=self.weight,
            labels=self.labels,
            description=self.description,
            secrets={name: fingerprints[name] for name in referenced(self.forwarding) if name in fingerprints},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Desired:
    """Everything that a folder declares."""

    numbers: Mapping[NumberCode, DesiredNumber]
    settings: Settings = field(default_factory=Settings)
    sources: Mapping[NumberCode, Source] = field(default_factory=dict)

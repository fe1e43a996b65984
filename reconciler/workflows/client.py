"""The provider's client as the settings and the environment want it."""

from reconciler.model.settings import Settings, applications_of
from reconciler.providers.exolve import Exolve, Transport
from reconciler.providers.patience import Patience
from reconciler.workflows.surroundings import Surroundings


def exolve(
    settings: Settings,
    surroundings: Surroundings,
    *,
    patience: Patience | None = None,
    transport: Transport | None = None,
) -> Exolve:
    """Make the client of MTS Exolve; `patience` and `transport` are for tests."""
    return Exolve(
        base_url=surroundings.base_url(),
        keys=surroundings.keys(settings),
        key_variables={name: application.api_key_env for name, application in applications_of(settings).items()},
        secrets=surroundings.secrets(settings),
        concurrency=settings.apply.concurrency,
        calls_per_second=settings.apply.calls_per_second,
        stop=surroundings.stop,
        now=surroundings.now,
        monotonic=surroundings.monotonic,
        randomness=surroundings.randomness,
        patience=patience or Patience(),
        transport=transport,
    )

"""The providers' clients as the settings and the environment want them."""

from reconciler.model.settings import Settings, applications_of
from reconciler.providers.exolve import Exolve, Transport
from reconciler.providers.patience import Patience
from reconciler.providers.uis import CALL_URL, DATA_URL, Uis
from reconciler.providers.uis_credentials import credentials_of
from reconciler.workflows.surroundings import Surroundings

OF_A_MINUTE = Patience(total=240.0, longest_wait=90.0)
"""UIS's limits are of a minute, and are waited for."""


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


def uis(surroundings: Surroundings, *, patience: Patience | None = None, transport: Transport | None = None) -> Uis:
    """Make the client of UIS; ConfigurationError where there is no key. `patience` and `transport` are for tests."""
    return Uis(
        credentials=credentials_of(surroundings.environ),
        call_url=surroundings.address("UIS_BASE_URL", CALL_URL),
        data_url=surroundings.address("UIS_DATA_URL", DATA_URL),
        stop=surroundings.stop,
        now=surroundings.now,
        monotonic=surroundings.monotonic,
        wait=surroundings.stop.wait,
        sleep=surroundings.sleep,
        randomness=surroundings.randomness,
        new_id=surroundings.new_id,
        patience=patience or OF_A_MINUTE,
        transport=transport,
    )

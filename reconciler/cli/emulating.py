"""The emulator wired for serving: everything that needs the packages of the extra `emulator`."""

import threading
import time
from collections.abc import Mapping
from contextlib import suppress

from reconciler.cli.output import Output
from reconciler.emulator.account import Account, Application
from reconciler.emulator.app import create_app
from reconciler.emulator.faults import Faults
from reconciler.emulator.profile import PROFILES
from reconciler.emulator.server import running
from reconciler.emulator.telephony import telephony
from reconciler.emulator.uis_methods import Api
from reconciler.emulator.uis_profile import UIS_PROFILES
from reconciler.errors import ConfigurationError, UsageError


def serve_emulator(
    output: Output, *, host: str, port: int, keys: Mapping[str, str], faults: object, profile: str
) -> None:
    """Serve until interrupted."""
    if profile not in PROFILES:
        raise UsageError(f"there is no profile '{profile}'.", advice=f"Profiles: {', '.join(PROFILES)}.")
    if len(set(keys.values())) < len(keys):
        raise UsageError("two applications have the same key, and a key tells the application.")
    account = Account(*(Application(name=name, key=key) for name, key in keys.items()))
    try:
        world = telephony(account, clock=time.time, profile=UIS_PROFILES[profile])
        app = create_app(account, profile=PROFILES[profile], faults=Faults.parse(faults), world=world)
    except ValueError as error:
        raise ConfigurationError(f"the file of faults is wrong: {error}") from error
    try:
        with running(app, host=host, port=port) as url, suppress(KeyboardInterrupt):
            output.say(f"Emulating MTS Exolve ({profile}) at {url} for {', '.join(keys)}. Ctrl-C ends it.")
            uis_keys = ", ".join(world.account.tokens)
            output.say(
                f"And UIS: UIS_BASE_URL={url}{Api.CALL.value} UIS_DATA_URL={url}{Api.DATA.value}, key {uis_keys}."
            )
            threading.Event().wait()
    except OSError as error:
        raise ConfigurationError(f"port {port} of {host} cannot be used: {error.strerror}.") from error

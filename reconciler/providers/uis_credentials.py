"""With what UIS is logged in to: taken from the environment alone, and never shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from reconciler.errors import ConfigurationError


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """A permanent key, or else a login and a password, for which UIS gives a session's key."""

    token: str = field(default="", repr=False)
    login: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    def secrets(self) -> tuple[str, ...]:
        """Answer what must never be shown."""
        return tuple(filter(None, (self.token, self.password)))


def credentials_of(environ: Mapping[str, str]) -> Credentials:
    """Answer what the environment has to log in with; ConfigurationError where it has nothing, or half of it."""
    token, login, password = (
        environ.get(name, "").strip() for name in ("UIS_ACCESS_TOKEN", "UIS_LOGIN", "UIS_PASSWORD")
    )
    if not token and not (login and password):
        lacks = "neither UIS_ACCESS_TOKEN nor UIS_LOGIN and UIS_PASSWORD are set"
        raise ConfigurationError(
            f"{lacks}, and a test call needs a key of UIS.",
            advice="Make a permanent key in the UIS cabinet (Правила доступа к API), and set UIS_ACCESS_TOKEN to it.",
        )
    if not (token + login + password).isprintable():
        raise ConfigurationError(
            "a key or password of UIS has characters that none has.", advice="Copy it again, without line breaks."
        )
    return Credentials(token=token, login=login, password=password)

"""Names that must not be mixed up, each a type of its own."""

from typing import NewType

NumberCode = NewType("NumberCode", int)
"""A phone number at the provider, as the digits of E.164 without plus (`number_code`, a uint64)."""

ApplicationName = NewType("ApplicationName", str)
"""What our settings call one of the provider's applications; an API key belongs to one application."""

Lineage = NewType("Lineage", str)
"""The identity of one record, made at random when it is created and never changed."""

RunId = NewType("RunId", str)
"""The identity of one run of a verb that writes; the lock it holds carries the same id."""

Digest = NewType("Digest", str)
"""SHA-256 (hex) over what a plan changes; the same change has the same digest wherever and whenever it is planned."""

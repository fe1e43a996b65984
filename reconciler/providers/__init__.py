"""Polite clients of the providers: paced, retried, errors translated, secrets never shown."""

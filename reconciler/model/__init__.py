"""The words of the domain, as values: numbers, settings, desired and recorded state, diagnostics, outcomes."""

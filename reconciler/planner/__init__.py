"""Desired minus recorded: changes, the plan they make, its digest, its budget; and what the provider has beside it."""

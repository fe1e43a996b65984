"""Test calls through UIS after an apply, and the verdict that each comes to."""

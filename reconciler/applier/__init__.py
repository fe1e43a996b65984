"""Carry out a plan's changes: windows of calls, an outcome each, every outcome recorded before it is told."""

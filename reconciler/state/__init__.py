"""The record of what was applied: a journal and a snapshot over one small backend interface, and its lock."""

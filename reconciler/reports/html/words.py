"""Names in a page's data whose values are words of ours."""

OURS = frozenset({"action", "iso"})
"""The scripts go by them, so that nothing may be hidden in them: a short secret could be such a word by chance."""

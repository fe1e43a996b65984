"""A long Markdown text in parts; a stand-in until the real one is merged."""


def split(text: str, limit: int) -> tuple[str, ...]:
    """Answer parts of at most `limit` bytes, cut between lines."""
    parts: list[str] = [""]
    for line in text.splitlines(keepends=True):
        if parts[-1] and len((parts[-1] + line).encode()) > limit:
            parts.append("")
        parts[-1] += line
    return tuple(parts)

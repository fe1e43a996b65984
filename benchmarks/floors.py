"""What no loader can go below: reading every file and hashing it, or letting the C library look at every letter."""

import hashlib
import os
import sys

FOUND = {"scan": "tokens", "parse": "events"}


def main() -> None:
    """Do `read`, `scan` or `parse` over a folder; tell how much there was."""
    kind, folder = sys.argv[1:]
    paths = sorted(
        os.path.join(where, name)  # noqa: PTH118 - the floor has no need of pathlib and does not pay for it
        for where, _, names in os.walk(folder)
        for name in names
    )
    if kind == "read":
        digest = hashlib.sha256()
        for content in map(_read, paths):
            digest.update(content)
        print(f"{len(paths)} files, {digest.hexdigest()}")
    else:
        found = sum(_looked_at(kind, path) for path in paths)
        print(f"{len(paths)} files, {found} {FOUND[kind]}")


def _looked_at(kind: str, path: str) -> int:
    """Answer how many tokens or events the C library finds; no object of Python is made of any."""
    from _ruamel_yaml import CParser  # type: ignore[import-not-found]  # noqa: PLC0415 - who only reads pays nothing

    parser = CParser(_read(path).decode())
    count: int = parser.raw_scan() if kind == "scan" else parser.raw_parse()
    return count


def _read(path: str) -> bytes:
    with open(path, "rb") as file:  # noqa: PTH123 - see above
        return file.read()


if __name__ == "__main__":
    main()

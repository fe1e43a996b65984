"""What octoDNS is asked to do meanwhile: a zone a file of ours, a record a number.

Both sides are a YamlProvider: octoDNS reads the folder of the target as what exists, so the target holds what our
record holds. The work is written twice, with as many lines a record as the number has in our files, and as short as
people write the address of a host; a comparison with only the long ones would flatter us.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from company import File, Number
from declarations import number_lines

CONFIG = """\
---
providers:
  declared:
    class: octodns.provider.yaml.YamlProvider
    directory: {declared}
    escaped_semicolons: false
  recorded:
    class: octodns.provider.yaml.YamlProvider
    directory: {recorded}
    escaped_semicolons: false
zones:
"""
ZONE = """\
  {zone}:
    sources:
      - declared
    targets:
      - recorded
"""
HEALTH_CHECK = """\
  octodns:
    healthcheck:
      host: exchange.example.com
      path: /status
      port: 443
      protocol: HTTPS
  ttl: 300
"""
HEALTH_CHECK_FROM = 16
"""A record of so many lines has the block about its health; a shorter one has values alone."""


def write_zones(folder: Path, files: Iterable[File], record: Callable[[Number], str]) -> None:
    """Write a configuration and both sides of it."""
    declared, recorded = folder / "declared", folder / "recorded"
    for side in (declared, recorded):
        side.mkdir(parents=True)
    with (folder / "config.yaml").open("w") as config:
        config.write(CONFIG.format(declared=declared.resolve(), recorded=recorded.resolve()))
        for file in files:
            zone = f"office-{file.index + 1:05}.example.com."
            config.write(ZONE.format(zone=zone))
            known = [old for number in file.numbers if (old := number.as_recorded()) is not None]
            for side, numbers in ((declared, file.numbers), (recorded, known)):
                (side / f"{zone}yaml").write_text("---\n" + "".join(map(record, numbers)))


def long_record(number: Number) -> str:
    """Answer a record of as many lines; what changes with the number's first timeout is its first value."""
    lines = len(number_lines(number))
    parts = [] if number.comment is None else [f"# {number.comment}\n"]
    parts.append(f"n{number.code}:\n")
    if lines >= HEALTH_CHECK_FROM:
        parts.append(HEALTH_CHECK)
    parts += ["  type: A\n  values:\n", f"    - {_address(number)}\n"]
    left = lines - sum(part.count("\n") for part in parts)
    return "".join([*parts, *(f"    - 198.51.100.{value}\n" for value in range(1, left + 1))])


def short_record(number: Number) -> str:
    """Answer a record of four lines."""
    return f"n{number.code}:\n  ttl: 300\n  type: A\n  value: {_address(number)}\n"


def _address(number: Number) -> str:
    return f"203.0.113.{number.rung[0].timeout}"

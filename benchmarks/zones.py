"""What octoDNS is asked to do meanwhile: a zone a file of ours, a record a number, and as many lines of YAML.

Both sides are a YamlProvider, as ours has YAML on one side and the record on the other: octoDNS reads the folder of
the target as what exists, so the target holds what our record holds.
"""

from collections.abc import Iterator
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


def write_zones(folder: Path, files: Iterator[File]) -> None:
    """Write a configuration and both sides of it."""
    declared, recorded = folder / "declared", folder / "recorded"
    for side in (declared, recorded):
        side.mkdir(parents=True)
    with (folder / "config.yaml").open("w") as config:
        config.write(CONFIG.format(declared=declared.resolve(), recorded=recorded.resolve()))
        for file in files:
            zone = f"office-{file.index + 1:05}.example.com."
            config.write(ZONE.format(zone=zone))
            (declared / f"{zone}yaml").write_text(_zone(file.numbers))
            known = tuple(old for number in file.numbers if (old := number.as_recorded()) is not None)
            (recorded / f"{zone}yaml").write_text(_zone(known))


def _zone(numbers: tuple[Number, ...]) -> str:
    return "---\n" + "".join(_record(number) for number in numbers)


def _record(number: Number) -> str:
    """Answer the record of a number; what changes with the number's first timeout is its first value."""
    lines = len(number_lines(number))
    parts = [f"# {number.comment}\n"] if number.comment is not None else []
    parts.append(f"n{number.code}:\n")
    if lines >= HEALTH_CHECK_FROM:
        parts.append(HEALTH_CHECK)
    parts.append("  type: A\n  values:\n")
    left = max(1, lines - sum(part.count("\n") for part in parts))
    first = number.rung[0].timeout
    parts += [f"    - 203.0.113.{first}\n", *(f"    - 198.51.100.{value}\n" for value in range(1, left))]
    return "".join(parts)

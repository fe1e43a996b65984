"""Write a desired state of many numbers, as people would write it; the same for the same seed.

    python benchmarks/generate.py FOLDER [--numbers 10000] [--periods 300] [--seed 1] [--record] [--octodns]

FOLDER/desired-state is the folder, about 20 lines a number and 100 numbers a file. FOLDER/record is a record in which
one number of 200 is otherwise and one of 1,000 is missing. FOLDER/octodns/config.yaml makes octoDNS do the same, and
so does FOLDER/octodns-short/config.yaml with records of four lines.
"""

import argparse
import json
import sys
from pathlib import Path

from company import Company, files_of, make_company
from declarations import SETTINGS, contacts_text, file_text, schedules_text
from zones import long_record, short_record, write_zones

FOLDER_OF = 100


def main() -> None:
    """Read the arguments, write, tell what was written as one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, help="must not exist yet")
    parser.add_argument("--numbers", type=int, default=10_000)
    parser.add_argument("--periods", type=int, default=300, help="how many distinct periods are drawn from")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--record", action="store_true", help="write the record too")
    parser.add_argument("--octodns", action="store_true", help="write both sides for octoDNS too")
    arguments = parser.parse_args()
    folder: Path = arguments.folder
    if folder.exists():
        sys.exit(f"{folder} exists already")
    company = make_company(numbers=arguments.numbers, seed=arguments.seed, periods=arguments.periods)
    written = write_folder(folder / "desired-state", company)
    if arguments.octodns:
        write_zones(folder / "octodns", files_of(company), long_record)
        write_zones(folder / "octodns-short", files_of(company), short_record)
    if arguments.record:
        from recording import write_record  # noqa: PLC0415 - a folder alone needs nothing of the program

        shared = [folder / "desired-state" / name for name in ("settings.yaml", "contacts.yaml", "schedules.yaml")]
        write_record(folder / "record", company, files_of(company), shared)
    print(json.dumps({**written, "numbers": company.numbers, "changed": company.changed, "added": company.added}))


def write_folder(folder: Path, company: Company) -> dict[str, int]:
    """Write the folder; answer how many files, lines and bytes there are."""
    folder.mkdir(parents=True)
    texts = {"settings": SETTINGS, "contacts": contacts_text(company), "schedules": schedules_text(company)}
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text)
    written = {"files": len(texts), "lines": 0, "bytes": sum(len(text.encode()) for text in texts.values())}
    for file in files_of(company):
        inner = folder / f"part-{file.index // FOLDER_OF + 1:03}"
        inner.mkdir(exist_ok=True)
        text = file_text(file)
        (inner / f"numbers-{file.index + 1:05}.yaml").write_text(text)
        written["files"] += 1
        written["lines"] += text.count("\n")
        written["bytes"] += len(text.encode())
    return written


if __name__ == "__main__":
    main()

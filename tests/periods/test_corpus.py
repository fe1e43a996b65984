"""Answers of Time::Period 1.25 itself: what is accepted is answered as it answers, and what it refuses is refused."""

import json
import lzma
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from support.periods import PAST_NOON, is_explained

from reconciler.periods.evaluation import is_active
from reconciler.periods.parser import read

CORPUS = Path(__file__).parent / "time_period.jsonl.xz"


def rows() -> dict[str, list[dict[str, Any]]]:
    found = defaultdict(list)
    for line in lzma.decompress(CORPUS.read_bytes()).splitlines():
        row = json.loads(line)
        found[row["period"]].append(row)
    return found


def test_the_corpus_is_answered_as_time_period_does(capsys: pytest.CaptureFixture[str]) -> None:
    counts: Counter[str] = Counter()
    for text, asked in rows().items():
        reading = read(text)
        malformed = all(row["expected"] == -1 for row in asked)
        if PAST_NOON.search(text) and reading.period is not None:
            counts["Npm exceptions"] += 1
        elif reading.period is None and malformed:
            counts["malformed and refused"] += 1
        elif reading.period is None:
            counts["refused for more"] += 1
            for row in asked:
                zone, moment = ZoneInfo(row["tz"]), datetime.fromtimestamp(row["epoch"], UTC)
                right = row["expected"] == -1 or is_explained(text, reading.findings, row["expected"], moment, zone)
                counts["refused for no reason"] += not right
        else:
            counts["accepted"] += 1
            counts["malformed and accepted"] += malformed
            for row in asked:
                active = is_active(reading.period, datetime.fromtimestamp(row["epoch"], UTC), ZoneInfo(row["tz"]))
                counts["answers"] += 1
                counts["wrong answers"] += int(active) != row["expected"]
    with capsys.disabled():
        print(f"\nTime::Period's corpus: {dict(counts)}")  # noqa: T201 - the numbers are read in the log
    assert counts["wrong answers"] == 0
    assert counts["malformed and accepted"] == 0
    assert counts["refused for no reason"] == 0
    assert (counts["accepted"] > 2500, counts["malformed and refused"] > 2500) == (True, True)

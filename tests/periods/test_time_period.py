"""Ours against the Perl module itself, on thousands of periods and moments: no answer may differ."""

import random
import shutil
import subprocess
from collections import Counter
from datetime import datetime
from typing import NamedTuple

import pytest
from support.periods import (
    EPOCH,
    PAST_NOON,
    ZONES,
    anywhere,
    damaged,
    is_explained,
    near_changes,
    written,
    zone,
    zone_file,
)

from reconciler.periods.evaluation import is_active
from reconciler.periods.parser import read

BATCHES = 4
PERIODS = 5_250
"""In each batch."""
MOMENTS = 3
SCRIPT = r"""
use POSIX qw(tzset); use Encode qw(decode); use Time::Period;
binmode(STDIN); $| = 0;
while (<STDIN>) {
    chomp; my ($tz, $epoch, $hex) = split /\t/;
    if ($ENV{TZ} ne $tz) { $ENV{TZ} = $tz; tzset(); }
    print inPeriod($epoch, decode("UTF-8", pack("H*", $hex))), "\n";
}
"""


class Question(NamedTuple):
    zone: str
    moment: datetime
    text: str


@pytest.fixture(scope="session")
def perl() -> str:
    """The path of a Perl with the module, which Debian packages as libtime-period-perl."""
    found = shutil.which("perl")
    if found is None or subprocess.call([found, "-MTime::Period", "-e", "1"], stderr=subprocess.DEVNULL):
        pytest.skip("there is no Perl with Time::Period here; apt-get install libtime-period-perl")
    return found


def questions(seed: int) -> list[Question]:
    chance = random.Random(seed)  # noqa: S311 - to be made again
    found = []
    for _ in range(PERIODS):
        text = written(chance)
        if chance.random() < 0.25:
            text = PAST_NOON.sub("1pm", damaged(text, chance)).encode(errors="ignore").decode()
        for _ in range(MOMENTS):
            name = chance.choice(ZONES)
            moment = near_changes(name, chance) if chance.random() < 0.3 else anywhere(chance)
            found.append(Question(name, moment, text))
    return sorted(found, key=lambda question: question.zone)


def asked(perl: str, about: list[Question]) -> list[int]:
    lines = (
        f":{zone_file(name)}\t{int((moment - EPOCH).total_seconds())}\t{text.encode().hex()}\n"
        for name, moment, text in about
    )
    ran = subprocess.run([perl, "-e", SCRIPT], input="".join(lines), capture_output=True, text=True, check=True)
    return [int(line) for line in ran.stdout.splitlines()]


@pytest.mark.parametrize("batch", range(BATCHES))
def test_nothing_that_is_accepted_is_answered_otherwise(
    batch: int, perl: str, capsys: pytest.CaptureFixture[str]
) -> None:
    about = questions(batch)
    counts: Counter[str] = Counter(periods=len({question.text for question in about}))
    wrong = []
    for question, answer in zip(about, asked(perl, about), strict=True):
        reading = read(question.text)
        if reading.period is None:
            counts["refused"] += 1
            right = answer == -1 or is_explained(
                question.text, reading.findings, answer, question.moment, zone(question.zone)
            )
        else:
            counts["accepted"] += 1
            right = answer == int(is_active(reading.period, question.moment, zone(question.zone)))
            counts["active"] += answer == 1
        if not right:
            wrong.append((question, answer, reading.findings))
    with capsys.disabled():
        print(f"\nAgainst Time::Period, batch {batch}: {dict(counts)}, wrong: {len(wrong)}")  # noqa: T201 - for the log
    assert wrong == []
    assert counts["accepted"] > len(about) / 2
    assert 0.05 < counts["active"] / counts["accepted"] < 0.5

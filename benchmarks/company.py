"""A made-up company with many telephone numbers: the same for the same seed, and made file by file.

A file does not depend on the files before it, so a million numbers need no more memory than a hundred. The numbers
begin with 0 after the code of the city, as nobody's does, and they are valid to the library `phonenumbers`.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

FILE_OF = 100
CHANGED_EVERY, CHANGED_FROM = 200, 137
ADDED_EVERY, ADDED_FROM = 1000, 999
"""One number of 200 is recorded with another timeout, and one of 1,000 is not recorded yet."""

NAMED_SCHEDULES = 40

Kind: TypeAlias = Literal["number", "url", "static", "sip"]

CITIES = (
    ("7495", "Москва", "moscow"),
    ("7812", "Санкт-Петербург", "spb"),
    ("7843", "Казань", "kazan"),
    ("7343", "Екатеринбург", "ekaterinburg"),
    ("7383", "Новосибирск", "novosibirsk"),
    ("7831", "Нижний Новгород", "nizhny-novgorod"),
    ("7846", "Самара", "samara"),
    ("7863", "Ростов-на-Дону", "rostov"),
    ("7861", "Краснодар", "krasnodar"),
    ("7342", "Пермь", "perm"),
)
PHONE_CODES = ("7498", "7499")
DEPARTMENTS = (
    ("Отдел продаж", "sales"),
    ("Бухгалтерия", "accounting"),
    ("Склад", "warehouse"),
    ("Служба поддержки", "support"),
    ("Приёмная", "reception"),
    ("Сервисный центр", "service"),
    ("Реклама на автобусах", "ads"),
    ("Запись на приём", "booking"),
)
PEOPLE = (
    ("ivanov", "Иванов"),
    ("petrova", "Петрова"),
    ("sokolov", "Соколов"),
    ("kuznetsova", "Кузнецова"),
    ("popov", "Попов"),
    ("morozova", "Морозова"),
    ("volkov", "Волков"),
    ("duty", "Дежурный"),
)
COMMENTS = (
    "Номер с вывески, не менять без звонка в маркетинг.",
    "После переезда офиса вернуть прежнюю очередь.",
    "Просили поставить подольше: не успевают подойти.",
    "Договор с подрядчиком до конца года.",
)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """Whom a number rings, when and how long; `to` and `period` are written out or as `@name`."""

    to: str
    timeout: int
    name: str
    period: str | None
    period_description: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One number as its owner thinks of it; `hand` chooses among the ways in which people write the same thing."""

    index: int
    code: str
    description: str
    labels: tuple[str, ...]
    kind: Kind
    redirect_type: str
    rung: tuple[Rung, ...]
    event_url: str | None
    comment: str | None
    hand: int

    @property
    def is_changed(self) -> bool:
        """Whether the record has it otherwise."""
        return self.index % CHANGED_EVERY == CHANGED_FROM

    @property
    def is_added(self) -> bool:
        """Whether the record does not have it."""
        return self.index % ADDED_EVERY == ADDED_FROM

    def as_recorded(self) -> "Number | None":
        """Answer the number as it was when it was applied last; None when it never was."""
        if self.is_added:
            return None
        if not self.is_changed:
            return self
        first, *others = self.rung
        return replace(self, rung=(replace(first, timeout=first.timeout + 5), *others))


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """Numbers that stand in one file; with `has_defaults` the file says once what they have in common."""

    index: int
    city: str
    has_defaults: bool
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """How many numbers there are, and the names that their files share."""

    numbers: int
    seed: int
    periods: Sequence[str]
    contacts: Mapping[str, str]
    schedules: Mapping[str, str]

    @property
    def changed(self) -> int:
        """How many numbers are recorded otherwise."""
        return len(range(CHANGED_FROM, self.numbers, CHANGED_EVERY))

    @property
    def added(self) -> int:
        """How many numbers are not recorded."""
        return len(range(ADDED_FROM, self.numbers, ADDED_EVERY))


def make_company(*, numbers: int, seed: int, periods: int) -> Company:
    """Make a company of so many numbers, whose periods are drawn from so many distinct ones."""
    drawn = distinct_periods(periods, random.Random(seed))
    return Company(
        numbers=numbers,
        seed=seed,
        periods=drawn,
        contacts={_contact(index): _place(index) for index in range(max(20, min(numbers // 25, 5000)))},
        schedules={f"hours-{index:02}": period for index, period in enumerate(drawn[:NAMED_SCHEDULES], start=1)},
    )


def files_of(company: Company) -> Iterator[File]:
    """Yield the files one after the other."""
    for index in range((company.numbers + FILE_OF - 1) // FILE_OF):
        yield make_file(company, index)


def make_file(company: Company, index: int) -> File:
    """Make one file, whichever came before."""
    dice = random.Random(f"{company.seed}/{index}")
    area, city, label = CITIES[index % len(CITIES)]
    has_defaults = dice.random() < 0.2
    numbers = []
    for number in range(index * FILE_OF, min((index + 1) * FILE_OF, company.numbers)):
        code = f"{area}0{index // len(CITIES) * FILE_OF + number % FILE_OF:06}"
        made = _number(company, number, code, dice)
        made = replace(made, description=f"{made.description}, {city}", labels=(*made.labels, label))
        numbers.append(replace(made, event_url=None) if has_defaults else made)
    return File(index=index, city=city, has_defaults=has_defaults, numbers=tuple(numbers))


def _number(company: Company, index: int, code: str, dice: random.Random) -> Number:
    department, label = dice.choice(DEPARTMENTS)
    redirect_type = dice.choices(("sequential", "single", "parallel"), (70, 15, 15))[0]
    kind: Kind = dice.choices(("number", "url", "static", "sip"), (94, 3, 2, 1))[0]
    if index % CHANGED_EVERY == CHANGED_FROM:
        kind = "number"  # what changes is a timeout
    return Number(
        index=index,
        code=code,
        description=f"{department} № {index % 90 + 1}",
        labels=(label,),
        kind=kind,
        redirect_type=redirect_type,
        rung=tuple(_rung(company, dice, redirect_type) for _ in range(dice.choice((2, 3, 3, 4, 4, 5)))),
        event_url=f"https://events.example.com/calls?office={index % 97}" if dice.random() < 0.6 else None,
        comment=dice.choice(COMMENTS) if dice.random() < 0.1 else None,
        hand=dice.randrange(2**16),
    )


def _rung(company: Company, dice: random.Random, redirect_type: str) -> Rung:
    person = dice.randrange(max(company.numbers, len(company.contacts)))
    known = dice.randrange(len(company.contacts))
    period: str | None = None
    if dice.random() < 0.8 or redirect_type == "single":  # where two of single always hold, validate warns
        named = dice.random() < 0.4
        period = f"@{dice.choice(tuple(company.schedules))}" if named else dice.choice(company.periods)
    return Rung(
        to=f"@{_contact(known)}" if dice.random() < 0.4 else _phone(person),
        timeout=dice.randint(2, 12) * 5,
        name=PEOPLE[person % len(PEOPLE)][1],
        period=period,
        period_description=f"по графику {dice.randint(1, 30)}" if period and dice.random() < 0.3 else None,
    )


def _contact(index: int) -> str:
    return f"{PEOPLE[index % len(PEOPLE)][0]}-{index}"


def _place(index: int) -> str:
    return f"883140{index:09}" if index % 10 == 9 else _phone(index)


def _phone(person: int) -> str:
    return f"{PHONE_CODES[person % 2]}0{person // 2:06}"


def distinct_periods(count: int, dice: random.Random) -> list[str]:
    """Answer so many distinct periods, none of which runs over the end of a unit."""
    found: dict[str, None] = {}
    while len(found) < count:
        parts = [f"wd {{{_span(DAYS, dice)}}}", f"hr {{{_span([str(hour) for hour in range(24)], dice)}}}"]
        if dice.random() < 0.3:
            parts.insert(0, f"md {{{_span([str(day) for day in range(1, 29)], dice)}}}")
        if dice.random() < 0.2:
            parts.insert(0, f"mo {{{_span(MONTHS, dice)}}}")
        found[" ".join(parts)] = None
    return list(found)


def _span(units: Sequence[str], dice: random.Random) -> str:
    first, last = sorted((dice.randrange(len(units)), dice.randrange(len(units))))
    return units[first] if first == last else f"{units[first]}-{units[last]}"

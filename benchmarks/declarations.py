"""The company's numbers as the YAML that its people would write: block style, comments, and each quotes as he likes."""

from collections.abc import Iterator, Mapping

from company import Company, File, Number, Rung

REDIRECT_TYPES = {"single": 1, "sequential": 2, "parallel": 3}
SETTINGS = """\
# Generated for a benchmark; the numbers belong to nobody.
settings:
  timezone: Europe/Moscow
  limits:
    changes_share: 0.3
    removals_share: 0.1
"""


def contacts_text(company: Company) -> str:
    """Answer the file with the names of places."""
    return "contacts:\n" + "".join(f'  {name}: "{place}"\n' for name, place in company.contacts.items())


def schedules_text(company: Company) -> str:
    """Answer the file with the names of periods."""
    return "schedules:\n" + "".join(f"  {name}: {period}\n" for name, period in company.schedules.items())


def file_text(file: File) -> str:
    """Answer one file of numbers."""
    lines = [f"# {file.city}: номера {file.index + 1}-й сотни."]
    if file.has_defaults:
        lines += [
            "defaults:",
            "  call_forwarding_number:",
            "    # События принимает общий сервис.",
            f"    event_url: https://events.example.com/calls?file={file.index}",
            "    event_extended: true",
            "",
        ]
    lines.append("numbers:")
    for number in file.numbers:
        lines += number_lines(number)
    return "\n".join(lines) + "\n"


def number_lines(number: Number) -> list[str]:
    """Answer the lines of one number, as an item of the list `numbers`."""
    lines = [] if number.comment is None else [f"  # {number.comment}"]
    code = f'"{number.code}"' if number.hand % 5 == 0 else number.code
    lines += [f"  - number_code: {code}", f"    description: {_text(number.description, number.hand)}"]
    if number.hand % 4 == 0:
        lines += ["    labels:", *(f"      - {label}" for label in number.labels)]
    else:
        lines.append(f"    labels: [{', '.join(number.labels)}]")
    lines += _data(number)
    return [*lines, ""] if number.hand % 2 else lines


def _data(number: Number) -> Iterator[str]:
    match number.kind:
        case "url":
            yield from ("    call_forwarding_type: url", "    call_forwarding_ipcr:")
            yield f"      url: https://routing.example.com/calls/{number.code}"
            if number.hand % 3:
                yield f"      reserve: {_place(number.rung[0].to, number.hand)}"
        case "static":
            yield from ("    call_forwarding_static:", f"      static_ip: 203.0.113.{number.index % 250 + 1}")
            yield from ("      port: 5060", f"      timeout: {number.rung[0].timeout}", f"      did: {number.index}")
        case "sip":
            yield from ("    call_forwarding_type: 1", "    call_forwarding_sip:")
            yield f"      sip_uri: exchange-{number.index}@sip.example.com:5060"
        case "number":
            yield from _forwarding(number)


def _forwarding(number: Number) -> Iterator[str]:
    if number.hand % 7 == 0:
        yield "    call_forwarding_type: number"
    yield "    call_forwarding_number:"
    by_name = number.hand % 6
    yield f"      redirect_type: {number.redirect_type if by_name else REDIRECT_TYPES[number.redirect_type]}"
    if number.event_url is not None:
        yield f"      event_url: {_text(number.event_url, number.hand)}"
    yield "      call_control:"
    for position, rung in enumerate(number.rung):
        yield from _rung_lines(rung, number.hand >> position)


def _rung_lines(rung: Rung, hand: int) -> Iterator[str]:
    fields: Mapping[str, str | None] = {
        "redirect_number": _place(rung.to, hand),
        "timeout": str(rung.timeout),
        "name": _text(rung.name, hand),
        "period": rung.period and _text(rung.period, hand),
        "period_description": rung.period_description,
    }
    written = [f"{key}: {value}" for key, value in fields.items() if value is not None]
    if hand % 5 == 0 and (rung.period is None or rung.period.startswith("@")):
        yield f"        - {{{', '.join(written)}}}"
        return
    for number, line in enumerate(written):
        remark = "  # секунд" if hand % 16 == 3 and line.startswith("timeout") else ""
        yield f"        {'  ' if number else '- '}{line}{remark}"


def _place(to: str, hand: int) -> str:
    if to.startswith("@") or hand % 3:
        return f'"{to}"'
    return to


def _text(text: str, hand: int) -> str:
    """Quote a text where YAML asks for it, and now and then where it does not."""
    if hand % 11 == 0 or text.startswith("@"):
        return f'"{text}"'
    return f"'{text}'" if hand % 13 == 0 else text

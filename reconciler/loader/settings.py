"""`settings.yaml`: the one place of settings, validated."""

import copy
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import ValidationError

from reconciler.loader.builder import Document
from reconciler.loader.keys import key_variables
from reconciler.loader.levels import SETTINGS, TOP_LEVEL, guess_section
from reconciler.loader.meaning import LITERAL_SECRET, literal_problems
from reconciler.loader.places import Key, Places, below
from reconciler.loader.policy import contacts_of, policy_problems
from reconciler.loader.shape import Shape, Wrong
from reconciler.model.diagnostics import Code, Diagnostic, Severity, Source, diagnostic, quoted
from reconciler.model.kinds import species
from reconciler.model.settings import Settings
from reconciler.model.spelling import did_you_mean, offer
from reconciler.model.vnumber_call import troubles

USER_INFO = re.compile(r"//[^/@]*@")
STATE_URL = re.compile(
    r"(?:"
    r"[Ff][Ii][Ll][Ee]:(?!//[^/?#])(?!(?://)?$)[^\x00]+"
    r"|[Gg][Ii][Tt]:[^\x00]+"
    r"|[Mm][Ee][Mm][Oo][Rr][Yy]:"
    r"|(?:[Ss]3|[Gg][Ss]|[Aa][Zz])://[^/?#\x00]+(?:/[^/?#\x00]+)+/?"
    r"|[Pp][Oo][Ss][Tt][Gg][Rr][Ee][Ss][Qq][Ll]://[^/?#\x00]*/[^/?#\x00]+"
    r"\?(?:[^#\x00]*&)?record=[^&#\x00]+(?:&[^#\x00]*)?"
    r")"
)
"""Also part of the schema for editors, so it is written as JavaScript reads it too."""
STATE_KIND = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,15}):.*", re.DOTALL)
STATE_KINDS = frozenset({"file", "git", "s3", "gs", "az", "postgresql", "memory"})
"""What opens a record, and what at least names a kind of record; see `reconciler.state.address`."""

EVERYTHING = frozenset(Settings.model_fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The settings as far as they could be read, and the keys of which a part could not: nothing is told for those.

    `contacts` are the contacts that the policy names, each with its place; all files have to be read to know them.
    """

    settings: Settings
    unknown: frozenset[str] = frozenset()
    contacts: tuple[tuple[str, Source], ...] = ()


def zone_of(known: Known) -> ZoneInfo:
    """Answer the zone of the settings, or the usual one where theirs is wrong."""
    return ZoneInfo((Settings() if "timezone" in known.unknown else known.settings).timezone)


def read_settings(document: Document) -> tuple[Known, list[Diagnostic]]:
    """Answer what is known of the settings, and everything that is wrong with them."""
    root, places = document.value, document.places
    declared = root.get(SETTINGS)
    if declared is None:
        return Known(settings=Settings(), unknown=EVERYTHING if _is_forgotten(root) else frozenset()), []
    if not isinstance(declared, dict):
        detail = f"'settings' must be a mapping, and it is {species(declared)}."
        found = diagnostic(Code.WRONG_TYPE, detail, places.of_value(root, SETTINGS))
        return Known(settings=Settings(), unknown=EVERYTHING), [found]
    wrong, problems = _shape(declared, places)
    settings = _right(declared)
    doubtful = {str(item.path[1]) for item in wrong if item.path[0] == "applications" and len(item.path) > 1}
    problems += _meaning(settings, declared, places, doubtful)
    if not any(item.path[0] == "verify" for item in wrong):
        problems += _call(settings, declared, places)
    zoneless = {"timezone"} if any(item.code is Code.INVALID_TIMEZONE for item in problems) else ()
    unknown = frozenset((*_lost(declared, wrong), *_doubled(declared, places), *zoneless))
    contacts: tuple[tuple[str, Source], ...] = ()
    if "policy" not in unknown:
        doubts = list(policy_problems(settings, declared, places))
        problems += doubts
        unknown |= {"policy"} if doubts else set()
        contacts = tuple(contacts_of(settings, declared, places))
    unknown = EVERYTHING if places.is_doubled(root, SETTINGS) else unknown
    return Known(settings=settings, unknown=unknown, contacts=contacts), problems


def _shape(declared: dict[str, Any], places: Places) -> tuple[list[Wrong], list[Diagnostic]]:
    """Answer which settings are wrong by themselves, and the diagnostics about them."""
    shape = Shape(Settings)
    try:
        Settings.model_validate(declared)
    except ValidationError as error:
        return shape.wrong(error), list(shape.problems(error, declared, places))
    return [], []


def _is_forgotten(root: dict[str, Any]) -> bool:
    """Tell whether settings stand at the top of the file, or under a misspelt `settings:`."""
    keys = (*TOP_LEVEL, SETTINGS)
    return any(key in EVERYTHING or guess_section(key, keys).key == SETTINGS for key in root if key not in keys)


def _right(declared: dict[str, Any]) -> Settings:
    """Answer the settings without what is wrong in them: a value, or the mapping that then lacks one."""
    rest = declared
    while True:
        try:
            return Settings.model_validate(rest)
        except ValidationError as error:
            rest = _without(rest, Shape(Settings).wrong(error))


def _without(declared: dict[str, Any], wrong: list[Wrong]) -> dict[str, Any]:
    """Answer the settings without these values, and without the mappings that lack one."""
    rest = copy.deepcopy(declared)
    paths = {item.path if _is_there(rest, item.path) else item.path[:-1] for item in wrong}
    outermost = [path for path in paths if not any(path[:length] in paths for length in range(1, len(path)))]
    for path in sorted(outermost, reverse=True):  # the last items of a list first
        above = below(rest, path[:-1])
        if isinstance(above, dict | list):
            del above[path[-1]]  # type: ignore[arg-type]  # a key of this very container
    return rest


def _is_there(root: object, path: Sequence[Key]) -> bool:
    above, key = below(root, path[:-1]), path[-1]
    return key in above if isinstance(above, dict) else isinstance(above, list)


def _lost(declared: dict[str, Any], wrong: list[Wrong]) -> Iterator[str]:
    """Yield the keys of which a part is wrong; under one that nobody can guess there may be names of any kind."""
    for mistake in wrong:
        key = mistake.meant if len(mistake.path) == 1 else mistake.path[0]
        if key is not None:
            yield str(key)
        elif isinstance(declared[str(mistake.path[0])], dict | list):
            yield from ("applications", "secrets")


def _doubled(declared: dict[str, Any], places: Places) -> Iterator[str]:
    """Yield the keys that stand twice, or hold less than the file has for them."""
    for key, value in declared.items():
        if places.is_doubled(declared, key) or not places.has_all_keys(value):
            yield key


def _meaning(
    settings: Settings, declared: dict[str, Any], places: Places, doubtful: Collection[str]
) -> Iterator[Diagnostic]:
    """Yield what is wrong with right values; `doubtful` are applications with wrong ones."""
    try:
        ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = settings.timezone
        meant = "" if any(sign.isdecimal() for sign in zone) else offer(zone, sorted(available_timezones()))
        hint = meant or " Write one such as Europe/Moscow."
        detail = f"{quoted(zone)} is no zone of the IANA database.{hint}"
        yield diagnostic(Code.INVALID_TIMEZONE, detail, places.of_value(declared, "timezone"))
    yield from _state(settings.state.url, declared, places)
    for name, application in settings.applications.items():
        if application.event_url:
            yield from literal_problems(below(declared, ("applications", name)), "event_url", places)
    yield from _keys(settings, declared, places, doubtful)
    changed = declared.get("warnings")
    for name in changed if isinstance(changed, dict) else ():
        yield from _warning(name, changed, places)


def _call(settings: Settings, declared: dict[str, Any], places: Places) -> Iterator[Diagnostic]:
    """Yield what the parameters of the test call say together that is refused, or has no effect."""
    for trouble in troubles(settings.verify.call):
        yield diagnostic(trouble.code, trouble.detail, places.at(declared, ("verify", "call", trouble.parameter)))


def _state(url: str, declared: dict[str, Any], places: Places) -> Iterator[Diagnostic]:
    """Yield what is wrong with the address of the record; its words never hold the address."""
    if USER_INFO.search(url) or LITERAL_SECRET.search(url):
        detail = "An address with a user or password in it would be read by everybody. Use the client's own variables."
        yield diagnostic(Code.KEY_IN_FILE, detail, places.at(declared, ("state", "url")))
        return
    kind = STATE_KIND.fullmatch(url)
    if STATE_URL.fullmatch(url) is None:
        what = "This is no address of a record"
        if kind is not None and kind[1].lower() not in STATE_KINDS:
            what = f"'{kind[1]}:' is no kind of record"
        right = (
            "Write file:PATH without a host, git:BRANCH, s3://BUCKET/PREFIX (also gs: and az:),"
            " postgresql://HOST/DATABASE?record=NAME, or memory: alone, such as file:.reconciler/state."
        )
        detail = f"{what}. {right}"
        yield diagnostic(Code.NOT_ONE_OF, detail, places.at(declared, ("state", "url")))


def _keys(
    settings: Settings, declared: dict[str, Any], places: Places, doubtful: Collection[str]
) -> Iterator[Diagnostic]:
    keys = key_variables(settings)
    listed = declared.get("secrets")
    for index, name in enumerate(listed if isinstance(listed, list) else ()):
        if name in keys:
            detail = (
                f"{name} holds an API key, or a token of its own, and a secret is put into URLs: one merged line could"
                " send it to anybody. Take it out of the list, and put what a URL needs into another variable."
            )
            yield diagnostic(Code.KEY_IN_FILE, detail, places.at(declared, ("secrets", index)))
    first: dict[str, str] = {}
    for name, application in settings.applications.items():
        if name in doubtful:
            continue  # its variable may be another one
        other = first.setdefault(application.api_key_env, name)
        if other != name:
            detail = (
                f"{quoted(name)} takes its key from {application.api_key_env}, as {quoted(other)} does, and at the"
                " provider a key belongs to one application: the numbers of one of the two would be refused. Name"
                " another variable with 'api_key_env'."
            )
            yield diagnostic(Code.SHARED_KEY, detail, places.of_key(declared.get("applications"), name))


def _warning(name: str, container: object, places: Places) -> Iterator[Diagnostic]:
    source = places.of_key(container, name)
    codes = {code.value: code for code in Code}
    if name not in codes:
        known = [code.value for code in Code if code.severity is Severity.WARNING]
        yield diagnostic(Code.UNKNOWN_CODE, f"{quoted(name)} names no diagnostic.{did_you_mean(name, known)}", source)
    elif codes[name].severity is not Severity.WARNING:
        yield diagnostic(
            Code.NOT_A_WARNING, f"'{name}' is an error: what it finds cannot be applied. Take the line away.", source
        )

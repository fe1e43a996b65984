"""What pydantic finds wrong with a value, as diagnostics with places, codes and a "did you mean"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from reconciler.loader.levels import Guess, guess, is_setting, model_at
from reconciler.loader.places import Key, Places, below
from reconciler.model.declared import keys_of
from reconciler.model.diagnostics import Code, Diagnostic, code_named, diagnostic, quoted
from reconciler.model.fields import errors_of
from reconciler.model.kinds import kind_of, species
from reconciler.model.moments import moment_hint
from reconciler.model.settings import Application
from reconciler.model.spelling import Vocabulary, offer

KEY_WORDS = ("key", "token", "secret", "password")
NO_SETTING = "is no setting and would be ignored"
NO_KEY = "would be ignored, or refused by the provider"
_QUOTED = re.compile("'([^']*)'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """Where something is wrong: its path, and the key that it was meant for where that is another."""

    path: tuple[Key, ...]
    meant: Key | None


class Shape:
    """Tells pydantic's errors about values that a model describes, below the first `prefix` keys of their paths.

    `contacts` are offered where a number is none, and times of a `zone` where a time says none.
    """

    def __init__(
        self,
        model: type[BaseModel],
        *,
        prefix: int = 0,
        contacts: Vocabulary | None = None,
        zone: tzinfo | None = None,
    ) -> None:
        self._model = model
        self._prefix = prefix
        self._contacts = contacts
        self._zone = zone
        self._guesses: dict[tuple[type[BaseModel] | None, str], Guess] = {}

    def wrong(self, error: ValidationError) -> list[Wrong]:
        """Answer where all of the errors are."""
        return [Wrong(path=details["loc"], meant=self._meant(details)) for details in errors_of(error)]

    def problems(
        self, error: ValidationError, root: object, places: Places, *, complete: bool = True
    ) -> Iterator[Diagnostic]:
        """Yield a diagnostic for each of the errors about `root`; a key that is misspelt is not missing too.

        Where `root` need not be complete, no key is missing.
        """
        every = errors_of(error)
        incomplete = {details["loc"][:-1] for details in every if details["type"] == "missing"} if complete else ()
        misspelt = {
            (*details["loc"][:-1], self._meant(details))
            for details in every
            if details["type"] == "extra_forbidden" and details["loc"][:-1] in incomplete
        }
        for details in every:
            if details["type"] != "missing" or (complete and details["loc"] not in misspelt):
                yield self._problem(details, root, places)

    def _meant(self, details: ErrorDetails) -> Key | None:
        """Answer the key of the model that an error speaks of, also if it is written otherwise."""
        key = details["loc"][-1] if details["loc"] else None
        if details["type"] == "extra_forbidden":
            return self._guess(str(key), self._at(details["loc"][:-1])).key
        return key

    def _guess(self, key: str, model: type[BaseModel] | None) -> Guess:
        if (model, key) not in self._guesses:
            self._guesses[model, key] = guess(key, model)
        return self._guesses[model, key]

    def _at(self, path: Sequence[Key]) -> type[BaseModel] | None:
        return model_at(self._model, path[self._prefix :])

    def _problem(self, details: ErrorDetails, root: object, places: Places) -> Diagnostic:
        path: Sequence[Key] = details["loc"]
        above = below(root, path[:-1])
        if details["type"] == "extra_forbidden":
            source = places.of_key(above, path[-1])  # where there are no places, all else would be for nothing
            return diagnostic(*self._unknown_key(str(path[-1]), details["input"], self._at(path[:-1])), source)
        if details["type"] == "missing":
            return diagnostic(Code.MISSING_KEY, _missing(str(path[-1]), self._at(path[:-1])), places.of(above))
        ours = code_named(details["type"])
        if ours is not None:
            detail = details["ctx"]["detail"] + self._offer(ours, details["input"])
            return diagnostic(ours, detail, places.at(root, path, details["ctx"]["at"]))
        code, detail = _builtin(details, below(root, path))
        return diagnostic(code, detail, places.at(root, path))

    def _unknown_key(self, key: str, value: object, model: type[BaseModel] | None) -> tuple[Code, str]:
        if model is Application and any(word in key.lower() for word in KEY_WORDS):
            return Code.KEY_IN_FILE, (
                "A key in a file is read by everybody who can read the repository. Put it into an environment variable,"
                " name that variable with `api_key_env`, and revoke the key if it was committed."
            )
        meant = self._guess(key, model)
        # `{name: Sales, metro}` makes a key of what was meant as a part of the text.
        comma = " If it belongs to the text before the comma, put that text in quotes."
        hint = comma if value is None and meant.key is None else ""
        return Code.UNKNOWN_KEY, f"{quoted(key)} {NO_SETTING if is_setting(model) else NO_KEY}.{meant.advice}{hint}"

    def _offer(self, code: Code, value: object) -> str:
        match code:
            case Code.INVALID_NUMBER:
                return self._contact(value)
            case Code.INVALID_TIME if self._zone is not None:
                return moment_hint(value, self._zone)
            case _:
                return ""

    def _contact(self, value: object) -> str:
        """Answer a sentence that offers the contact whose name stands where its @name belongs."""
        if self._contacts is None or not isinstance(value, str) or not any(sign.isalpha() for sign in value):
            return ""
        near = self._contacts.nearest(value)
        return f" Did you mean {quoted(f'@{near}')}?" if near else ""


def shape_problems(
    error: ValidationError, root: object, places: Places, model: type[BaseModel]
) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each of pydantic's errors about `root`, which `model` describes."""
    yield from Shape(model).problems(error, root, places)


def _builtin(details: ErrorDetails, value: object) -> tuple[Code, str]:
    match details["type"]:
        case "enum":
            allowed = details["ctx"]["expected"]
            hint = offer(value, _QUOTED.findall(allowed)) if isinstance(value, str) else ""
            return Code.NOT_ONE_OF, f"This must be {allowed}, and it is {kind_of(value)}.{hint}"
        case "list_type":
            return Code.WRONG_TYPE, f"This must be a list, and it is {species(value)}."
        case "model_type" | "dict_type" | "model_attributes_type":
            return Code.WRONG_TYPE, f"This must be a mapping, and it is {species(value)}."
        case _:
            return Code.WRONG_TYPE, f"{details['msg']}; it is {kind_of(value)}."


def _missing(key: str, model: type[BaseModel] | None) -> str:
    known = keys_of(model) if model else {}
    description = known[key].description if key in known else None
    return f"'{key}' is missing{f' ({description})' if description else ''}; without it the rest means nothing."

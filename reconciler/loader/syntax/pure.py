"""YAML read by ruamel's pure parser, with the tabs that YAML 1.2 allows and with places like the C scanner's."""

import io
import warnings
from collections.abc import Iterator
from functools import partial
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.events import ScalarEvent
from ruamel.yaml.parser import Parser
from ruamel.yaml.tokens import ValueToken

from reconciler.loader.syntax.reader import LineReader
from reconciler.loader.syntax.scanner import TabScanner
from reconciler.loader.syntax.trail import Token, Trail


def events_of(text: str, trail: Trail) -> Iterator[Any]:
    """Yield the events of a text; ruamel's errors where it is not YAML."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # ruamel warns about what the builder reports with a place
        yield from _yaml(trail).parse(io.StringIO(text))


def tokens_of(text: str) -> Iterator[Token]:
    """Yield the tokens of a text that is YAML."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield from _yaml(Trail()).scan(io.StringIO(text))


def _yaml(trail: Trail) -> YAML:
    yaml = YAML(typ="safe", pure=True)
    yaml.Reader = LineReader
    yaml.Scanner = partial(TabScanner, trail)
    yaml.Parser = PlacingParser
    return yaml


class PlacingParser(Parser):
    """ruamel's parser, which places a value that is not there at whatever comes next."""

    def parse_block_mapping_value(self) -> Any:
        """Answer the event of a value; one that is not there stands behind its colon, as for the C scanner."""
        colon = self.scanner.peek_token()
        event = super().parse_block_mapping_value()
        if isinstance(event, ScalarEvent) and event.implicit[0] and not event.value and isinstance(colon, ValueToken):
            event.start_mark = event.end_mark = colon.end_mark
        return event

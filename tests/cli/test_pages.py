"""Pages without secrets, which work all the same, whatever a secret looks like."""

import json
import re
from html import unescape

import pytest
from support.pages import company

from reconciler.cli.pages import cleaned
from reconciler.model.diagnostics import Code, Source, diagnostic
from reconciler.providers.redaction import Redaction

SIGNS = "pass\"wo'rd<&>`|_*~é\u2028"
ASSETS = re.compile(r"<style>.*?</style>|<script>.*?</script>|<meta[^>]*>", re.DOTALL)
DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)


def page_that_says(text: str) -> str:
    made = company(20)
    warning = diagnostic(Code.IDLE_DISPLAY_NUMBER, f"It says {text} here.", Source(file="a.yaml", line=1, column=1))
    return made.page(warnings=(warning,), address=text)


@pytest.mark.parametrize("secret", [SIGNS[:-1], "it's", 'a"b"c', "Стойка", "&amp;"])
def test_a_secret_is_found_as_a_page_writes_it(secret: str) -> None:
    page = page_that_says(secret)
    assert secret in unescape(page)
    clean = cleaned(page, Redaction([secret]))
    assert secret not in unescape(clean)
    assert "It says *** here." in clean
    assert ASSETS.findall(clean) == ASSETS.findall(page)


@pytest.mark.parametrize("secret", ["list", "const", "function", "data", "change", "1000", "true", "class", "script"])
def test_what_makes_a_page_work_stays_whatever_a_secret_looks_like(secret: str) -> None:
    page = page_that_says("nothing")
    clean = cleaned(page, Redaction([secret]))
    assert ASSETS.findall(clean) == ASSETS.findall(page)
    assert re.findall("<[^>]*>", DATA.sub("", clean)) == re.findall("<[^>]*>", DATA.sub("", page))
    (data,), (before,) = (map(json.loads, DATA.findall(text)) for text in (clean, page))
    assert [row["action"] for row in data["rows"]] == [row["action"] for row in before["rows"]]
    assert data["ways"] == before["ways"]
    assert secret not in "\n".join(data["words"])


def test_a_secret_in_the_data_is_taken_out_and_nothing_can_end_it() -> None:
    page = page_that_says("nothing")
    clean = cleaned(page, Redaction(["Сотрудник 3 "]))
    assert "Сотрудник 3 " in page
    assert "Сотрудник 3 " not in clean
    assert len(DATA.findall(clean)) == 1
    assert cleaned(page, Redaction(["not in it"])) == page

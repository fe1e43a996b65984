"""Misspelt words, and characters that are not what they look like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.model.spelling import LONGEST, Vocabulary, alike, did_you_mean, nearest, offer

NUMBER = ("application", "call_forwarding_number", "call_forwarding_type", "labels", "number_code", "protected")
TRUNK = ("did", "port", "static_ip", "timeout")
FILES = ("event_url", "file_to_a", "file_to_b")


@pytest.mark.parametrize(
    ("word", "known", "near"),
    [
        ("lables", NUMBER, "labels"),
        ("number", NUMBER, "number_code"),
        ("Number-Code", NUMBER, "number_code"),
        ("callForwardingNumber", NUMBER, "call_forwarding_number"),
        ("protect", NUMBER, "protected"),
        ("type", NUMBER, "call_forwarding_type"),
        ("рrotected", NUMBER, "protected"),
        ("na\u200bme", ("name",), "name"),
        ("кеер", ("keep", "reset"), "keep"),
        ("uri", ("sip_uri",), "sip_uri"),
        ("ip", TRUNK, "static_ip"),
        ("url", FILES, "event_url"),
        ("file", FILES, None),
        ("a", FILES, None),
        ("colour", NUMBER, None),
        ("number_resource_id", NUMBER, None),
        ("", NUMBER, None),
        ("x", (), None),
        ("labels" * 20, NUMBER, None),
    ],
)
def test_the_nearest_word_is_found(word: str, known: tuple[str, ...], near: str | None) -> None:
    assert nearest(word, known) == near
    assert offer(word, known).startswith(f" Did you mean '{near}'?" if near else "")


@pytest.mark.parametrize(
    ("word", "known", "said"),
    [
        ("timout", TRUNK, " Did you mean 'timeout'?"),
        ("Timeout", TRUNK, " Did you mean 'timeout'?"),
        ("colour", TRUNK, " Known here: did, port, static_ip, timeout."),
        ("colour", ("x" * 70, "y" * 70, "z" * 70), ""),
        ("colour", [str(index) for index in range(13)], ""),
        ("colour", (), ""),
        (
            "tim\u00a0eout",
            TRUNK,
            " Did you mean 'timeout'? Character 4 is NO-BREAK SPACE (U+00A0), which is no part of a word.",
        ),
        ("timeоut", TRUNK, " Did you mean 'timeout'? Character 5, 'о', is CYRILLIC SMALL LETTER O (U+043E)."),
        ("timeоt", TRUNK, " Did you mean 'timeout'? Character 5, 'о', is CYRILLIC SMALL LETTER O (U+043E)."),
        ("cосна", ("сосна",), " Did you mean 'сосна'? Character 1, 'c', is LATIN SMALL LETTER C (U+0063)."),
        ("осень", ("осень-2",), " Did you mean 'осень-2'?"),
    ],
)
def test_it_is_offered_with_what_is_odd_about_the_other(word: str, known: tuple[str, ...], said: str) -> None:
    assert did_you_mean(word, known) == said


def test_words_that_look_the_same_are_told_apart_from_those_that_are_only_near() -> None:
    assert alike("YЕS", ("yes", "no")) == "yes"
    assert alike("yess", ("yes", "no")) is None


def test_a_vocabulary_compares_so_often_and_then_knows_only_what_looks_alike() -> None:
    vocabulary = Vocabulary(["ivanov", "petrova"], comparisons=4)
    assert [vocabulary.nearest("ivanof") for _ in range(3)] == ["ivanov", "ivanov", None]
    assert vocabulary.nearest("Ivanov") == "ivanov"


@given(word=st.text(max_size=LONGEST * 2), known=st.lists(st.text(max_size=LONGEST * 2), max_size=12))
def test_a_hint_is_nothing_or_short_printable_sentences(word: str, known: list[str]) -> None:
    said = did_you_mean(word, known)
    assert said == "" or (said[0] == " " and said[-1] in ".?")
    assert said.isprintable()
    assert len(said) < LONGEST * 10
    assert nearest(word, known) in {None, *known}

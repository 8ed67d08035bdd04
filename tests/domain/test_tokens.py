"""Tokens: Unicode's words fast, every character in one, and sentences that end where people end
them."""

from __future__ import annotations

from itertools import chain, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import TEXT
from uniseg.wordbreak import word_boundaries

from annotator.domain.boundaries import next_word, word_at
from annotator.domain.tokens import _LETTER, _PLAIN, sentences

LATIN = st.text(st.characters(codec="utf-8").filter(_PLAIN.fullmatch), min_size=1, max_size=12)
MIXED = st.lists(
    st.sampled_from(["a", "B1", ".", ":", "'", "’", "_", "3", ",", ";", "·", "é", "-", "@", "2.5"])
    | LATIN,
    min_size=1,
    max_size=10,
).map("".join)
ANY = st.text(
    st.sampled_from("ab1 .,!?\n\t'\"“”-_:")
    | st.sampled_from("👩\u200d🇳🇴e\u0301東カナ。كتاب؟\u00a0"),
    max_size=40,
)


def tokens(text: str) -> list[str]:
    return [text[a:b] for a, b in chain.from_iterable(sentences(text))]


def said(text: str) -> list[str]:
    return [text[one[0][0] : one[-1][1]] for one in sentences(text)]


@given(MIXED)
def test_latin_is_cut_as_unicode_cuts_it(text: str) -> None:
    assert tokens(text) == [text[a:b] for a, b in pairwise(word_boundaries(text))]


def test_each_plain_character_is_of_the_class_that_unicode_gives_it() -> None:
    plain = [chr(code) for code in range(0x3000) if _PLAIN.fullmatch(chr(code))]
    assert len(plain) > 500
    assert len(_LETTER) > 10
    for char in plain:
        for text in (f"a{char}b", f"1{char}2", f"a{char}1", f"{char}{char}a", f"_{char}"):
            assert tokens(text) == [text[a:b] for a, b in pairwise(word_boundaries(text))], text


@given(ANY)
def test_every_character_but_spaces_is_in_one_token(text: str) -> None:
    found = list(chain.from_iterable(sentences(text)))
    assert all(a < b for a, b in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    outside = text[: found[0][0]] if found else text
    outside += "".join(text[one[1] : other[0]] for one, other in pairwise(found))
    outside += text[found[-1][1] :] if found else ""
    assert not outside.strip()
    assert not any(char.isspace() for token in tokens(text) for char in token)
    assert all(sentences(text))


@pytest.mark.parametrize(
    "text", [TEXT, "kataカタカナ 東京タワーは高い。", "$1,300.50 can’t, e.g. U.S. 40% (كتاب) -5"]
)
def test_an_edge_of_a_word_is_an_edge_of_a_token(text: str) -> None:
    edges = set(chain.from_iterable(chain.from_iterable(sentences(text))))
    at = 0
    while at < len(text):
        word = word_at(text, at)
        if word is not None:
            assert set(word) <= edges, (word, text[slice(*word)])
        at = next_word(text, at, 1)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("One. Two? Three!", ["One.", "Two?", "Three!"]),
        ("He said “no.” Then (yes!) left.", ["He said “no.”", "Then (yes!) left."]),
        ("Dr. Who met J. R. in the U.S. today.", ["Dr. Who met J. R. in the U.S. today."]),
        ("It cost 3.5 million. no one paid", ["It cost 3.5 million. no one paid"]),
        ("A title\n\nA text… And more", ["A title", "A text…", "And more"]),
        ("東京タワー。「はい。」そうだ？はい", ["東京タワー。", "「はい。」", "そうだ？", "はい"]),
        ("ما هذا؟ كتاب. نعم", ["ما هذا؟", "كتاب.", "نعم"]),
        ("Wait... What?! No.", ["Wait...", "What?!", "No."]),
        ("", []),
        (" \n\t ", []),
        (".", ["."]),
    ],
)  # fmt: skip
def test_sentences(text: str, wanted: list[str]) -> None:
    assert said(text) == wanted

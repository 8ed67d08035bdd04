"""Quotation marks go around words, and never into them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.quoting import in_quotes, on_one_line, shortened


def test_a_quote_in_a_quote_has_marks_of_another_kind_around_it() -> None:
    assert in_quotes("a limited halt") == "“a limited halt”"
    assert in_quotes("talks would “begin at once”") == "‘talks would “begin at once”’"
    assert in_quotes("“surrounded” troops in Russia’s") == "‘“surrounded” troops in Russia’s’"


@given(st.text(alphabet="“”‘’a\n ", max_size=30))
def test_the_words_stay_as_they_are(words: str) -> None:
    assert in_quotes(words)[1:-1] == words
    assert in_quotes(words)[:1] + in_quotes(words)[-1:] in ("“”", "‘’")


def test_what_is_cut_away_does_not_decide_over_the_marks() -> None:
    text = "the minister called it\n“a first step towards peace”"
    assert shortened(text, 20) == "“the minister called…”"
    assert shortened(text, 30) == "‘the minister called it “a fir…’"
    assert on_one_line("“Both leaders agreed,” he said", 80) == "“Both leaders agreed,” he said"

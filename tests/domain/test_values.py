from itertools import pairwise
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain import edits
from annotator.domain.article import new_article, sha256_of
from annotator.domain.ids import id_for, right_after, uuid7, uuid7s
from annotator.domain.journal import Kind, inverse
from annotator.domain.label import Evidence, Label, Span, Stance, Verdict, normal_spans
from annotator.domain.records import label_fields, label_from
from annotator.errors import AnnotatorError

ARTICLE = new_article("One two three. Four five six.", "T", created="2025-01-01T00:00:00.000Z")


def test_ids_rise_whatever_the_clock_says() -> None:
    future = "ffffffff-fff0-7fff-bfff-ffffffffffff"
    ids = [uuid7()]
    for _ in range(1000):
        ids.append(uuid7(after=ids[-1]))
    assert ids == sorted(set(ids))
    assert uuid7(after=future) > future


def test_ids_of_one_millisecond_rise_as_they_are_made() -> None:
    made = [uuid7() for _ in range(20_000)]
    assert made == sorted(set(made))
    assert {(UUID(id_).version, UUID(id_).variant) for id_ in made} == {(7, RFC_4122)}


def test_two_machines_behind_one_entry_never_give_the_same_id() -> None:
    future = "ffffffff-fff0-7fff-bfff-ffffffffffff"
    assert len({uuid7(after=future) for _ in range(1000)}) == 1000


def test_many_ids_at_once_are_as_good_as_one_by_one() -> None:
    before, ids, after = uuid7(), uuid7s(5_000), uuid7()
    assert len(set(ids)) == 5_000
    for id_ in (before, *ids):
        assert str(UUID(id_)) == id_
        assert (UUID(id_).version, UUID(id_).variant) == (7, RFC_4122)
    assert before[:13] <= min(ids)[:13] <= max(ids)[:13] <= after[:13]
    assert len({id_[19] for id_ in ids}) == 4
    assert uuid7s(0) == []


def test_what_is_handed_out_comes_before_what_is_done_next() -> None:
    for id_ in (uuid7(), "0fffffff-fff0-7fff-bf00-000000000000"):
        assert id_ < right_after(id_) < uuid7(after=max(id_, uuid7(after=id_)))


def test_the_same_text_has_the_same_id() -> None:
    assert new_article("a", "x", created="").id == new_article("a", "y", created="").id
    assert id_for(sha256_of("a"))[14] == "8"


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9)), min_size=1))
def test_normal_spans_cover_the_same_characters_once(pairs: list[tuple[int, int]]) -> None:
    spans = [Span(start, start + length) for start, length in pairs]
    covered = {at for span in spans for at in range(span.start, span.end)}
    normal = normal_spans(spans)
    assert sorted(at for span in normal for at in range(span.start, span.end)) == sorted(covered)
    assert all(a.end < b.start for a, b in pairwise(normal))


def test_a_label_goes_to_fields_and_back() -> None:
    evidence = Evidence("https://example.org", "t", "q", Stance.REFUTES, "2025-01-01", "ab")
    label = Label(
        "1", "2", "3", (Span(0, 3), Span(4, 7)), Verdict.DISPUTED, "One … two", confidence=3,
        note="n", tags=("a",), evidence=(evidence,), created="x", updated="y", meta={"k": 1},
    )  # fmt: skip
    assert label_from("1", label_fields(label)) == label


def test_an_edit_says_what_was_and_what_is() -> None:
    label, _ = edits.mark("me", ARTICLE, [Span(0, 3)], Verdict.VERIFIED)
    (change,) = edits.set_verdict(label, Verdict.DISPUTED).changes
    assert change.before is not None
    assert change.after is not None
    assert (change.before["verdict"], change.after["verdict"]) == ("verified", "disputed")
    assert inverse((change,))[0].after == change.before


@pytest.mark.parametrize("span", [(-1, 2), (3, 3), (5, 100)])
def test_a_label_outside_the_text_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(AnnotatorError):
        edits.mark("me", ARTICLE, [Span(*span)], Verdict.VERIFIED)


def test_moving_an_edge_keeps_all_else() -> None:
    label, _ = edits.mark("me", ARTICLE, [Span(0, 3)], Verdict.VERIFIED)
    (change,) = edits.set_spans(ARTICLE, label, [Span(0, 7)]).changes
    assert change.kind is Kind.LABEL
    assert change.after is not None
    assert change.after.keys() == {"spans", "quote", "updated"}
    assert change.after["quote"] == "One two"

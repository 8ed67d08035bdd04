"""A decision while it is being made, and what has changed since one was: without a window."""

from __future__ import annotations

import pytest
from agreement.cases import TEXT, D, U, V, label, only
from msgspec.structs import replace

from annotator.agreement.claims import claims_of
from annotator.domain.claim import Altered, Decision, Outcome, Settling
from annotator.domain.label import Label, Span
from annotator.ui.review.changes import told
from annotator.ui.review.gist import gist_of
from annotator.ui.review.values import Draft, Part, first_draft, next_way, ways

WHOLE = "Two thirds of the girders can stay, and 23 of the 31 bearings will be replaced"
LEFT, RIGHT = "Two thirds of the girders can stay", "23 of the 31 bearings will be replaced"


def test_a_draft_begins_with_what_most_have_said_and_breaks_no_tie() -> None:
    claim = only([label("A", LEFT), label("B", LEFT, D), label("C", LEFT, D)])
    (part,) = first_draft(claim).parts
    assert (part.spans, part.verdict) == (claim.labels[0].spans, D)
    tie = first_draft(only([label("A", LEFT), label("B", LEFT, D)]))
    assert not tie.clear
    assert tie.with_part(verdict=U).clear


def test_a_tie_between_people_stays_one_however_many_labels_they_made() -> None:
    pieces = [label("A", LEFT, D), label("A", RIGHT, D)]
    (part,) = first_draft(only([*pieces, label("B", WHOLE)])).parts
    assert part.verdict is None
    assert part.spans == (*pieces[0].spans, *pieces[1].spans)  # what both have marked
    (part,) = first_draft(only([*pieces, label("B", WHOLE), label("C", WHOLE)])).parts
    assert part == Part((Span(pieces[0].start, pieces[1].end),), V)
    of_two_minds = [label("A", LEFT), label("A", RIGHT, D), label("B", WHOLE)]
    assert not first_draft(only(of_two_minds)).clear


def test_between_two_who_settled_it_differently_neither_is_preferred() -> None:
    labels = [label("A", LEFT), label("B", LEFT, D), label("C", LEFT, D)]
    claim = only(labels)

    def settled(*golds: Label) -> Settling:
        outcome = Outcome.ACCEPTED if golds else Outcome.REJECTED
        return Settling((Decision("d", "article", "judge", (), outcome),), golds)

    def part(*steps: Settling) -> Part:
        (found,) = first_draft(replace(claim, contradicting=steps)).parts
        return found

    spans = labels[0].spans
    assert part(settled(labels[0]), settled(labels[1])) == Part(spans, None)
    assert part(settled(labels[1]), settled()) == Part(spans, None)
    wider = label("J", WHOLE, D)
    assert part(settled(wider), settled(labels[1])) == Part(spans, D)
    assert part(settled(wider), settled(label("K", WHOLE, U))) == Part(wider.spans, None)


def test_a_gist_counts_people() -> None:
    pieces = [label("A", LEFT), label("A", RIGHT), label("B", WHOLE)]
    assert gist_of(only(pieces)) == "✓ 2, in 3 labels"
    two = [label("A", LEFT), label("A", RIGHT, D), label("B", WHOLE)]
    assert gist_of(only(two)) == "1 says both ✓ and ✕ · ✓ 1"
    assert (
        gist_of(only([label("A", LEFT), label("B", LEFT, D), label("C", LEFT, D)])) == "✕ 2 · ✓ 1"
    )


def test_the_ways_of_a_split_claim_are_those_of_whoever_made_several_labels() -> None:
    claim = only([label("A", LEFT), label("A", RIGHT, D), label("B", WHOLE), label("C", WHOLE)])
    (pieces,) = ways(claim)
    assert [part.verdict for part in pieces] == [V, D]
    draft = first_draft(claim)
    assert len(draft.parts) == 1
    divided = next_way(claim, Draft(draft.parts, "slip", "so"))
    assert divided is not None
    assert (divided.parts, divided.cause, divided.reason) == (pieces, "slip", "so")
    back = next_way(claim, divided)
    assert back is not None
    assert back.parts == draft.parts


def test_two_who_split_it_alike_are_one_way_and_an_own_one_goes_back_to_one_label() -> None:
    claim = only(
        [
            label("A", LEFT),
            label("A", RIGHT),
            label("B", LEFT),
            label("B", RIGHT),
            label("C", WHOLE),
        ]
    )
    (pieces,) = ways(claim)
    moved = Part((Span(0, 5),), V)
    back = next_way(claim, Draft((moved, pieces[1]), at=1))
    assert back is not None
    assert (len(back.parts), back.at) == (1, 0)
    assert next_way(only([label("A", LEFT), label("B", WHOLE)]), back) is None


def test_who_has_not_finished_does_not_sway_the_first_draft() -> None:
    labels = [label("A", LEFT), label("B", LEFT), label("C", WHOLE, D), label("D", WHOLE, D)]
    (claim,) = claims_of(TEXT, labels, done="AB", begun="CD")
    (part,) = first_draft(claim).parts
    assert (part.spans, part.verdict) == (labels[0].spans, V)


def test_keys_act_on_one_part() -> None:
    draft = Draft((Part((Span(0, 5),), None), Part((Span(6, 9),), V)), at=1)
    changed = draft.with_part(spans=(Span(6, 10),), verdict=D)
    assert changed.parts == (draft.parts[0], Part((Span(6, 10),), D))
    assert not changed.clear


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (Altered("x", "verdict", "verified", "disputed"),
         "Label 1 was verified and is disputed now."),
        (Altered("x", "spans", [[4, 10]], [[4, 19]]),
         "Label 1 covered “bridge” and covers “bridge will cos” now."),
        (Altered("x", "evidence", [], [{"stance": "refutes", "title": "", "url": "u"}]),
         "Label 1 had no source and has refutes: u now."),
        (Altered("x", "evidence", [{"stance": "refutes", "url": "u", "accessed": ""}],
                 [{"stance": "refutes", "url": "u", "accessed": "2025-03-19"}]),
         "Label 1 has other details of refutes: u now."),
        (Altered("x", "confidence", None, 4),
         "Label 1 had no confidence and has confidence 4 now."),
        (Altered("x", "note", "", "By 2024 figures"),
         "Label 1 had no note and has the note “By 2024 figures” now."),
        (Altered("x", "note", "As before " * 12 + "yes", "As before " * 12 + "no"),
         "Label 1 had the note “…As before As before As before yes” "
         "and has the note “…As before As before As before no” now."),
        (Altered("x", "tags", [], ["dates", "numbers"]),
         "Label 1 had no tags and has the tags dates, numbers now."),
        (Altered("x", "tags", ["dates"], []),
         "Label 1 had the tag dates and has no tags now."),
        (Altered("x", "new", None, {"verdict": "verified", "spans": [[4, 10]]}),
         "Label 1 is new. It says verified of “bridge”."),
        (Altered("x", "removed", {"verdict": "verified", "spans": [[4, 10]]}, None),
         "A label was deleted by Ada. It said verified of “bridge”."),
        (Altered("x", "removed", None, None), "A label was deleted by Ada."),
        (Altered("x", "updated", "2025-01-01T00:00Z", "2025-02-03T00:00Z"),
         "Label 1 was changed on 2025-02-03."),
    ],
)  # fmt: skip
def test_what_has_changed_is_told_from_what_to_what(change: Altered, sentence: str) -> None:
    assert list(told([change], TEXT, lambda _: "Label 1", lambda _: " by Ada")) == [sentence]

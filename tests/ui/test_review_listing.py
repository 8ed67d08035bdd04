"""The list of cases, row by row, against the same list made anew."""

from __future__ import annotations

from agreement.cases import TEXT, D, U, V, label
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotator.agreement.claims import claims_of
from annotator.domain.case_filter import CaseFilter, Which
from annotator.domain.claim import Claim, ClaimState, Difference
from annotator.tasks.cases import row_of
from annotator.ui.review.listing import Listing

WORDS = ("bridge", "girders", "bearings", "street")
FILTERS = [
    CaseFilter(),
    CaseFilter(state=Which.ANY),
    CaseFilter(state=Which.AGREED),
    CaseFilter(state=Which.UNSETTLED, said=frozenset({D})),
    CaseFilter(state=Which.SETTLED, text="gird"),
    CaseFilter(kinds=frozenset({Difference.VERDICT}), text="e"),
    CaseFilter(
        kinds=frozenset({Difference.MISSING, Difference.EXTENT}), articles=frozenset({"two"})
    ),
]


def _claims() -> list[Claim]:
    """Of several kinds and states, in two articles."""
    found = []
    for number, words in enumerate(WORDS):
        for verdicts in ((V, D), (V, V), (U, D)):
            pair = [label(who, words, said) for who, said in zip("AB", verdicts, strict=True)]
            done = {"A", "B", "C"} if number % 2 else {"A", "B"}
            (claim,) = claims_of(TEXT, pair, done=done)
            for state in (ClaimState.OPEN, ClaimState.SETTLED):
                id_ = f"{words} {verdicts} {state}"
                article = "one" if number % 2 else "two"
                found.append(replace(claim, id=id_, article=article, state=state))
        (alone,) = claims_of(TEXT, [label("A", words, V)])
        found.append(replace(alone, id=f"{words} alone", article="two"))
    return found


CLAIMS = _claims()


def _anew(claims: list[Claim], chosen: CaseFilter) -> Listing:
    listing = Listing()
    listing.add(map(row_of, claims))
    listing.choose(chosen)
    listing.admit()
    return listing


def _as_told(listing: Listing) -> object:
    return (
        [claim.id for claim in listing.cases], +listing.counts, +listing.states, listing.agreed,
    )  # fmt: skip


@given(
    st.lists(st.sampled_from(range(len(CLAIMS))), unique=True),
    st.lists(st.sampled_from(range(len(CLAIMS)))),
    st.sampled_from(FILTERS),
    st.sampled_from(FILTERS),
)
def test_what_comes_and_goes_row_by_row_is_what_a_list_made_anew_has(
    there: list[int], steps: list[int], chosen: CaseFilter, then: CaseFilter
) -> None:
    now = set(there)
    listing = _anew([CLAIMS[at] for at in there], chosen)
    for at in steps:
        by = -1 if at in now else 1
        now ^= {at}
        row = listing.count(CLAIMS[at], by)
        if row is not None:
            listing.put(row, by)
        assert _as_told(listing) == _as_told(_anew([CLAIMS[at] for at in now], chosen))
    for claim in listing.cases:
        assert listing.cases[listing.place(claim)] is claim
    listing.choose(then)
    assert _as_told(listing) == _as_told(_anew([CLAIMS[at] for at in now], then))
    orders = [row_of(claim).order for claim in listing.cases]
    assert orders == sorted(orders)


def test_the_kinds_are_counted_among_what_has_the_words() -> None:
    listing = _anew(CLAIMS, CaseFilter(state=Which.ANY, text="girders"))
    assert listing.counts.total() == sum(claim.kind is not None for claim in listing.cases) > 0
    one = frozenset({Difference.MISSING})
    listing.choose(replace(listing.filter, kinds=one))
    assert listing.counts[Difference.MISSING] == len(listing.cases) < listing.counts.total()

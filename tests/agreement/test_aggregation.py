"""Majority and Dawid-Skene: against the paper's table, and against loops over its formulas."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np
import pytest
from agreement.golden import Case, cases, metrics
from agreement.studies import CATEGORIES
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.agreement.aggregation import dawid_skene, majority

Responses = Mapping[str, Mapping[str, Sequence[str]]]

[PATIENTS] = (param.values[0] for param in cases("aggregation", "dawid_skene_em"))


def answers_of(case: Case) -> Responses:
    responses: dict[str, dict[str, list[str]]] = {}
    for answer in case["input"]["answers"]:
        responses.setdefault(answer["task"], {})[answer["worker"]] = [answer["label"]]
    return responses


def test_the_estimate_is_the_one_of_the_paper() -> None:
    expected, tolerance = PATIENTS["expected"], PATIENTS["tolerance"]
    found = dawid_skene(PATIENTS["input"]["responses"], smoothing=0)
    assert found.converged
    assert found.categories == (1, 2, 3, 4)
    assert found.marginals == pytest.approx(
        np.array(expected["class_marginals"]), abs=tolerance["class_marginals"]
    )
    assert found.marginals == pytest.approx(np.array([0.40, 0.42, 0.11, 0.07]), abs=0.005)
    assert found.error_rates.keys() == expected["error_rates"].keys()
    for observer, rates in expected["error_rates"].items():
        assert found.error_rates[observer] == pytest.approx(
            np.array(rates), abs=tolerance["error_rates"]
        )
    assert found.label == expected["labels"]


def test_the_majority_differs_from_it_where_the_paper_says_so() -> None:
    labels = PATIENTS["expected"]["labels"]
    found = majority(PATIENTS["input"]["responses"])
    differing = {patient: one for patient, one in found.label.items() if one != labels[patient]}
    assert differing == {"2": 3, "12": None, "36": 3}
    assert found.ties == {"12": (2, 3)}


@pytest.mark.parametrize("case", cases("aggregation", "mace"))
def test_the_published_labels_of_another_model_are_found(case: Case) -> None:
    assert dawid_skene(answers_of(case)).label == case["expected"]["labels"]


@pytest.mark.parametrize("case", cases("aggregation", "label_entropy_nats"))
def test_votes_have_the_published_entropy(case: Case) -> None:
    for votes in majority(answers_of(case)).votes.values():
        shares = [count / sum(votes.values()) for count in votes.values()]
        entropy = -sum(share * math.log(share) for share in shares)
        assert entropy == pytest.approx(case["expected"]["value"], abs=case["tolerance"])


def test_no_published_case_is_left_out() -> None:
    assert metrics("aggregation") == {"dawid_skene_em", "mace", "label_entropy_nats"}


KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")
RESPONSES = st.dictionaries(
    st.sampled_from(["claim 1", "claim 2", "claim 3", "claim 4"]),
    st.dictionaries(
        st.sampled_from(["Anna", "Ben", "Cleo"]),
        st.lists(st.sampled_from(CATEGORIES), max_size=2),
        max_size=3,
    ),
    max_size=4,
)


def naive(responses: Responses, smoothing: float, rounds: int) -> dict[str, dict[str, float]]:
    """The posterior after so many rounds of EM, in loops; smoothing must be more than 0."""
    answered = {unit: by for unit, by in responses.items() if any(by.values())}
    used = sorted({one for by in answered.values() for values in by.values() for one in values})
    people = sorted({person for by in answered.values() for person, said in by.items() if said})
    belief = {}
    for unit, by in answered.items():
        votes = Counter(one for values in by.values() for one in values)
        belief[unit] = {one: votes[one] / votes.total() for one in used}
    for _ in range(rounds):
        prior = {k: sum(belief[unit][k] for unit in answered) / len(answered) for k in used}
        rate = {}
        for person in people:
            for k in used:
                said = {
                    one: smoothing
                    + sum(
                        belief[u][k] * by.get(person, []).count(one) for u, by in answered.items()
                    )
                    for one in used
                }
                for one in used:
                    rate[person, k, one] = said[one] / sum(said.values())
        for unit, by in answered.items():
            weight = dict(prior)
            for person, values in by.items():
                for one in values:
                    for k in used:
                        weight[k] *= rate[person, k, one]
            belief[unit] = {k: weight[k] / sum(weight.values()) for k in used}
    return belief


@given(RESPONSES, st.sampled_from([0.01, 0.5]), st.integers(0, 4))
@example({"claim 1": {"Anna": ["v"], "Ben": []}, "claim 2": {}}, 0.01, 3)
def test_each_round_is_what_the_formulas_give(
    responses: Responses, smoothing: float, rounds: int
) -> None:
    found = dawid_skene(responses, smoothing, rounds)
    slow = naive(responses, smoothing, found.rounds)
    assert found.posterior.keys() == slow.keys()
    for unit, belief in slow.items():
        assert found.posterior[unit].tolist() == pytest.approx(
            [belief[one] for one in found.categories], abs=1e-9
        )
        best = max(belief.values())
        near = [one for one in belief if belief[one] > best - 1e-9]
        assert found.label[unit] == (near[0] if len(near) == 1 else None)
    for rates in found.error_rates.values():
        assert rates.sum(axis=1) == pytest.approx(np.ones(len(found.categories)))
    assert {unit for unit in responses if unit not in slow} <= {
        unit for unit, one in found.label.items() if one is None
    }


@given(RESPONSES, st.randoms(use_true_random=False))
def test_the_order_of_storage_does_not_matter(responses: Responses, chance: random.Random) -> None:
    def shuffled(mapping: Mapping[KeyT, ValueT]) -> dict[KeyT, ValueT]:
        return dict(chance.sample(list(mapping.items()), len(mapping)))

    turned = {unit: shuffled(by) for unit, by in shuffled(responses).items()}
    one, other = dawid_skene(responses), dawid_skene(turned)
    assert one.categories == other.categories
    for unit in one.posterior:
        assert one.posterior[unit] == pytest.approx(other.posterior[unit], abs=1e-4)
    assert majority(responses) == majority(turned)


@given(RESPONSES)
def test_the_majority_has_more_votes_than_any_other(responses: Responses) -> None:
    found = majority(responses)
    assert found.label.keys() == responses.keys()
    for unit, by in responses.items():
        said = [one for values in by.values() for one in values]
        most = max((said.count(one) for one in said), default=0)
        winners = sorted({one for one in said if said.count(one) == most})
        assert found.label[unit] == (winners[0] if len(winners) == 1 else None)
        assert found.ties.get(unit, ()) == (tuple(winners) if len(winners) > 1 else ())


def test_a_tie_is_told_and_not_broken() -> None:
    responses = {"claim": {"Anna": ["verified"], "Ben": ["disputed"]}}
    assert majority(responses).label == {"claim": None}
    assert majority(responses).ties == {"claim": ("disputed", "verified")}
    assert dawid_skene(responses).label == {"claim": None}


def test_what_nobody_answered_has_no_label() -> None:
    nobody: Responses = {"claim": {"Anna": []}}
    assert majority(nobody).label == {"claim": None}
    found = dawid_skene(nobody)
    assert (found.label, found.posterior, found.categories) == ({"claim": None}, {}, ())
    assert dawid_skene({}).label == {}


def test_without_smoothing_what_nothing_tells_is_nan() -> None:
    responses = {
        "claim 1": {"Anna": ["verified"], "Ben": ["verified"]},
        "claim 2": {"Ben": ["disputed"]},
    }
    found = dawid_skene(responses, smoothing=0)
    assert found.categories == ("disputed", "verified")
    assert np.isnan(found.error_rates["Anna"][0]).all()
    assert found.error_rates["Anna"][1].tolist() == [0, 1]
    assert found.label == {"claim 1": "verified", "claim 2": "disputed"}


@given(st.lists(st.tuples(st.sampled_from("vdu"), st.sampled_from("vdu"), st.integers(1, 5))))
def test_units_alike_may_be_counted_once(rows: list[tuple[str, str, int]]) -> None:
    """In a few rounds: where two annotators are each other's mirror, what is rounded off decides in
    a hundred of them who is believed."""
    one = {at: {"A": [a], "B": [b]} for at, (a, b, _) in enumerate(rows)}
    all_times = {at: times for at, (_, _, times) in enumerate(rows)}
    counted = dawid_skene(one, times=all_times, rounds=10)
    each = dawid_skene(
        {(at, n): one[at] for at, times in all_times.items() for n in range(times)}, rounds=10
    )
    assert counted.rounds == each.rounds
    np.testing.assert_allclose(counted.marginals, each.marginals, atol=1e-9)
    for who, rates in each.error_rates.items():
        np.testing.assert_allclose(counted.error_rates[who], rates, atol=1e-9)

"""A measure has a value or says why not; never both, never neither."""

from __future__ import annotations

import pytest

from annotator.agreement.measure import Measure, undefined


def test_a_measure_has_a_value_or_a_reason() -> None:
    assert Measure(0.0).why == ""
    assert undefined("no gap") == Measure(None, "no gap")


@pytest.mark.parametrize(("value", "why"), [(None, ""), (0.5, "no gap")])
def test_neither_or_both_are_refused(value: float | None, why: str) -> None:
    with pytest.raises(ValueError, match="either"):
        Measure(value, why)

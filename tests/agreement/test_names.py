"""The names that `annotator.agreement` has for others, and what it takes to load them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import annotator.agreement

_GROUP = """
import sys
from annotator.agreement import claims_of
from annotator.domain.label import Label, Span, Verdict
said = [Label(who, "article", who, (Span(0, 3),), Verdict.VERIFIED, "one") for who in "AB"]
assert len(claims_of("one two", said)) == 1
print(*sys.modules)
"""


def test_each_name_is_found_where_the_package_says() -> None:
    for name in annotator.agreement.__all__:
        found = getattr(annotator.agreement, name)
        assert found.__name__ == name
        assert found.__module__.startswith("annotator.agreement.")
    with pytest.raises(AttributeError, match="nosuch"):
        _ = annotator.agreement.nosuch


def test_grouping_labels_does_not_wait_for_numpy() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _GROUP], env={"PYTHONPATH": str(Path.cwd())},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "annotator.agreement.grouping" in done.stdout.split()
    assert not {"numpy", "scipy"} & set(done.stdout.split())

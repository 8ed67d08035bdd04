"""Published examples with the values that their sources print: `gold/*.json`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.agreement.segments import Labels

Case = dict[str, Any]


def cases(name: str, *metrics: str) -> list[Any]:
    """The cases of a file that are about these metrics, each named by its id."""
    path = Path(__file__).parent / "gold" / f"{name}.json"
    found = json.loads(path.read_text("utf-8"))["cases"]
    chosen = [case for case in found if case["metric"] in metrics]
    assert chosen
    return [pytest.param(case, id=case["id"]) for case in chosen]


def metrics(name: str) -> set[str]:
    """All metrics that a file has cases of."""
    path = Path(__file__).parent / "gold" / f"{name}.json"
    return {case["metric"] for case in json.loads(path.read_text("utf-8"))["cases"]}


def labels_of(case: Case) -> Labels:
    """What the annotators of a case marked, counted from where its text begins."""
    begin = case["input"].get("continuum_begin", 0)
    return {
        name: [(start - begin, end - begin, category) for start, end, category in units]
        for name, units in case["input"]["annotators"].items()
    }

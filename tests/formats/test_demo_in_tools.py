"""The demo project in the hands of the tools that its exports are for."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.domain.label import Layer, Verdict
from annotator.formats.brat_read import pieces
from annotator.store.project import Project
from annotator.tasks.demo import make_demo
from annotator.tasks.exporting import export

pytestmark = pytest.mark.validators
WHY = "the extra validators is not installed"


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Project]:
    with Project.open(make_demo(tmp_path)) as project:
        yield project


def test_bratiaa_measures_agreement_of_the_folders(demo: Project, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.disable(logging.CRITICAL)
        bratiaa = pytest.importorskip("bratiaa", reason=WHY)
        logging.disable(logging.NOTSET)
        out = tmp_path / "brat"
        export(demo.queries, str(out), format="brat")
        agreement = bratiaa.compute_f1_agreement(str(out))
        mean = float(agreement.mean_sd_total()[0])
        looks = pytest.importorskip("bratsubset.projectconfig", reason=WHY)
        drawn = [looks.get_drawing_config_by_storage_form(str(out), name) for name in Verdict]
        called = [looks.get_labels_by_storage_form(str(out), name) for name in Verdict]
    assert sorted(agreement.labels) == sorted(Verdict)
    assert [one["bgColor"] for one in drawn] == ["#d5f0e6", "#fde3d3", "#e7e2f6"]
    assert [one[0] for one in called] == ["Verified", "Disputed", "Unverifiable"]
    assert agreement.annotators == ["A", "B", "C"]
    # The same by hand: labels of two annotators that say the same of the same words.
    marked: dict[str, set[tuple[object, ...]]] = {name: set() for name in "ABC"}
    for record in demo.queries.records():
        names = {*record.done, *(label.annotator for label in record.labels)}
        if names >= {"A", "B", "C"}:
            for label in record.labels:
                if label.layer is Layer.ANNOTATION:
                    places = tuple(pieces(record.article.text, label.spans))
                    marked[label.annotator].add((record.article.id, label.verdict, places))
    pairs = [(marked[one], marked[other]) for one, other in ("AB", "AC", "BC")]
    wanted = sum(2 * len(one & other) / (len(one) + len(other)) for one, other in pairs) / 3
    assert mean == pytest.approx(wanted)
    assert 0.1 < mean < 1


def test_cassis_and_seqeval_count_the_labels_of_the_demo(demo: Project, tmp_path: Path) -> None:
    cassis = pytest.importorskip("cassis", reason=WHY)
    scheme = pytest.importorskip("seqeval.scheme", reason=WHY)
    export(demo.queries, str(tmp_path / "xmi"), format="xmi")
    export(demo.queries, str(tmp_path / "conll"), format="conll")
    records = list(demo.queries.records())
    with (tmp_path / "xmi" / "TypeSystem.xml").open("rb") as stream:
        types = cassis.load_typesystem(stream)
    quotes = []
    for path in (tmp_path / "xmi").glob("*.xmi"):
        with path.open("rb") as stream:
            cas = cassis.load_cas_from_xmi(stream, typesystem=types)
        quotes += [one.get_covered_text() for one in cas.select("webanno.custom.FactCheck")]
    assert sorted(quotes) == sorted(
        record.article.text[span.start : span.end]
        for record in records
        for label in record.labels
        for span in label.spans
    )
    for name in "ABC":
        text = (tmp_path / "conll" / f"{name}.conll").read_text(encoding="utf-8")
        blocks = [block.split("\n") for block in text.split("\n\n") if block]
        tags = [[line.split("\t")[1] for line in block] for block in blocks]
        found = sum(len(row) for row in scheme.Entities(tags, scheme.IOB2).entities)
        spans = sum(
            len(label.spans) for one in records for label in one.labels if label.annotator == name
        )
        assert 0.8 * spans < found < 1.3 * spans

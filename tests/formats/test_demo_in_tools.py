"""The demo project in the hands of the tools that its exports are for."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest
from browsing import browse

from annotator.domain.label import Layer, Verdict
from annotator.formats.brat_read import pieces
from annotator.store.project import Project
from annotator.tasks.choosing import Choices
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
        try:
            bratiaa = pytest.importorskip("bratiaa", reason=WHY)
        finally:  # it is skipped where it is not installed
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


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph", "ignore:The inplace keyword")  # mlcroissant
def test_datasets_and_mlcroissant_load_the_folder(demo: Project, tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets", reason=WHY)
    mlcroissant = pytest.importorskip("mlcroissant", reason=WHY)
    out = tmp_path / "demo"
    choices = Choices(split=(60, 20, 20), licence="CC-BY-4.0")
    report = export(demo.queries, str(out), format="huggingface", choices=choices)
    datasets.disable_progress_bars()
    loaded = datasets.load_dataset(str(out), cache_dir=str(tmp_path / "cache"))
    labels = [label for split in loaded.values() for row in split for label in row["labels"]]
    assert sum(map(len, loaded.values())) == report.articles
    assert len(labels) == report.labels
    described = mlcroissant.Dataset(jsonld=out / "croissant.json")
    assert not described.metadata.issues.errors
    assert {one.uuid for one in described.metadata.record_sets} == set(loaded)
    for split, rows in loaded.items():
        read = list(described.records(split))
        assert [row[f"{split}/text"].decode() for row in read] == rows["text"]


def test_openpyxl_counts_the_labels_of_the_table(demo: Project, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason=WHY)
    report = export(demo.queries, str(tmp_path / "demo.xlsx"))
    book = openpyxl.load_workbook(tmp_path / "demo.xlsx")
    assert [sheet.max_row - 1 for sheet in book.worksheets] == [report.labels, report.articles]


@pytest.mark.programs
def test_a_browser_shows_the_report(demo: Project, tmp_path: Path) -> None:
    report = export(demo.queries, str(tmp_path / "demo.html"))
    dom = browse(tmp_path, "--dump-dom", (tmp_path / "demo.html").as_uri()).decode()
    assert dom.count('<li class="card" id=') == report.labels
    assert dom.count("<article id=") == report.articles
    for record in demo.queries.records():
        assert escape(record.article.title, quote=False) in dom

"""The cases of a project in parts, and those that have changed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise
from pathlib import Path

import pytest
from crowd import ARTICLES, CLAIMS, crowded

from annotator.domain import edits
from annotator.domain.bulk import Rule, all_agree, majority
from annotator.domain.claim import Claim, worst_first
from annotator.domain.dataset import Record
from annotator.domain.label import Verdict
from annotator.store.project import Project
from annotator.tasks.cases import Known, all_cases, changed_cases, claims_now, proposals
from annotator.tasks.claims import claims_in, reviewed
from annotator.tasks.progress import CancelledError


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return crowded(tmp_path_factory.mktemp("crowd"))


@pytest.fixture
def project(crowd: Path, tmp_path: Path) -> Iterator[Project]:
    path = tmp_path / crowd.name
    path.write_bytes(crowd.read_bytes())
    with Project.open(path) as opened:
        yield opened


def test_parts_are_the_whole_and_each_has_its_worst_first(project: Project) -> None:
    parts = list(all_cases(project.queries))
    (whole,) = all_cases(project.queries, whole=True)
    assert len(parts) == 2
    for part in [*parts, whole]:
        assert [one.order for one in part.rows] == sorted(one.order for one in part.rows)
        assert all(one.order == worst_first(one.claim) for one in part.rows)
        assert part.at == project.queries.position()
    assert len(whole.rows) == ARTICLES * CLAIMS
    together = sorted(chain(*(part.rows for part in parts)), key=lambda one: one.order)
    assert together == whole.rows
    assert {**parts[0].claims, **parts[1].claims} == whole.claims
    assert {**parts[0].titles, **parts[1].titles} == whole.titles
    found = {article.id: list(claims) for article, claims in reviewed(project.queries)}
    assert found == whole.claims
    sizes = [sum(len(one.claim.labels) for one in part.rows) for part in parts]
    assert 5_000 <= sizes[0] < 5_100


def test_the_later_parts_are_larger(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.tasks.cases._FIRST", 300)
    sizes = [len(part.claims) for part in all_cases(project.queries)]
    assert sizes[:3] == [5, 15, 60]
    assert all(less < more for less, more in pairwise(sizes[:-1]))


def test_reading_tells_how_far_it_is_and_stops_when_asked(project: Project) -> None:
    told: list[tuple[int, int]] = []
    list(all_cases(project.queries, progress=lambda done, total, _: told.append((done, total))))
    assert told == [(100, ARTICLES)]
    with pytest.raises(CancelledError):
        list(all_cases(project.queries, cancelled=lambda: True))


@pytest.mark.parametrize("rule", [all_agree(), majority(2), majority(2, 1.0)])
def test_a_rule_proposes_the_same_where_the_claims_are_known(
    project: Project, rule: Rule, monkeypatch: pytest.MonkeyPatch
) -> None:
    (whole,) = all_cases(project.queries, whole=True)
    label = next(iter(whole.claims.values()))[0].labels[1]
    project.journal.commit(edits.delete([label]))
    known = Known(whole.at, whole.claims)
    expected = proposals(project.queries, rule)
    made: list[str] = []

    def counted(record: Record) -> list[Claim]:
        made.append(record.article.id)
        return claims_in(record)

    monkeypatch.setattr("annotator.tasks.cases.claims_in", counted)
    assert proposals(project.queries, rule, known) == expected
    assert made == [label.article]


def test_only_what_has_changed_is_read_again(project: Project) -> None:
    (whole,) = all_cases(project.queries, whole=True)
    nothing = changed_cases(project.queries, whole.at)
    assert nothing is not None
    assert (nothing.claims, nothing.rows, nothing.changed) == ({}, [], True)
    first, second, *_ = whole.claims
    label = whole.claims[first][0].labels[0]
    verdict = next(one for one in Verdict if one != label.verdict)
    project.journal.commit(edits.set_verdict(label, verdict))
    gone = edits.entry(label.annotator, "remove", project.queries.removal_of(second))
    project.journal.commit(gone)
    found = changed_cases(project.queries, whole.at)
    assert found is not None
    assert found.claims == {first: claims_now(project.queries, first), second: []}
    assert {one.claim.article for one in found.rows} == {first}
    assert found.titles.keys() == {first}
    assert found.at == project.queries.position() != whole.at


def test_where_too_many_have_changed_all_are_read_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (whole,) = all_cases(project.queries, whole=True)
    some = [claims[0].labels[0] for claims in list(whole.claims.values())[:3]]
    project.journal.commit(edits.delete(some))
    found = changed_cases(project.queries, whole.at)
    assert found is not None
    assert len(found.claims) == 3
    monkeypatch.setattr("annotator.tasks.cases._FEW", 2)
    assert changed_cases(project.queries, whole.at) is None

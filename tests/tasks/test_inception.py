"""A project that INCEpTION has exported: whose file is whose, and what beside them is not read."""

from __future__ import annotations

from pathlib import Path

import pytest
from papers import packed

from annotator.domain.label import Layer, Verdict
from annotator.store.project import Project
from annotator.tasks.importing import import_paths, look_at
from annotator.tasks.placing import Reading

TEXT = "The bridge was never closed 👩‍👩‍👧. It cost 3 million."
CAS = (
    '<?xml version="1.1" encoding="UTF-8"?><xmi:XMI xmlns:xmi="http://www.omg.org/XMI" '
    'xmlns:cas="http:///uima/cas.ecore" xmlns:custom="http:///webanno/custom.ecore" '
    'xmlns:type="http:///de/tudarmstadt/ukp/clarin/webanno/api/type.ecore" '
    'xmlns:meta="http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore" '
    'xmi:version="2.0"><cas:NULL xmi:id="0"/>{}'
    '<meta:DocumentMetaData xmi:id="2" sofa="1" begin="0" end="56" language="x-unspecified" '
    'documentTitle="bridge.txt"/>'
    '<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="'
    f'{TEXT}"/><cas:View sofa="1" members=""/></xmi:XMI>'
)


def claim(start: int, end: int, verdict: str, by: str = "") -> str:
    whose = f'<type:CASMetadata xmi:id="9" sofa="1" begin="0" end="0" username="{by}"/>'
    said = f'<custom:Claim xmi:id="3" sofa="1" begin="{start}" end="{end}" verdict="{verdict}"/>'
    return CAS.format((whose if by else "") + said)


def inner(name: str, cas: str) -> bytes:
    return packed({f"{name}.xmi": cas.encode(), "TypeSystem.xml": b"<typeSystemDescription/>"})


def exported() -> dict[str, bytes]:
    """What is in an export: annotation, curation, and all that is left."""
    empty = CAS.format("")
    return {
        "exportedproject4711.json": b'{"name": "Bridges"}',
        "source/bridge.txt": TEXT.encode(),
        "annotation_ser/bridge.txt/anna.ser": b"\xac\xed\0\5",
        "annotation/bridge.txt/INITIAL_CAS.zip": inner("INITIAL_CAS", claim(0, 3, "REFUTES")),
        "annotation/bridge.txt/anna.zip": inner("anna", claim(0, 27, "REFUTES")),
        "annotation/bridge.txt/ben.zip": inner("ben", claim(0, 27, "SUPPORTS", by="Ben B.")),
        "annotation/new.txt/INITIAL_CAS.zip": inner("INITIAL_CAS", empty.replace("never", "not")),
        "curation/bridge.txt/CURATION_USER.zip": inner("CURATION_USER", claim(38, 55, "SUPPORTS")),
        "guidelines/how.txt": b"Mark every claim.",
        "log/1.log": b"",
    }


@pytest.mark.parametrize("form", ["zip", "deep", "folder", "flat"])
def test_each_users_file_is_theirs_and_that_of_the_curators_is_gold(
    project: Project, tmp_path: Path, form: str
) -> None:
    files = exported()
    if form == "flat":  # as older releases did it
        flat = [name for name in files if name.endswith(".zip")]
        for name in flat:
            cas = claim(0, 27, "REFUTES") if "bridge" in name else CAS.format("") + "<!-- -->"
            del files[name]
            files[name.replace(".zip", ".xmi")] = cas.encode()
    made = tmp_path / ("in" if form == "folder" else "in.zip")
    if form == "folder":
        for name, data in files.items():
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            (made / name).write_bytes(data)
    else:
        top = "bridges/" if form == "deep" else ""
        made.write_bytes(packed({f"{top}{name}": data for name, data in files.items()}))

    report = import_paths(project, [made])
    assert report.refused == []
    assert report.articles == (1 if form == "flat" else 2)
    said = [
        (label.annotator, label.layer, label.quote, label.verdict)
        for record in project.queries.records()
        for label in record.labels
    ]
    if form == "flat":
        assert {one[0] for one in said} == {"anna", "ben", "CURATION_USER"}
        return
    # Labels on one place stand in the order of their ids, which says nothing within a moment.
    assert sorted(said, key=lambda one: one[0].casefold()) == [
        ("anna", Layer.ANNOTATION, "The bridge was never closed", Verdict.DISPUTED),
        ("Ben B.", Layer.ANNOTATION, "The bridge was never closed", Verdict.VERIFIED),
        ("CURATION_USER", Layer.GOLD, "It cost 3 million", Verdict.VERIFIED),
    ]
    (note,) = report.notes
    assert note.said.startswith("A project of INCEpTION: what its annotators and curators made")
    assert import_paths(project, [made]).labels == 0


def test_one_without_xmi_says_how_to_export_it(project: Project, tmp_path: Path) -> None:
    made = tmp_path / "in.zip"
    made.write_bytes(packed({"exportedproject1.json": b"{}", "annotation/a.txt/anna.tsv": b"x"}))
    report = import_paths(project, [made])
    assert not report.anything
    assert "export it with the format UIMA CAS XMI" in str(report.notes[0])


def test_who_is_meant_can_be_said_where_nobody_has_begun(project: Project, tmp_path: Path) -> None:
    made = tmp_path / "in.zip"
    cas = inner("INITIAL_CAS", claim(0, 27, "REFUTES"))
    files = {"exportedproject1.json": b"{}", "annotation/a.txt/INITIAL_CAS.zip": cas}
    made.write_bytes(packed(files))
    assert look_at(project, [made]).seen.nameless == 1
    report = import_paths(project, [made], choices=Reading(as_name="Anna"))
    assert (report.labels, report.refused) == (1, [])

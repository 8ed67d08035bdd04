"""What the command line says of an export."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from annotator.cli import annotator
from annotator.store.project import Project
from annotator.tasks.importing import import_text


def test_the_report_as_json_goes_beside_what_goes_to_standard_output(tmp_path: Path) -> None:
    with Project.create(tmp_path / "p.annotator") as project:
        import_text(project, "The dam holds.")
    done = CliRunner().invoke(
        annotator, ["export", str(project.path), "-", "--format", "csv", "--json"]
    )
    assert done.exit_code == 0
    assert done.stdout.lstrip("\ufeff").startswith("article,title,")
    told = json.loads(done.stderr.splitlines()[-1])
    assert (told["articles"], told["files"], told["manifest"]) == (0, [], None)
    assert told["losses"]["an article without labels is left out"] == 1

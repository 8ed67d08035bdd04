"""The same project and choices give the same files, byte by byte, in every format."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.errors import AnnotatorError
from annotator.formats.registry import formats
from annotator.store.project import Project
from annotator.tasks.choosing import Choices
from annotator.tasks.demo import make_demo
from annotator.tasks.exporting import export

NAMES = [name for name, one in formats().items() if one.write]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_demo(tmp_path_factory.mktemp("demo"))


@pytest.mark.filterwarnings("ignore")  # of the libraries that some formats need
@pytest.mark.parametrize("split", [(), (60, 20, 20)])
@pytest.mark.parametrize("name", NAMES)
def test_the_same_choices_give_the_same_bytes(
    demo: Path, tmp_path: Path, name: str, split: tuple[int, ...]
) -> None:
    found = []
    for folder in ("one", "two"):
        root = tmp_path / folder
        root.mkdir()
        with Project.open(demo) as project:
            target = str(root / f"demo{formats()[name].suffixes[0]}")
            try:
                export(project.queries, target, format=name, choices=Choices(split=split))
            except AnnotatorError as error:
                if "not installed" not in str(error):
                    raise
                pytest.skip(str(error))
        files = sorted(path for path in root.rglob("*") if path.is_file())
        found.append({str(path.relative_to(root)): path.read_bytes() for path in files})
    assert found[0]
    assert found[0] == found[1]


_ALL = """
import sys
from pathlib import Path

from annotator.formats.registry import formats, lacking
from annotator.store.project import Project
from annotator.tasks.choosing import Choices
from annotator.tasks.exporting import export

choices = Choices(split=(60, 20, 20), seed=3, pseudonyms=True, agreement=True)
with Project.open(Path(sys.argv[1])) as project:
    for one in formats().values():
        if one.write and not lacking(one):
            target = f"{sys.argv[2]}/demo{one.suffixes[0]}"
            export(project.queries, target, format=one.name, choices=choices)
"""


def test_another_process_in_another_place_gives_the_same_bytes(demo: Path, tmp_path: Path) -> None:
    found = []
    for place in (
        {"PYTHONHASHSEED": "1", "TZ": "UTC"},
        {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo"},
    ):
        root = tmp_path / place["PYTHONHASHSEED"]
        root.mkdir()
        environment = os.environ | {"PYTHONPATH": str(Path.cwd()), "LC_ALL": "C"} | place
        command = [sys.executable, "-W", "ignore", "-c", _ALL, str(demo), str(root)]
        subprocess.run(command, env=environment, check=True)
        files = sorted(path for path in root.rglob("*") if path.is_file())
        found.append({str(path.relative_to(root)): path.read_bytes() for path in files})
    assert len(found[0]) > 50
    assert found[0] == found[1]

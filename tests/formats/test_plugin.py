"""The plug-in of the README, installed by pip, works as our own formats do."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from annotator.tasks.demo import make_demo

ROOT = Path(__file__).parents[2]


def shown() -> tuple[str, str]:
    """What the README says of a format of one's own, and the module that it shows."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8").split("### A format of your own")[1]
    return readme, re.findall(r"```python\n(.*?)```", readme, re.DOTALL)[0]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pip has put the plug-in: a wheel made of what the README shows."""
    readme, code = shown()
    points = re.findall(r"```toml\n(.*?)```", readme, re.DOTALL)[0]
    group, name, value = re.findall(r'"(annotator\.formats)"\]\n(\w+) = "(.+)"', points)[0]
    folder = tmp_path_factory.mktemp("plugin")
    wheel = folder / "annotator_quotes-1.0-py3-none-any.whl"
    info = "annotator_quotes-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("annotator_quotes.py", code)
        archive.writestr(
            f"{info}/METADATA", "Metadata-Version: 2.1\nName: annotator-quotes\nVersion: 1.0\n"
        )
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/entry_points.txt", f"[{group}]\n{name} = {value}\n")
        archive.writestr(f"{info}/RECORD", "")
    target = folder / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps",
         "--disable-pip-version-check", "--target", target, wheel],
        check=True,
    )  # fmt: skip
    return target


def annotator(installed: Path, *args: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "annotator", *map(str, args)], capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{installed}"}, check=False, cwd=ROOT,
    )  # fmt: skip


def test_it_has_the_30_lines_that_are_said() -> None:
    readme, code = shown()
    assert "a whole one in 30 lines" in readme
    assert len(code.splitlines()) == 30


def test_it_is_listed_writes_and_reads_back(installed: Path, tmp_path: Path) -> None:
    listed = json.loads(annotator(installed, "formats", "--json").stdout)
    (mine,) = (one for one in listed["formats"] if one["name"] == "quotes")
    assert (mine["reads"], mine["writes"], listed["failed"]) == (True, True, [])
    demo, out = make_demo(tmp_path), tmp_path / "out.quotes"
    done = annotator(installed, "export", demo, out, "--layer", "annotation")
    assert done.returncode == 0, done.stderr
    assert "lost: a label has several fragments" in done.stderr
    lines = out.read_text(encoding="utf-8").splitlines()
    told = json.loads(annotator(installed, "import", demo, out, "--json").stdout)
    assert told["refused"] == []
    assert told["labels"] + told["known_labels"] == len(lines) > 50
    out.write_text("a\tb\n" + lines[0])
    told = json.loads(annotator(installed, "import", demo, out, "--json").stdout)
    assert [one["place"] for one in told["refused"]] == ["line 1"]
    assert (told["labels"], told["known_labels"]) == (0, 1)


def test_one_that_breaks_is_told_and_nothing_else_breaks(installed: Path, tmp_path: Path) -> None:
    broken = tmp_path / "site"
    broken.mkdir()
    (broken / "annotator_quotes.py").write_text("raise RuntimeError('it broke')")
    site = Path(f"{broken}{os.pathsep}{installed}")
    done = annotator(site, "formats")
    assert done.returncode == 0
    assert "The plug-in quotes (annotator_quotes:FORMAT) is left out: RuntimeError: it broke." in (
        done.stderr
    )
    assert "jsonl" in done.stdout

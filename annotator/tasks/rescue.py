"""What the disk would not take, kept beside the person's settings until the project takes it.

It is written as soon as an edit stays unsaved, so that closing the window, or a crash, loses none.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import orjson

from annotator.domain.ids import uuid7
from annotator.domain.journal import Entry
from annotator.domain.records import entry_fields, entry_from
from annotator.errors import AnnotatorError, RefusedError, system_error
from annotator.store.project import Project
from annotator.tasks.telling import counted


class Rescue:
    """The unsaved edits of one window on one project: one file, an entry a line."""

    def __init__(self, folder: Path, project: Project) -> None:
        self._project = project
        self._folder = folder / "unsaved" / project.id
        self._file = self._folder / f"{uuid7()}.jsonl"
        self.kept = False

    def keep(self, entries: Sequence[Entry]) -> None:
        """Keep these entries, and none but them; `kept` says whether that was possible."""
        self.kept = False
        try:
            if not entries:
                self._file.unlink(missing_ok=True)
                return
            self._folder.mkdir(parents=True, exist_ok=True)
            _write(self._file, [orjson.dumps(entry_fields(one)) for one in entries])
            self.kept = True
        except OSError:
            return  # the disk of the settings is full too: `kept` says so

    def bring_back(self) -> str:
        """Commit what earlier windows had to leave, oldest first; returns what to tell the person,
        nothing where nothing was left."""
        if not self._folder.is_dir():
            return ""
        saved = refused = 0
        try:
            for file in sorted(self._folder.glob("*.jsonl")):
                lines = file.read_bytes().splitlines()
                for number, line in enumerate(lines):
                    try:
                        self._project.journal.commit(entry_from(orjson.loads(line)))
                        saved += 1
                    except (RefusedError, ValueError, KeyError, TypeError):
                        refused += 1
                    except AnnotatorError as error:
                        _write(file, lines[number:])
                        return f"Changes of the last time still cannot be saved. {error}"
                file.unlink()
        except OSError as error:
            return f"Changes of the last time still cannot be saved. {system_error(error)}"
        if not saved + refused:
            return ""
        said = f"Saved now: {counted(saved, 'change')} that the disk would not take the last time."
        left = f" {counted(refused, 'change')} no longer fit what is there." if refused else ""
        return said + left


def _write(file: Path, lines: Sequence[bytes]) -> None:
    """Put these lines in the place of what a file holds; where that fails, the file stays whole."""
    partial = file.with_suffix(".part")
    partial.write_bytes(b"".join(line + b"\n" for line in lines))
    partial.replace(file)

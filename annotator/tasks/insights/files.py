"""Writing a file so that what stood there before stands until the new one is whole."""

from __future__ import annotations

from pathlib import Path

from annotator.errors import system_error
from annotator.tasks.output import Whole


def write_file(target: Path, content: bytes) -> None:
    """Write a file. Raises AnnotatorError where the disk refuses."""
    try:
        with Whole() as whole:
            whole.file(target).write(content)
            whole.finish()
    except OSError as error:
        error.filename = str(target)
        raise system_error(error) from error

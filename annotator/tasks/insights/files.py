"""Writing a file so that what stood there before stands until the new one is whole."""

from __future__ import annotations

from pathlib import Path

from annotator.tasks.output import Whole, as_sentence


def write_file(target: Path, content: bytes) -> None:
    """Write a file. Raises AnnotatorError where the disk refuses."""
    try:
        with Whole() as whole:
            whole.file(target).write(content)
            whole.finish()
    except OSError as error:
        raise as_sentence(error, str(target)) from error

"""Writing a file so that what stood there before stands until the new one is whole."""

from __future__ import annotations

from pathlib import Path

from annotator.tasks.whole import stream_to


def write_file(target: Path, content: bytes) -> None:
    """Write a file ("-": to standard output). Raises AnnotatorError where the disk refuses."""
    with stream_to(str(target)) as stream:
        stream.write(content)

"""Which files of a project that INCEpTION has exported are read: of each document what every
annotator and the curators made of it, and only where nobody has begun, the document as it came.

The ZIP (or the folder it was unpacked to) has `exportedproject….json` at its root, and
`annotation/DOCUMENT/USER.zip` or `.xmi`, beside the same once more in Java's own form, the sources,
guidelines and logs. `INITIAL_CAS` is what every annotator began with: their files have it too.
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from typing import Final, NamedTuple

_MANIFEST: Final = "exportedproject"
_INITIAL: Final = "INITIAL_CAS"
_ROOMS: Final = ("annotation", "curation")
_READ: Final = (".zip", ".xmi")


class Export(NamedTuple):
    """What is read of an exported project, and what is told of it."""

    names: tuple[str, ...]
    told: str


def export_of(names: Sequence[str]) -> Export | None:
    """What is read of these files, None where they are no exported project."""
    root = next((root for name in names if (root := _root(name)) is not None), None)
    if root is None:
        return None
    begun: set[str] = set()
    found: list[tuple[str, str, bool]] = []
    for name in names:
        parts = name[len(root) :].split("/") if name.startswith(root) else []
        if len(parts) > 2 and parts[0] in _ROOMS and name.endswith(_READ):
            initial = posixpath.splitext(parts[2])[0] == _INITIAL
            found.append((name, parts[1], initial))
            if parts[0] == "annotation" and not initial:
                begun.add(parts[1])
    kept = tuple(name for name, document, initial in found if not (initial and document in begun))
    if not kept:
        told = "A project of INCEpTION without XMI: export it with the format UIMA CAS XMI."
    else:
        told = (
            "A project of INCEpTION: what its annotators and curators made is read, and not its "
            "sources, guidelines and logs."
        )
    return Export(kept, told)


def _root(name: str) -> str | None:
    """The folder of the project, with `/` at its end, where a file is the head of an export."""
    folder, _, file = name.rpartition("/")
    if file.startswith(_MANIFEST) and file.endswith(".json"):
        return f"{folder}/" if folder else ""
    return None

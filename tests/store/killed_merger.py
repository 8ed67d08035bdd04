"""Merges a file into a project, or goes back to a copy of it; says so before it begins and when it
has ended."""

import sys
from pathlib import Path

from annotator.store import restore
from annotator.store.project import Project


def main(what: str, path: str, other: str) -> None:
    project = Project.open(Path(path))
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    if what == "merge":
        project.merge([Path(other)])
    else:
        restore.go_back(Path(path), Path(other))
    sys.stdout.write("ended\n")
    sys.stdout.flush()


main(*sys.argv[1:])

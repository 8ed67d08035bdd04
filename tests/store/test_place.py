"""Where a project lies."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.store.place import risk_of

MOUNTS = """/dev/sda1 / ext4 rw 0 0
server:/desk /mnt/the\\040desk nfs4 rw 0 0
/dev/sdb1 /mnt/the\\040desk/disk ext4 rw 0 0
"""


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    path = tmp_path / "mounts"
    path.write_text(MOUNTS)
    return path


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/home/a/papers/p.annotator", ""),
        ("/home/a/Dropbox (Desk)/p.annotator", "Dropbox"),
        ("/home/a/OneDrive - Desk/x/p.annotator", "OneDrive"),
        ("/home/a/Dropbox.annotator", ""),
        ("/mnt/the desk/p.annotator", "network drive"),
        ("/mnt/the desk/disk/p.annotator", ""),
        ("/mnt/the desks/p.annotator", ""),
    ],
)
def test_a_place_that_is_not_safe_is_told(path: str, said: str, mounts: Path) -> None:
    found = risk_of(Path(path), mounts)
    assert said in found
    assert bool(said) == bool(found)


def test_where_the_system_tells_nothing_nothing_is_told(tmp_path: Path) -> None:
    assert risk_of(Path("/srv/p.annotator"), tmp_path / "not there") == ""

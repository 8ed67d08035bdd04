"""Whether a project's file lies where SQLite can keep it safe: not across a network, and not where
another program copies files about while they are written."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_SYNCED: Final = {
    "dropbox": "Dropbox", "onedrive": "OneDrive", "google drive": "Google Drive",
    "googledrive": "Google Drive", "icloud drive": "iCloud", "mobile documents": "iCloud",
    "nextcloud": "Nextcloud", "owncloud": "ownCloud",
}  # fmt: skip
"""How the folders of such programs begin."""

_NETWORK: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "davfs", "fuse.sshfs", "fuse.rclone"}
)
_MOUNTS: Final = Path("/proc/mounts")


def risk_of(path: Path, mounts: Path = _MOUNTS) -> str:
    """What may go wrong with a project at this path, as a sentence; nothing where it is safe."""
    where = path.absolute()
    for part in where.parts[:-1]:
        for begin, name in _SYNCED.items():
            if part.casefold().startswith(begin):
                return (
                    f"This project lies in a folder that {name} keeps in step, which can damage it "
                    "while you work. Move it elsewhere, and exchange exports."
                )
    if where.drive.startswith("\\\\") or _file_system(where, mounts) in _NETWORK:
        return (
            "This project lies on a network drive, where SQLite cannot keep it safe. "
            "Move it to a disk of this computer."
        )
    return ""


def _file_system(path: Path, mounts: Path) -> str:
    """The kind of file system that a path lies on; empty where the system does not say."""
    found: tuple[int, str] = (0, "")
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    for line in lines:
        _, point, kind, *_ = line.split(" ", 3)
        point = point.replace("\\040", " ")
        if path.is_relative_to(point):
            found = max(found, (len(point), kind))
    return found[1]

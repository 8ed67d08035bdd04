"""What the program remembers between two starts: one table, kept as JSON in the person's own
configuration folder (or in `ANNOTATOR_CONFIG_DIR`)."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import orjson
from msgspec import Struct


class Setting(Struct, frozen=True):
    """One thing that is remembered. Those with a title stand in the preferences."""

    key: str
    default: Any
    title: str = ""
    help: str = ""
    choices: Sequence[str] = ()
    bounds: tuple[int, int] | None = None

    def accepts(self, value: Any) -> bool:
        """Whether a value from a file can stand for this setting."""
        if type(value) is not type(self.default):
            return False
        if self.choices:
            return value in self.choices
        return self.bounds is None or self.bounds[0] <= value <= self.bounds[1]


SETTINGS: Final[Sequence[Setting]] = (
    Setting("name", "", "Your name", "The others see it beside your labels."),
    Setting("theme", "system", "Look", "Light, dark, or as the system has it.",
            choices=("system", "light", "dark")),
    Setting("zoom", 100, "Size in percent", "Of everything in the window.", bounds=(50, 300)),
    Setting("everyone", True, "Show everyone’s labels", "Or only your own."),
    Setting("recent", []),
    Setting("places", {}),
    Setting("exports", {}),
    Setting("imports", {}),
    Setting("shortcuts", {}),
    Setting("geometry", ""),
)  # fmt: skip

_BY_KEY: Final = {setting.key: setting for setting in SETTINGS}
RECENT: Final = 12


def config_folder() -> Path:
    """Where the settings lie."""
    if given := os.environ.get("ANNOTATOR_CONFIG_DIR"):
        return Path(given)
    from platformdirs import user_config_path  # only where it is needed

    return user_config_path("annotator", appauthor=False)


class Settings:
    """The settings of this person. A file that is damaged is set aside, never an obstacle."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or config_folder()
        self._path = self.folder / "settings.json"
        self._values = self._read()
        self._unwritten: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        setting = _BY_KEY[key]
        value = self._values.get(key, setting.default)
        return value if setting.accepts(value) else setting.default

    def __setitem__(self, key: str, value: Any) -> None:
        assert _BY_KEY[key].accepts(value), f"{key} cannot be {value!r}"
        if self[key] != value or key not in self._values:
            self._unwritten[key] = value
            self._look()
            self._write()

    def remember_project(self, path: Path) -> None:
        """Put a project at the head of the recent ones."""
        self._look()
        others = [one for one in self["recent"] if one != str(path)]
        self["recent"] = [str(path), *others][:RECENT]

    def place(self, project: Path) -> dict[str, Any]:
        """Where the person left a project, and who they are in it."""
        return self._of("places", project)

    def leave(self, project: Path, place: dict[str, Any]) -> None:
        """Remember where the person leaves a project, and who they are in it."""
        if self.place(project) != place:
            self._look()
            self["places"] = {**self["places"], str(project): place}

    def _look(self) -> None:
        """Take in what other windows have written, but for what this one could not write yet."""
        self._values |= self._read() | self._unwritten

    def last_export(self, project: Path) -> dict[str, Any]:
        """How the person last exported a project."""
        return self._of("exports", project)

    def remember_export(self, project: Path, how: dict[str, Any]) -> None:
        """Remember how the person exports a project."""
        self["exports"] = {**self["exports"], str(project): how}

    def last_import(self, project: Path) -> dict[str, Any]:
        """What the person last said of the labels in files for a project."""
        return self._of("imports", project)

    def remember_import(self, project: Path, how: dict[str, Any]) -> None:
        """Remember what the person says of the labels in files for a project."""
        self["imports"] = {**self["imports"], str(project): how}

    def _of(self, key: str, project: Path) -> dict[str, Any]:
        found = self[key].get(str(project), {})
        return dict(found) if isinstance(found, dict) else {}

    def _read(self) -> dict[str, Any]:
        try:
            values = orjson.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            self._quietly(lambda: self._path.replace(self._path.with_suffix(".damaged")))
            return {}
        return values if isinstance(values, dict) else {}

    def _write(self) -> None:
        """Write the file whole. A person can work without it, so a full disk is no obstacle."""
        partial = self._path.with_suffix(f".{os.getpid()}.part")

        def write() -> None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(orjson.dumps(self._values, option=orjson.OPT_INDENT_2))
            partial.replace(self._path)
            self._unwritten.clear()

        self._quietly(write)

    @staticmethod
    def _quietly(action: Callable[[], object]) -> None:
        try:
            action()
        except OSError:
            return

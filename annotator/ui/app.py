"""The way in: makes the application where there is none, and builds the concretes.

`open_window` is for the command line, the screenshots, the tests, and other people's scripts.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QEventLoop, QLibraryInfo, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from annotator.collecting import no_collecting
from annotator.errors import AnnotatorError
from annotator.settings import Settings
from annotator.ui.crashes import show_crashes
from annotator.ui.theme import Theme
from annotator.ui.window import Window

_SETTLE_MS = 400


def open_window(project: Path | None, annotator: str | None = None) -> QMainWindow:
    """Build and show the window on a project (None: the welcome page), and return it.

    `annotator` is the name of whoever labels; without one it is whoever one was in this
    project, else the name in the settings. Raises AnnotatorError where the project cannot be
    opened.
    """
    application()
    settings = Settings()
    with no_collecting():
        theme = Theme(settings["theme"], settings["zoom"])
        window = Window(settings, theme)
        theme.setParent(window)
        if project is None:
            window.show_welcome()
        elif not window.open_project(Path(project), annotator):
            problem = window.messages.text
            window.deleteLater()
            raise AnnotatorError(problem or f"{project} cannot be opened.")
        theme.dress()
        window.show()
    return window


def application() -> QApplication:
    """The application, made where there is none."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(["annotator", "-style", "Fusion"])
        app.setApplicationName("Annotator")
        app.setDesktopFileName("annotator")
    return app


def run(project: Path | None, annotator: str | None = None) -> int:
    """Open the window and stay until it is closed; returns the exit code."""
    need_libraries(os.environ, Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)))
    app = application()
    window = open_window(project, annotator)
    show_crashes(str(project or "the project’s file"))
    QTimer.singleShot(0, window, lambda: end_on_signals(window))
    code = app.exec()
    window.deleteLater()
    return code


def end_on_signals(window: QMainWindow) -> None:
    """Close the window where the terminal or the system says that it is to end."""
    from annotator.ui.ending import Ending  # nothing that the first look at the window waits for

    Ending(window)


def need_libraries(environment: Mapping[str, str], plugins: Path) -> None:
    """Raise AnnotatorError where a library is missing without which Qt opens no window on X: Qt
    itself would end the process. It is loaded here only a little earlier than by Qt."""
    platform = environment.get("QT_QPA_PLATFORM") or "xcb"
    plugin = plugins / "platforms" / "libqxcb.so"
    if platform != "xcb" or environment.get("WAYLAND_DISPLAY") or not plugin.exists():
        return
    from ctypes import CDLL

    try:
        CDLL(str(plugin))
    except OSError as error:
        raise AnnotatorError(
            f"The window cannot be opened here ({error}).",
            "Install the system libraries that the README names; the command line works without.",
        ) from error


def screenshot(
    project: Path, out: Path, size: tuple[int, int], theme: str, tab: int, annotator: str | None
) -> None:
    """Draw the window on a project as a person would see it, and save the picture."""
    application()
    settings = Settings()
    settings["theme"] = theme
    window = open_window(project, annotator)
    assert isinstance(window, Window)
    window.resize(*size)
    bench = window.bench
    assert bench is not None
    loop = QEventLoop()  # not the application's: quitting that closes the window
    bench.queue.listed.connect(loop.quit)
    loop.exec()
    _pose(window)
    window.show_tab(tab)
    calm = 0
    while calm < 2:  # what one job brings may have another one begin a moment later
        QTimer.singleShot(_SETTLE_MS, loop.quit)
        loop.exec()
        calm = 0 if window.jobs.any else calm + 1
    saved = window.grab().save(str(out))
    window.close()
    window.deleteLater()
    if not saved:
        raise AnnotatorError(f"{out} cannot be written.", "Check the path; its name ends in .png.")


def _pose(window: Window) -> None:
    """A label open in the panel, as in the middle of work."""
    bench = window.bench
    assert bench is not None
    labels = bench.session.labels
    mine = [mark for mark in labels if bench.session.owns(mark)]
    rich = (mark for mark in mine if len(_told(bench.session.label(mark.id))) >= 2)
    mark = next(rich, next(iter(mine), None))
    bench.session.activate(mark.id if mark else None)


def _told(label: object) -> list[object]:
    """What makes a label worth showing: a note, evidence, tags."""
    return [one for one in (getattr(label, name) for name in ("note", "evidence", "tags")) if one]

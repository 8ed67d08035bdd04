"""Commands that open the window. Qt is known here by its one door, and only once it is needed."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from annotator.cli.shared import PROJECT
from annotator.errors import AnnotatorError

TABS = ("annotate", "review", "insights")

_LARGEST = 8_000
"""So many points a side of a picture has at most: at four pixels a point Qt paints it still."""


@click.command("open", hidden=True)
@PROJECT
def open_(project: Path) -> None:
    """Open a project in the window."""
    if not project.is_file():
        raise AnnotatorError(
            f"There is no project and no command {project}.",
            "See annotator --help, or make one with annotator new.",
        )
    sys.exit(show_window(project))


@click.command()
@click.option("--screenshot", type=click.Path(path_type=Path), help="Save a picture and end.")
@click.option("--size", default="1440x900", show_default=True, help="Of the picture.")
@click.option("--theme", type=click.Choice(["light", "dark"]), default="light", show_default=True)
@click.option("--scale", type=float, default=1.0, help="Pixels a point, from 0.5 to 4.")
@click.option("--tab", type=click.Choice(TABS), default=TABS[0], show_default=True)
def demo(screenshot: Path | None, size: str, theme: str, scale: float, tab: str) -> None:
    """Open a throw-away project of sample articles with three annotators' labels."""
    from annotator.tasks.demo import ANNOTATOR, FOLDER, make_demo

    if screenshot is None:
        _need_display()
    with tempfile.TemporaryDirectory(prefix=FOLDER, ignore_cleanup_errors=True) as folder:
        path = make_demo(Path(folder))
        if screenshot is None:
            sys.exit(show_window(path, ANNOTATOR))
        if not 0.5 <= scale <= 4:  # as "nan" is not either, which is a number to click
            raise AnnotatorError(f"{scale} is no scale.", "Give one from 0.5 to 4.")
        width, height = _size(size)
        if not _display_works():
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
        os.environ["QT_SCALE_FACTOR"] = str(scale)
        os.environ["ANNOTATOR_CONFIG_DIR"] = folder
        door = _door()
        door.screenshot(path, screenshot, (width, height), theme, TABS.index(tab), ANNOTATOR)


def _size(words: str) -> tuple[int, int]:
    """Width and height of a picture that can be painted at any scale."""
    sides = words.split("x")
    if len(sides) == 2 and all(side.isdecimal() and len(side) <= 4 for side in sides):
        width, height = map(int, sides)
        if 0 < width <= _LARGEST and 0 < height <= _LARGEST:
            return width, height
    raise AnnotatorError(f"{words} is no size.", f"Give one such as 1440x900, at most {_LARGEST}.")


def show_window(project: Path | None, person: str | None = None) -> int:
    """Open the window and stay until it is closed; returns the exit code."""
    _need_display()
    run: Callable[[Path | None, str | None], int] = _door().run
    return run(project, person)


def _door() -> Any:
    """The one module of the window that the command line knows."""
    try:
        from annotator.ui import app  # Qt: only where there is a window to show
    except ImportError as error:
        raise AnnotatorError(
            f"The window cannot be opened here ({error}).",
            "Install the system libraries that the README names; the command line works without.",
        ) from error
    return app


def _need_display() -> None:
    if not os.environ.get("QT_QPA_PLATFORM") and not _display_works():
        raise AnnotatorError(
            "There is no display to open a window on.",
            "The command line works without one: see annotator --help.",
        )


def _display_works() -> bool:
    """Whether a window can be opened. Asked before Qt is, which would end the process."""
    if os.environ.get("QT_QPA_PLATFORM"):
        return True
    if sys.platform in ("win32", "darwin"):
        return True
    from annotator.display import answers

    return answers(os.environ)

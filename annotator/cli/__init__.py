"""The command line: one small function a command. Exit 0: done; 1: done, but something is wrong in
the data; 2: usage or bad input, said in one line, nothing written."""

from __future__ import annotations

import os
import signal
import sys
from typing import Final

import click

from annotator import __version__
from annotator.cli import exporting, formats, importing, projects, reviewing, window
from annotator.cli.shared import say
from annotator.errors import AnnotatorError, kept, system_error

_TERMINATED: Final = 128 + signal.SIGTERM
"""As a shell says it of a command."""


class Commands(click.Group):
    """A group in which a word that is no command is a project to open."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            args = ["open", *args]
        return super().parse_args(ctx, args)


@click.group(cls=Commands, invoke_without_command=True)
@click.version_option(__version__, prog_name="annotator")
@click.pass_context
def annotator(ctx: click.Context) -> None:
    """Highlight the claims of an article, mark each verified, disputed or unverifiable, and export
    the labelled dataset.

    `annotator PROJECT` opens a project in the window, `annotator` alone the welcome page.
    """
    if ctx.invoked_subcommand is None:
        sys.exit(window.show_window(None))


for _command in (
    *(window.open_, window.demo),
    *(projects.new, projects.history, projects.check, projects.go_back),
    *(importing.import_, exporting.export, formats.formats),
    *(reviewing.agreement, reviewing.disagreements, reviewing.comments, reviewing.hand_out),
    *(reviewing.merge, reviewing.unite, reviewing.rename),
):
    annotator.add_command(_command)


def main() -> None:
    """Run a command. Whatever goes wrong is said in one line; our bugs are kept in a log. Where the
    system ends it, it leaves nothing behind, as after Ctrl+C; a window listens for that itself."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(_TERMINATED))
    try:
        _run()
    finally:
        signal.signal(signal.SIGTERM, before)


def _run() -> None:
    try:
        annotator.main(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        _fail(error.format_message())
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except AnnotatorError as error:
        _fail(str(error))
    except BrokenPipeError:
        _write_no_more()
        sys.exit(1)
    except OSError as error:  # standard output: the tasks say themselves what files are about
        _write_no_more()
        _fail(str(system_error(error)))
    except Exception as error:  # noqa: BLE001 - a person never sees a traceback
        _fail(f"This is a bug in Annotator: {error!r}. {kept(error)}")


def _fail(message: str) -> None:
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:  # which may be what the message is about
        _write_no_more()
    say(f"annotator: {' '.join(message.split())}", err=True)
    sys.exit(2)


def _write_no_more() -> None:
    """Nothing goes to standard output any more: else Python tries once more at its end, and fails
    with words of its own."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

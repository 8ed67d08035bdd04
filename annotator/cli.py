"""The command line: one small function a command. Exit 0: done; 1: done, but something is wrong in
the data; 2: usage or bad input, said in one line, nothing written."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotator import __version__
from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.domain.label import Annotator
    from annotator.store.project import Project

PROJECT = click.argument("project", type=click.Path(path_type=Path))
TABS = ("annotate", "review", "insights")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


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
        sys.exit(_window(None))


@annotator.command("open", hidden=True)
@PROJECT
def open_(project: Path) -> None:
    """Open a project in the window."""
    if not project.is_file():
        raise AnnotatorError(
            f"There is no project and no command {project}.",
            "See annotator --help, or make one with annotator new.",
        )
    sys.exit(_window(project))


@annotator.command()
@click.option("--screenshot", type=click.Path(path_type=Path), help="Save a picture and end.")
@click.option("--size", default="1440x900", show_default=True, help="Of the picture.")
@click.option("--theme", type=click.Choice(["light", "dark"]), default="light", show_default=True)
@click.option("--scale", type=click.FloatRange(0.5, 4), default=1.0, help="Pixels a point.")
@click.option("--tab", type=click.Choice(TABS), default=TABS[0], show_default=True)
def demo(screenshot: Path | None, size: str, theme: str, scale: float, tab: str) -> None:
    """Open a throw-away project of sample articles with three annotators' labels."""
    from annotator.tasks.demo import ANNOTATOR, FOLDER, make_demo

    if screenshot is None:
        _need_display()
    with tempfile.TemporaryDirectory(prefix=FOLDER, ignore_cleanup_errors=True) as folder:
        path = make_demo(Path(folder))
        if screenshot is None:
            sys.exit(_window(path, ANNOTATOR))
        width, _, height = size.partition("x")
        if not (width.isdigit() and height.isdigit() and 0 < int(width) * int(height) < 10**8):
            raise AnnotatorError(f"{size} is no size.", "Give one such as 1440x900.")
        if not _display_works():
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
        os.environ["QT_SCALE_FACTOR"] = str(scale)
        os.environ["ANNOTATOR_CONFIG_DIR"] = folder
        door = _door()
        door.screenshot(
            path, screenshot, (int(width), int(height)), theme, TABS.index(tab), ANNOTATOR
        )


@annotator.command()
@PROJECT
@click.option("--name", default="", help="What the project is called.")
@click.option("--guidelines", type=click.Path(path_type=Path), help="A text that all go by.")
def new(project: Path, name: str, guidelines: Path | None) -> None:
    """Make a new, empty project."""
    from annotator.domain.text import clean_text
    from annotator.errors import system_error
    from annotator.store.project import SUFFIX, Project

    if project.suffix != SUFFIX:
        project = project.with_name(project.name + SUFFIX)
    try:
        text = clean_text(guidelines.read_bytes()).text if guidelines else ""
    except OSError as error:
        raise system_error(error) from error
    Project.create(project, name=name, guidelines=text).close()
    click.echo(f"Made {project}")


@annotator.command("import")
@PROJECT
@click.argument("paths", nargs=-1, required=True)
@click.option("--format", "format_", help="Read everything in this format.")
@click.option("--as", "as_name", help="Whose labels they are where the file does not say.")
@AS_JSON
def import_(
    project: Path, paths: tuple[str, ...], format_: str | None, as_name: str | None, as_json: bool
) -> None:
    """Take in files, folders, or standard input (-): texts, Markdown, JSONL."""
    from annotator.tasks.importing import import_paths

    with _open(project) as opened:
        _back_up(opened)
        me = _me(opened, as_name)
        report = import_paths(
            opened, paths, format=format_, annotator=me.id if me else None, as_name=as_name,
            progress=_progress,
        )  # fmt: skip
    for left in report.refused:
        click.echo(f"refused: {left}", err=True)
    for left in report.duplicates:
        click.echo(f"known: {left}", err=True)
    if as_json:
        _print_json(
            {
                "articles": report.articles,
                "labels": report.labels,
                "known_labels": report.known_labels,
                "duplicates": [left._asdict() for left in report.duplicates],
                "refused": [left._asdict() for left in report.refused],
            }
        )
    elif report.anything:
        click.echo(f"Imported {report.summary()}.")
    if not report.anything:
        if not report.refused:
            click.echo("There was nothing to import.", err=True)
        sys.exit(2)
    sys.exit(1 if report.refused else 0)


@annotator.command()
@PROJECT
@click.argument("out")
@click.option("--format", "format_", help="By default as the file's name says.")
@click.option("--layer", type=click.Choice(["annotation", "gold"]))
@click.option("--annotator", "people", multiple=True, help="Only this one's labels; repeatable.")
@click.option("--split", help="Percentages for train, dev and test, such as 80,10,10.")
@click.option("--seed", default=0, show_default=True, help="Of the split.")
@AS_JSON
def export(
    project: Path, out: str, format_: str | None, layer: str | None, people: tuple[str, ...],
    split: str | None, seed: int, as_json: bool,
) -> None:  # fmt: skip
    """Write the articles and labels to a file, or to standard output (-)."""
    from annotator.domain.label import Layer
    from annotator.tasks import exporting
    from annotator.tasks.telling import counted

    choices = exporting.Choices(
        Layer(layer) if layer else None, frozenset(people), _split(split), seed
    )
    chosen = exporting.format_of(out, format_)
    with _open(project) as opened:
        known = {one.name for one in opened.queries.annotators()}
        if strangers := choices.annotators - known:
            raise AnnotatorError(
                f"Nobody called {min(strangers)} is in this project.",
                f"There are {', '.join(sorted(known)) or 'no annotators yet'}.",
            )
        losses = exporting.losses(opened.queries, chosen, choices)
        if chosen.loses != "nothing":
            click.echo(f"{chosen.name} loses {chosen.loses}", err=True)
        for loss, count in losses.items():
            click.echo(f"lost: {loss} ({count})", err=True)
        report = exporting.export(
            opened.queries, out, format=chosen.name, choices=choices, progress=_progress
        )
    if as_json and out != "-":
        counts = {"articles": report.articles, "labels": report.labels}
        _print_json({"files": report.files, **counts, "losses": dict(losses)})
    elif out != "-":
        wrote = f"{counted(report.articles, 'article')}, {counted(report.labels, 'label')}"
        click.echo(f"Wrote {wrote}: {', '.join(report.files)}")


@annotator.command()
@PROJECT
@click.option("--label", help="Only what happened to this label (or other row) by its id.")
@AS_JSON
def history(project: Path, label: str | None, as_json: bool) -> None:
    """Print who changed what and when, old to new."""
    from annotator.tasks.telling import entry_as_json, entry_as_lines

    with _open(project) as opened:
        names = dict(opened.queries.annotators())
        entries = opened.queries.history(label)
        if as_json:
            _print_json({"entries": [entry_as_json(entry, names) for entry in entries]})
            return
        for entry in entries:
            for line in entry_as_lines(entry, names):
                click.echo(line)


@annotator.command()
@PROJECT
@AS_JSON
@click.option("--layer", type=click.Choice(["annotation", "gold"]), default="annotation")
@click.option("--article", help="Only this one, by its id; with γ, which takes long.")
@click.option("--seed", default=0, show_default=True, help="Of the draws for intervals.")
def agreement(project: Path, as_json: bool, layer: str, article: str | None, seed: int) -> None:
    """Print how far the annotators agree, with intervals."""
    from annotator.domain.label import Layer
    from annotator.tasks.agreement_report import agreement_report, report_as_json
    from annotator.tasks.agreement_table import report_as_lines

    with _open(project) as opened:
        report = agreement_report(
            opened.queries, layer=Layer(layer), article=article, seed=seed, progress=_progress
        )
    _print(as_json, report_as_json(report), report_as_lines(report))


@annotator.command()
@PROJECT
@AS_JSON
@click.option("--all", "everything", is_flag=True, help="Also claims on which all agree.")
def disagreements(project: Path, as_json: bool, everything: bool) -> None:
    """List the claims on which annotators differ, the worst first."""
    from annotator.tasks.claims import claims_as_lines, listed

    with _open(project) as opened:
        found = listed(opened.queries, everything=everything, progress=_progress)
    _print(as_json, {"claims": found}, claims_as_lines(found))


@annotator.command()
@PROJECT
@AS_JSON
def check(project: Path, as_json: bool) -> None:
    """Check the file, each quote against its text, and the tables against the journal."""
    with _open(project) as opened:
        problems = list(opened.problems(lambda what: _progress(0, 0, what)))
    summary = f"{len(problems)} problems." if problems else "The project is sound."
    _print(as_json, {"problems": problems}, [*problems, summary])
    sys.exit(1 if problems else 0)


@annotator.command()
@PROJECT
@click.argument("others", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Tell what it would do, and do nothing.")
@AS_JSON
def merge(project: Path, others: tuple[Path, ...], dry_run: bool, as_json: bool) -> None:
    """Bring in what copies of this project have that it has not; a back-up is made first."""
    from annotator.tasks import merging

    with _open(project) as opened:
        report = merging.merge(opened, others, dry_run=dry_run, progress=_progress)
    told = merging.report_as_json(report, dry_run=dry_run) if as_json else {}
    _print(as_json, told, merging.report_as_lines(report, dry_run=dry_run))


@annotator.command("hand-out")
@PROJECT
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--to", "people", multiple=True, required=True, help="To whom; repeatable.")
@click.option("--per-article", type=int, help="So many of them each article; by default all.")
@click.option("--seed", default=0, show_default=True, help="Of the deal.")
@click.option("--dry-run", is_flag=True, help="Tell who would get how much, and do nothing.")
@AS_JSON
def hand_out(
    project: Path, folder: Path, people: tuple[str, ...], per_article: int | None, seed: int,
    dry_run: bool, as_json: bool,
) -> None:  # fmt: skip
    """Write a project for each person with their articles and nobody's labels; merge brings them
    back."""
    from annotator.tasks import handing_out
    from annotator.tasks.telling import counted

    with _open(project) as opened:
        plan = handing_out.plan(opened, people, per_article, seed)
        files: dict[str, str] = {}
        if not dry_run:
            done = handing_out.hand_out(opened, folder, plan, progress=_progress)
            files = {name: str(path) for name, path in done.files}
    shares = {share.name: list(share.articles) for share in plan.shares}
    lines = [
        f"{name}: {counted(len(articles), 'article')}{': ' if name in files else ''}"
        f"{files.get(name, '')}"
        for name, articles in shares.items()
    ]
    _print(as_json, {"dry_run": dry_run, "seed": seed, "shares": shares, "files": files}, lines)


@annotator.command("go-back")
@PROJECT
@click.argument("backup", type=click.Path(path_type=Path))
def go_back(project: Path, backup: Path) -> None:
    """Make a project what it was in a back-up, such as before a merge; what it is now is kept."""
    from annotator.tasks import merging

    kept = merging.go_back(project, backup)
    click.echo(f"{project} is as it was. What it was until now: {kept}")


@annotator.command()
@AS_JSON
def formats(as_json: bool) -> None:
    """List what can be read and written, and what each loses."""
    from annotator.formats.registry import formats as known

    rows = [
        {
            "name": one.name, "title": one.title, "suffixes": list(one.suffixes),
            "reads": one.read is not None, "writes": one.write is not None, "unit": one.unit,
            "loses": one.loses if one.write else "",
        }
        for one in known().values()
    ]  # fmt: skip
    if as_json:
        _print_json({"formats": rows})
        return
    for row in rows:
        able = " and ".join(word for word in ("reads", "writes") if row[word])
        loses = f"; loses {row['loses']}" if row["writes"] else ""
        click.echo(f"{row['name']:<10}{row['title']} ({able}{loses})")


def main() -> None:
    """Run a command. Whatever goes wrong is said in one line; our bugs are kept in a log."""
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
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 - a person never sees a traceback
        _fail(f"This is a bug in Annotator: {error!r}. Kept in {_log()}.")


def _fail(message: str) -> None:
    click.echo(f"annotator: {' '.join(message.split())}", err=True)
    sys.exit(2)


def _log() -> Path:
    import traceback

    path = Path(tempfile.gettempdir()) / "annotator-error.log"
    path.write_text(traceback.format_exc(), encoding="utf-8")
    return path


def _open(path: Path) -> Project:
    from annotator.store.project import Project

    return Project.open(path)


def _me(project: Project, as_name: str | None) -> Annotator | None:
    """Who imports: the one named, or whoever works on this computer; joins where need be."""
    from annotator.domain import edits
    from annotator.settings import Settings

    name = as_name or Settings()["name"]
    if not name:
        return None
    known = project.queries.annotator_named(edits.person_name(name))
    if known is None:
        known, entry = edits.join(name)
        project.journal.commit(entry)
    return known


def _back_up(project: Project) -> None:
    try:
        project.back_up_daily()
    except AnnotatorError as error:
        click.echo(f"No back-up was made: {error}", err=True)


def _split(text: str | None) -> tuple[int, ...]:
    if not text:
        return ()
    parts = text.split(",")
    if not all(part.strip().isdigit() for part in parts):
        raise AnnotatorError(f"{text} is no split.", "Give percentages such as 80,10,10.")
    return tuple(int(part) for part in parts)


def _progress(done: int, total: int, what: str) -> None:
    if sys.stderr.isatty():
        share = f"{done * 100 // total:3d} % " if total else ""
        click.echo(f"\r\033[K{share}{what}\r", err=True, nl=False)


def _print(as_json: bool, value: Any, lines: Iterable[str]) -> None:
    if as_json:
        _print_json(value)
        return
    for line in lines:
        click.echo(line)


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))


def _window(project: Path | None, person: str | None = None) -> int:
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

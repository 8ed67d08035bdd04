"""Commands for the work of several annotators: hand out, merge, compare."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotator.cli.shared import (
    AS_JSON,
    PROJECT,
    open_project,
    print_result,
    progress,
    say,
    seed_of,
    text,
    whoever_runs_it,
)
from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.store.queries import Queries
    from annotator.tasks.agreement_report import AgreementReport


@click.command()
@PROJECT
@AS_JSON
@click.option("--layer", type=click.Choice(["annotation", "gold"]), default="annotation")
@click.option("--article", type=text, help="Only this one, by its id; with γ, which takes long.")
@seed_of("Of the draws for intervals.")
@click.option(
    "--html",
    type=click.Path(path_type=Path),
    help="Write a report with plots here (-: to standard output).",
)
def agreement(
    project: Path, as_json: bool, layer: str, article: str | None, seed: int, html: Path | None
) -> None:
    """Print how far the annotators agree, with intervals."""
    from annotator.domain.label import Layer
    from annotator.tasks.agreement_report import agreement_report, report_as_json
    from annotator.tasks.agreement_table import report_as_lines
    from annotator.tasks.whole import STANDARD_OUTPUT

    with open_project(project) as opened:
        if html is None:
            report = agreement_report(
                opened.queries, layer=Layer(layer), article=article, seed=seed, progress=progress
            )
            lines = report_as_lines(report)
        else:
            report = _write_html(
                opened.queries, html, seed, whole=layer == "annotation" and not article
            )
            if str(html) == STANDARD_OUTPUT:
                return
            lines = iter([f"Wrote {html}."])
    print_result(as_json, report_as_json(report), lines)


def _write_html(queries: Queries, target: Path, seed: int, *, whole: bool) -> AgreementReport:
    from annotator.tasks.insights.gathered import gather
    from annotator.tasks.insights.html import write_report

    if not whole:
        raise AnnotatorError(
            "A report with plots is of all articles and of what the annotators said.",
            "Leave out --layer and --article, or --html.",
        )
    found = gather(queries, seed=seed, progress=progress)
    write_report(found, target)
    return found.report


@click.command()
@PROJECT
@AS_JSON
@click.option("--all", "everything", is_flag=True, help="Also claims on which all agree.")
@click.option(
    "--csv",
    "table",
    help="Write a table instead (-: to standard output): one row a claim, one column a person.",
)
def disagreements(project: Path, as_json: bool, everything: bool, table: str | None) -> None:
    """List the claims on which annotators differ, the worst first."""
    from annotator.tasks.claims import claims_as_lines, listed
    from annotator.tasks.disagreement_table import write_table
    from annotator.tasks.telling import counted
    from annotator.tasks.whole import STANDARD_OUTPUT

    with open_project(project) as opened:
        if table is not None:
            rows = write_table(opened.queries, table, everything=everything, progress=progress)
            if table == STANDARD_OUTPUT:
                return
            wrote = [f"Wrote {counted(rows, 'claim')}: {table}"]
            print_result(as_json, {"files": [table], "claims": rows}, wrote)
            return
        found = listed(opened.queries, everything=everything, progress=progress)
    print_result(as_json, {"claims": found}, claims_as_lines(found))


@click.command()
@PROJECT
@AS_JSON
@click.option("--open", "only_open", is_flag=True, help="Only threads that nobody has resolved.")
def comments(project: Path, as_json: bool, only_open: bool) -> None:
    """List what is asked and answered about labels and claims, thread by thread."""
    from annotator.tasks.threads import listed, threads_as_lines

    with open_project(project) as opened:
        found = listed(opened.queries, only_open=only_open)
    print_result(as_json, {"threads": found}, threads_as_lines(found))


@click.command()
@PROJECT
@click.argument("others", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Tell what it would do, and do nothing.")
@AS_JSON
def merge(project: Path, others: tuple[Path, ...], dry_run: bool, as_json: bool) -> None:
    """Bring in what copies of this project have that it has not; a back-up is made first."""
    from annotator.tasks import merging

    with open_project(project, writing=True) as opened:
        report = merging.merge(opened, others, dry_run=dry_run, progress=progress)
    told = merging.report_as_json(report, dry_run=dry_run) if as_json else {}
    print_result(as_json, told, merging.report_as_lines(report, dry_run=dry_run))


@click.command()
@PROJECT
@click.argument("people", type=text, nargs=-1, required=True)
def unite(project: Path, people: tuple[str, ...]) -> None:
    """Say that several people are one, who joined on two machines: all of these names or ids. The
    first stays. Undo in the window takes it back."""
    from annotator.tasks import merging
    from annotator.tasks.telling import counted

    with open_project(project, writing=True) as opened:
        by = whoever_runs_it(opened)
        keep, others = merging.unite_named(opened, people, by.id if by else None)
    say(f"{keep.name} and {counted(others, 'other')} are one person now.")


@click.command()
@PROJECT
@click.argument("person", type=text)
@click.argument("name", type=text)
def rename(project: Path, person: str, name: str) -> None:
    """Give a person (a name or an id) another name; their labels follow."""
    from annotator.tasks import merging

    with open_project(project, writing=True) as opened:
        by = whoever_runs_it(opened)
        done = merging.rename_named(opened, person, name, by.id if by else None)
    say(f"Done: {done.summary}")


@click.command("hand-out")
@PROJECT
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--to", "people", type=text, multiple=True, required=True, help="To whom; repeatable."
)
@click.option(
    "--per-article", type=click.IntRange(1), help="So many of them each article; by default all."
)
@seed_of("Of the deal.")
@click.option("--new", is_flag=True, help="Only articles that nobody was given yet.")
@click.option("--dry-run", is_flag=True, help="Tell who would get how much, and do nothing.")
@AS_JSON
def hand_out(
    project: Path, folder: Path, people: tuple[str, ...], per_article: int | None, seed: int,
    new: bool, dry_run: bool, as_json: bool,
) -> None:  # fmt: skip
    """Write a project for each person with their articles and nobody's labels; merge brings them
    back."""
    from annotator.tasks import handing_out
    from annotator.tasks.telling import counted

    with open_project(project, writing=not dry_run) as opened:
        articles = opened.queries.unassigned() if new else None
        plan = handing_out.plan(opened, people, per_article, seed, articles=articles)
        files: dict[str, str] = {}
        if not dry_run:
            done = handing_out.hand_out(opened, folder, plan, progress=progress)
            files = {name: str(path) for name, path in done.files}
    shares = {share.name: list(share.articles) for share in plan.shares}
    lines = [
        f"{name}: {counted(len(articles), 'article')}{': ' if name in files else ''}"
        f"{files.get(name, '')}"
        for name, articles in shares.items()
    ]
    print_result(
        as_json, {"dry_run": dry_run, "seed": seed, "shares": shares, "files": files}, lines
    )

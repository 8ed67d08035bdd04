"""The command line as a person uses it.

Where it is the process that matters (its arguments, its streams, its end, its seed for hashes) a
command has one of its own; elsewhere it runs in this one: to start Python and load everything takes
ten times as long as what the command does.
"""

from __future__ import annotations

import io
import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from places import unwritable

from annotator.cli import main
from annotator.cli.shared import print_list
from annotator.formats.registry import formats
from annotator.store.project import Project

NO_DISPLAY = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
Done = subprocess.CompletedProcess[str]


def annotator(*args: object, stdin: str = "", **environment: str) -> Done:
    """Run a command without a display, in this process."""
    given, out, err = (io.BytesIO(one) for one in (stdin.encode(), b"", b""))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["annotator", *map(str, args)])
        for name, stream in (("stdin", given), ("stdout", out), ("stderr", err)):
            patch.setattr(sys, name, io.TextIOWrapper(stream, "utf-8", write_through=True))
        for name in NO_DISPLAY:
            patch.delenv(name, raising=False)
        for name, value in environment.items():
            patch.setenv(name, value)
        code: object = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code
        said = (stream.getvalue().decode(errors="replace") for stream in (out, err))
        return Done(args, int(str(code or 0)), *said)


def process(*args: object, stdin: str | None = None, **environment: str) -> Done:
    """Run a command without a display, in a process of its own."""
    env = {k: v for k, v in os.environ.items() if k not in NO_DISPLAY}
    done = subprocess.run(
        [sys.executable, "-m", "annotator", *map(str, args)],
        input=stdin, capture_output=True, text=True, errors="replace", env=env | environment,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "p.annotator"
    done = annotator("new", path.with_suffix(""), "--name", "The desk")
    assert done.returncode == 0
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    """A new project."""
    return copyfile(made, tmp_path / made.name)


def test_a_day_on_the_command_line(path: Path, tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("Some words of an article.")
    assert process("import", path, text).returncode == 0
    line = {"text": "Other words.", "labels": [{"spans": [[0, 5]], "verdict": "disputed"}]}
    done = process("import", path, "-", "--format", "jsonl", "--as", "Anna", "--json",
                     stdin=json.dumps(line))  # fmt: skip
    assert (done.returncode, json.loads(done.stdout)["labels"]) == (0, 1)
    exported = process("export", path, "-")
    labels = [label for one in exported.stdout.splitlines() for label in json.loads(one)["labels"]]
    assert [(one["annotator"], one["quote"]) for one in labels] == [("Anna", "Other")]
    told = json.loads(process("history", path, "--label", labels[0]["id"], "--json").stdout)
    assert len(told["entries"]) == 1
    assert process("check", path).returncode == 0
    lost = process("export", path, tmp_path / "o.csv")
    assert lost.returncode == 0
    assert "lost: an article without labels is left out (1)" in lost.stderr


def test_comments_are_listed_thread_by_thread_and_told_in_the_history(path: Path) -> None:
    label = {"id": "x", "annotator": "Ada", "spans": [[0, 5]], "verdict": "disputed"}
    said = [
        {"id": "1", "annotator": "Ada", "about": ["x"], "text": "Why?\nWhen?", "at": "2025-01-01"},
        {"thread": "1", "annotator": "Bo", "about": ["x"], "text": "So.", "at": "2025-01-02"},
        {"id": "2", "annotator": "Bo", "about": ["x", "gone"], "text": "Fine.", "at": "2025-01-03"},
        {"thread": "2", "annotator": "Ada", "about": ["x", "gone"], "step": "resolved",
         "at": "2025-01-04"},
    ]  # fmt: skip
    line = {"title": "News", "text": "Other words.", "labels": [label], "comments": said}
    assert (
        annotator("import", path, "-", "--format", "jsonl", stdin=json.dumps(line)).returncode == 0
    )
    assert annotator("comments", path).stdout.splitlines() == [
        "open  “Other”  (News)",
        "    2025-01-01  Ada: Why?",
        "        When?",
        "    2025-01-02  Bo: So.",
        "resolved  “Other”, a claim of 2 labels  (News)",
        "    2025-01-03  Bo: Fine.",
        "    2025-01-04  Ada: resolved",
    ]
    (thread,) = json.loads(annotator("comments", path, "--open", "--json").stdout)["threads"]
    assert (thread["quote"], thread["resolved"]) == ("Other", None)
    assert [one["by"] for one in thread["steps"]] == ["Ada", "Bo"]
    told = annotator("history", path).stdout
    assert "comment 1: new, “Why? When?”" in told
    assert "new, “resolved”" in told
    assert annotator("check", path).returncode == 0


def test_good_and_bad_together_exit_with_1_only_bad_with_2(path: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "g.txt", tmp_path / "b.jsonl"
    good.write_text("words")
    bad.write_text("{")
    done = annotator("import", path, bad)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("refused: ")
    assert annotator("import", path, good, bad).returncode == 1


def test_tables_archives_and_addresses_are_told_file_by_file(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "news.csv").write_bytes("wörter;kopf\nDie Brücke hält.;Brücke\n".encode("cp1252"))
    (folder / "photo.png").write_bytes(b"\x89PNG")
    done = annotator("import", path, folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "refused: news.csv: No column is called text" in done.stderr
    assert "Say --text-column NAME for the one with the text." in done.stderr
    columns = ("--text-column", "wörter", "--title-column", "kopf")
    done = annotator("import", path, folder, *columns, "--json")
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert (told["articles"], told["refused"]) == (1, [])
    (read,) = told["files"]
    assert (read["file"], read["format"], read["encoding"]) == ("news.csv", "articles", "cp1252")
    assert done.stderr.splitlines() == [
        "read: news.csv: Table of articles, with a column of texts, cp1252: 1 article",
        f"note: {folder}: 1 file of no kind that is read: photo.png.",
        "note: news.csv: It is not UTF-8: it was read as cp1252.",
        "note: news.csv: Columns: text from “wörter”, title from “kopf”.",
    ]
    done = annotator("import", path, "http://nowhere.invalid/a")
    assert (done.returncode, done.stderr) == (
        2,
        "refused: http://nowhere.invalid/a: There is no server nowhere.invalid. Check the address "
        "and the connection.\n",
    )


HUGE, DIGITS = str(2**63), "9" * 5_000


@pytest.mark.parametrize(
    "args",
    [
        ["import", "PATH", "-", "--text-column", "x"],
        ["import"], ["nosuch"], ["nosuch.annotator"], ["check", "nosuch"], ["--nonsense"],
        ["export", "PATH", "x.unknown"], ["export", "PATH", "o.jsonl", "--annotator", "Nobody"],
        ["export", "PATH", "o.jsonl", "--split", "1,2"], ["new", "PATH"],
        ["export", "PATH", "o.jsonl", "--split", "8²,1,1"],
        ["agreement"], ["agreement", "PATH", "--article", "nosuch"], ["disagreements", "nosuch"],
        ["agreement", "PATH", "--html", "/nosuch/r.html"], ["agreement", "PATH", "--html", "PATH"],
        ["agreement", "PATH", "--html", "r.html", "--layer", "gold"],
        ["agreement", "PATH", "--layer", "nosuch"], ["agreement", "PATH", "--seed", "x"],
        ["export", "PATH", "o.csv", "--option", "formulas=x"],
        ["export", "PATH", "-", "--option", "x"], ["export", "PATH", "o.jsonl", "--done-by", "0"],
        ["import", "PATH", "-", "--map", "x=maybe"],
        ["disagreements", "PATH", "--csv", "/nosuch/t.csv"],
        ["disagreements", "PATH", "--csv", "PATH"], ["new", ""], ["new", "/"],
        ["disagreements", "PATH", "--csv", ""], ["agreement", "PATH", "--html", "."],
        ["export", "PATH", "", "--format", "jsonl"], ["import", "PATH", ""],
        ["go-back", "nosuch", "PATH"], ["history", "PATH", "--label", "nosuch"],
        ["import", "PATH", "-", "--format", "nosuch"], ["export", "PATH", "/nosuch/o.jsonl"],
        ["agreement", "PATH", "--seed", "-1"], ["agreement", "PATH", "--seed", HUGE],
        ["export", "PATH", "o.jsonl", "--seed", "-1"],
        ["export", "PATH", "o.jsonl", "--seed", HUGE],
        ["export", "PATH", "o.jsonl", "--done-by", HUGE],
        ["export", "PATH", "o.jsonl", "--split", f"{DIGITS},0,0"],
        ["hand-out", "PATH", "o", "--to", "A", "--seed", "-1"],
        ["hand-out", "PATH", "o", "--to", "A", "--per-article", "0"],
        ["demo", "--screenshot", "o.png", "--scale", "nan"],
        ["demo", "--screenshot", "o.png", "--size", f"{DIGITS}x1"],
        ["demo", "--screenshot", "o.png", "--size", "9999x1"],
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_one_line(path: Path, args: list[str]) -> None:
    done = annotator(*[str(path) if arg == "PATH" else arg for arg in args])
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "bug" not in done.stderr
    assert done.stdout == ""


def test_agreement_writes_one_page_with_plots(tmp_path: Path) -> None:
    from annotator.tasks.demo import make_demo

    path, out = make_demo(tmp_path), tmp_path / "report.html"
    done = annotator("agreement", path, "--html", out)
    assert (done.returncode, done.stdout) == (0, f"Wrote {out}.\n")
    page = out.read_text(encoding="utf-8")
    assert page.count("<svg") == 10
    again = annotator("agreement", path, "--html", out, "--json")
    assert out.read_text(encoding="utf-8") == page
    assert json.loads(again.stdout) == json.loads(annotator("agreement", path, "--json").stdout)
    assert process("agreement", path, "--html", "-", "--json").stdout == page


def test_choices_of_an_export_on_the_command_line(tmp_path: Path) -> None:
    from annotator.tasks.demo import make_demo

    path = make_demo(tmp_path)
    out = tmp_path / "o.csv"
    done = annotator(
        "export", path, out, "--layer", "majority", "--pseudonyms", "--split", "60,20,20",
        "--seed", "3", "--licence", "CC0-1.0", "--option", "formulas=plain", "--json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [Path(one).name for one in told["files"]] == ["o.dev.csv", "o.test.csv", "o.train.csv"]
    assert Path(told["manifest"]).name == "o.csv.manifest.json"
    assert len(told["undecided"]) == done.stderr.count("undecided: ") > 0
    assert told["empty"] == []
    bare = annotator("export", path, tmp_path / "bare.jsonl", "--no-manifest", "--done")
    assert bare.returncode == 0
    assert not (tmp_path / "bare.jsonl.manifest.json").exists()
    halves = annotator("export", path, tmp_path / "h.jsonl", "--split", "50,50,0", "--json")
    (empty,) = json.loads(halves.stdout)["empty"]
    assert empty == {"part": "test", "reason": "It is to have 0 % of the articles."}
    assert "empty: test: It is to have 0 %" in halves.stderr
    table = annotator("disagreements", path, "--csv", tmp_path / "t.csv", "--json")
    assert json.loads(table.stdout)["claims"] > 0
    shown = annotator("disagreements", path, "--csv", "-", "--json")
    assert shown.stdout.splitlines() == (tmp_path / "t.csv").read_text("utf-8").splitlines()
    assert not Path("-").exists()
    again = annotator("import", path, out.with_name("o.train.csv"), "--option", "formulas=plain")
    assert again.returncode == 0, again.stderr


def test_foreign_labels_are_looked_at_mapped_and_repaired(path: Path, tmp_path: Path) -> None:
    text = "The bridge was safe, she said. Critics differ."
    assert annotator("import", path, "-", stdin=text).returncode == 0
    title = json.loads(annotator("export", path, "-").stdout)["title"]
    rows = [("Half true", "4-10", "bridge"), ("REFUTES", "0-7", "Critics")]
    table = tmp_path / "labels.csv"
    lines = [f'"{title}",Anna,{name},{spans},{quote}' for name, spans, quote in rows]
    table.write_text("\n".join(["title,annotator,verdict,spans,quote", *lines]), encoding="utf-8")
    looked = annotator("import", path, table, "--dry-run")
    assert looked.returncode == 2  # as it is, nothing of it would go in
    assert 'unknown: Half true (1). Say --map "Half true=disputed"' in looked.stderr
    assert "to repair: 1." in looked.stderr
    done = annotator(
        "import", path, table, "--map", "half true=disputed", "--repair", "--json"
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert (done.returncode, told["labels"], len(told["repaired"])) == (0, 2, 1)
    assert "repaired: " in done.stderr
    (line,) = annotator("export", path, "-").stdout.splitlines()
    labels = json.loads(line)["labels"]
    assert [(one["quote"], one["verdict"]) for one in labels] == [
        ("bridge", "disputed"), ("Critics", "disputed"),
    ]  # fmt: skip
    assert labels[1]["repaired"]["spans"] == [[0, 7]]
    assert annotator("check", path).returncode == 0


@pytest.mark.parametrize("args", [[], ["PATH"], ["demo"]])
@pytest.mark.parametrize("environment", [{}, {"DISPLAY": ":987"}])
def test_without_a_display_it_says_so(
    path: Path, args: list[str], environment: dict[str, str]
) -> None:
    done = process(*[str(path) if arg == "PATH" else arg for arg in args], **environment)
    assert done.returncode == 2
    assert "no display" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_each_format_begins_with_its_name_and_then_what_it_is() -> None:
    lines = annotator("formats").stdout.splitlines()
    for one in formats().values():
        assert any(line.split(maxsplit=1) == [one.name, one.title] for line in lines), one.name


def test_whoever_has_read_enough_of_an_export_ends_it_quietly(path: Path, tmp_path: Path) -> None:
    texts = tmp_path / "many.jsonl"
    texts.write_text("".join(f'{{"text": "{n} {"word " * 400}"}}\n' for n in range(300)))
    assert annotator("import", path, texts).returncode == 0
    run = [sys.executable, "-m", "annotator", "export", str(path), "-"]
    with subprocess.Popen(run, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as export:
        assert export.stdout is not None
        assert export.stderr is not None
        assert export.stdout.readline().startswith(b"{")
        export.stdout.close()
        assert export.stderr.read() == b""
    assert export.returncode == 1


def test_a_long_list_is_printed_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="utf-8"))

    def entries() -> Iterator[dict[str, str]]:
        for number in range(1_000):
            yield {"said": f"“{number}”"}
        assert "“500”".encode() in raw.getvalue()

    print_list("entries", entries())
    assert json.loads(raw.getvalue()) == {"entries": list(entries())}
    raw.truncate(0)
    raw.seek(0)
    print_list("entries", ())
    assert json.loads(raw.getvalue()) == {"entries": []}


def test_the_formats_are_listed() -> None:
    found = json.loads(annotator("formats", "--json").stdout)["formats"]
    assert {"jsonl", "csv", "text", "markdown"} <= {one["name"] for one in found}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from annotator.tasks.demo import make_demo

    return make_demo(tmp_path_factory.mktemp("demo"))


def test_agreement_is_one_object_with_these_keys(demo: Path) -> None:
    done = annotator("agreement", demo, "--json", "--seed", "1")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert list(told) == [
        "articles", "labels", "coverage", "measures", "pairs", "annotators", "confusion", "advanced"
    ]  # fmt: skip
    assert list(told["measures"]) == ["u_alpha", "binary_u_alpha", "cu_alpha", "by_verdict"]
    assert set(told["measures"]["by_verdict"]) == {"verified", "disputed", "unverifiable"}
    for one in (told["measures"]["u_alpha"], *told["measures"]["by_verdict"].values()):
        assert list(one) == ["value", "low", "high", "why"]
    pair = {"a", "b", "f1_exact", "f1_overlap", "f1_character", "kappa_verdict", "matched"}
    assert pair | {"unmatched"} <= set(told["pairs"][0])
    person = {"name", "labels", "against_rest_f1", "against_rest_verdict", "dawid_skene"}
    assert person | {"minutes"} <= set(told["annotators"][0])
    assert process("agreement", demo, "--json", "--seed", "1").stdout == done.stdout
    assert "Same passages and verdicts, uα" in annotator("agreement", demo).stdout


def test_disagreements_are_one_object_a_claim(demo: Path) -> None:
    done = annotator("disagreements", demo, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    claims = json.loads(done.stdout)["claims"]
    wanted = {"article", "kind", "severity", "extents", "labels", "missing", "state"}
    assert all(wanted <= set(claim) for claim in claims)
    assert all(claim["kind"] != "agreed" for claim in claims)
    assert len(json.loads(annotator("disagreements", demo, "--all", "--json").stdout)["claims"]) > (
        len(claims)
    )
    lines = annotator("disagreements", demo).stdout.splitlines()
    assert len(lines) == len(claims)
    assert lines[0].startswith(f"{claims[0]['severity']:.2f}  verdict")


def test_a_stray_space_at_an_edge_changes_no_number(demo: Path, tmp_path: Path) -> None:
    annotator("export", demo, tmp_path / "tidy.jsonl")
    records = [json.loads(line) for line in (tmp_path / "tidy.jsonl").read_text().splitlines()]
    moved = sum(widen(record["text"], one) for record in records for one in record["labels"])
    assert moved > 50
    (tmp_path / "stray.jsonl").write_text("\n".join(map(json.dumps, records)))
    told = []
    for name in ("tidy", "stray"):
        project = tmp_path / f"{name}.annotator"
        annotator("new", project)
        assert annotator("import", project, tmp_path / f"{name}.jsonl").returncode == 0
        table = tmp_path / f"{name}.csv"
        annotator("disagreements", project, "--all", "--csv", table)
        claims = json.loads(annotator("disagreements", project, "--all", "--json").stdout)
        for claim in claims["claims"]:
            for one in claim["labels"]:
                del one["spans"], one["quote"]  # as they were marked
        told.append((annotator("agreement", project, "--json").stdout, claims, table.read_bytes()))
    assert told[0] == told[1]


def widen(text: str, label: dict[str, Any]) -> bool:
    """Let every second label begin or end with the space beside it, where there is one."""
    (start, _), (_, end) = label["spans"][0], label["spans"][-1]
    before = start > 0 and text[start - 1].isspace() and start % 2
    after = end < len(text) and text[end].isspace()
    label["spans"][0][0] -= bool(before)
    label["spans"][-1][1] += after
    label["quote"] = " … ".join(text[one:other] for one, other in label["spans"])
    return bool(before or after)


def test_a_project_without_labels_has_no_numbers_and_says_why(path: Path) -> None:
    done = annotator("agreement", path, "--json")
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert told["measures"]["u_alpha"] == {
        "value": None, "low": None, "high": None, "why": "fewer than two finished"
    }  # fmt: skip
    assert annotator("agreement", path).returncode == 0
    assert annotator("disagreements", path).stdout == "There are no disagreements.\n"


def test_copies_are_merged_and_a_stranger_is_refused(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.annotator"
    copy.write_bytes(path.read_bytes())
    assert annotator("import", copy, "-", stdin="Some words.").returncode == 0
    told = json.loads(annotator("merge", path, copy, "--dry-run", "--json").stdout)
    assert (told["articles"], told["backup"], told["dry_run"]) == (1, None, True)
    done = annotator("merge", path, copy)
    assert done.returncode == 0
    assert "Brought in 1 article" in done.stdout
    assert "before merge" in done.stdout
    assert "nothing that is not here already" in annotator("merge", path, copy).stdout
    assert annotator("check", path).returncode == 0
    other = annotator("new", tmp_path / "other")
    assert other.returncode == 0
    refused = annotator("merge", path, tmp_path / "other.annotator")
    assert refused.returncode == 2
    assert len(refused.stderr.splitlines()) == 1


def test_articles_are_handed_out_worked_on_and_brought_back(path: Path, tmp_path: Path) -> None:
    for text in ("First words.", "Second words.", "Third words."):
        assert annotator("import", path, "-", stdin=text).returncode == 0
    deal = ("hand-out", path, tmp_path / "out", "--to", "Ann", "--to", "Bo", "--per-article", 1)
    before = json.loads(annotator(*deal, "--dry-run", "--json").stdout)
    assert sorted(map(len, before["shares"].values())) == [1, 2]
    assert not (tmp_path / "out").exists()
    done = json.loads(annotator(*deal, "--json").stdout)
    assert done["shares"] == before["shares"]
    for file in done["files"].values():
        assert annotator("check", file).returncode == 0
    merged = annotator("merge", path, *done["files"].values())
    assert merged.returncode == 0, merged.stderr
    assert annotator("check", path).returncode == 0
    again = annotator(*deal)
    assert again.returncode == 2
    assert len(again.stderr.splitlines()) == 1


def test_one_goes_back_to_before_a_merge(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.annotator"
    copy.write_bytes(path.read_bytes())
    assert annotator("import", copy, "-", stdin="Some words.").returncode == 0
    backup = json.loads(annotator("merge", path, copy, "--json").stdout)["backup"]
    assert annotator("go-back", path, backup).returncode == 0
    out = tmp_path / "out.jsonl"
    assert annotator("export", path, out).returncode == 0
    assert out.read_text() == ""
    assert annotator("check", path).returncode == 0


def test_two_of_one_name_are_united(path: Path, tmp_path: Path) -> None:
    line = {"text": "Other words.", "labels": [{"spans": [[0, 5]], "verdict": "disputed"}]}
    away = tmp_path / "away.annotator"
    away.write_bytes(path.read_bytes())
    for one in (path, away):
        said = json.dumps({**line, "text": f"Other words, in {one.stem}."})
        done = annotator("import", one, "-", "--format", "jsonl", "--as", "Anna", stdin=said)
        assert done.returncode == 0
    told = json.loads(annotator("merge", path, away, "--json").stdout)
    assert [(one["name"], one["labels"]) for one in told["namesakes"]] == [("Anna", [1, 1])]
    assert [one["who"] for one in told["coming"]] == ["Anna"]
    done = annotator("unite", path, "Anna")
    assert (done.returncode, done.stdout) == (0, "Anna and 1 other are one person now.\n")
    assert annotator("unite", path, "Anna").returncode == 2
    done = annotator("rename", path, "Anna", "Anna K.")
    assert (done.returncode, done.stdout) == (0, "Done: rename Anna to Anna K.\n")
    assert annotator("check", path).returncode == 0


def test_what_is_done_to_others_is_the_act_of_whoever_works_here(
    path: Path, tmp_path: Path
) -> None:
    (tmp_path / "settings.json").write_text('{"name": "lea"}')
    here = {"ANNOTATOR_CONFIG_DIR": str(tmp_path)}
    line = {"text": "Other words.", "labels": [{"spans": [[0, 5]], "verdict": "disputed"}]}
    jsonl = ("-", "--format", "jsonl", "--as")
    assert annotator("import", path, tmp_path / "nothing", "--as", "Zoe").returncode == 2
    annotator("import", path, *jsonl, "Lea", stdin=json.dumps(line))
    for name in ("Bea", "Bee"):
        said = json.dumps({**line, "text": f"Words of {name}."})
        annotator("import", path, *jsonl, name, stdin=said, **here)
    annotator("rename", path, "Bee", "Beth", **here)
    annotator("rename", path, "Beth", "Bet")
    annotator("unite", path, "Bea", "Bet", **here)
    entries = json.loads(annotator("history", path, "--json").stdout)["entries"]
    assert [(one["annotator"], one["summary"].split()[0]) for one in entries[1:]] == [
        (None, "import"), ("Lea", "import"), ("Lea", "import"), ("Lea", "rename"),
        (None, "rename"), ("Lea", "say"),
    ]  # fmt: skip
    with Project.open(path) as project:
        assert [one.name for one in project.queries.annotators()] == ["Bea", "Lea"]


def test_what_comes_from_files_does_not_steer_the_terminal(path: Path) -> None:
    evil = "\x1b]0;gone\x07 \x9b2J"
    label = {"spans": [[0, 5]], "verdict": "disputed", "note": evil, "annotator": f"An{evil}"}
    one = {"text": "Other words.", "title": f"T{evil}", "labels": [label], "done": ["B"]}
    told = [annotator("import", path, "-", "--format", "jsonl", stdin=json.dumps(one))]
    told += [annotator(name, path) for name in ("history", "disagreements", "agreement")]
    told.append(annotator("rename", path, f"An{evil}", "Anna"))
    for done in told:
        assert done.returncode == 0
        assert not set(done.stdout + done.stderr) & set("\x1b\x07\x9b")
    assert "T?]0;gone" in told[1].stdout


def test_a_project_is_made_blind(tmp_path: Path) -> None:
    assert annotator("new", tmp_path / "b", "--blind").returncode == 0
    told = json.loads(annotator("history", tmp_path / "b.annotator", "--json").stdout)
    changes = [one for entry in told["entries"] for one in entry["changes"]]
    assert {"value": True} in [one["after"] for one in changes if one["key"] == "blind"]


def test_only_new_articles_are_handed_out_where_that_is_asked(path: Path, tmp_path: Path) -> None:
    for number in range(3):
        text = tmp_path / f"{number}.txt"
        text.write_text(f"Article number {number}.")
        assert annotator("import", path, text).returncode == 0
        to = ("--to", "Ben", "--new", "--json")
        done = annotator("hand-out", path, tmp_path / f"out {number}", *to)
        assert [len(ids) for ids in json.loads(done.stdout)["shares"].values()] == [1]
    done = annotator("hand-out", path, tmp_path / "out", "--to", "Ben", "--new")
    assert (done.returncode, "Every article has been handed out" in done.stderr) == (2, True)


def test_what_may_not_be_written_to_is_read_and_refuses_the_rest(
    path: Path, tmp_path: Path
) -> None:
    """In this process: root would be almighty again in another."""
    line = {"text": "Some words.", "labels": [
        {"annotator": name, "spans": [[0, 4]], "verdict": verdict}
        for name, verdict in (("Ada", "verified"), ("Bo", "disputed"))
    ]}  # fmt: skip
    annotator("import", path, "-", "--format", "jsonl", stdin=json.dumps(line))
    (disk := tmp_path / "disk").mkdir()
    sent = path.rename(disk / "sent.annotator")
    (text := tmp_path / "a.txt").write_text("Some words of an article.")
    with unwritable(disk):
        done = annotator("check", sent)
        assert (done.returncode, done.stdout) == (0, "The project is sound.\n")
        assert annotator("export", sent, tmp_path / "out.jsonl").returncode == 0
        assert annotator("agreement", sent).returncode == 0
        assert "disputed" in annotator("disagreements", sent).stdout
        assert "Ada" in annotator("history", sent).stdout
        assert annotator("import", sent, text, "--dry-run").returncode == 0
        for refused in (
            ("import", sent, text), ("merge", sent, path), ("rename", sent, "Ada", "Eva"),
            ("hand-out", sent, tmp_path / "parts", "--to", "Ada"), ("unite", sent, "Ada", "Bo"),
        ):  # fmt: skip
            done = annotator(*refused)
            assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), refused
            assert "sent.annotator can only be read here" in done.stderr
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 1


def test_what_is_closed_or_full_is_said_in_one_line(path: Path) -> None:
    for command, said in (
        ("import {} - <&-", "There is no standard input"),
        ("export {} - >&-", "There is no standard output"),
        ("formats >/dev/full", "The disk is full"),
        ("export {} - --format jsonl >/dev/full", "The disk is full"),
    ):
        if "/dev/full" in command and not Path("/dev/full").exists():
            continue  # only Linux has a disk that is always full
        annotator("import", path, "-", stdin="Some words of an article.")
        line = shlex.join([sys.executable, "-m", "annotator"])
        done = subprocess.run(
            f"{line} {command.format(shlex.quote(str(path)))}",
            shell=True, capture_output=True, text=True,
        )  # fmt: skip
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
        assert said in done.stderr


def test_a_bug_is_kept_in_a_file_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["annotator", "formats"])
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr("annotator.formats.registry.formats", lambda: 1 / 0)
    (mine := tmp_path / "mine").write_text("mine")
    (tmp_path / "annotator-error.log").symlink_to(mine)
    with pytest.raises(SystemExit, match="2"):
        main()
    (kept,) = (one for one in tmp_path.glob("annotator-error-*.log"))
    assert "ZeroDivisionError" in kept.read_text()
    assert str(kept) in capsys.readouterr().err
    assert mine.read_text() == "mine"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has names that are no text")
def test_names_of_files_may_be_no_text_and_words_may_not(tmp_path: Path) -> None:
    odd = os.fsdecode(b"n\xff\xfe")
    path = tmp_path / f"{odd}.annotator"
    (text := tmp_path / f"{odd}.txt").write_text("Some words.")
    assert process("new", tmp_path / odd).returncode == 0
    done = process("import", path, text, "--json")
    assert json.loads(done.stdout)["articles"] == 1
    assert annotator("check", path).returncode == 0
    (line,) = annotator("export", path, "-").stdout.splitlines()
    assert json.loads(line)["text"] == "Some words."
    (tmp_path / "parts").mkdir()
    done = annotator("hand-out", path, tmp_path / "parts", "--to", "Ada")
    assert (done.returncode, "n?? Ada.annotator" in done.stdout) == (0, True)
    (part,) = (tmp_path / "parts").iterdir()
    assert annotator("merge", path, part).returncode == 0
    for words in (("--search", odd), ("--licence", odd), ("--tag", odd)):
        done = annotator("export", path, tmp_path / "o.jsonl", *words)
        assert (done.returncode, done.stderr) == (
            2,
            "annotator: n\\xff\\xfe is not text. Type it in UTF-8.\n",
        )
    assert process("import", path, text, "--as", odd).returncode == 2
    assert annotator("new", tmp_path / "m", "--name", odd).returncode == 2


@pytest.mark.parametrize("name", ["jsonl", "label-studio", "web-annotation"])
def test_what_one_project_writes_another_reads_from_standard_input(
    path: Path, tmp_path: Path, name: str
) -> None:
    line = {"text": "One two.", "labels": [
        {"annotator": "A", "spans": [[0, 3]], "verdict": "verified"},
    ]}  # fmt: skip
    assert annotator("import", path, "-", stdin=json.dumps(line)).returncode == 0
    out = tmp_path / "out"
    assert annotator("export", path, out, "--format", name).returncode == 0
    other = tmp_path / "other.annotator"
    assert annotator("new", other).returncode == 0
    assert annotator("import", other, "-", stdin="One two.").returncode == 0
    done = json.loads(annotator("import", other, "-", "--json", stdin=out.read_text()).stdout)
    assert (done["labels"], done["refused"]) == (1, [])

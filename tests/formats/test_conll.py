"""CoNLL: valid IOB2 whatever the labels, the text put together again, labels back at the edges of
tokens, and what is lost told by the label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import pytest
from examples import examples
from foreign import demo, torture
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace
from roundtrip import TEXTS, Memory, joined, read, records, same, written

from annotator.domain.article import new_article
from annotator.domain.dataset import Record
from annotator.domain.label import Label, Layer, Span, Verdict, quote_of
from annotator.domain.tokens import sentences
from annotator.formats import conll_read, losing
from annotator.formats.conll import FORMAT
from annotator.formats.format import Refusal
from annotator.store.project import Project
from annotator.tasks.exporting import export
from annotator.tasks.importing import import_paths
from annotator.tasks.placing import Reading

TEXT = "A swap of 175 prisoners is due. The plan\nhas support."


@st.composite
def on_tokens(draw: st.DrawFn) -> list[Record]:
    """Records whose labels sit on tokens and share none with another of the same annotator."""
    found = []
    for at, text in enumerate(draw(st.lists(TEXTS, min_size=1, max_size=3, unique=True))):
        article = new_article(text, f"Title {at}", created="", id=f"article-{at}", language="en")
        tokens = list(chain.from_iterable(sentences(text)))
        labels = []
        for name in draw(st.lists(st.sampled_from(["A", "Bø", "C.D 👩"]), unique=True)):
            cuts = sorted(draw(st.sets(st.integers(0, len(tokens)), max_size=6)))
            for first, end in zip(cuts[::2], cuts[1::2], strict=False):
                spans = (Span(tokens[first][0], tokens[end - 1][1]),)
                labels.append(
                    Label(
                        str(len(labels)), article.id, name, spans, draw(st.sampled_from(Verdict)),
                        quote_of(text, spans), draw(st.sampled_from(Layer)),
                    )
                )  # fmt: skip
        found.append(Record(article, labels, done=draw(st.sampled_from([(), ("A",)]))))
    return found


def back(files: dict[str, bytes]) -> tuple[dict[str, Record], list[Refusal]]:
    return joined(
        one for name in files if name.endswith(".conll") for one in read(FORMAT, files, name)
    )


class Counting(Memory):
    """An output that knows how many files were open at once."""

    open_now: int = 0
    most: int = 0

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        self.open_now += 1
        self.most = max(self.most, self.open_now)
        with super().open(name) as stream:
            yield stream
        self.open_now -= 1


def told(files: dict[str, bytes], name: str = "a.conll", **options: str) -> str:
    found = read(FORMAT, files, name, **options)
    return "\n".join(f"{one.place}: {one.reason}" for one in found if isinstance(one, Refusal))


def parsed(conll: bytes) -> list[tuple[list[str], list[str]]]:
    """Tokens and tags of each sentence, by the plainest of readers."""
    blocks = conll.decode().split("\n\n")
    rows = [[line.split("\t") for line in block.split("\n") if line] for block in blocks]
    return [([one[0] for one in row], [one[1] for one in row]) for row in rows if row]


def made(*labels: tuple[int, int, Verdict], text: str = TEXT) -> Record:
    article = new_article(text, "T", created="")
    return Record(
        article,
        [
            Label(str(at), article.id, "A", (Span(start, end),), verdict, text[start:end])
            for at, (start, end, verdict) in enumerate(labels)
        ],
    )


@given(on_tokens())
def test_labels_on_tokens_come_back(data: list[Record]) -> None:
    files = written(FORMAT, data)
    assert written(FORMAT, data) == files
    found, refused = back(files)
    assert not refused
    kept = [one for one in data if one.labels or one.done]
    assert len(found) == len(kept)
    for record in kept:
        assert same(found[record.article.sha256], record, FORMAT.carries)
    lost = losing.losses(iter(data), FORMAT, {})
    assert not {one for one in lost if one.startswith("a label")}


@given(records())
def test_what_does_not_come_back_was_told(data: list[Record]) -> None:
    found, refused = back(written(FORMAT, data))
    assert not refused
    lost: Counter[str] = losing.losses(iter(data), FORMAT, {})
    fragments = changed = 0
    for record in data:
        if not (record.labels or record.done):
            continue
        record_back = found[record.article.sha256]
        assert record_back.article.text == record.article.text
        wanted = Counter(
            (span, label.annotator, label.layer, label.verdict)
            for label in record.labels
            for span in label.spans
        )
        came = Counter(
            (*one.spans, one.annotator, one.layer, one.verdict) for one in record_back.labels
        )
        fragments += sum(len(label.spans) > 1 for label in record.labels)
        changed += bool(wanted - came)
    assert lost["a label has several fragments"] == fragments
    own = ("a label is widened", "a label overlaps another one of the same", "a label of spaces")
    assert bool(changed) == any(one.startswith(own) for one in lost)
    nobody = sum(not one.labels and not one.done for one in data)
    assert lost["an article that nobody labelled or finished is left out"] == nobody


@given(records())
def test_the_file_of_offsets_rebuilds_the_text(data: list[Record]) -> None:
    files = written(FORMAT, data)
    texts = {one.article.id: one.article.text for one in data}
    for name in [one for one in files if one.endswith(".conll")]:
        documents = files[name].decode().split("-DOCSTART-\tO\n\n")[1:]
        lines = files[f"{name[:-6]}.offsets.jsonl"].splitlines()
        for document, line in zip(documents, lines, strict=True):
            side = orjson.loads(line)
            tokens = [row.split("\t")[0] for row in document.split("\n") if row]
            pairs = zip(side["between"], [*tokens, ""], strict=True)
            assert "".join(chain.from_iterable(pairs)) == texts[side["id"]]
            text = texts[side["id"]]
            assert [text[start:end] for start, end in side["tokens"]] == tokens


def test_what_a_file_looks_like() -> None:
    record = made((2, 30, Verdict.VERIFIED), (31, 49, Verdict.DISPUTED))
    files = written(FORMAT, [record])
    assert set(files) == {"A.conll", "A.offsets.jsonl"}
    assert files["A.conll"].decode() == (
        "-DOCSTART-\tO\n\nA\tO\nswap\tB-verified\nof\tI-verified\n175\tI-verified\n"
        "prisoners\tI-verified\nis\tI-verified\ndue\tI-verified\n.\tO\n\n"
        "The\tB-disputed\nplan\tI-disputed\n\nhas\tB-disputed\nsupport\tI-disputed\n.\tO\n\n"
    )
    (found,) = read(FORMAT, files, "A.conll")
    assert isinstance(found, Record)
    assert [one.spans[0] for one in found.labels] == [Span(2, 30), Span(32, 52)]


def test_no_more_files_are_open_than_a_system_allows() -> None:
    record = made((2, 6, Verdict.VERIFIED))
    people = [replace(record.labels[0], id=str(at), annotator=f"P{at}") for at in range(80)]
    later = replace(made((0, 1, Verdict.DISPUTED), text="Another."), done=("P79", "P1"))
    data = [replace(record, labels=people), replace(later, labels=[])]
    output = Counting()
    FORMAT.write(iter(data), output)
    assert output.most <= 100
    assert len(output.files) == 2 * len(people)
    for at in (1, 79):
        found = back(
            {name: raw for name, raw in output.files.items() if name.startswith(f"P{at}.")}
        )
        assert [len(one.labels) for one in found[0].values()] == [1, 0]
    assert output.files["P1.conll"] == output.files["P79.conll"]


def test_each_loss_is_told_once_a_label() -> None:
    record = made(
        (3, 5, Verdict.VERIFIED), (2, 8, Verdict.DISPUTED), (31, 32, Verdict.VERIFIED)
    )  # fmt: skip
    other = replace(record.labels[0], id="9", annotator="B", layer=Layer.GOLD)
    lost = losing.losses([replace(record, labels=[*record.labels, other])], FORMAT, {})
    assert lost["a label is widened to whole tokens"] == 2
    assert lost["a label overlaps another one of the same annotator and is left out"] == 1
    assert lost["a label of spaces alone is left out"] == 1
    files = written(FORMAT, [replace(record, labels=[*record.labels, other])])
    assert set(files) == {
        "A.conll", "A.offsets.jsonl", "B-gold.conll", "B-gold.offsets.jsonl",
    }  # fmt: skip


@pytest.mark.parametrize(
    "lines",
    [
        "EU B-verified\nrejects O\nGerman B-disputed\n\nPeter B-disputed\n",
        "EU NNP I-NP I-verified\nrejects VBZ I-VP O\nGerman JJ I-NP I-disputed\n\n"
        "Peter NNP I-NP I-disputed\n",
        "EU\tS-verified\nrejects\tO\nGerman\tU-disputed\n\nPeter\tS-disputed\n",
        "-DOCSTART- -X- -X- O\n\nEU\tS-verified\r\nrejects\tO\r\nGerman\tS-disputed\r\n\r\n"
        "Peter\tS-disputed\r\n",
    ],
)
def test_others_columns_are_read_when_asked(lines: str) -> None:
    files = {"x/a.conll": lines.encode()}
    assert "spacing=join" in told(files, "x/a.conll")
    (record,) = read(FORMAT, files, "x/a.conll", spacing="join")
    assert isinstance(record, Record)
    assert record.article.text == "EU rejects German\nPeter"
    assert [(one.quote, one.verdict.value) for one in record.labels] == [
        ("EU", "verified"), ("German", "disputed"), ("Peter", "disputed"),
    ]  # fmt: skip


def test_a_space_that_does_not_break_parts_no_columns() -> None:
    lines = "10\u00a0000  CD B-true\n\u3000km\u2009h NN I-true\n"
    (record,) = read(FORMAT, {"a.conll": lines.encode()}, "a.conll", spacing="join")
    assert isinstance(record, Record)
    assert [one.quote for one in record.labels] == ["10\u00a0000 \u3000km\u2009h"]


def test_the_kinds_of_tags_make_the_labels_that_they_mean() -> None:
    lines = (
        "a B-true\nb I-true\nc B-true\nd I-false\ne O\nf I-false\ng B-true\nh L-true\ni L-true\n"
    )
    (record,) = read(FORMAT, {"a.conll": lines.encode()}, "a.conll", spacing="join")
    assert isinstance(record, Record)
    assert [one.quote for one in record.labels] == ["a b", "c", "d", "f", "g h", "i"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda one, _: {"a.conll": one}, "are not beside it"),
        (lambda one, side: {"a.conll": one.replace(b"swap", b"swop"), SIDE: side}, "are not those"),
        (lambda one, side: {"a.conll": one.replace(b"swap\tO\n", b""), SIDE: side}, "number of"),
        (lambda one, side: {"a.conll": one, SIDE: side[:50]}, "in JSON"),
        (lambda one, side: {"a.conll": one, SIDE: b""}, "does not tell of it"),
        (lambda one, side: {"a.conll": one, SIDE: side + side}, "more articles"),
        (lambda one, side: {"a.conll": one, SIDE: b"[1]"}, "in JSON"),
        (lambda one, side: {"a.conll": one, SIDE: b"[" * 20_000}, "in JSON"),
        (lambda one, side: {"a.conll": one, SIDE: b"\xff\xfe"}, "in JSON"),
        (lambda one, side: {"a.conll": one, SIDE: side.replace(b'"A"', b'"\xe9A"')}, "in JSON"),
        (lambda one, side: {"a.conll": one, SIDE: side.replace(b'"A"', b'"\\u0000"')}, "in JSON"),
        (lambda one, side: {"a.conll": one, SIDE: b'{"x":' + b"[" * 20_000 + side[1:]}, "in JSON"),
        (lambda one, side: {"a.conll": one, SIDE: b'{"between": 3}'}, "otherwise"),
        (lambda one, side: {"a.conll": one, SIDE: side.replace(b'"A"', b"7")}, "otherwise"),
        (lambda one, side: {"a.conll": one, SIDE: side.replace(b"[]", b'["x"]')}, "otherwise"),
        (lambda one, side: {"a.conll": one, SIDE: side.replace(b'"gold"', b'"tin"')}, "otherwise"),
        (lambda one, side: {"a.conll": one.replace(b"is\tO", b"is\tyes"), SIDE: side}, "no tag"),
        (lambda one, side: {"a.conll": one.replace(b"is\tO", b"is"), SIDE: side}, "no tag"),
        (lambda one, side: {"a.conll": one.replace(b"is", b"i\xff"), SIDE: side}, "not UTF-8"),
        (lambda one, side: {"a.conll": one.replace(b"is", b"i\x00"), SIDE: side}, "NUL"),
        (lambda one, side: {"a.conll": one.replace(b"is", b"i" * 2_000_000)}, "are not beside it"),
        (lambda one, side: {"a.conll": one.replace(b"is", b"i" * 2_000_000), SIDE: side}, "longer"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_in_a_sentence(
    change: Callable[[bytes, bytes], dict[str, bytes]], reason: str
) -> None:
    record = made((32, 40, Verdict.VERIFIED))
    gold = replace(record, labels=[replace(record.labels[0], layer=Layer.GOLD)])
    files = written(FORMAT, [gold])
    changed = change(files["A-gold.conll"], files["A-gold.offsets.jsonl"])
    assert reason in told(changed)


SIDE = "a.offsets.jsonl"


@given(st.binary(max_size=200), st.binary(max_size=100))
def test_noise_is_read_without_a_bug(conll: bytes, side: bytes) -> None:
    read(FORMAT, {"a.conll": conll, SIDE: side}, "a.conll")
    read(FORMAT, {"a.conll": conll}, "a.conll", spacing="join")


@given(st.data())
def test_a_file_cut_short_or_scrambled_is_read_without_a_bug(data: st.DataObject) -> None:
    files = written(FORMAT, data.draw(records()))
    for name in files:
        whole = files[name]
        cut = data.draw(st.integers(0, len(whole)))
        at = data.draw(st.integers(0, len(whole)))
        files[name] = whole[:cut] + data.draw(st.sampled_from([b"", b"\t", b"\xff", whole[at:]]))
    back(files)


def test_a_project_goes_out_to_a_folder_and_into_another_project(
    project: Project, tmp_path: Path
) -> None:
    lines = tmp_path / "in.jsonl"
    lines.write_text(
        '{"text": "One two\\nthree.", "title": "A", "labels": ['
        '{"annotator": "Anna B", "verdict": "verified", "spans": [[0, 13]]},'
        '{"annotator": "Carl", "verdict": "disputed", "spans": [[4, 7]]}]}\n'
        '{"text": "Somebody has read this.", "done": ["Carl"]}\n'
    )
    import_paths(project, [lines])
    out = tmp_path / "conll"
    export(project.queries, str(out), format="conll")
    assert {one.name for one in out.iterdir()} >= {"Anna-B.conll", "Carl.offsets.jsonl"}
    with Project.create(tmp_path / "other.annotator") as other:
        report = import_paths(other, [out])
        assert not report.refused
        assert (report.articles, report.labels) == (2, 2)
        assert not report.duplicates
        found = [label for one in other.queries.records() for label in one.labels]
        assert {one.spans for one in found} == {(Span(0, 13),), (Span(4, 7),)}
        assert {one.annotator for one in found} == {"Anna B", "Carl"}


@pytest.mark.validators
def test_seqeval_finds_the_same_labels_in_strict_iob2() -> None:
    scheme = pytest.importorskip("seqeval.scheme", reason="comes with the extra validators")
    metrics = pytest.importorskip("seqeval.metrics", reason="comes with the extra validators")

    @examples(60)
    @example(torture())
    @example(demo())
    @given(records())
    def check(data: list[Record]) -> None:
        files = written(FORMAT, data)
        for name in [one for one in files if one.endswith(".conll")]:
            tags = [row for _, row in parsed(files[name])]
            strict = scheme.Entities(tags, scheme.IOB2)
            lenient = [metrics.sequence_labeling.get_entities(row) for row in tags]
            told = [
                (at, entity.start, entity.end, entity.tag)
                for at, row in enumerate(strict.entities)
                for entity in row
            ]
            assert told == [
                (at, first, last + 1, type_)
                for at, row in enumerate(lenient)
                for type_, first, last in row
            ]
            # A label over several sentences is one in each; together they are our labels.
            starts = [0]
            for row in tags:
                starts.append(starts[-1] + len(row))
            again = 0
            for line in files[f"{name[:-6]}.offsets.jsonl"].splitlines():
                again += len(orjson.loads(line)["continued"])
            mine = [label for one in read(FORMAT, files, name) if isinstance(one, Record)
                    for label in one.labels]  # fmt: skip
            assert len(told) == len(mine) + again
            assert Counter(one[3] for one in told) == Counter(
                label.verdict.value for label in mine for _ in range(1)
            ) + Counter(_again(files, name))
            if told:
                assert metrics.f1_score(tags, tags, mode="strict", scheme=scheme.IOB2) == 1

    check()


def _again(files: dict[str, bytes], name: str) -> list[str]:
    """The verdicts of the labels that begin anew in a sentence."""
    documents = files[name].decode().split("-DOCSTART-\tO\n\n")[1:]
    sides = files[f"{name[:-6]}.offsets.jsonl"].splitlines()
    found = []
    for document, side in zip(documents, sides, strict=True):
        rows = [row for row in document.split("\n") if row]
        found += [rows[at].split("\t")[1][2:] for at in orjson.loads(side)["continued"]]
    return found


LINES = st.sampled_from([
    "a\tO", "東京\tB-true", "b\tI-true", "c\tI-true", "d\tI-false", "", "", " ", "-DOCSTART-\tO",
    "-DOCSTART- -X- O", "e\tx", "f", "g\tB-true\tO", "h O", "\tO", "\t", "i\tB-\t", "j\tB-x ",
    "k\tB-x\r", "\ufeffl\tO", "m\to\tB-x",
])  # fmt: skip


@given(
    st.lists(LINES, max_size=25), st.sampled_from(["\n", "\r\n"]), st.booleans(),
    st.integers(1, 40),
)  # fmt: skip
def test_stretches_that_are_taken_at_once_say_what_their_lines_say(
    lines: list[str], end: str, ends: bool, block: int
) -> None:
    raw = (end.join(lines) + (end if ends else "")).encode()
    files = {"a.conll": raw}
    at_once = read(FORMAT, files, "a.conll", spacing="join")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conll_read, "_BLOCK", block)
        in_parts = read(FORMAT, files, "a.conll", spacing="join")
        patch.setattr(conll_read, "_tokens", lambda _: None)
        by_line = read(FORMAT, files, "a.conll", spacing="join")
    assert plain(at_once) == plain(in_parts) == plain(by_line)


def plain(found: list[Record | Refusal]) -> list[Any]:
    """What was read, whenever that was."""
    return [
        (one.article.text, [(label.spans, label.verdict, label.tags) for label in one.labels])
        if isinstance(one, Record)
        else one
        for one in found
    ]


def test_comments_are_no_tokens_and_are_told(project: Project, tmp_path: Path) -> None:
    rows = "# id 1\tdomain=en\nPrices\tB-false\nrose\tO\n\n"
    rows += "# text = # O\n# sent_id = B-12\n#\tO\n1\tO\n"
    (file := tmp_path / "a.conll").write_text(rows)
    choices = Reading("A", options={"spacing": "join"})
    report = import_paths(project, [file], choices=choices)
    assert (report.labels, report.refused) == (1, [])
    assert [str(one) for one in report.notes if "comments" in one.said] == [
        f"{file}: 3 lines that are comments are left out: a comment begins with “#”."
    ]
    (record,) = project.queries.records()
    assert record.article.text == "Prices rose\n# 1"

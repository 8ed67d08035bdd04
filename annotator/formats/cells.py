"""A label as the cells of a row, and back: what CSV and XLSX have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

import orjson

from annotator.domain.dataset import KnownArticle, RawLabel, RawRecord, Record
from annotator.domain.label import Evidence, Label, Layer, Stance
from annotator.formats.articles.columns import NAMES, TEXT
from annotator.formats.format import ALL, Carries, Option, Options, Refusal
from annotator.formats.json_values import LAYERS, STANCES, WrongError, fit_id

T = TypeVar("T")

COLUMNS: Final = (
    "article", "title", "source", "published", "language", "label", "annotator", "layer",
    "verdict", "start", "end", "spans", "quote", "confidence", "tags", "note", "evidence",
    "created", "updated", "meta", "sha256",
)  # fmt: skip
CELL: Final = 32_767
"""The most characters that Excel takes in a cell, counted as UTF-16 counts them."""

CARRIES: Final = ALL - {
    Carries.TEXTS, Carries.UNLABELLED, Carries.DECISIONS, Carries.COMMENTS, Carries.DONE
}  # fmt: skip
ALSO_LOSES: Final = "further keys of articles"
GUARD: Final = Option(
    "formulas",
    "What a spreadsheet would take for a formula",
    {"guard": "begins with an apostrophe", "plain": "stays as it is"},
    "guard",
    reading=True,
)

_SURELY: Final = CELL // 2
"""So many code points fit, whatever they are."""

_AT_ONCE: Final = 10_000
_FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠")
_SUSPECT: Final = frozenset((*_FORMULA, "'"))
_BETWEEN: Final = " | "
_ESCAPES: Final = (("\\", "\\\\"), ("|", "\\|"), ("\n", "\\n"), ("\r", "\\r"))


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: with an apostrophe more, where one is needed
    or could be taken for ours."""
    return "'" + cell if cell.lstrip("'").startswith(_FORMULA) else cell


def unguarded(cell: str) -> str:
    """The cell without our apostrophe."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA) else cell


def losses(record: Record, options: Options) -> Iterator[str]:
    """What only a table loses: keys of the article, and the end of a cell that is too long."""
    if record.article.meta:
        yield "further keys of an article are left out"
    for label in record.labels:
        if _could_be_long(label) and any(map(_is_long, row(record, label, options))):
            yield f"a cell is cut at {CELL:,} characters, the most that Excel takes"


def row(record: Record, label: Label, options: Options) -> list[str]:
    """The cells of a label in the order of the columns, however long they are."""
    article = record.article
    cells = [
        article.id, article.title, article.source, article.published, article.language, label.id,
        label.annotator, label.layer, label.verdict, str(label.start), str(label.end),
        " ".join([f"{span.start}-{span.end}" for span in label.spans]), label.quote,
        "" if label.confidence is None else str(label.confidence),
        orjson.dumps(label.tags).decode() if label.tags else "",
        label.note, "\n".join(map(_evidence, label.evidence)), label.created, label.updated,
        orjson.dumps(label.meta, option=orjson.OPT_SORT_KEYS).decode() if label.meta else "",
        article.sha256,
    ]  # fmt: skip
    if options["formulas"] != "guard":
        return cells
    # There are millions of cells: what nearly all of them are is seen without a call.
    return [cell if cell[:1] not in _SUSPECT else guarded(cell) for cell in cells]


def fitted(cells: Iterable[str]) -> list[str]:
    """The cells, each with as much of it as fits."""
    return [cell if len(cell) <= _SURELY else cut(cell) for cell in cells]


def cut(cell: str) -> str:
    """As much of a cell as fits."""
    if not _is_long(cell):
        return cell
    return cell.encode("utf-16-le")[: 2 * CELL].decode("utf-16-le", "ignore")


def _is_long(cell: str) -> bool:
    return _units(cell) > CELL


def _units(cell: str) -> int:
    """How long a cell is in UTF-16, or a number that is too small to matter."""
    return len(cell) if len(cell) <= _SURELY else len(cell.encode("utf-16-le")) // 2


def records_of(
    rows: Iterable[tuple[str, Mapping[str, str]] | Refusal],
) -> Iterator[RawRecord | Refusal]:
    """Rows, each with its place, as records: those of one article that stand together as one, up to
    some thousands."""
    article, labels, place = KnownArticle(), list[RawLabel](), ""
    for one in rows:
        if isinstance(one, Refusal):
            yield one
            continue
        row_, values = one
        about = article_of(values)
        if labels and (about != article or len(labels) == _AT_ONCE):
            yield RawRecord(article, labels, place=place)
            labels = []
        if not labels:
            article, place = about, row_
        try:
            labels.append(label_of(values, row_))
        except WrongError as error:
            yield Refusal(row_, str(error))
    if labels:
        yield RawRecord(article, labels, place=place)


def is_cut(row: Sequence[str], columns: Sequence[str]) -> bool:
    """Whether the end of a row is lost: the last cell that we write is never empty. Elsewhere a
    spreadsheet may have left out the last cells because they were."""
    return 0 < len(row) < len(columns) and COLUMNS[-1] in columns[len(row) :] and any(row)


def article_of(cells: Mapping[str, str]) -> KnownArticle:
    """Which article a row is about."""
    return KnownArticle(cells.get("article", ""), cells.get("sha256", ""), cells.get("title", ""))


def missing(columns: Iterable[str]) -> str:
    """What a table lacks to be one of labels, "" where it has all."""
    given = set(columns)
    lacking = [] if "verdict" in given else ["verdict"]
    if "annotator" not in given and not given.isdisjoint(NAMES[TEXT]):
        lacking.append("annotator")  # a table of texts: a verdict may be that of the article
    if not given & {"article", "sha256", "title"}:
        lacking.insert(0, "article")
    if not given & {"spans", "start", "quote"}:
        lacking.append("spans")
    return ", ".join(lacking)


def label_of(cells: Mapping[str, str], place: str) -> RawLabel:
    """The label that these cells are; WrongError where one is none."""
    cell = cells.get
    verdict, quote = cell("verdict", ""), cell("quote", "")
    tags, evidence, meta = cell("tags"), cell("evidence"), cell("meta")
    return RawLabel(
        names=(verdict,) if verdict else (),
        spans=_spans(cell("spans", ""), cell("start", ""), cell("end", "")),
        # One that was cut (in a surrogate pair, by an apostrophe more) cannot be held against the
        # text.
        quote="" if _units(quote) >= CELL - 2 else quote,
        place=place,
        id=fit_id(cell("label", ""), "label"),
        annotator=cell("annotator", ""),
        layer=_one_of(cell("layer", ""), "layer", LAYERS, Layer.ANNOTATION),
        confidence=_confidence(cell("confidence", "")),
        note=cell("note", ""),
        tags=tuple(_tags(tags)) if tags else (),
        evidence=_evidences(evidence) if evidence else (),
        created=cell("created", ""),
        updated=cell("updated", ""),
        meta=(_json(meta, "meta", dict) or {}) if meta else {},
    )


def _evidences(cell: str) -> tuple[Evidence, ...]:
    return tuple(_evidence_of(line) for line in cell.split("\n") if line)


def _could_be_long(label: Label) -> bool:
    return (
        len(label.quote) > _SURELY
        or len(label.note) > _SURELY
        or bool(label.evidence or label.meta or len(label.tags) > 1 or len(label.spans) > 1)
    )


def _evidence(one: Evidence) -> str:
    """A piece of evidence on one line."""
    fields = (one.stance.value, one.title, one.url, one.quote, one.accessed, one.sha256)
    return _BETWEEN.join(map(_escaped, fields))


def _evidence_of(line: str) -> Evidence:
    fields = [_unescaped(one) for one in line.split(_BETWEEN)]
    if len(fields) not in (5, 6):
        raise WrongError(f"evidence: {line[:40]} has not the six parts that it is written with.")
    stance, title, url, quote, accessed, *sha256 = fields
    return Evidence(
        url, title, quote, _one_of(stance, "evidence", STANCES, Stance.SUPPORTS), accessed,
        "".join(sha256),
    )  # fmt: skip


def _escaped(field: str) -> str:
    for char, escape in _ESCAPES:
        field = field.replace(char, escape)
    return field


def _unescaped(field: str) -> str:
    if "\\" not in field:
        return field
    plain = {escape[1]: char for char, escape in _ESCAPES}
    out, chars = [], iter(field)
    for char in chars:
        if char == "\\":
            after = next(chars, "")
            out.append(plain.get(after, char + after))
        else:
            out.append(char)
    return "".join(out)


def _spans(spans: str, start: str, end: str) -> tuple[tuple[int, int], ...]:
    try:
        if pairs := spans.split():
            if len(pairs) == 1:
                first, last = pairs[0].split("-")
                return ((int(first), int(last)),)
            both = (pair.split("-") for pair in pairs)
            return tuple((int(first), int(last)) for first, last in both)
        return ((int(start), int(end)),) if start.strip() or end.strip() else ()
    except ValueError as error:
        raise WrongError(f"spans: {(spans or start)[:40]} is no place such as 12-34.") from error


def _confidence(cell: str) -> int | None:
    said = cell.strip()
    if not said:
        return None
    if said not in ("1", "2", "3", "4", "5"):
        raise WrongError(f"confidence: {cell[:40]} is not 1 to 5.")
    return int(said)


def _tags(cell: str) -> list[str]:
    """Tags as we write them, or as a person types them: with commas between."""
    if not cell.lstrip().startswith("["):
        return [tag for one in cell.split(",") if (tag := one.strip())]
    tags = _json(cell, "tags", list)
    if not all(isinstance(tag, str) for tag in tags):
        raise WrongError("tags: each must be text.")
    return list(dict.fromkeys(tags))


def _one_of(cell: str, name: str, known: Mapping[str, T], default: T) -> T:
    found = known.get(cell)
    if found is None:
        said = cell.strip().lower()
        found = known.get(said) if said else default
    if found is None:
        raise WrongError(f"{name}: {cell[:40]} is none.")
    return found


def _json(cell: str, name: str, kind: type) -> Any:
    if not cell.strip():
        return None
    try:
        found = orjson.loads(cell)
    except orjson.JSONDecodeError as error:
        raise WrongError(f"{name}: this is not JSON: {error}.") from error
    if not isinstance(found, kind):
        raise WrongError(f"{name}: this is no {'list' if kind is list else 'object'}.")
    return found

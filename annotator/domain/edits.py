"""Every edit a person can make, each a function that returns an `Entry` for the journal.

Nothing here reads or writes: an edit states what it found before and what stands after it, and the
journal refuses it if something else was there by then. Spans come as the hand left them, snapped or
exact; here they are only put in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from annotator.domain.article import Article
from annotator.domain.ids import uuid7
from annotator.domain.journal import Act, Change, Entry, Kind, now
from annotator.domain.label import (
    Annotator,
    Evidence,
    Label,
    Layer,
    Span,
    Verdict,
    normal_spans,
    quote_of,
)
from annotator.domain.quoting import shortened
from annotator.domain.records import article_fields, evidence_fields, label_fields
from annotator.errors import AnnotatorError

DONE = "done"
TO_DO = "to do"


def entry(
    annotator: str | None, summary: str, changes: Iterable[Change], act: Act = Act.EDIT
) -> Entry:
    """An entry made now."""
    return Entry(uuid7(), now(), annotator, summary, tuple(changes), act)


def join(name: str) -> tuple[Annotator, Entry]:
    """A new annotator of this project, by the name that the others will see."""
    annotator = Annotator(uuid7(), person_name(name))
    change = Change(Kind.ANNOTATOR, annotator.id, None, {"name": annotator.name})
    return annotator, entry(annotator.id, f"{annotator.name} joins", [change], Act.RECORD)


def rename_annotator(annotator: Annotator, name: str, by: str | None = None) -> Entry:
    """The same person under another name; `by` is whoever says so (None: nobody that is known)."""
    fields = {"name": person_name(name)}
    change = Change(Kind.ANNOTATOR, annotator.id, {"name": annotator.name}, fields)
    return entry(by, f"rename {annotator.name} to {fields['name']}", [change])


def person_name(name: str) -> str:
    """A name as it is kept: one line, no outer spaces, never empty."""
    name = " ".join(name.split())
    if not name:
        raise AnnotatorError("An annotator needs a name.", "Type the name that others will see.")
    return name


def mark(
    annotator: str,
    article: Article,
    spans: Iterable[Span],
    verdict: Verdict,
    layer: Layer = Layer.ANNOTATION,
) -> tuple[Label, Entry]:
    """A new label on these spans."""
    labels, made = mark_all(annotator, article, [tuple(spans)], verdict, layer)
    return labels[0], made


def mark_all(
    annotator: str,
    article: Article,
    places: Sequence[Iterable[Span]],
    verdict: Verdict,
    layer: Layer = Layer.ANNOTATION,
) -> tuple[list[Label], Entry]:
    """A new label on each of these places, in one step."""
    at = now()
    labels = []
    for place in places:
        spans = checked_spans(article, place)
        quote = quote_of(article.text, spans)
        labels.append(
            Label(
                uuid7(), article.id, annotator, spans, verdict, quote, layer,
                created=at, updated=at,
            )
        )  # fmt: skip
    some = f"{len(labels)} places" if len(labels) > 1 else shortened(labels[0].quote)
    made = entry(annotator, f"mark {some} as {verdict.value}", map(_created, labels))
    return labels, made


def checked_spans(article: Article, spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in order; refused where they are empty or outside the text."""
    ordered = normal_spans(spans)
    if not ordered:
        raise AnnotatorError("Nothing is selected.", "Select the words that the label is about.")
    for span in ordered:
        if not 0 <= span.start < span.end <= len(article.text):
            raise AnnotatorError(
                f"A label cannot cover {span.start} to {span.end}: the text has "
                f"{len(article.text)} characters.",
                "Select words inside the article.",
            )
    return ordered


def set_verdict(label: Label, verdict: Verdict) -> Entry:
    """Another verdict; all else stays."""
    return _change(label, f"change the verdict to {verdict.value}", verdict=verdict.value)


def set_note(label: Label, note: str) -> Entry:
    """Another note."""
    return _change(label, "change the note" if note else "remove the note", note=note)


def set_confidence(label: Label, confidence: int | None) -> Entry:
    """How sure the annotator is, 1 to 5, or None for no word on it."""
    if confidence is not None and not 1 <= confidence <= 5:
        raise AnnotatorError(f"A confidence of {confidence} is not on the scale.", "Use 1 to 5.")
    said = f"set the confidence to {confidence}" if confidence else "clear the confidence"
    return _change(label, said, confidence=confidence)


def set_tags(label: Label, tags: Iterable[str]) -> Entry:
    """Other tags: each once, in the order given, without outer spaces."""
    kept = list(dict.fromkeys(tag for tag in (" ".join(tag.split()) for tag in tags) if tag))
    added = [tag for tag in kept if tag not in label.tags]
    said = f"tag as {', '.join(added)}" if added else "remove a tag"
    return _change(label, said, tags=kept)


def set_evidence(label: Label, evidence: Iterable[Evidence]) -> Entry:
    """Other evidence, all of it, in the order given."""
    fields = [evidence_fields(one) for one in evidence]
    verb = {-1: "remove", 0: "change", 1: "add"}[
        (len(fields) > len(label.evidence)) - (len(fields) < len(label.evidence))
    ]
    return _change(label, f"{verb} evidence", evidence=fields)


def set_spans(article: Article, label: Label, spans: Iterable[Span]) -> Entry:
    """Other edges or fragments; verdict, note, tags and evidence stay."""
    ordered = checked_spans(article, spans)
    count = len(ordered) - len(label.spans)
    said = "move an edge" if not count else "add a fragment" if count > 0 else "join fragments"
    if count < 0 and set(ordered) < set(label.spans):
        said = "take away a fragment"
    return _change(
        label,
        said,
        spans=[[span.start, span.end] for span in ordered],
        quote=quote_of(article.text, ordered),
    )


def add_fragment(article: Article, label: Label, span: Span) -> Entry:
    """One more stretch for the same label."""
    return set_spans(article, label, [*label.spans, span])


def delete(labels: Sequence[Label]) -> Entry:
    """These labels gone, in one step."""
    some = f"{len(labels)} labels" if len(labels) > 1 else shortened(labels[0].quote)
    changes = [Change(Kind.LABEL, one.id, label_fields(one), None) for one in labels]
    return entry(labels[0].annotator, f"delete {some}", changes)


def assignment_key(article: str, annotator: str) -> str:
    """The key of the row that says how far an annotator is with an article."""
    return f"{article}/{annotator}"


def article_assigned(key: str) -> str:
    """The article that such a row is about."""
    return key.partition("/")[0]


def set_done(article: Article, annotator: str, before: str | None, done: bool) -> Entry:
    """An article finished by an annotator, or opened again. `before` is its state so far."""
    key = assignment_key(article.id, annotator)
    state = DONE if done else TO_DO
    if before is None:
        after = {"article": article.id, "annotator": annotator, "state": state}
        change = Change(Kind.ASSIGNMENT, key, None, after)
    else:
        change = Change(Kind.ASSIGNMENT, key, {"state": before}, {"state": state})
    said = "finish" if done else "open again"
    return entry(annotator, f"{said} {shortened(article.title)}", [change])


def record_work(article: str, annotator: str, started: str, seconds: int) -> Entry:
    """A stretch of time spent on an article: kept, but no step to undo."""
    fields = {"article": article, "annotator": annotator, "started": started, "seconds": seconds}
    change = Change(Kind.WORK, uuid7(), None, fields)
    return entry(annotator, f"work {seconds} s", [change], Act.RECORD)


def edit_article(annotator: str | None, article: Article, **fields: str) -> Entry:
    """Another title, source, date or language; the text never changes."""
    known = article_fields(article)
    before = {name: known[name] for name in fields}
    change = Change(Kind.ARTICLE, article.id, before, fields)
    return entry(annotator, f"edit the details of {shortened(article.title)}", [change])


def set_setting(annotator: str | None, key: str, before: Any, after: Any) -> Entry:
    """A setting of the project (None: not set)."""
    change = Change(
        Kind.SETTING,
        key,
        None if before is None else {"value": before},
        None if after is None else {"value": after},
    )
    return entry(annotator, f"set {key}", [change])


def set_settings(
    annotator: str | None, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Entry:
    """Several settings of the project in one step."""
    changes = [
        change
        for key, value in after.items()
        for change in set_setting(annotator, key, before.get(key), value).changes
    ]
    return entry(annotator, f"change the project’s {' and '.join(after)}", changes)


def _created(label: Label) -> Change:
    return Change(Kind.LABEL, label.id, None, label_fields(label))


def _change(label: Label, summary: str, **after: Any) -> Entry:
    fields: Mapping[str, Any] = label_fields(label)
    after["updated"] = max(now(), label.updated)
    before = {name: fields[name] for name in after}
    change = Change(Kind.LABEL, label.id, before, after)
    return entry(label.annotator, summary, [change])

"""A line of JSONL, held against what it must be, and the reason where it is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Set
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

import orjson

from annotator.domain.article import Article, new_article, sha256_of
from annotator.domain.claim import Decision, Outcome
from annotator.domain.comment import Comment, Step
from annotator.domain.dataset import RawLabel, RawRecord, Record
from annotator.domain.ids import id_for
from annotator.domain.journal import now
from annotator.domain.label import (
    Evidence,
    Label,
    Layer,
    Span,
    Stance,
    Verdict,
    normal_spans,
    quote_of,
)
from annotator.domain.text import MOST_QUOTED, clean_text, lf_place, with_lf
from annotator.errors import AnnotatorError
from annotator.formats.first_lines import refuse_others
from annotator.formats.json_values import (
    LAYERS,
    STANCES,
    WrongError,
    choice_of,
    id_of,
    list_of,
    name_of,
    object_of,
    short,
    string_of,
    text_of,
)
from annotator.formats.text import title_of

_ARTICLE: Final = frozenset(
    "id offset_unit title text source published language meta labels decisions comments "
    "done".split()
)
_LABEL: Final = frozenset(
    "id annotator layer spans quote verdict confidence note tags evidence created updated".split()
)
_DECISION: Final = frozenset("id adjudicator settles outcome label cause reason at".split())
_COMMENT: Final = frozenset("id thread annotator about step text at updated".split())
_EVIDENCE: Final = frozenset("url title quote stance accessed sha256".split())
_VERDICTS: Final = {one.value: one for one in Verdict}
_OUTCOMES: Final = {one.value: one for one in Outcome}
_STEPS: Final = {one.value: one for one in Step}
_PAIR: Final = [int, int]
META: Final = "meta"
"""The key of further keys."""


class _ToSettleError(WrongError):
    """A label is not where it says, or its quote is not there; or its verdict is another word."""


def record(line: bytes, annotator: str | None = None, place: str = "") -> Record | RawRecord:
    """What a line says, which stands at this `place` of its file; `annotator` made the labels that
    name nobody. Labels without an id get one when they go into a project. Where a label is not at
    its place, or has another word for its verdict, the record is one to be settled, with that label
    as it is said.

    Raises WrongError with the reason where it is wrong anywhere else.
    """
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise WrongError(f"This is not JSON: {error}.") from error
    return said(value, annotator, place)


def said(value: Any, annotator: str | None, place: str) -> Record | RawRecord:
    """What the JSON of a line says. Raises WrongError as `record` does."""
    if not isinstance(value, dict):
        raise WrongError("A line must be one JSON object.")
    if value.get("offset_unit", "codepoint") != "codepoint":
        raise WrongError('"offset_unit" must be "codepoint".')
    raw = text_of(value, "text", needed=True)
    article = _article(value, raw)
    point = (lambda at: at) if len(raw) == len(article.text) else lf_place(raw)
    labels, to_settle = _labels(value, article, point, annotator, place)
    ids = [one.id for one in labels if one.id] + [one.id for one in to_settle if one.id]
    _once("label", ids)
    known = set(ids)
    decisions = [
        _decision(one, article, known, at) for at, one in enumerate(list_of(value, "decisions"))
    ]
    _once("decision", [decision.id for decision in decisions])
    comments = [
        _comment(one, article, annotator, at) for at, one in enumerate(list_of(value, "comments"))
    ]
    _once("comment", [comment.id for comment in comments])
    done = sorted({name_of(name, "done") for name in list_of(value, "done")})
    if not to_settle:
        return Record(article, labels, decisions, done, comments=comments)
    counted_in = raw if raw != article.text else ""
    return RawRecord(
        article, to_settle, counted_in, decisions, done, comments, place, placed=labels
    )


def _article(value: dict[str, Any], raw: str) -> Article:
    try:
        text = clean_text(raw).text
    except AnnotatorError as error:
        raise WrongError(f'"text": {error.problem}') from error
    meta = value.get("meta")
    if meta is None:
        meta = {}
    if not isinstance(meta, dict):
        raise WrongError('"meta" must be an object.')
    if not value.keys() <= _ARTICLE:
        if "offset_unit" not in value:  # else it is surely ours, and they are another tool's
            refuse_others(value, ("labels",))
        meta = {**{k: v for k, v in value.items() if k not in _ARTICLE}, **meta}
    return new_article(
        text,
        text_of(value, "title") or title_of(text),
        created=now(),
        id=id_of(value, "id", lambda: ""),
        source=text_of(value, "source"),
        published=text_of(value, "published"),
        language=text_of(value, "language"),
        meta=meta,
    )


def _labels(
    value: Mapping[str, Any],
    article: Article,
    point: Callable[[int], int],
    annotator: str | None,
    place: str,
) -> tuple[list[Label], list[RawLabel]]:
    """The labels of a line, and those that are still to be settled."""
    labels: list[Label] = []
    to_settle: list[RawLabel] = []
    quoted = 0
    for number, one in enumerate(list_of(value, "labels"), 1):
        try:
            label = _label(one, article, point, annotator)
            quoted += len(label.quote)
            if quoted > MOST_QUOTED:
                raise WrongError(f"Its labels quote over {MOST_QUOTED:,} characters.")
            labels.append(label)
        except _ToSettleError:
            to_settle.append(_to_settle(one, article, annotator, f"{place}, label {number}"))
    return labels, to_settle


def _to_settle(
    value: dict[str, Any], article: Article, annotator: str | None, place: str
) -> RawLabel:
    """A label that is to be put to where its quote is, or whose word is to be mapped to a verdict,
    held against all else that it must be."""
    start = next(at for at, char in enumerate(article.text) if not char.isspace())
    word = text_of(value, "verdict", needed=True)
    known = _VERDICTS.get(word)
    there = {
        **value, "spans": [[start, start + 1]], "quote": None,
        "verdict": known or Verdict.UNVERIFIABLE.value,
    }  # fmt: skip
    label = _label(there, article, lambda at: at, annotator)
    spans = tuple((first, last) for first, last in value["spans"])
    return RawLabel(
        () if known else (word,), spans, text_of(value, "quote"), place=place, id=label.id,
        annotator=label.annotator, layer=label.layer, confidence=label.confidence, note=label.note,
        tags=label.tags, evidence=label.evidence, created=label.created, updated=label.updated,
        meta=label.meta, verdict=known,
    )  # fmt: skip


def _label(
    value: Any, article: Article, place: Callable[[int], int], annotator: str | None
) -> Label:
    value = object_of(value, "label")
    spans = _spans(value.get("spans"), len(article.text), place)
    quote = quote_of(article.text, spans)
    given = value.get("quote")
    if given is not None and given != quote and _lf(given) != quote:
        raise _ToSettleError
    if len(spans) > 1:  # fragments with nothing between them are one
        spans = normal_spans(spans)
        quote = quote_of(article.text, spans)
    confidence = value.get("confidence")
    if confidence is not None and (type(confidence) is not int or not 1 <= confidence <= 5):
        raise WrongError(f'"confidence" must be 1 to 5 or null, not {short(confidence)}.')
    created = text_of(value, "created") or article.created
    return Label(
        id_of(value, "id", str),
        article.id,
        name_of(value.get("annotator", annotator), "annotator"),
        spans,
        _verdict(value),
        quote,
        choice_of(value, "layer", LAYERS, Layer.ANNOTATION),
        confidence,
        text_of(value, "note"),
        tuple(string_of(tag, "tags") for tag in tags) if (tags := list_of(value, "tags")) else (),
        tuple(map(evidence_of, evidence)) if (evidence := list_of(value, "evidence")) else (),
        created,
        text_of(value, "updated") or created,
        {} if value.keys() <= _LABEL else _further(value, _LABEL),
    )


def _verdict(value: Mapping[str, Any]) -> Verdict:
    said = value.get("verdict")
    found = _VERDICTS.get(said) if isinstance(said, str) else None
    if found is None and isinstance(said, str) and said:
        raise _ToSettleError
    return found or choice_of(value, "verdict", _VERDICTS)


def _spans(value: Any, length: int, place: Callable[[int], int]) -> tuple[Span, ...]:
    if not isinstance(value, list) or not value:
        raise WrongError('"spans" must be a list of [start, end] pairs.')
    spans, wrong = [], False
    for pair in value:
        if not isinstance(pair, list) or [type(n) for n in pair] != _PAIR:
            raise WrongError(f'"spans" must hold [start, end] pairs, not {short(pair)}.')
        start, end = place(pair[0]) if pair[0] > 0 else pair[0], place(max(pair[1], 0))
        wrong = wrong or not 0 <= start < end <= length
        spans.append(Span(start, end))
    if len(spans) > 1:
        spans.sort()
        wrong = wrong or any(after.start < one.end for one, after in pairwise(spans))
    if wrong:
        raise _ToSettleError
    return tuple(spans)


def evidence_of(value: Any) -> Evidence:
    """One piece of evidence, as its fields say it."""
    value = object_of(value, "evidence")
    if unknown := value.keys() - _EVIDENCE:
        raise WrongError(f"Evidence has no {short(min(unknown))}.")
    return Evidence(
        text_of(value, "url"),
        text_of(value, "title"),
        text_of(value, "quote"),
        choice_of(value, "stance", STANCES, Stance.SUPPORTS),
        text_of(value, "accessed"),
        text_of(value, "sha256"),
    )


def _decision(value: Any, article: Article, ids: Set[str], number: int) -> Decision:
    value = object_of(value, "decision")
    # What it settled may have been taken away by its annotator since; what stands must be there.
    settles = tuple([string_of(one, "settles") for one in list_of(value, "settles")])
    gold = value.get("label")
    if gold is not None and gold not in ids:
        raise WrongError(f"A decision names the label {short(gold)}, which is not there.")
    return Decision(
        id_of(value, "id", lambda: _id_made_of(value, article, number)),
        article.id,
        name_of(value.get("adjudicator"), "adjudicator"),
        settles,
        choice_of(value, "outcome", _OUTCOMES),
        gold,
        text_of(value, "cause"),
        text_of(value, "reason"),
        text_of(value, "at") or now(),
        _further(value, _DECISION),
    )


def _comment(value: Any, article: Article, annotator: str | None, number: int) -> Comment:
    value = object_of(value, "comment")
    # What it is about may have been taken away by its annotator since.
    about = tuple(sorted({string_of(one, "about") for one in list_of(value, "about")}))
    step = choice_of(value, "step", _STEPS, Step.SAID)
    text = text_of(value, "text")
    if not about:
        raise WrongError('"about" must name the labels that a comment is about.')
    if (step is Step.SAID) is not bool(text.strip()):
        raise WrongError(f'A comment whose "step" is {step.value} with "text" {short(text)}.')
    id_ = id_of(value, "id", lambda: _id_made_of(value, article, number))
    at = _moment(value, "at") or now()
    return Comment(
        id_,
        article.id,
        name_of(value.get("annotator", annotator), "annotator"),
        about,
        id_of(value, "thread", lambda: id_),
        text,
        step,
        at,
        _moment(value, "updated") or at,
        _further(value, _COMMENT),
    )


def _further(value: Mapping[str, Any], own: Set[str]) -> dict[str, Any]:
    """Keys that are not its own: those beside its own, and those under "meta", where they stand
    whatever they are called."""
    found = {key: one for key, one in value.items() if key not in own}
    inner = found.get(META)
    if isinstance(inner, dict):
        del found[META]
        found |= inner
    return found


def _id_made_of(value: Mapping[str, Any], article: Article, number: int) -> str:
    """The id of a decision or comment that came without one, made of what it says and of its place:
    so it is known when the same line is imported again."""
    try:
        return id_for(sha256_of(f"{article.sha256}/{number}/{sorted(value.items())!r}"))
    except RecursionError as error:
        raise WrongError("Further keys in it are nested too deep.") from error


def _moment(value: Mapping[str, Any], name: str) -> str:
    """When something was: threads are put in the order of these."""
    found = text_of(value, name)
    try:
        if found:
            datetime.fromisoformat(found)
    except ValueError as error:
        given = short(found)
        raise WrongError(f'"{name}" must be like 2025-03-18T09:30:00.000Z, not {given}.') from error
    return found


def _once(name: str, ids: list[str]) -> None:
    if len(set(ids)) < len(ids):
        twice = next(one for one, times in Counter(ids).items() if times > 1)
        raise WrongError(f"The {name} {short(twice)} stands in it twice.")


def _lf(value: Any) -> Any:
    return with_lf(value) if isinstance(value, str) else value

"""A line of JSONL, held against what it must be, and the reason where it is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any, Final, TypeVar

import orjson

from annotator.domain.article import Article, new_article
from annotator.domain.claim import Decision, Outcome
from annotator.domain.comment import Comment, Step
from annotator.domain.dataset import Record
from annotator.domain.ids import uuid7
from annotator.domain.journal import now
from annotator.domain.label import Evidence, Label, Layer, Span, Stance, Verdict, quote_of
from annotator.domain.text import clean_text
from annotator.errors import AnnotatorError
from annotator.formats.text import title_of

T = TypeVar("T")

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
_LAYERS: Final = {one.value: one for one in Layer}
_STANCES: Final = {one.value: one for one in Stance}
_OUTCOMES: Final = {one.value: one for one in Outcome}
_STEPS: Final = {one.value: one for one in Step}
_LONGEST_ID: Final = 200
_NOTHING: Final[list[Any]] = []
_PAIR: Final = [int, int]


class WrongError(ValueError):
    """Why a line is refused."""


def record(line: bytes, annotator: str | None = None) -> Record:
    """What a line says; `annotator` made the labels that name nobody. Labels without an id get one
    when they go into a project.

    Raises WrongError with the reason where it is wrong anywhere.
    """
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise WrongError(f"This is not JSON: {error}.") from error
    if not isinstance(value, dict):
        raise WrongError("A line must be one JSON object.")
    if value.get("offset_unit", "codepoint") != "codepoint":
        raise WrongError('"offset_unit" must be "codepoint".')
    raw = _text(value, "text", needed=True)
    article = _article(value, raw)
    place = _placer(raw, article.text)
    labels = [_label(one, article, place, annotator) for one in _list(value, "labels")]
    _once("label", [label.id for label in labels if label.id])
    decisions = [_decision(one, article, labels) for one in _list(value, "decisions")]
    _once("decision", [decision.id for decision in decisions])
    comments = [_comment(one, article, annotator) for one in _list(value, "comments")]
    _once("comment", [comment.id for comment in comments])
    done = [_name(name, "done") for name in _list(value, "done")]
    return Record(article, labels, decisions, sorted(set(done)), comments=comments)


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
        meta = {**{k: v for k, v in value.items() if k not in _ARTICLE}, **meta}
    return new_article(
        text,
        _text(value, "title") or title_of(text),
        created=now(),
        id=_id(value, "id", lambda: ""),
        source=_text(value, "source"),
        published=_text(value, "published"),
        language=_text(value, "language"),
        meta=meta,
    )


def _placer(raw: str, text: str) -> Callable[[int], int]:
    """From a position in the text as it came to the one in the text as it is kept: each CR LF
    became one character."""
    if len(raw) == len(text):
        return lambda at: at
    return lambda at: at - raw.count("\r\n", 0, at)


def _label(
    value: Any, article: Article, place: Callable[[int], int], annotator: str | None
) -> Label:
    value = _object(value, "label")
    spans = _spans(value.get("spans"), len(article.text), place)
    quote = quote_of(article.text, spans)
    given = value.get("quote")
    if given is not None and given != quote and _lf(given) != quote:
        raise WrongError(
            f"A label quotes {_short(given)}, but the text says {_short(quote)} there."
        )
    confidence = value.get("confidence")
    if confidence is not None and (type(confidence) is not int or not 1 <= confidence <= 5):
        raise WrongError(f'"confidence" must be 1 to 5 or null, not {_short(confidence)}.')
    created = _text(value, "created") or article.created
    return Label(
        _id(value, "id", str),
        article.id,
        _name(value.get("annotator", annotator), "annotator"),
        spans,
        _choice(value, "verdict", _VERDICTS),
        quote,
        _choice(value, "layer", _LAYERS, Layer.ANNOTATION),
        confidence,
        _text(value, "note"),
        tuple(_string(tag, "tags") for tag in tags) if (tags := _list(value, "tags")) else (),
        tuple(map(_evidence, evidence)) if (evidence := _list(value, "evidence")) else (),
        created,
        _text(value, "updated") or created,
        {} if value.keys() <= _LABEL else {k: v for k, v in value.items() if k not in _LABEL},
    )


def _spans(value: Any, length: int, place: Callable[[int], int]) -> tuple[Span, ...]:
    if not isinstance(value, list) or not value:
        raise WrongError('"spans" must be a list of [start, end] pairs.')
    spans = []
    for pair in value:
        if not isinstance(pair, list) or [type(n) for n in pair] != _PAIR:
            raise WrongError(f'"spans" must hold [start, end] pairs, not {_short(pair)}.')
        start, end = place(pair[0]) if pair[0] > 0 else pair[0], place(max(pair[1], 0))
        if not 0 <= start < end <= length:
            raise WrongError(
                f"The span {pair} is empty or outside the text of {length} characters."
            )
        spans.append(Span(start, end))
    if len(spans) > 1:
        spans.sort()
        for one, following in pairwise(spans):
            if following.start < one.end:
                raise WrongError(f"The fragments of a label overlap: {_short(value)}.")
    return tuple(spans)


def _evidence(value: Any) -> Evidence:
    value = _object(value, "evidence")
    if unknown := value.keys() - _EVIDENCE:
        raise WrongError(f"Evidence has no {_short(min(unknown))}.")
    return Evidence(
        _text(value, "url"),
        _text(value, "title"),
        _text(value, "quote"),
        _choice(value, "stance", _STANCES, Stance.SUPPORTS),
        _text(value, "accessed"),
        _text(value, "sha256"),
    )


def _decision(value: Any, article: Article, labels: list[Label]) -> Decision:
    value = _object(value, "decision")
    # What it settled may have been taken away by its annotator since; what stands must be there.
    settles = tuple([_string(one, "settles") for one in _list(value, "settles")])
    gold = value.get("label")
    if gold is not None and gold not in {label.id for label in labels}:
        raise WrongError(f"A decision names the label {_short(gold)}, which is not there.")
    return Decision(
        _id(value, "id", uuid7),
        article.id,
        _name(value.get("adjudicator"), "adjudicator"),
        settles,
        _choice(value, "outcome", _OUTCOMES),
        gold,
        _text(value, "cause"),
        _text(value, "reason"),
        _text(value, "at") or now(),
        {k: v for k, v in value.items() if k not in _DECISION},
    )


def _comment(value: Any, article: Article, annotator: str | None) -> Comment:
    value = _object(value, "comment")
    # What it is about may have been taken away by its annotator since.
    about = tuple(sorted({_string(one, "about") for one in _list(value, "about")}))
    step = _choice(value, "step", _STEPS, Step.SAID)
    text = _text(value, "text")
    if not about:
        raise WrongError('"about" must name the labels that a comment is about.')
    if (step is Step.SAID) is not bool(text.strip()):
        raise WrongError(f'A comment whose "step" is {step.value} with "text" {_short(text)}.')
    id_ = _id(value, "id", uuid7)
    at = _moment(value, "at") or now()
    return Comment(
        id_,
        article.id,
        _name(value.get("annotator", annotator), "annotator"),
        about,
        _id(value, "thread", lambda: id_),
        text,
        step,
        at,
        _moment(value, "updated") or at,
        {} if value.keys() <= _COMMENT else {k: v for k, v in value.items() if k not in _COMMENT},
    )


def _moment(value: Mapping[str, Any], name: str) -> str:
    """When something was: threads are put in the order of these."""
    found = _text(value, name)
    try:
        if found:
            datetime.fromisoformat(found)
    except ValueError as error:
        given = _short(found)
        raise WrongError(f'"{name}" must be like 2025-03-18T09:30:00.000Z, not {given}.') from error
    return found


def _object(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise WrongError(f"Each {name} must be an object, not {_short(value)}.")
    return value


def _list(value: Mapping[str, Any], name: str) -> list[Any]:
    found = value.get(name, _NOTHING)
    if isinstance(found, list):
        return found
    if found is None:
        return []
    raise WrongError(f'"{name}" must be a list.')


def _text(value: Mapping[str, Any], name: str, *, needed: bool = False) -> str:
    found: Any = value.get(name)
    if found.__class__ is str and "\0" not in found:
        return found
    if found is None:
        if needed:
            raise WrongError(f'"{name}" is missing.')
        return ""
    return _string(found, name)


def _string(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise WrongError(f'"{name}" must be text, not {_short(value)}.')
    if "\0" in value:
        raise WrongError(f'"{name}" holds a NUL character.')
    return value


def _name(value: Any, name: str) -> str:
    if value is None:
        raise WrongError(f'"{name}" is missing.')
    found = " ".join(_string(value, name).split())
    if not found:
        raise WrongError(f'"{name}" must be a name.')
    return found


def _id(value: Mapping[str, Any], name: str, make: Callable[[], str]) -> str:
    found = _text(value, name)
    if len(found) > _LONGEST_ID:
        raise WrongError(f'"{name}" is longer than {_LONGEST_ID} characters.')
    return found or make()


def _choice(
    value: Mapping[str, Any], name: str, known: Mapping[str, T], default: T | None = None
) -> T:
    found = value.get(name)
    if found is None and default is not None:
        return default
    chosen = known.get(found) if isinstance(found, str) else None
    if chosen is None:
        given = "missing" if found is None else f"not {_short(found)}"
        raise WrongError(f'"{name}" must be one of {", ".join(known)}, {given}.')
    return chosen


def _once(name: str, ids: list[str]) -> None:
    if len(set(ids)) < len(ids):
        twice = next(one for one in ids if ids.count(one) > 1)
        raise WrongError(f"The {name} {_short(twice)} stands in it twice.")


def _lf(value: Any) -> Any:
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def _short(value: Any) -> str:
    said = value if isinstance(value, str) else orjson.dumps(value).decode()
    return f"“{said[:40]}…”" if len(said) > 40 else f"“{said}”"

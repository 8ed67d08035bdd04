"""Values as the fields that journal and tables hold, and back: plain JSON, one dict a row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotator.domain.article import Article
from annotator.domain.claim import Decision, Outcome
from annotator.domain.comment import Comment, Step
from annotator.domain.journal import Act, Change, Entry, Fields, Kind
from annotator.domain.label import Evidence, Label, Layer, Span, Stance, Verdict


def article_fields(article: Article) -> dict[str, Any]:
    """An article's fields: its metadata and its text's hash, never the text again."""
    return {
        "sha256": article.sha256,
        "title": article.title,
        "source": article.source,
        "published": article.published,
        "language": article.language,
        "meta": dict(article.meta),
        "created": article.created,
    }


def article_from(key: str, fields: Fields, text: str) -> Article:
    """The article that these fields and this text are."""
    return Article(key, text=text, **fields)


def evidence_fields(evidence: Evidence) -> dict[str, str]:
    """One piece of evidence; the hash of a kept copy only where there is one."""
    fields = {
        "url": evidence.url,
        "title": evidence.title,
        "quote": evidence.quote,
        "stance": evidence.stance.value,
        "accessed": evidence.accessed,
    }
    if evidence.sha256:
        fields["sha256"] = evidence.sha256
    return fields


def evidence_from(fields: Mapping[str, str]) -> Evidence:
    """The evidence that these fields are."""
    return Evidence(
        fields["url"],
        fields["title"],
        fields["quote"],
        Stance(fields["stance"]),
        fields["accessed"],
        fields.get("sha256", ""),
    )


def label_fields(label: Label) -> dict[str, Any]:
    """A label's fields, all of them."""
    return {
        "article": label.article,
        "annotator": label.annotator,
        "layer": str(label.layer),
        "spans": [[span.start, span.end] for span in label.spans],
        "quote": label.quote,
        "verdict": str(label.verdict),
        "confidence": label.confidence,
        "note": label.note,
        "tags": list(label.tags),
        "evidence": [evidence_fields(one) for one in label.evidence] if label.evidence else [],
        "created": label.created,
        "updated": label.updated,
        "meta": dict(label.meta),
    }


def label_from(key: str, fields: Fields) -> Label:
    """The label that these fields are."""
    return Label(
        id=key,
        article=fields["article"],
        annotator=fields["annotator"],
        spans=tuple(Span(start, end) for start, end in fields["spans"]),
        verdict=Verdict(fields["verdict"]),
        quote=fields["quote"],
        layer=Layer(fields["layer"]),
        confidence=fields["confidence"],
        note=fields["note"],
        tags=tuple(fields["tags"]),
        evidence=tuple(evidence_from(one) for one in fields["evidence"]),
        created=fields["created"],
        updated=fields["updated"],
        meta=fields["meta"],
    )


def decision_fields(decision: Decision) -> dict[str, Any]:
    """A decision's fields, all of them."""
    return {
        "article": decision.article,
        "adjudicator": decision.adjudicator,
        "settles": list(decision.settles),
        "outcome": decision.outcome.value,
        "label": decision.label,
        "cause": decision.cause,
        "reason": decision.reason,
        "at": decision.at,
        "meta": dict(decision.meta),
    }


def decision_from(key: str, fields: Fields) -> Decision:
    """The decision that these fields are."""
    return Decision(
        id=key,
        article=fields["article"],
        adjudicator=fields["adjudicator"],
        settles=tuple(fields["settles"]),
        outcome=Outcome(fields["outcome"]),
        label=fields["label"],
        cause=fields["cause"],
        reason=fields["reason"],
        at=fields["at"],
        meta=fields["meta"],
    )


def comment_fields(comment: Comment) -> dict[str, Any]:
    """A comment's fields, all of them."""
    return {
        "article": comment.article,
        "annotator": comment.annotator,
        "about": list(comment.about),
        "thread": comment.thread,
        "text": comment.text,
        "step": comment.step.value,
        "at": comment.at,
        "updated": comment.updated,
        "meta": dict(comment.meta),
    }


def comment_from(key: str, fields: Fields) -> Comment:
    """The comment that these fields are."""
    return Comment(
        id=key,
        article=fields["article"],
        annotator=fields["annotator"],
        about=tuple(fields["about"]),
        thread=fields["thread"],
        text=fields["text"],
        step=Step(fields["step"]),
        at=fields["at"],
        updated=fields["updated"],
        meta=fields["meta"],
    )


def entry_fields(entry: Entry) -> dict[str, Any]:
    """An entry with all its changes."""
    return {
        "id": entry.id,
        "at": entry.at,
        "annotator": entry.annotator,
        "act": entry.act.value,
        "summary": entry.summary,
        "undoes": entry.undoes,
        "changes": [
            {"kind": one.kind.value, "key": one.key, "before": one.before, "after": one.after}
            for one in entry.changes
        ],
    }


def entry_from(fields: Fields) -> Entry:
    """The entry that these fields are."""
    changes = tuple(
        Change(Kind(one["kind"]), one["key"], one["before"], one["after"])
        for one in fields["changes"]
    )
    return Entry(
        fields["id"], fields["at"], fields["annotator"], fields["summary"], changes,
        Act(fields["act"]), fields["undoes"],
    )  # fmt: skip

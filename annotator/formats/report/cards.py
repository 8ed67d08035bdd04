"""What there is to say of each label, as HTML: its card, with evidence, decisions and comments."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from annotator.domain.claim import Decision
from annotator.domain.comment import Comment, Step
from annotator.domain.dataset import Record
from annotator.domain.label import Evidence, Label, Layer
from annotator.domain.moved import moved
from annotator.formats.report.marks import escaped, paragraph_at, paragraphs
from annotator.palette import SIGNS

_CONFIDENCE: Final[dict[int | None, str]] = {
    sure: f' · <span title="Confidence {sure} of 5">{"●" * sure}{"○" * (5 - sure)}</span>'
    for sure in range(1, 6)
} | {None: ""}
_VERDICTS: Final = {
    verdict: (f'<b class="{verdict.value}">{sign}', f"{verdict.value.capitalize()}</b>")
    for verdict, sign in SIGNS.items()
}
_ADDRESS: Final = re.compile(r"https?://\S+", re.IGNORECASE)


def cards_as_html(record: Record, labels: Sequence[Label], key: str, *, review: bool) -> str:
    """The cards of these labels, in text order; with `review`, who decided and said what."""
    begins = paragraphs(record.article.text)
    numbers = {label.id: number for number, label in enumerate(labels, 1)}
    said = _about(record, numbers) if review else {}
    cards = "".join(
        _card(label, numbers[label.id], paragraph_at(begins, label.start), key,
              "".join(said.get(label.id, ())))
        for label in labels
    )  # fmt: skip
    rest = "".join(said.get("", ()))
    loose = f'<li class="card">{rest}</li>\n' if rest else ""
    return f'<ol class="cards">\n{cards}{loose}</ol>\n' if cards or loose else ""


def _card(label: Label, number: int, paragraph: int, key: str, said: str) -> str:
    gold = " · gold" if label.layer is Layer.GOLD else ""
    sign, name = _VERDICTS[label.verdict]
    spans = f"{label.start}–{label.end}"
    if len(label.spans) > 1:
        spans = ", ".join([f"{span.start}–{span.end}" for span in label.spans])
    tags = _tags(label) if label.tags else ""
    note = f'<p class="said" dir="auto">{escaped(label.note)}</p>' if label.note else ""
    evidence = "".join(map(_evidence, label.evidence)) if label.evidence else ""
    return (
        f'<li class="card" id="l{key}-{number}"><p class="top"><a class="back" '
        f'href="#m{key}-{number}">{sign}{number} {name}</a><span class="muted">¶{paragraph} · '
        f'{spans}</span></p><blockquote dir="auto">{escaped(label.quote)}</blockquote>'
        f'<p class="muted"><bdi>{escaped(label.annotator)}</bdi>{gold}{_times(label)}'
        f"{_CONFIDENCE[label.confidence]}</p>{_moved(label)}{tags}{note}{evidence}{said}</li>\n"
    )


def _times(label: Label) -> str:
    made = _time(label.created)
    if label.updated in ("", label.created):
        return made
    return f"{made}{_time(label.updated)} (changed)"


def _time(when: str) -> str:
    """A moment, to the minute."""
    return f" · <time>{escaped(when[:16].replace('T', ' '))}</time>" if when else ""


def _moved(label: Label) -> str:
    """Where the file had it that it came from, if it was put elsewhere."""
    mark = moved(label)
    return f'<p class="muted" dir="auto">{escaped(str(mark))}</p>' if mark else ""


def _tags(label: Label) -> str:
    chips = "".join(f'<bdi class="chip">{escaped(tag)}</bdi>' for tag in label.tags)
    return f"<p>{chips}</p>"


def _evidence(one: Evidence) -> str:
    title = f"<bdi>{escaped(one.title)}</bdi>" if one.title else ""
    quote = f'<blockquote dir="auto">{escaped(one.quote)}</blockquote>' if one.quote else ""
    accessed = f"accessed <time>{escaped(one.accessed)}</time>" if one.accessed else ""
    kept = f'<span title="{escaped(one.sha256)}">kept copy {escaped(one.sha256[:8])}…</span>'
    parts = (title, address_as_html(one.url), accessed, kept if one.sha256 else "")
    line = " · ".join(filter(None, parts))
    return (
        f'<div class="evidence"><p><b>{one.stance.value}</b>{" · " if line else ""}{line}</p>'
        f"{quote}</div>"
    )


def address_as_html(url: str) -> str:
    """A link where it leads to the web; what else stands there is shown and leads nowhere."""
    shown = escaped(url)
    if not _ADDRESS.fullmatch(url):
        return f"<bdi>{shown}</bdi>" if url else ""
    return f'<a href="{shown}" rel="noopener noreferrer"><bdi>{shown}</bdi></a>'


def _about(record: Record, numbers: dict[str, int]) -> dict[str, list[str]]:
    """Decisions and comments, by the first label that they are about; "" where it is not here."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for decision in record.decisions:
        named = [decision.label, *decision.settles]
        where = next((one for one in named if one in numbers), "") or ""
        found[where].append(_decision(decision, numbers))
    for comment in record.comments:
        where = next((one for one in comment.about if one in numbers), "")
        found[where].append(_comment(comment))
    return found


def _decision(one: Decision, numbers: dict[str, int]) -> str:
    settled = ", ".join(str(numbers[id_]) for id_ in one.settles if id_ in numbers)
    of = f" of {settled}" if settled else ""
    why = " · ".join(filter(None, (one.cause, one.reason)))
    reason = f': <span dir="auto">{escaped(why)}</span>' if why else ""
    return (
        f'<p class="said"><b>Decision{of}: {one.outcome.value}</b> · '
        f"<bdi>{escaped(one.adjudicator)}</bdi>{_time(one.at)}{reason}</p>"
    )


def _comment(one: Comment) -> str:
    text = escaped(one.text) if one.step is Step.SAID else f"<i>{one.step.value}</i>"
    who = f"<bdi>{escaped(one.annotator)}</bdi>{_time(one.at)}"
    return f'<p class="said">{who}: <bdi>{text}</bdi></p>'


def done_as_html(names: Sequence[str]) -> Iterator[str]:
    """Who finished the article."""
    if names:
        yield f"finished by {', '.join(f'<bdi>{escaped(name)}</bdi>' for name in names)}"

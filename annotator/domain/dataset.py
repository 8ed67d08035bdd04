"""One article with all that is said of it: what a file of a dataset holds, line by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import Struct, field

from annotator.domain.article import Article
from annotator.domain.claim import Decision
from annotator.domain.comment import Comment
from annotator.domain.label import FRAGMENT_JOINT, Evidence, Label, Layer, Verdict


class Record(Struct, frozen=True):
    """An article, its labels, its decisions, who finished it, who is known to be still at it, and
    what is said about its labels. People are named here in files, not numbered: `Label.annotator`,
    `Decision.adjudicator`, `Comment.annotator`, `done` and `begun` hold names."""

    article: Article
    labels: Sequence[Label] = ()
    decisions: Sequence[Decision] = ()
    done: Sequence[str] = ()
    begun: Sequence[str] = ()
    comments: Sequence[Comment] = ()


class KnownArticle(NamedTuple):
    """An article that a file speaks of without its text: it must be in the project, found by the
    SHA-256 of its text, else by its id, else by its title or its source where only one has it."""

    id: str = ""
    sha256: str = ""
    title: str = ""
    source: str = ""


class RawLabel(Struct, frozen=True, gc=False):
    """A label as a foreign file says it: positions in the file's own unit, and its own words for
    the verdict. It becomes a label once it is placed by its quote and its words are mapped.

    `names` are all the words that could be a verdict; those that are none become tags. Without
    `spans` it is where its `quote` is, if that is one place. `prefix` and `suffix` are what
    stands around it, `joint` what stands between fragments in its quote, `place` where in the file
    it is said (else that of its record). An empty `annotator` is whoever the person names. Where a
    file has verdicts as we have them, `verdict` is it, and there are no `names`.
    """

    names: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    quote: str = ""
    prefix: str = ""
    suffix: str = ""
    joint: str = FRAGMENT_JOINT
    place: str = ""
    id: str = ""
    annotator: str = ""
    layer: Layer = Layer.ANNOTATION
    confidence: int | None = None
    note: str = ""
    tags: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    created: str = ""
    updated: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict)
    verdict: Verdict | None = None


class RawRecord(Struct, frozen=True):
    """An article with labels as a foreign file says them. `raw` is the text in which the file
    counts, where cleaning has changed it (line ends); `unit` is the likely one of its positions,
    where the format leaves it open. Those labels that need no placing are `placed`."""

    article: Article | KnownArticle
    labels: Sequence[RawLabel] = ()
    raw: str = ""
    decisions: Sequence[Decision] = ()
    done: Sequence[str] = ()
    comments: Sequence[Comment] = ()
    place: str = ""
    unit: str = ""
    placed: Sequence[Label] = ()

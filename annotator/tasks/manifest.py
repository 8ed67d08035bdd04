"""The manifest beside a dataset: what it is made of, by which choices, and the hash of each file.
The same project and choices give the same bytes: no clock, no path of this computer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
from msgspec import Struct, field

from annotator import __version__
from annotator.domain.article import sha256_of
from annotator.domain.dataset import Record
from annotator.domain.label import Label, Layer, Verdict
from annotator.formats.format import Carries, Format, Options
from annotator.store.queries import Queries
from annotator.tasks.choosing import Choices, as_json
from annotator.tasks.progress import Progress
from annotator.tasks.sources import MANIFEST
from annotator.tasks.whole import Content


class Counts(Struct):
    """What is in the files of one part: as many articles and labels as one finds in them. A label
    that stands for those of several annotators counts once, and for each of these once."""

    articles: int = 0
    labels: int = 0
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    annotators: Counter[str] = field(default_factory=Counter)
    layers: Counter[Layer] = field(default_factory=Counter)

    def add(self, record: Record, format_: Format, options: Options) -> None:
        """Count what a format writes of an article."""
        if format_.holds is not None:
            held = format_.holds(record, options)
            if held is not None:
                self._add_held(held)
        elif record.labels or Carries.UNLABELLED in format_.carries:
            self.articles += 1
            self.labels += len(record.labels)
            # Counted by C, an article at a time; and a StrEnum is its value.
            self.verdicts.update([label.verdict for label in record.labels])
            self.annotators.update([label.annotator for label in record.labels])
            self.layers.update([label.layer for label in record.labels])

    def _add_held(self, held: Sequence[Sequence[Label]]) -> None:
        self.articles += 1
        self.labels += len(held)
        self.verdicts.update([one[0].verdict for one in held])
        self.annotators.update([name for one in held for name in {x.annotator for x in one}])
        self.layers.update([layer for one in held for layer in {x.layer for x in one}])

    def as_json(self) -> dict[str, Any]:
        """The counts, in an order of their own."""
        return {
            "articles": self.articles,
            "labels": self.labels,
            "verdicts": {one.value: self.verdicts[one] for one in Verdict},
            "annotators": dict(sorted(self.annotators.items())),
            "layers": {one.value: count for one, count in sorted(self.layers.items())},
        }


def path_for(target: Path) -> Path:
    """Where the manifest of this file or folder is: beside it."""
    return target.parent / f"{target.name}{MANIFEST}"  # `/` has no name to be changed


def head(
    queries: Queries, format_: Format, choices: Choices, progress: Progress = lambda *_: None
) -> dict[str, Any]:
    """What is known before anything is written; writers see it as `Output.about`."""
    guidelines = queries.setting("guidelines") or ""
    found: dict[str, Any] = {
        "annotator": __version__,
        "project": queries.setting("name") or "",
        "journal": queries.newest(),
        "guidelines": {"sha256": sha256_of(guidelines) if guidelines else None},
        "licence": choices.licence or None,
        "format": format_.name,
        "offset_unit": format_.written or format_.unit or None,
        "choices": as_json(choices),
    }
    if choices.agreement:
        from annotator.tasks.agreement_report import agreement_report, report_as_json  # NumPy

        report = report_as_json(agreement_report(queries, progress=progress))
        said = {key: report[key] for key in ("articles", "labels", "measures")}
        found["agreement"] = {"of": "the whole project", **said}
    return found


def counted(counts: Mapping[str, Counts]) -> dict[str, Any]:
    """What it says of how much there is: of all in one, else of each part."""
    parts = {"parts": {part: one.as_json() for part, one in counts.items()}}
    return counts[""].as_json() if "" in counts else parts


def whole(said: Mapping[str, Any], files: Iterable[tuple[str, Content]]) -> Iterator[bytes]:
    """The manifest, piece by piece: of a file an article there are many. `files` are their names
    from its own folder."""
    yield orjson.dumps({**said, "files": []}, option=orjson.OPT_INDENT_2).removesuffix(b"]\n}")
    between = b"\n    "
    for name, content in files:
        one = {"name": name, "bytes": content.size, "sha256": content.sha256.hex()}
        yield between + orjson.dumps(one, option=orjson.OPT_INDENT_2).replace(b"\n", b"\n    ")
        between = b",\n    "
    yield b"]\n}\n" if between == b"\n    " else b"\n  ]\n}\n"


def files_of(target: Path) -> dict[str, str]:
    """The paths of the files that the last export under this name has written, each with its
    SHA-256; none where that is not known."""
    path = path_for(target)
    try:
        if not path.is_file():  # from a pipe nothing would ever come
            return {}
        found = orjson.loads(path.read_bytes())
        hashes = {str(one["name"]): str(one.get("sha256", "")) for one in found["files"]}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}
    return {str(target.parent / name): sha256 for name, sha256 in hashes.items()}

"""What a person said last of the labels in files: kept for each project as JSON in the settings. A
settings file can hold anything: where that is none of ours, nothing is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from msgspec import Struct, ValidationError, convert, field, to_builtins
from msgspec.structs import replace

from annotator.domain.label import Verdict


class Answers(Struct, frozen=True):
    """What was said of files of some formats: whose labels those without a name are, what one
    without a verdict is, and whether those go in that stand elsewhere."""

    name: str = ""
    without: Verdict | None = None
    repair: bool = False


NOTHING: Final = Answers()


class LastImport(Struct, frozen=True):
    """The words that were mapped to a verdict, or to None, which is a tag; and what was said of the
    files of each set of formats."""

    words: dict[str, Verdict | None] = field(default_factory=dict)
    answers: dict[str, Answers] = field(default_factory=dict)

    def of(self, formats: Iterable[str]) -> Answers:
        """What was said of files of these formats."""
        return self.answers.get(_key(formats), NOTHING)

    def with_(
        self, formats: Iterable[str], answers: Answers, words: Mapping[str, Verdict | None],
        seen: Iterable[str],
    ) -> LastImport:  # fmt: skip
        """With these answers, and these words out of those that were seen."""
        kept = {word: verdict for word, verdict in self.words.items() if word not in set(seen)}
        said = {**self.answers, _key(formats): answers}
        if answers == NOTHING:
            del said[_key(formats)]
        return replace(self, words={**kept, **words}, answers=said)


def _key(formats: Iterable[str]) -> str:
    return " ".join(sorted(set(formats)))


def as_settings(last: LastImport) -> dict[str, Any]:
    """What is kept."""
    return dict(to_builtins(last))


def from_settings(kept: Mapping[str, Any]) -> LastImport:
    """What was kept, where it can be used."""
    try:
        return convert(kept, LastImport)
    except ValidationError:
        return LastImport()

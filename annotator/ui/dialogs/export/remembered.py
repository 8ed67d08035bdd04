"""How a person exported a project last: as JSON for the settings, and back. A settings file can
hold anything: what is none of ours is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct, field

from annotator.domain.label import Layer
from annotator.tasks.choosing import EVERYTHING, Choices
from annotator.tasks.voting import Vote

_LAYERS: Final[Mapping[str, Layer | Vote]] = {one.value: one for one in (*Layer, *Vote)}
_WHOLE: Final = 100


class Last(Struct, frozen=True):
    """The last export: its format, its choices without options, the options of each format that was
    ever chosen, and the folder it went to."""

    format: str = "jsonl"
    choices: Choices = EVERYTHING
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    folder: str = ""


def as_settings(last: Last) -> dict[str, Any]:
    """What is kept."""
    choices = last.choices
    return {
        "format": last.format,
        "layer": choices.layer.value if choices.layer else "",
        "annotators": sorted(choices.annotators),
        "pseudonyms": choices.pseudonyms,
        "done": choices.done,
        "tags": sorted(choices.tags),
        "search": choices.search,
        "split": list(choices.split),
        "seed": choices.seed,
        "licence": choices.licence,
        "agreement": choices.agreement,
        "manifest": choices.manifest,
        "options": {name: dict(one) for name, one in last.options.items()},
        "folder": last.folder,
    }


def from_settings(kept: Mapping[str, Any]) -> Last:
    """What was kept, as far as it can be used."""
    done, split, options = kept.get("done"), kept.get("split"), kept.get("options")
    seed = kept.get("seed")
    whole = isinstance(split, list) and all(type(one) is int and one >= 0 for one in split)
    choices = Choices(
        layer=_LAYERS.get(_text(kept, "layer")),
        annotators=_texts(kept, "annotators"),
        pseudonyms=kept.get("pseudonyms") is True,
        done=done if type(done) is int and done >= 0 else None,
        tags=_texts(kept, "tags"),
        search=_text(kept, "search"),
        split=tuple(split) if whole and split and len(split) == 3 and sum(split) == _WHOLE else (),
        seed=seed if type(seed) is int and seed >= 0 else 0,
        licence=_text(kept, "licence"),
        agreement=kept.get("agreement") is True,
        manifest=kept.get("manifest") is not False,
    )
    by_format = options if isinstance(options, dict) else {}
    return Last(
        _text(kept, "format") or "jsonl",
        choices,
        {name: _strings(one) for name, one in by_format.items()},
        _text(kept, "folder"),
    )


def _text(kept: Mapping[str, Any], key: str) -> str:
    found = kept.get(key)
    return found if isinstance(found, str) else ""


def _texts(kept: Mapping[str, Any], key: str) -> frozenset[str]:
    found = kept.get(key)
    return (
        frozenset(one for one in found if isinstance(one, str))
        if isinstance(found, list)
        else (frozenset())
    )


def _strings(found: object) -> dict[str, str]:
    pairs = found.items() if isinstance(found, dict) else ()
    return {str(key): value for key, value in pairs if isinstance(value, str)}

"""Which formats there are: ours, and those that another distribution declares under the entry point
`annotator.formats`. One of those that cannot be used is told in a sentence and left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from itertools import chain
from threading import Lock
from typing import Final

from msgspec import Struct

from annotator.errors import AnnotatorError
from annotator.formats import (
    averitec,
    brat,
    claimreview,
    conll,
    csv,
    docbin,
    doccano,
    fever,
    jsonl,
    label_studio,
    ptc,
    spacy_jsonl,
    text,
    web_annotation,
    xlsx,
    xmi,
)
from annotator.formats.articles import docx, pdf, table, webpage
from annotator.formats.format import Format, Option, Options
from annotator.formats.huggingface import folder as huggingface
from annotator.formats.report import html

DISTRIBUTION: Final = "factcheck-annotator"
GROUP: Final = "annotator.formats"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]*")
_LOADING: Final = Lock()
_OURS: Final = (
    jsonl.FORMAT,
    csv.FORMAT,
    xlsx.FORMAT,
    huggingface.FORMAT,
    fever.FORMAT,
    averitec.FORMAT,
    claimreview.FORMAT,
    label_studio.FORMAT,
    web_annotation.FORMAT,
    doccano.FORMAT,
    spacy_jsonl.FORMAT,
    docbin.FORMAT,
    brat.FORMAT,
    conll.FORMAT,
    xmi.FORMAT,
    ptc.FORMAT,
    html.FORMAT,
    text.PLAIN,
    text.MARKDOWN,
    webpage.FORMAT,
    pdf.FORMAT,
    docx.FORMAT,
    table.FORMAT,
    table.LINES,
    table.PARQUET,
)


class Known(Struct, frozen=True, dict=True):
    """The formats by name, and a sentence for each plug-in that cannot be used."""

    formats: Mapping[str, Format]
    failed: tuple[str, ...]

    @cached_property
    def read(self) -> Mapping[str, Sequence[Format]]:
        """Those that are read, by the endings of their files."""
        return _by_ending((one, one.suffixes) for one in self.formats.values() if one.read)

    @cached_property
    def written(self) -> Mapping[str, Sequence[Format]]:
        """Those that are written. A folder is named by its first ending: the others are those of
        files in it."""
        return _by_ending(
            (one, one.suffixes[:1] if one.folder else one.suffixes)
            for one in self.formats.values()
            if one.write
        )


def _by_ending(formats: Iterable[tuple[Format, Iterable[str]]]) -> dict[str, list[Format]]:
    found: dict[str, list[Format]] = {}
    for one, endings in formats:
        for ending in endings:
            found.setdefault(ending, []).append(one)
    return found


def known(points: Iterable[EntryPoint]) -> Known:
    """Our formats and those of these plug-ins."""
    found = {one.name: one for one in _OURS}
    failed = []
    for point in sorted(points, key=lambda one: (one.name, one.value)):
        plugin, why = _loaded(point)
        if plugin is not None and plugin.name in found:
            why = f"there is a format {plugin.name} already"
        if plugin is None or why:
            failed.append(f"The plug-in {point.name} ({point.value}) is left out: {why}.")
        else:
            found[plugin.name] = plugin
    return Known(found, tuple(failed))


def _loaded(point: EntryPoint) -> tuple[Format | None, str]:
    """The format of a plug-in, or why there is none."""
    try:
        plugin = point.load()
    except Exception as error:  # noqa: BLE001 - another's code, which may fail in any way
        said = " ".join(str(error).split())
        return None, f"{type(error).__name__}: {said}" if said else type(error).__name__
    if not isinstance(plugin, Format):
        return None, f"it is no Format but a {type(plugin).__name__}"
    if not _NAME.fullmatch(plugin.name):
        return None, f"its name {plugin.name!r} is not made of a-z, 0-9 and -"
    return plugin, ""


@cache
def _known() -> Known:
    return known(entry_points(group=GROUP))


def formats() -> Mapping[str, Format]:
    """Every format by its name, ours first."""
    return _known().formats


def failed() -> tuple[str, ...]:
    """A sentence for each plug-in that cannot be used."""
    return _known().failed


def is_ours(format_: Format) -> bool:
    """Whether it is no plug-in's."""
    return format_ in _OURS


def format_named(name: str) -> Format:
    """The format of this name; AnnotatorError where there is none."""
    try:
        return formats()[name]
    except KeyError:
        told = " ".join((f"Choose one of {', '.join(formats())}.", *failed()))
        raise AnnotatorError(f"There is no format {name}.", told) from None


def format_for(
    filename: str, *, writing: bool = False, head: Callable[[], bytes] = bytes
) -> Format | None:
    """The format that a file's name speaks of, None where it speaks of none. The longest ending
    counts; of several with one, `head`, which gives the first bytes of a file to read, tells."""
    name, by_ending = filename.lower(), _known().written if writing else _known().read
    longest = max((one for one in by_ending if name.endswith(one)), key=len, default="")
    named = by_ending[longest] if longest else ()
    if len(named) > 1 and not writing:
        first = head()
        seen = (one for one in named if one.recognises and one.recognises(first))
        plain = (one for one in named if one.recognises is None)
        return next(chain(seen, plain, named))
    return next(iter(named), None)


def lacking(format_: Format) -> str:
    """What must be installed before this format works, as a command; "" where nothing must."""
    if not format_.needs or find_spec(format_.needs) is not None:
        return ""
    return f'pip install "{DISTRIBUTION}[{format_.extra}]"' if format_.extra else format_.needs


def check_able(format_: Format) -> None:
    """AnnotatorError where something must be installed before this format works. What is there is
    loaded: two threads that first import parts of one library at once get it half made."""
    if command := lacking(format_):
        raise AnnotatorError(
            f"{format_.name} needs {format_.needs}, which is not installed.", f"Run {command}"
        )
    if format_.needs:
        with _LOADING:
            import_module(format_.needs)


def options_of(format_: Format, given: Mapping[str, str], *, reading: bool = False) -> Options:
    """The options of a format with a value each; AnnotatorError where one is unknown."""
    own = {one.name: one for one in format_.options if (one.reading if reading else one.writing)}
    for name, value in given.items():
        if name not in own:
            able = ", ".join(map(_with_choices, own.values())) or "none"
            raise AnnotatorError(
                f"The format {format_.name} has no option {name}.", f"It has {able}."
            )
        choices = own[name].choices
        if choices and value not in choices:
            raise AnnotatorError(
                f"{value} is no choice of {name}.", f"Choose one of {', '.join(choices)}."
            )
    return {name: given.get(name, one.default) for name, one in own.items()}


def _with_choices(option: Option) -> str:
    return f"{option.name} ({', '.join(option.choices)})" if option.choices else option.name

"""What an import reads: which files there are in what the person names (files, folders, archives,
pages of the web, standard input), and in which format each is."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, groupby
from pathlib import Path
from typing import Final, NamedTuple

from annotator.errors import AnnotatorError, BrokenError, system_error
from annotator.formats.articles.whole import is_address
from annotator.formats.format import Format
from annotator.formats.nameless import format_of
from annotator.formats.registry import format_for, format_named, formats, lacking
from annotator.store.backup import folder_of
from annotator.store.project import SUFFIX
from annotator.tasks.archives import SUFFIX as ARCHIVE
from annotator.tasks.archives import opened
from annotator.tasks.copies import folder_of_copies
from annotator.tasks.fetching import Web
from annotator.tasks.inception import export_of
from annotator.tasks.places import (
    STANDARD_INPUT,
    Folder,
    Item,
    Named,
    Place,
    StandardInput,
    head_of,
    path_from,
)  # fmt: skip
from annotator.tasks.progress import Progress

MANIFEST: Final = ".manifest.json"
_INSTEAD: Final = {
    SUFFIX: "It is a project: merge it.",
    **dict.fromkeys((".doc", ".odt", ".rtf", ".pages"), "Save it as DOCX."),
    **dict.fromkeys((".xls", ".ods", ".numbers"), "Save it as XLSX."),
}
"""What to do with files that people have and that are not read."""


class Unread(NamedTuple):
    """A file that the person named and that cannot be read, and why."""

    shown: str
    reason: str


class Aside(NamedTuple):
    """What is told of a folder or an archive: which files in it are not read, or why."""

    shown: str
    names: tuple[str, ...] = ()
    said: str = ""


def found(
    paths: Iterable[str | Path], chosen: Format | None, look: Progress = lambda *_: None
) -> Iterator[Item | Unread | Aside]:
    """Each file once, with its format; those that belong to another one are left to that. An
    address is fetched when it is opened; `look` hears how far that is."""
    if chosen is not None and chosen.read is None:
        yield from (Unread(str(path), _unreadable(Path(path), chosen)) for path in paths)
        return
    named: list[Item | Unread] = []
    for path in _once(paths):
        if is_address(str(path)):
            named.append(_page(str(path), chosen, look))
        elif str(path) == STANDARD_INPUT:
            place = StandardInput()
            format_ = chosen or format_of(head_of(place, STANDARD_INPUT))
            named.append(_able(Item("standard input", place, STANDARD_INPUT, format_)))
        elif not str(path):  # to pathlib it is the folder that one is in
            named.append(Unread("“”", "That names no file."))
        elif _is(Path.is_dir, Path(path)):
            yield from _in_folder(Folder(Path(path)), chosen, str(path))
        elif _is_archive(str(path)):
            yield from _in_archive(Path(path), Path(path).as_posix(), chosen)
        else:
            named.append(_named(Path(path), chosen))
    beside = _all_companions(one for one in named if isinstance(one, Item))
    yield from (one for one in named if one.shown not in beside)


def _once(paths: Iterable[str | Path]) -> Iterator[str | Path]:
    """Each of them once, also where it is named in two ways."""
    seen: set[str] = set()
    for path in paths:
        plain = is_address(str(path)) or str(path) in ("", STANDARD_INPUT)
        key = str(path) if plain else os.path.realpath(path)
        if key not in seen:
            seen.add(key)
            yield path


def _is(asked: Callable[[Path], bool], path: Path) -> bool:
    """What the system says of a path; of one that it cannot look up (too long a name) it is not."""
    try:
        return asked(path)
    except OSError:
        return False


def _page(address: str, chosen: Format | None, look: Progress) -> Item | Unread:
    format_ = format_named("webpage")
    if chosen not in (None, format_):
        return Unread(address, "An address can be read only as a web page.")
    return Item(address, Web(address, look), address, format_)


def _named(path: Path, chosen: Format | None) -> Item | Unread:
    place = Named(path)
    try:
        format_ = chosen or _format_of(place, path.name)
    except BrokenError as error:
        return Unread(str(path), str(error))
    if format_ is None and not _is(Path.exists, path):
        return Unread(str(path), "It is not there. Check the path.")
    if format_ is None or format_.read is None:
        return Unread(str(path), _unreadable(path, format_))
    return _able(Item(str(path), place, path.name, format_))


def _format_of(place: Place, name: str) -> Format | None:
    """The format of a file; BrokenError where one fails that is asked for it."""
    try:
        return format_for(name, head=partial(head_of, place, name))
    except Exception as error:
        raise BrokenError(error) from error


def _able(item: Item) -> Item | Unread:
    """A file, or what must be installed before it can be read."""
    command = lacking(item.format)
    if not command:
        return item
    called = item.format.title.partition(":")[0]
    return Unread(item.shown, f"{called} needs {item.format.needs}. Run {command}")


def _in_folder(place: Folder, chosen: Format | None, shown: str) -> Iterator[Item | Unread | Aside]:
    names = _names(place.names())
    export = export_of(names)
    if export is not None:
        yield Aside(shown, said=export.told)
    read = export.names if export else names
    others = [name for name in read if not _is_archive(name)]
    yield from _in_place(place, others, chosen, "" if export else shown, "")
    for name in read:
        if _is_archive(name):
            yield from _in_archive(place.root / name, name, chosen, f"{name}/")
    yield from (Unread(name or shown, reason) for name, reason in place.shut)


def _in_archive(
    path: Path, shown: str, chosen: Format | None, below: str = ""
) -> Iterator[Item | Unread | Aside]:
    """The files of an archive. One that is in a folder has its name `below` which its files are."""
    try:
        place = opened(path, below)
    except AnnotatorError as error:
        yield Unread(shown, str(error))
    except OSError as error:
        yield Unread(shown, str(system_error(error)))
    else:
        names = _names(place.names())
        export = export_of(names)
        if export is not None:
            yield Aside(shown, said=export.told)
        before = "" if below else f"{shown}/"
        read = export.names if export else names
        yield from _in_place(place, read, chosen, "" if export else shown, before)
        yield from (Unread(f"{shown}/{name}", reason) for name, reason in place.shut)


def _names(names: Iterable[str]) -> list[str]:
    """Without what we write ourselves: the manifest beside an export; beside a project SQLite's
    working files, its back-ups, and the copies of sources, which are no articles."""
    every = list(names)
    projects = [Path(name) for name in every if name.endswith(SUFFIX)]
    ours = tuple(
        f"{beside.as_posix()}{end}"
        for path in projects
        for beside, end in ((path, "-"), (folder_of(path), "/"), (folder_of_copies(path), "/"))
    )
    return [name for name in every if not name.endswith(MANIFEST) and not name.startswith(ours)]


def _in_place(
    place: Place, names: Sequence[str], chosen: Format | None, shown: str, before: str
) -> Iterator[Item | Unread | Aside]:
    """The files of a folder or an archive; those of no kind that is read together at the end, where
    the place is `shown`."""
    shut: list[Unread] = []
    items = list(_items(place, names, chosen, before, shut))
    beside = _all_companions(items)
    yield from map(_able, _together(item for item in items if item.shown not in beside))
    yield from shut
    if chosen is None and shown:
        used = {one.removeprefix(before) for one in beside}.union(item.name for item in items)
        used.update(one.shown.removeprefix(before) for one in shut)
        if aside := tuple(name for name in names if name not in used):
            yield Aside(shown, aside)


def _items(
    place: Place, names: Sequence[str], chosen: Format | None, before: str, shut: list[Unread]
) -> Iterator[Item]:
    if chosen is not None:
        of_this = [name for name in names if name.lower().endswith(chosen.suffixes)]
        yield from (Item(before + name, place, name, chosen) for name in of_this or names)
        return
    for name in names:
        try:
            format_ = _format_of(place, name)
        except BrokenError as error:
            shut.append(Unread(before + name, str(error)))
            continue
        if format_ is not None:
            yield Item(before + name, place, name, format_)


def _together(items: Iterable[Item]) -> list[Item]:
    """The same, those of one name in several folders (one for each annotator) one after the other,
    where each has its text beside it: it is the same text, and is at hand for the next one. None of
    them goes past a file of another format, which may tell more of the article."""
    together: list[Item] = []
    for format_, some in groupby(items, key=lambda item: item.format):
        if ".txt" in format_.companions:
            named: dict[str, list[Item]] = {}
            for item in some:
                named.setdefault(posixpath.basename(item.name), []).append(item)
            some = chain.from_iterable(named.values())
        together += some
    return together


def _is_archive(name: str) -> bool:
    return name.lower().endswith(ARCHIVE)


def _all_companions(items: Iterable[Item]) -> set[str]:
    """The files that belong to these, as people call them."""
    return {beside for item in items for beside in _companions(item)}


def _companions(item: Item) -> Iterator[str]:
    """Those of one file."""
    shown = item.shown.replace(os.sep, "/")
    folder = posixpath.dirname(shown)
    suffix = next((one for one in item.format.suffixes if shown.lower().endswith(one)), "")
    stem = shown[: len(shown) - len(suffix)]
    for name in item.format.companions:
        ending = name.startswith(".") and not name.startswith("../")
        beside = f"{stem}{name}" if ending else path_from(folder, name)
        if beside != shown:
            yield beside.replace("/", os.sep) if isinstance(item.place, Named) else beside


def _unreadable(file: Path, format_: Format | None) -> str:
    if format_ is not None:
        return f"{format_.title.partition(':')[0]} can be written, but not read."
    if remedy := _INSTEAD.get(file.suffix.lower()):
        return f"A file of the kind {file.suffix} cannot be read. {remedy}"
    known = sorted(
        {ARCHIVE, *(suffix for one in formats().values() if one.read for suffix in one.suffixes)}
    )
    kind = f"of the kind {file.suffix}" if file.suffix else "without an ending"
    return f"A file {kind} cannot be read; those that can end in {', '.join(known)}."

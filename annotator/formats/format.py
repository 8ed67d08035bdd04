"""What a format is: a name, what it carries, and a reader or a writer or both.

A reader knows streams and a writer knows an `Output`; neither knows paths. So the same format reads
from a folder, an archive or standard input, and what it writes appears whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from enum import Enum
from types import MappingProxyType
from typing import Any, BinaryIO, Final, NamedTuple, Protocol, TypeAlias

from msgspec import Struct, field

from annotator.domain.dataset import RawRecord, Record
from annotator.domain.label import Label

Options: TypeAlias = Mapping[str, str]
"""The options of a format by name, each with a value: what was chosen, else the default."""

NO_OPTIONS: Final[Options] = MappingProxyType({})


class Refusal(NamedTuple):
    """Something in a file that does not go in: where, and why; and which flag of the command line
    takes it in, in a sentence that the window does not show."""

    place: str
    reason: str
    flag: str = ""


class Remark(NamedTuple):
    """Something to be told of a file that went in: what, and the encoding, if that is it."""

    said: str
    encoding: str = ""


class Source(NamedTuple):
    """What a reader reads: the bytes, the name of their file (with its folders, `/` between them),
    and whose labels they are where the file does not say. Of a page of the web the name is its
    address, and `declared` the encoding that its server says.

    `sibling` opens another file by its path from this one's folder, None where there is none; it
    never leads out of what the person has named. It is closed with this one; who opens many closes
    each.
    """

    stream: BinaryIO
    name: str
    annotator: str | None = None
    options: Options = NO_OPTIONS
    sibling: Callable[[str], BinaryIO | None] = lambda _: None
    declared: str = ""


class Output(Protocol):
    """What a writer writes to. All of it takes its names at once, when it is whole."""

    @property
    def options(self) -> Options:
        """The options of the format."""

    @property
    def about(self) -> Mapping[str, Any]:
        """The head of the manifest: name of the project, choices, licence, journal position, …"""

    @property
    def parts(self) -> Mapping[str, Iterable[Record]]:
        """The records by part (train, dev, test), each to be read once; without a split all under
        the name `""`. Only for formats with `parts`; the others are called once a part."""

    @property
    def stream(self) -> BinaryIO:
        """The file that bears the name the person chose. Not for folders."""

    def open(self, name: str) -> AbstractContextManager[BinaryIO]:
        """One more file: in a folder by its path in it (`/` between, no way out), else a companion
        as `Format.companions` names it. Close it before you open thousands."""


class Carries(Enum):
    """What a format can carry, in the order in which losses are told: the thing in words, and what
    is told of each article or label that has it, where the format does not carry it."""

    TEXTS = ("the texts", "the text of an article is left out")
    UNLABELLED = ("articles without labels", "an article without labels is left out")
    DETAILS = ("titles, sources, dates and languages", "title, source, date or language of an "
               "article is left out")  # fmt: skip
    IDS = ("ids", "the id of a label is left out")
    PLACES = ("places in the text", "the place of a label in the text is left out")
    OVERLAP = ("overlapping labels", "a label overlaps another one")
    FRAGMENTS = ("fragments", "a label has several fragments")
    EVIDENCE = ("evidence", "evidence is left out")
    NOTES = ("notes", "a note is left out")
    TAGS = ("tags", "tags are left out")
    CONFIDENCE = ("confidence", "the confidence is left out")
    ANNOTATORS = ("annotators", "who made a label is left out")
    LAYERS = ("layers", "that a label is gold is left out")
    TIMES = ("times", "when a label was made is left out")
    DECISIONS = ("decisions", "a decision is left out")
    COMMENTS = ("comments", "a comment is left out")
    DONE = ("who finished an article", "who finished an article is left out")
    META = ("keys of other tools", "keys of other tools are left out")


ALL: Final = frozenset(Carries)


class Purpose(Enum):
    """What a format is written for, in the order in which a person is offered them."""

    KEEPING = "Keep everything"
    SPREADSHEETS = "Spreadsheets"
    LEARNING = "Machine learning and research"
    TOOLS = "Annotation tools"
    WEB = "The web and newsrooms"
    READING = "Reading and printing"
    OTHER = "Others"


class Option(Struct, frozen=True):
    """A choice that a format leaves to the person: `title` says it in words, `choices` are the
    values with their words, the default one among them. Without choices any text will do."""

    name: str
    title: str
    choices: Mapping[str, str] = field(default_factory=dict)
    default: str = ""
    reading: bool = False
    writing: bool = True


Read: TypeAlias = Callable[[Source], Iterator[Record | RawRecord | Refusal | Remark]]
Write: TypeAlias = Callable[[Iterable[Record], Output], None]
Losses: TypeAlias = Callable[[Record, Options], Iterator[str]]
Holds: TypeAlias = Callable[[Record, Options], Sequence[Sequence[Label]] | None]
Recognises: TypeAlias = Callable[[bytes], bool]


class Format(Struct, frozen=True):
    """One format in both directions.

    `unit` is the unit of its offsets: "codepoint", "utf16", "utf8", "" where it has none, "open"
    where files differ, which their quotes decide; `written` is then the one that it writes. What
    `carries` lacks is told before writing, and `losses` names what only this format loses, once for
    each label of a record that it touches; `also_loses` says that in a few words. `holds` says how
    many labels the files have of a record, where that is not as many as it has: one item for each,
    with the labels of the project that it stands for; None where the article is not in the files.
    `recognises` looks at the first bytes of a file whose ending several formats have (of JSON lines
    the first one whole; of Parquet also the last, which say its columns). A `folder` is written as
    a folder, and with `parts` a split goes into one. `companions` are files that belong to one of
    this format's and are not read by themselves: an ending in place of its own (".txt"), or a path
    from its folder ("TypeSystem.xml"). `many`: a file can hold many articles.
    `purpose` is what it is written for: the dialog groups by that.
    `counts`: where it carries further keys, it does so of labels, too: those of soft labels are
    there. `needs` is a module without which it does not work, and `extra` the extra that brings it.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    unit: str = ""
    carries: frozenset[Carries] = ALL
    also_loses: str = ""
    read: Read | None = None
    write: Write | None = None
    losses: Losses = lambda *_: iter(())
    holds: Holds | None = None
    options: tuple[Option, ...] = ()
    recognises: Recognises | None = None
    folder: bool = False
    parts: bool = False
    companions: tuple[str, ...] = ()
    many: bool = True
    purpose: Purpose = Purpose.OTHER
    needs: str = ""
    extra: str = ""
    written: str = ""
    counts: bool = True

    @property
    def loses(self) -> str:
        """What it cannot carry, in words."""
        lost = [one.value[0] for one in Carries if one not in self.carries]
        return ", ".join([*lost, self.also_loses] if self.also_loses else lost) or "nothing"

"""The rows of tables in plain text: CSV with whatever stands between its cells, and JSON lines."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, BinaryIO, Final, NamedTuple, TypeAlias

from annotator.domain.text import LONGEST, decoded, marked
from annotator.errors import AnnotatorError
from annotator.formats.first_lines import refuse_others
from annotator.formats.format import Refusal
from annotator.formats.json_parts import Piece, Recoded, lines
from annotator.formats.json_values import WrongError
from annotator.formats.sheets import COLUMNS

Row: TypeAlias = tuple[str, Mapping[str, Any]]
"""Where it stands, and its cells by the names of their columns."""

DELIMITERS: Final = ",;\t|"
_SAMPLE: Final = 64 * 1024
_CHUNK: Final = 1024 * 1024
_LONGEST_LINE: Final = 8 * 1024 * 1024
_LOOKED_AT: Final = 50


csv.field_size_limit(LONGEST + 1)
"""By itself it takes no cell as long as an article. The limit is one for the whole process."""


class Table(NamedTuple):
    """The columns of a table, its rows to be read once, and its encoding, if it is text."""

    columns: Sequence[str]
    rows: Iterator[Row | Refusal]
    encoding: str = ""


def delimited(stream: BinaryIO) -> Table:
    """A table whose first row names its columns. AnnotatorError where it cannot be read."""
    encoding = encoding_of(stream)
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    try:
        delimiter = delimiter_of(text.read(_SAMPLE))
        text.seek(0)
        lines_ = Lines(text, _LONGEST_LINE)
        columns = next(csv.reader(lines_, delimiter=delimiter), [])
    except (csv.Error, UnicodeError) as error:
        raise _broken(error) from error
    finally:
        text.detach()
    if len(columns) > COLUMNS:
        raise AnnotatorError(f"It has more than {COLUMNS:,} columns.", "Choose some of them.")
    columns = distinct(columns)
    return Table(columns, _cells(stream, encoding, delimiter, columns), encoding)


def _cells(
    stream: BinaryIO, encoding: str, delimiter: str, columns: Sequence[str]
) -> Iterator[Row | Refusal]:
    """The rows after the first. The text is opened here: nobody would let go of one that was opened
    for rows that are then not asked for."""
    number = 1
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    try:
        table = _rows(_RowLines(text, _LONGEST_LINE), delimiter)
        next(table, None)
        for number, row in enumerate(table, 2):
            place = f"row {number}"
            if isinstance(row, str):
                yield Refusal(place, row)
            elif is_wider(row, columns):
                yield Refusal(place, uneven(row, columns))
            elif any(row):
                yield place, dict(zip(columns, row, strict=False))
    except (csv.Error, UnicodeError) as error:
        yield Refusal(f"after row {number}", str(_broken(error)))
    finally:
        text.detach()


def _rows(lines_: _RowLines, delimiter: str) -> Iterator[list[str] | str]:
    """The cells of each row, or why there are none: a quotation mark that stands alone may have
    taken the rows after it into its cell. In a row of one line it can have taken nothing."""
    table = csv.reader(lines_, delimiter=delimiter, strict=True)
    while True:
        lines_.taken.clear()
        try:
            yield next(table)
        except StopIteration:
            return
        except csv.Error as error:
            if lines_.ended:
                yield "Its quotation marks never end."
            elif "expected after" not in str(error):
                raise
            elif len(lines_.taken) > 1:
                yield "Its quotation marks do not pair: rows after it may stand in a cell of it."
            else:
                yield next(csv.reader(lines_.taken, delimiter=delimiter))


def _broken(error: Exception) -> AnnotatorError:
    if "field limit" in str(error):
        problem = f"A cell has more than {LONGEST:,} characters, or its quotation marks never end."
        return AnnotatorError(problem, "Look there; what follows was not read.")
    why = "a letter is in no encoding of it" if isinstance(error, UnicodeError) else str(error)
    return AnnotatorError(f"This is no table to read: {why}.", "Save it as “CSV UTF-8”.")


class Lines(Iterator[str]):
    """The lines of a text; csv.Error where one is longer than `longest`. `ended`: it was asked for
    one after the last."""

    def __init__(self, text: io.TextIOWrapper, longest: int) -> None:
        self._text, self._longest = text, longest
        self.ended = False

    def __next__(self) -> str:
        line = self._text.readline(self._longest)
        if not line:
            self.ended = True
            raise StopIteration
        if len(line) == self._longest:
            raise csv.Error(f"a line has over {self._longest:,} characters")
        return line


class _RowLines(Lines):
    """`taken` are those since it was cleared."""

    def __init__(self, text: io.TextIOWrapper, longest: int) -> None:
        super().__init__(text, longest)
        self.taken: list[str] = []

    def __next__(self) -> str:
        line = super().__next__()
        self.taken.append(line)
        return line


def is_wider(row: Sequence[str], columns: Sequence[str]) -> bool:
    """Whether a row has cells beyond the columns: another sign parts them, or none guards one."""
    return len(row) > len(columns) and any(row[len(columns) :])


def uneven(row: Sequence[str], columns: Sequence[str]) -> str:
    """Why a row of too many or too few cells is refused."""
    count = len(row)
    return f"It has {count} cell{'s' * (count != 1)}, but there are {len(columns)} columns."


def distinct(columns: Sequence[str]) -> list[str]:
    """The names of columns, each once, those without one by their place."""
    names: dict[str, None] = {}
    for number, given in enumerate(columns, 1):
        name = given.strip() or f"column {number}"
        while name in names:
            name = f"{name} ({number})"
        names[name] = None
    return list(names)


def delimiter_of(sample: str) -> str:
    """What stands between the cells: that by which most rows are as wide as the first one."""

    def width(delimiter: str) -> tuple[float, int]:
        lines_ = io.StringIO(sample, newline="")  # a CR alone ends one too
        table = csv.reader(lines_, delimiter=delimiter)
        try:
            rows = [len(row) for row in islice(table, _LOOKED_AT)]
        except csv.Error:
            return 0.0, 0
        whole = rows[:-1] or rows  # the last may be cut
        if not whole or whole[0] < 2:
            return 0.0, 0
        return whole.count(whole[0]) / len(whole), whole[0]

    return max(DELIMITERS, key=width)


def encoding_of(stream: BinaryIO) -> str:
    """The encoding of a text, by its mark, as UTF-8 all through, or by what is likely where it is
    not. AnnotatorError where it is no text."""
    first = stream.read(4)
    stream.seek(0)
    if by_mark := marked(first):
        return by_mark
    decoder = codecs.getincrementaldecoder("utf-8")()
    chunk = stream.read(_CHUNK)
    try:
        while chunk:
            if b"\0" in chunk:
                raise AnnotatorError(
                    "This is no text: there are zero bytes in it.", "Save it anew."
                )
            decoder.decode(chunk)
            chunk = stream.read(_CHUNK)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        whole = chunk[: chunk.rfind(b"\n") + 1] or chunk
        return decoded(whole)[1]
    finally:
        stream.seek(0)
    return "utf-8"


def json_lines(stream: BinaryIO) -> Table:
    """A table with an object a line. Its columns are those of its first lines; more may follow.
    AnnotatorError where it is no text."""
    encoding = encoding_of(stream)
    stream.seek(0)
    pieces = lines(stream if encoding.startswith("utf") else Recoded(stream, encoding))
    first = list(islice(pieces, _LOOKED_AT))
    found = (one.value for one in first if isinstance(one, Piece))
    begun = frozenset(next((value for value in found if isinstance(value, dict)), ()))
    rows = [_object(one, begun) for one in first]
    columns = dict.fromkeys(key for one in rows if not isinstance(one, Refusal) for key in one[1])
    return Table(list(columns), chain(rows, (_object(one, begun) for one in pieces)), encoding)


def _object(piece: Piece | Refusal, begun: frozenset[str]) -> Row | Refusal:
    """A line as a row. Labels are a column of their own where the file has `begun` with them, else
    nobody has seen that it has any."""
    if isinstance(piece, Refusal):
        return piece
    if not isinstance(piece.value, dict):
        return Refusal(piece.place, "A line must be one JSON object.")
    try:
        refuse_others(piece.value, begun)
    except WrongError as error:
        return Refusal(piece.place, str(error))
    return piece.place, piece.value

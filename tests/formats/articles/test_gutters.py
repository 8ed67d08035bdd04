"""A page in columns is read column by column, and nothing else is taken for one."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from textwrap import wrap

import pypdfium2
import pytest
from browsing import browse
from hypothesis import given
from hypothesis import strategies as st
from papers import placed_pdf

from annotator.domain.dataset import Record
from annotator.formats.articles import pdf
from annotator.formats.articles.gutters import Glyph, parted
from annotator.formats.articles.lines import joined, words_of
from annotator.formats.format import Source

FIRST = (
    "The dam north of the town held through the night, officials said on Tuesday, after a week of "
    "rain and a storm that nobody had seen coming. Some 300 people left their houses, and most of "
    "them were back by noon. The mayor thanked the neighbourhoods by the river for their patience."
)
SECOND = (
    "It was built in 1911 and raised twice, the last time in 1986. Engineers had asked for a new "
    "spillway since then, which the council put off year after year. What it will cost now is not "
    "known; the figure of 40 million that went round on Wednesday is that of another dam."
)
THIRD = (
    "Nobody was hurt, but a bridge is closed until the end of the month, and trains go by another "
    "way. A spokesman of the railway said that the delay of 20 minutes was a worst case, and that "
    "from Friday on it would be half of that."
)


def across(columns: Sequence[Sequence[str]], lefts: Sequence[int]) -> list[tuple[int, int, str]]:
    """These columns, line by line from left to right."""
    return [
        (left, 680 - 12 * row, line)
        for row, lines in enumerate(zip_longest(*columns, fillvalue=""))
        for left, line in zip(lefts, lines, strict=True)
        if line
    ]


def text(words: Sequence[tuple[int, int, str]]) -> str:
    (one,) = pdf.read(Source(io.BytesIO(placed_pdf([words])), "a.pdf"))
    assert isinstance(one, Record), one
    return one.article.text


def test_two_columns_are_read_one_after_the_other() -> None:
    head = (
        72,
        720,
        "Dam holds through the night, and what is said of its price is not true",
    )
    foot = (72, 60, "The Daily Example, page 3")
    columns = [wrap(FIRST, 40), wrap(SECOND, 40)]
    assert text([head, *across(columns, (72, 310)), foot]).split("\n") == [
        head[2], FIRST, SECOND, foot[2],
    ]  # fmt: skip


def test_three_columns_of_unequal_length_are_read_one_after_the_other() -> None:
    columns = [wrap(one, 26) for one in (FIRST, SECOND, THIRD)]
    assert text(across(columns, (40, 220, 400))).split() == f"{FIRST} {SECOND} {THIRD}".split()


def test_a_paragraph_and_a_word_go_on_in_the_next_column() -> None:
    lines = wrap(f"{FIRST} {SECOND}", 40)
    half = len(lines) // 2
    lines[2] = lines[2][:-4] + "neigh-"
    lines[3] = "bourhood " + lines[3][9:]
    lines[half - 1] = lines[half - 1][:34] + "offi-"
    lines[half] = "cials " + lines[half]
    found = text(across([lines[:half], lines[half:]], (72, 310)))
    assert "neighbourhood " in found
    assert "officials " in found
    assert "\n" not in found


def test_a_headline_between_columns_parts_them() -> None:
    upper = across([wrap(FIRST, 40), wrap(SECOND, 40)], (72, 310))
    middle = (72, 560, "A second article below the first one, with a headline of its own over both")
    lower = [
        (x, y - 140, line) for x, y, line in across([wrap(SECOND, 40), wrap(FIRST, 40)], (72, 310))
    ]
    assert text([*upper, middle, *lower]).split("\n") == [FIRST, SECOND, middle[2], SECOND, FIRST]


def test_one_column_after_the_other_in_the_file_is_left_as_it_is() -> None:
    first, second = (across([wrap(one, 40)], (left,)) for one, left in ((FIRST, 72), (SECOND, 310)))
    assert text([*first, *second]).split("\n") == [FIRST, SECOND]
    narrow = across([wrap(FIRST, 24)], (72,))  # too narrow to be taken for a column
    assert text([*narrow, *second]).split() == f"{FIRST} {SECOND}".split()
    ragged = [(310, 680 - 12 * row, "short" * (row % 3 + 1)) for row in range(20)]
    assert text([*first, *ragged]).split("\n")[0] == FIRST


@pytest.mark.parametrize(
    ("columns", "lefts"),
    [
        (([f"Claim {n} of all" for n in range(9)], [f"{n * 7} %" for n in range(9)]), (72, 310)),
        (
            (
                [f"Claim {n} is a whole sentence of its own." for n in range(9)],
                [f"It was checked by two people, {n} days ago." for n in range(9)],
            ),
            (72, 310),
        ),
        ((["Dam", "Bridge", "Rail", "Tower", "Gate"], ["held"] * 5, ["true"] * 5), (72, 150, 300)),
    ],
)  # fmt: skip
def test_a_row_of_a_table_stays_a_line(columns: list[list[str]], lefts: tuple[int, ...]) -> None:
    rows = [" ".join(row) for row in zip(*columns, strict=True)]
    assert text(across(columns, lefts)).split("\n") == rows


def test_a_table_between_paragraphs_is_no_part_of_them() -> None:
    above = [(72, 780 - 12 * n, line) for n, line in enumerate(wrap(FIRST, 90))]
    below = [(72, 560 - 12 * n, line) for n, line in enumerate(wrap(THIRD, 90))]
    rows = across([[f"Dam {n}" for n in range(6)], ["built in 1911"] * 6], (72, 310))
    table = [f"Dam {n} built in 1911" for n in range(6)]
    assert text([*above, *rows, *below]).split("\n") == [FIRST, *table, THIRD]


def test_a_list_with_numbers_is_read_item_by_item() -> None:
    items = [wrap(one, 70) for one in (FIRST, SECOND, THIRD, FIRST, SECOND)]
    words, row = [], 0
    for number, lines in enumerate(items, 1):
        words.append((72, 700 - 12 * row, f"{number}."))
        for line in lines:
            words.append((100, 700 - 12 * row, line))
            row += 1
    assert text(words).split("\n") == [
        f"{number}. {one}" for number, one in enumerate((FIRST, SECOND, THIRD, FIRST, SECOND), 1)
    ]


def test_columns_from_right_to_left_begin_at_the_right() -> None:
    def line(x: float, row: int, char: str) -> list[Glyph]:
        return [Glyph(char, x + 6 * n, x + 6 * n + 6, -14.0 * row, 10.0) for n in range(20)]

    glyphs = [one for row in range(6) for x, c in ((0, "\u0628"), (200, "\u0639"))
              for one in line(x, row, c)]  # fmt: skip
    groups, _ = parted(glyphs)
    assert ["".join({glyphs[at].char for at in group}) for group in groups] == ["\u0639", "\u0628"]


@given(
    st.lists(
        st.builds(
            lambda char, x, y, width, height: Glyph(char, x, x + width, y, height),
            st.sampled_from("aB.1\u0628"), st.floats(-50, 700),
            st.sampled_from([0.0, 12, 24, 36, 48, 60, 300]), st.floats(-3, 200), st.floats(1, 30),
        ),
        max_size=60,
    )
)  # fmt: skip
def test_each_glyph_is_in_one_group(glyphs: list[Glyph]) -> None:
    groups, _ = parted(glyphs)
    assert sorted(at for group in groups for at in group) == list(range(len(glyphs)))


@pytest.mark.validators
@pytest.mark.programs
def test_columns_that_a_browser_prints_are_read_as_they_are(tmp_path: Path) -> None:
    told = [FIRST, SECOND, THIRD] * 4
    body = "".join(f"<p>{one}</p>" for one in told)
    page = tmp_path / "page.html"
    page.write_text(f'<body style="columns:2;text-align:justify;font:11pt serif">{body}', "utf-8")
    browse(
        tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={tmp_path / 'page.pdf'}", page.as_uri()
    )
    raw = (tmp_path / "page.pdf").read_bytes()
    (one,) = pdf.read(Source(io.BytesIO(raw), "page.pdf"))
    assert isinstance(one, Record)
    assert one.article.text.split() == " ".join(told).split()
    in_its_order = pypdfium2.PdfDocument(raw)[0].get_textpage().get_text_range()
    assert one.article.text == joined(in_its_order, words_of([in_its_order]))

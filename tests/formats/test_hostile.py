"""Whatever a file holds, a reader says so in sentences: every format that reads."""

from __future__ import annotations

import json
import random
import re
import tracemalloc

import pytest
from fuzz_readers import HOSTILE, readers, seeds, spoilt, swallow

from annotator.domain.dataset import Record
from annotator.domain.text import LONGEST
from annotator.formats.format import Refusal
from annotator.formats.registry import format_named
from annotator.formats.text import LARGEST

NAMES = [one.name for one in readers()]
_BOUND = 400 * 1024 * 1024


@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.parametrize("name", NAMES)
def test_hostile_files_are_refused_and_memory_is_bounded(name: str, what: str) -> None:
    tracemalloc.start()
    try:
        found = swallow(format_named(name), {"": HOSTILE[what]}, "")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert all(isinstance(one, Record | Refusal) for one in found)
    assert not any(one.labels for one in found if isinstance(one, Record))
    assert peak < _BOUND


@pytest.mark.parametrize("name", [one.name for one in readers() if not one.many])
def test_a_file_over_50_mb_is_refused_in_a_sentence(name: str) -> None:
    words = b"Some words. " * (LARGEST // 12 + 1)
    files = {"x.ann": b"", "x.txt": words} if name == "brat" else {"x.ann": words}
    (one,) = swallow(format_named(name), files, "x.ann")
    assert isinstance(one, Refusal)
    assert "is larger than 50 MB" in one.reason


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("text", "{}"), ("markdown", "{}"), ("articles", "text\n{}\n"),
        ("jsonl", '{{"text": "{}"}}'), ("articles-jsonl", '{{"text": "{}"}}'),
        ("doccano", '{{"text": "{}", "label": []}}'),
        ("spacy-jsonl", '{{"text": "{}", "spans": []}}'),
        ("label-studio", '[{{"data": {{"text": "{}"}}, "annotations": []}}]'),
    ],
)  # fmt: skip
def test_a_text_over_5_million_characters_is_refused_in_a_sentence(name: str, shape: str) -> None:
    long = shape.format("word " * (LONGEST // 5 + 1)).encode()
    (one,) = swallow(format_named(name), {"": long}, "")
    assert isinstance(one, Refusal)
    assert re.search("more than 5,000,000", one.reason), one


@pytest.mark.parametrize("name", ["jsonl", "doccano"])
def test_labels_that_quote_a_text_without_end_do_not_take_the_memory(name: str) -> None:
    text, many = "word " * 400_000, 100
    label: object = [0, len(text), "verified"]
    if name == "jsonl":
        label = {"annotator": "A", "spans": [[0, len(text)]], "verdict": "verified"}
    line = {"text": text, "labels" if name == "jsonl" else "label": [label] * many}
    tracemalloc.start()
    found = swallow(format_named(name), {"": json.dumps(line).encode()}, "")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    refused = [one.reason for one in found if isinstance(one, Refusal)]
    assert len(refused) == (1 if name == "jsonl" else 75)
    assert "quote over 50,000,000 characters" in refused[0]
    assert peak < 120 * 1024 * 1024


@pytest.mark.parametrize("name", NAMES)
def test_spoilt_files_of_its_own_are_read_or_refused(name: str) -> None:
    format_ = format_named(name)
    chance = random.Random(name)
    sound = seeds(format_)
    for _ in range(60):
        files = dict(chance.choice(sound))
        main = next((one for one in files if one.endswith(format_.suffixes)), next(iter(files)))
        worse = chance.choice([*files])
        files[worse] = spoilt(files[worse], chance)
        found = swallow(format_, files, main)
        assert all(isinstance(one, Record | Refusal) for one in found)
        for one in found:
            if isinstance(one, Refusal):
                assert one.reason.strip()
            else:
                _sound(one)


def _sound(record: Record) -> None:
    """What goes in is what it says: no label outside the text, none with another quote."""
    text = record.article.text
    for label in record.labels:
        spans = [text[span.start : span.end] for span in label.spans]
        assert " … ".join(spans) == label.quote
        assert all(spans)

"""Lines of our JSONL that are wrong, each in one way, with what is said of it."""

from __future__ import annotations

from typing import Any

import orjson

GOOD = {"annotator": "A", "spans": [[0, 2]], "verdict": "verified"}


def line_of(**changes: Any) -> bytes:
    """A line with one label that has these changes."""
    return orjson.dumps({"text": "abc def", "labels": [{**GOOD, **changes}]})


SAID = {"annotator": "A", "about": ["x"], "text": "Why?"}


def said_of(**changes: Any) -> bytes:
    """A line with one comment that has these changes."""
    return orjson.dumps({"text": "abc def", "comments": [{**SAID, **changes}]})


WRONG = {
    "not JSON": (b"{", "not JSON"),
    "not UTF-8": (b'{"text": "\xff"}', "not UTF-8"),
    "deep": (b"[" * 10_000, "not JSON"),
    "a list": (b"[]", "one JSON object"),
    "no text": (b"{}", '"text" is missing'),
    "empty text": (b'{"text": " "}', "no text"),
    "a NUL": (b'{"text": "a\\u0000b"}', "NUL"),
    "other unit": (b'{"text": "a", "offset_unit": "utf16"}', "offset_unit"),
    "bool": (line_of(spans=[[False, 2]]), "pairs"),
    "float": (line_of(spans=[[0.0, 2]]), "pairs"),
    "no spans": (line_of(spans=[]), "spans"),
    "verdict": (line_of(verdict=1), "verdict"),
    "no verdict": (line_of(verdict=""), "verdict"),
    "nobody": (line_of(annotator=None), "annotator"),
    "confidence": (line_of(confidence=6), "confidence"),
    "confidence bool": (line_of(confidence=True), "confidence"),
    "tags": (line_of(tags="x"), "tags"),
    "stance": (line_of(evidence=[{"stance": "maybe"}]), "stance"),
    "a comment on nothing": (said_of(about=[]), "about"),
    "a comment without words": (said_of(text=" "), "step"),
    "a step with words": (said_of(step="resolved"), "step"),
    "another step": (said_of(step="closed"), "must be one of"),
    "a comment of nobody": (said_of(annotator=None), "annotator"),
    "a comment of no time": (said_of(at="yesterday"), "must be like"),
    "a comment twice": (
        orjson.dumps({"text": "a b", "comments": [{**SAID, "id": "x"}, {**SAID, "id": "x"}]}),
        "twice",
    ),
    "unknown decision": (
        orjson.dumps(
            {
                "text": "a b",
                "decisions": [{"adjudicator": "J", "label": "x", "outcome": "accepted"}],
            }
        ),
        "not there",
    ),
}

MISPLACED = {
    "out of range": ({"spans": [[0, 99]]}, "outside the text"),
    "negative": ({"spans": [[-1, 2]]}, "outside the text"),
    "empty span": ({"spans": [[2, 2]]}, "empty"),
    "overlap": ({"spans": [[0, 3], [2, 5]]}, "overlap"),
    "quote": ({"quote": "xyz"}, "quotes “xyz”"),
}

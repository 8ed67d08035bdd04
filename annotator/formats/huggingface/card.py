"""The dataset card: a README with the head that Hugging Face and `datasets` read, and a page for
people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import orjson

from annotator.domain.label import Verdict
from annotator.formats.huggingface.fields import FIELDS, Field
from annotator.formats.huggingface.part import Part

_LICENCES: Final = frozenset(
    """
    apache-2.0 bsd-3-clause cc-by-2.0 cc-by-3.0 cc-by-4.0 cc-by-nc-4.0 cc-by-nc-nd-4.0
    cc-by-nc-sa-4.0 cc-by-nd-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc0-1.0 cdla-permissive-2.0 gpl-3.0 mit
    odbl odc-by pddl unlicense unknown
    """.split()
)
"""The licences that Hugging Face knows by these names and that a dataset may well have."""

_SIZES: Final = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"),
                 (1_000_000, "100K<n<1M"))  # fmt: skip
_BREAKS: Final = re.compile("[\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]")


def card(about: Mapping[str, Any], parts: Sequence[Part]) -> str:
    """The README.md."""
    name = name_of(about)
    head = "\n".join(_head(about, parts))
    return f"---\n{head}\n---\n\n# {_inline(name)}\n\n{_page(about, parts)}"


def name_of(about: Mapping[str, Any]) -> str:
    """What the dataset is called."""
    return str(about.get("project") or "Fact-check annotations")


def languages(parts: Iterable[Part]) -> list[str]:
    """The languages of the articles, without script and country."""
    found = {tag.partition("-")[0].lower() for part in parts for tag in part.languages}
    return sorted(one for one in found if re.fullmatch("[a-z]{2,3}", one))


def _head(about: Mapping[str, Any], parts: Sequence[Part]) -> Iterator[str]:
    articles = sum(part.articles for part in parts)
    yield f"pretty_name: {_yaml(name_of(about))}"
    yield from _licence(str(about.get("licence") or ""))
    if found := languages(parts):
        yield "language:"
        yield from (f"- {_yaml(one)}" for one in found)
    yield "task_categories:\n- token-classification\n- text-classification"
    yield "tags:\n- fact-checking"
    size = next((name for most, name in _SIZES if articles < most), "n>1M")
    yield f"size_categories:\n- {size}"
    yield "configs:\n- config_name: default\n  data_files:"
    for part in parts:
        yield f"  - split: {part.split}\n    path: {part.path}"
    yield "dataset_info:\n  config_name: default\n  features:"
    yield from _features(FIELDS, "  ")
    yield "  splits:"
    for part in parts:
        yield f"  - name: {part.split}\n    num_bytes: {part.memory}"
        yield f"    num_examples: {part.articles}"
    yield f"  download_size: {sum(part.size for part in parts)}"
    yield f"  dataset_size: {sum(part.memory for part in parts)}"


def _licence(given: str) -> Iterator[str]:
    known = given.strip().lower()
    if known in _LICENCES:
        yield f"license: {known}"
    elif known:
        yield f"license: other\nlicense_name: {_yaml(given.strip())}"


def _features(fields: Iterable[Field], indent: str) -> Iterator[str]:
    """The features as `datasets` writes them."""
    for one in fields:
        yield f"{indent}- name: {one.name}"
        if one.fields:
            yield f"{indent}  list:"
            yield from _features(one.fields, f"{indent}  ")
        elif one.many:
            lists = "".join(f"\n{indent}{'  ' * at}  list:" for at in range(1, one.many))
            yield f"{indent}  list:{lists} {one.kind}"
        else:
            yield f"{indent}  dtype: {one.kind}"


def _page(about: Mapping[str, Any], parts: Sequence[Part]) -> str:
    verdicts = [verdict.value for verdict in Verdict]
    columns = " | ".join(["split", "articles", "labels", *verdicts])
    rows = "\n".join(
        f"| {part.split} | {part.articles} | {part.labels} | "
        f"{' | '.join(str(part.verdicts[one]) for one in verdicts)} |"
        for part in parts
    )
    fields = "\n".join(_described(FIELDS, ""))
    licence = str(about.get("licence") or "")
    return f"""\
Articles in which people marked claims and gave each a verdict: verified, disputed or unverifiable.
One row is one article, with all labels in it.

| {columns} |
|{"---|" * (3 + len(verdicts))}
{rows}

## Fields

{fields}

Offsets are Unicode code points, end-exclusive, as Python counts: `text[start:end]`.

## Use

```python
from datasets import load_dataset

articles = load_dataset("path/of/this/folder")
```

## Licence

{_inline(licence) if licence else "None was given."}
"""


def _described(fields: Iterable[Field], indent: str) -> Iterator[str]:
    for one in fields:
        kind = "list of " * one.many + one.kind
        yield f"{indent}- `{one.name}` ({kind}): {one.meaning}"
        yield from _described(one.fields, f"{indent}  ")


def _inline(words: str) -> str:
    """Words of people in Markdown, on one line, each sign of its own shown as it is."""
    return re.sub(r"([\\`*_{}\[\]<>#|!&~])", r"\\\1", " ".join(words.split()))


def _yaml(words: str) -> str:
    """A text in YAML, which reads JSON's, but for line breaks that only YAML knows."""
    found = orjson.dumps(words).decode()
    return _BREAKS.sub(lambda one: f"\\u{ord(one[0]):04x}", found)

"""UIMA CAS XMI, as INCEpTION and DKPro read it: one file an article, and the type system.

A label is an annotation of the layer `webanno.custom.FactCheck`; of several fragments each is
one, with the same identifier. UIMA counts in UTF-16 units; the text of a file is an XML attribute,
in which line ends and tabs are escaped. XML knows no control characters: in notes and names they
become U+FFFD, which is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from annotator.domain.article import Article
from annotator.domain.dataset import Record
from annotator.domain.label import Label
from annotator.domain.offsets import Offsets
from annotator.formats import xmi_read
from annotator.formats.asides import evidence_line
from annotator.formats.format import ALL, Carries, Format, Options, Output, Purpose
from annotator.formats.naming import file_name

TYPE_SYSTEM: Final = "TypeSystem.xml"
_DOCUMENT: Final = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
_TYPES: Final = (
    (
        xmi_read.LABEL,
        "uima.tcas.Annotation",
        {
            "verdict": "String", "confidence": "Integer", "tags": "StringArray", "note": "String",
            "evidence": "StringArray", "annotator": "String", "layer": "String",
            "identifier": "String", "fragment": "String", "created": "String",
            "updated": "String",
        },
    ),
    (
        xmi_read.ARTICLE,
        "uima.cas.AnnotationBase",
        dict.fromkeys(("identifier", "title", "source", "published", "language"), "String"),
    ),
    (
        _DOCUMENT,
        "uima.tcas.DocumentAnnotation",
        dict.fromkeys(("documentTitle", "documentId", "documentUri"), "String"),
    ),
)  # fmt: skip

_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL: Final = re.compile('[&<>"\x00-\x1f\ud800-\udfff\ufffe\uffff]')
_ESCAPED: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;",
     "\r": "&#13;"}
)  # fmt: skip
_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" '
    'xmlns:custom="http:///webanno/custom.ecore" xmlns:meta="http:///de/tudarmstadt/ukp/dkpro/'
    'core/api/metadata/type.ecore" xmi:version="2.0">\n<cas:NULL xmi:id="0"/>\n'
)


def write(records: Iterable[Record], output: Output) -> None:
    """The type system, then a file for each article."""
    with output.open(TYPE_SYSTEM) as stream:
        stream.write(_type_system().encode())
    names: dict[str, int] = {}
    for record in records:
        name = file_name(record.article.title or record.article.id, names)
        with output.open(f"{name}.xmi") as stream:
            stream.write("".join(_lines(record)).encode())


def losses(record: Record, _: Options) -> Iterator[str]:
    """Characters that XML does not have."""
    article = record.article
    told = (article.title, article.source, article.published, article.language, article.id)
    for texts in chain([told], map(_texts, record.labels)):
        if any(map(_FORBIDDEN.search, texts)):
            yield "a character that XML does not have becomes \ufffd"


def _texts(label: Label) -> Iterator[str]:
    yield from (label.note, label.annotator, label.id, label.created, label.updated, *label.tags)
    yield from map(evidence_line, label.evidence)


def _lines(record: Record) -> Iterator[str]:
    article, offsets = record.article, Offsets(record.article.text)
    end = offsets.utf16(len(article.text))
    yield _HEAD
    yield _element("meta:DocumentMetaData", 2, 0, end, _document(article))
    yield _element("custom:Article", 3, None, None, _article(article))
    number = 3
    for label in record.labels:
        features = _features(label)
        arrays = {"tags": label.tags, "evidence": tuple(map(evidence_line, label.evidence))}
        for at, span in enumerate(label.spans, 1):
            number += 1
            if len(label.spans) > 1:
                features["fragment"] = f"{at}/{len(label.spans)}"
            start, stop = offsets.utf16(span.start), offsets.utf16(span.end)
            yield _element("custom:FactCheck", number, start, stop, features, arrays)
    text = _escaped(article.text)
    yield (
        '<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" '
        f'sofaString="{text}"/>\n'
    )
    members = " ".join(map(str, range(2, number + 1)))
    yield f'<cas:View sofa="1" members="{members}"/>\n</xmi:XMI>\n'


def _document(article: Article) -> dict[str, str]:
    return {
        "language": article.language or "x-unspecified",
        "documentTitle": article.title,
        "documentId": article.id,
        "documentUri": article.source,
    }


def _article(article: Article) -> dict[str, str]:
    return {
        "identifier": article.id,
        "title": article.title,
        "source": article.source,
        "published": article.published,
        "language": article.language,
    }


def _features(label: Label) -> dict[str, str]:
    return {
        "verdict": label.verdict,
        "confidence": "" if label.confidence is None else str(label.confidence),
        "note": label.note,
        "annotator": label.annotator,
        "layer": label.layer,
        "identifier": label.id,
        "created": label.created,
        "updated": label.updated,
    }


def _element(
    name: str,
    number: int,
    start: int | None,
    end: int | None,
    features: dict[str, str],
    arrays: dict[str, tuple[str, ...]] | None = None,
) -> str:
    place = "" if start is None else f' begin="{start}" end="{end}"'
    said = "".join([f' {key}="{_escaped(value)}"' for key, value in features.items() if value])
    inner = "".join(
        [
            f"<{key}>{_escaped(value)}</{key}>"
            for key, values in (arrays or {}).items()
            for value in values
        ]
    )
    head = f'<{name} xmi:id="{number}" sofa="1"{place}{said}'
    return f"{head}>{inner}</{name}>\n" if inner else f"{head}/>\n"


def _escaped(text: str) -> str:
    if not _SPECIAL.search(text):  # as nearly always
        return text
    return _FORBIDDEN.sub("\ufffd", text).translate(_ESCAPED)


def _type_system() -> str:
    types = "".join(
        f"<typeDescription><name>{name}</name><description/>"
        f"<supertypeName>{parent}</supertypeName><features>{_described(features)}</features>"
        "</typeDescription>\n"
        for name, parent, features in _TYPES
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">\n'
        f"<types>\n{types}</types>\n</typeSystemDescription>\n"
    )


def _described(features: dict[str, str]) -> str:
    return "".join(
        f"<featureDescription><name>{name}</name><description/>"
        f"<rangeTypeName>uima.cas.{kind}</rangeTypeName></featureDescription>"
        for name, kind in features.items()
    )


FORMAT: Final = Format(
    "xmi",
    "UIMA CAS XMI, for INCEpTION and DKPro: a file an article",
    (".xmi",),
    unit="utf16",
    carries=ALL - {Carries.DECISIONS, Carries.COMMENTS, Carries.DONE, Carries.META},
    also_loses="control characters in notes and names",
    read=xmi_read.read,
    write=write,
    purpose=Purpose.TOOLS,
    losses=losses,
    folder=True,
    companions=(TYPE_SYSTEM,),
    many=False,
)

"""Croissant 1.0: what is in the folder, for programs that know neither us nor Hugging Face
(https://docs.mlcommons.org/croissant/docs/croissant-spec.html)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from annotator.formats.huggingface.card import languages, name_of
from annotator.formats.huggingface.fields import FIELDS, Field
from annotator.formats.huggingface.part import Part

_TYPES: Final = {
    "string": "sc:Text",
    "struct": "sc:Text",
    "int8": "sc:Integer",
    "int32": "sc:Integer",
}
_CONTEXT: Final = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""As the specification gives it."""


def croissant(about: Mapping[str, Any], parts: Sequence[Part]) -> dict[str, Any]:
    """The croissant.json."""
    found = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": name_of(about),
        "description": "Articles in which people marked claims and gave each a verdict.",
        "license": str(about.get("licence") or ""),
        "inLanguage": languages(parts),
        "keywords": ["fact-checking"],
        "distribution": [_file(part) for part in parts],
        "recordSet": [_records(part) for part in parts],
    }
    return {key: value for key, value in found.items() if value}


def _file(part: Part) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": part.path,
        "name": part.path,
        "contentUrl": part.path,
        "contentSize": f"{part.size} B",
        "encodingFormat": "application/x-parquet",
        "sha256": part.sha256,
    }


def _records(part: Part) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": part.split,
        "name": part.split,
        "description": f"{part.articles} articles with {part.labels} labels.",
        "key": {"@id": f"{part.split}/id"},
        "field": [_field(one, part, (one.name,)) for one in FIELDS],
    }


def _field(field: Field, part: Part, path: tuple[str, ...]) -> dict[str, Any]:
    """A column, or a field in the structs of one, by its path."""
    found: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": "/".join((part.split, *path)),
        "name": "/".join((part.split, *path)),
        "description": field.meaning,
    }
    if field.many:
        found["repeated"] = True
    column, *inner = path
    if field.fields:
        # What reads Croissant today knows no structs in structs: evidence stands in the card.
        flat = [one for one in field.fields if not one.fields]
        found["subField"] = [_field(one, part, (*path, one.name)) for one in flat]
        return found
    source: dict[str, Any] = {"fileObject": {"@id": part.path}, "extract": {"column": column}}
    if inner:
        source["transform"] = {"jsonPath": ".".join(inner)}
    return {**found, "dataType": _TYPES[field.kind], "source": source}

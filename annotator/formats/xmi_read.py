"""UIMA CAS XMI, in: ours, INCEpTION's, and any other with annotations of the text. Document types
are refused, so no entity is ever looked up or expanded; nothing is read but the file itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from xml.parsers import expat

from msgspec import Struct, field
from msgspec.structs import replace

from annotator.domain.article import Article, new_article
from annotator.domain.dataset import RawLabel, RawRecord
from annotator.domain.journal import now
from annotator.domain.label import Evidence, Layer
from annotator.domain.text import clean_text
from annotator.errors import AnnotatorError
from annotator.formats.asides import evidence_of
from annotator.formats.format import Refusal, Source
from annotator.formats.json_values import LAYERS, LONGEST_ID, WrongError
from annotator.formats.text import LARGEST, read_whole, title_of

LABEL: Final = "webanno.custom.FactCheck"
ARTICLE: Final = "webanno.custom.Article"

_ID: Final = "http://www.omg.org/XMI id"
_VIEW: Final = "_InitialView"
_DEEPEST: Final = 3
"""The root, a feature structure, an element of an array."""
_NUMBER: Final = re.compile("[0-9]{1,9}")
_DKPRO: Final = "de.tudarmstadt.ukp.dkpro.core.api."
_INCEPTION: Final = "de.tudarmstadt.ukp.clarin.webanno.api.type."
_OF_THE_TEXT: Final = (
    "uima.cas.", _INCEPTION, f"{_DKPRO}segmentation.type.", f"{_DKPRO}metadata.type.",
)  # fmt: skip
"""What a CAS is made of, how a text is cut, what it is called: nobody's labels."""
_ENTITY: Final = f"{_DKPRO}ner.type.NamedEntity"
_DOCUMENT: Final = f"{_DKPRO}metadata.type.DocumentMetaData"
_WHOSE: Final = f"{_INCEPTION}CASMetadata"
_NO_LABELS: Final = frozenset({ARTICLE, "uima.tcas.DocumentAnnotation"})
_ENDS: Final = frozenset({"Governor", "Dependent", "source", "target", "first", "next"})
"""Features by which relations and chains hold on to other annotations."""
_USER: Final = re.compile(
    r"(?:.*/)?(?:annotation|curation)/[^/]+/(?:([^/]+)\.zip/[^/]+|([^/]+))\.xmi"
)
"""Where an exported project of INCEpTION has what somebody made of a document."""
_CURATOR: Final = "CURATION_USER"
_NOBODY: Final = "INITIAL_CAS"
_VERDICT: Final = ("verdict", "veracity", "label", "value", "rating", "stance")
_PLACED: Final = frozenset({_ID, "sofa", "begin", "end"})
_CONFIDENCES: Final = frozenset({"", "0", "1", "2", "3", "4", "5"})


class _Structure(Struct):
    """A feature structure: its type, its features, and those that are arrays of texts."""

    type: str
    features: dict[str, str]
    arrays: dict[str, list[str]] = field(default_factory=dict)

    @property
    def place(self) -> str:
        return f"xmi:id {self.features.get(_ID, '?')[:20]}"


def read(source: Source) -> Iterator[RawRecord | Refusal]:
    """The article of a file with its labels, and a refusal for what else is in it."""
    data = read_whole(source.stream)
    if data is None:
        yield Refusal("", f"It is larger than {LARGEST // 1024**2} MB.")
        return
    try:
        cas = _parsed(data)
        sofa, text = _sofa(cas)
        article = _article(cas, text)
    except (WrongError, AnnotatorError) as error:
        yield Refusal("", str(error))
        return
    whose = next((one.features.get("username", "") for one in cas if one.type == _WHOSE), "")
    reading = _Labels(sofa, whose or _named(source.name), cas)
    yield from reading.refusals()
    raw = text if text != article.text else ""
    yield RawRecord(article, list(reading.labels()), raw)


def _named(name: str) -> str:
    """Whose labels are in a file by its name in an exported project of INCEpTION, "" in others."""
    found = _USER.fullmatch(name)
    user = (found[1] or found[2]) if found else ""
    return "" if user == _NOBODY else user


class _Parser:
    """Takes what expat tells of a file: the feature structures, those without features too."""

    def __init__(self) -> None:
        self.found: list[_Structure] = []
        self._types: dict[str, str] = {}
        self._depth = 0
        self._words: list[str] = []

    def parse(self, data: bytes) -> None:
        """All of a file. Raises WrongError where it is no XMI."""
        expat_ = expat.ParserCreate(namespace_separator=" ")
        expat_.buffer_text = True
        expat_.StartElementHandler, expat_.EndElementHandler = self._start, self._end
        expat_.CharacterDataHandler = self._words.append
        expat_.StartDoctypeDeclHandler = self._doctype
        expat_.Parse(data, True)

    def _start(self, name: str, features: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise WrongError("It is nested deeper than XMI is.")
        if self._depth == 1 and name != "http://www.omg.org/XMI XMI":
            raise WrongError("This is XML, but no XMI.")
        if self._depth == 2:
            type_ = self._types.get(name)
            if type_ is None:  # a file has a few types, and many structures
                type_ = self._types[name] = _type(name)
            self.found.append(_Structure(type_, features))
        self._words.clear()

    def _end(self, name: str) -> None:
        if self._depth == _DEEPEST:
            self.found[-1].arrays.setdefault(name, []).append("".join(self._words))
        self._depth -= 1

    def _doctype(self, *_: object) -> None:
        raise WrongError("It declares a document type, which XMI has no use for.")


def _parsed(data: bytes) -> list[_Structure]:
    """The feature structures of a file."""
    parser = _Parser()
    try:
        parser.parse(data)
    except WrongError:
        raise
    except expat.ExpatError as error:
        raise WrongError(f"This is no XML as XML 1.0 has it: {error}.") from error
    except (LookupError, ValueError) as error:
        raise WrongError(f"Its encoding cannot be read: {error}.") from error
    return parser.found


def _type(name: str) -> str:
    """A type's name by that of its element: `http:///uima/cas.ecore Sofa` is uima.cas.Sofa."""
    space, _, last = name.rpartition(" ")
    package = space.removeprefix("http:///").removesuffix(".ecore").replace("/", ".")
    return f"{package}.{last}" if package and package != "uima.noNamespace" else last


def _sofa(cas: Iterable[_Structure]) -> tuple[str, str]:
    """The id of the view that holds the text, and the text."""
    sofas = [one.features for one in cas if one.type == "uima.cas.Sofa"]
    texts = [one for one in sofas if one.get("sofaString")]
    if not texts:
        raise WrongError("There is no text in it.")
    chosen = next((one for one in texts if one.get("sofaID") == _VIEW), texts[0])
    return chosen.get(_ID, ""), chosen["sofaString"]


def _article(cas: Iterable[_Structure], text: str) -> Article:
    """The article: what we have noted of it, else what INCEpTION calls the document."""
    ours = next((one.features for one in cas if one.type == ARTICLE), {})
    theirs = next((one.features for one in cas if one.type == _DOCUMENT), {})
    clean = clean_text(text).text
    language = ours.get("language", "" if ours else theirs.get("language", ""))
    return new_article(
        clean,
        ours.get("title", "") or theirs.get("documentTitle", "") or title_of(clean),
        created=now(),
        id=ours.get("identifier", "")[:LONGEST_ID],
        source=ours.get("source", ""),
        published=ours.get("published", ""),
        language="" if language == "x-unspecified" else language,
    )


class _Labels:
    """The labels among the feature structures; fragments of one label come together."""

    def __init__(self, sofa: str, whose: str, cas: Iterable[_Structure]) -> None:
        self._first: dict[str, RawLabel] = {}
        self._spans: dict[str, list[tuple[int, int]]] = {}
        self._sofa = sofa
        self._whose = whose
        self._cas = cas
        self._arrays = {
            one.features.get(_ID, ""): one.arrays.get("elements", [])
            for one in cas
            if one.type == "uima.cas.StringArray"
        }
        self._left: Counter[str] = Counter()
        self._parted: set[str] = set()
        of_the_text = {one.type for one in cas if one.type.startswith(_OF_THE_TEXT)}
        self._no_labels = of_the_text | _NO_LABELS

    def refusals(self) -> Iterator[Refusal]:
        """Takes all in; what is refused and what is no label."""
        for one in self._cas:
            if one.type in self._no_labels:
                continue
            if self._is_label(one):
                try:
                    self._take(one)
                except WrongError as error:
                    yield Refusal(one.place, str(error))
            else:
                self._left[one.type.rpartition(".")[2]] += 1
        for name, count in sorted(self._left.items()):
            verb = "is" if count == 1 else "are"
            yield Refusal("", f"{count:,} of {name} {verb} left out: these are no labels.")

    def labels(self) -> Iterator[RawLabel]:
        """The labels, each with all its fragments."""
        for key, label in self._first.items():
            spans = self._spans[key]
            yield label if len(spans) == 1 else replace(label, spans=tuple(spans))

    def _is_label(self, one: _Structure) -> bool:
        features = one.features
        if one.type.startswith(_DKPRO) and one.type != _ENTITY:
            return False
        placed = "begin" in features and "end" in features and not _is_tied(features)
        return placed and features.get("sofa", self._sofa) == self._sofa

    def _take(self, one: _Structure) -> None:
        label = self._label(one)
        key = label.id or f"\0{len(self._first)}"
        known = self._first.get(key)
        if "fragment" in one.features and known is None:
            self._parted.add(key)
        if known is None:
            self._first[key] = label
            self._spans[key] = [*label.spans]
            return
        same = replace(known, spans=(), place="") == replace(label, spans=(), place="")
        if not same or key not in self._parted:
            raise WrongError(f"The id {label.id[:40]} stands in it twice, for different labels.")
        self._spans[key] += label.spans

    def _label(self, one: _Structure) -> RawLabel:
        features = one.features
        begin, end = features["begin"], features["end"]
        if not (_NUMBER.fullmatch(begin) and _NUMBER.fullmatch(end)):
            raise WrongError(f"Its place is no pair of numbers: {begin[:20]}, {end[:20]}.")
        names, plain = _names(one)
        note, evidence = features.get("note", ""), []
        for line in self._array(one, "evidence"):
            said = evidence_of(line)
            if isinstance(said, Evidence):
                evidence.append(said)
            else:
                note = "\n".join(filter(None, (note, f"Evidence: {line}")))
        id_, tags = plain.get("identifier", ""), self._array(one, "tags")
        if len(id_) > LONGEST_ID:
            raise WrongError(f"Its identifier is longer than {LONGEST_ID} characters.")
        return RawLabel(
            names, ((int(begin), int(end)),), place=one.place,
            id=id_, annotator=plain.get("annotator", "") or self._whose,
            layer=self._layer(plain), confidence=_confidence(plain), note=note,
            tags=tuple(dict.fromkeys(tags)) if tags else (), evidence=tuple(evidence),
            created=plain.get("created", ""), updated=plain.get("updated", ""),
        )  # fmt: skip

    def _layer(self, features: Mapping[str, str]) -> Layer:
        """The layer that a label names; what the curators of INCEpTION made is gold."""
        said = features.get("layer")
        if said is None:
            curated = self._whose == _CURATOR and not features.get("annotator")
            return Layer.GOLD if curated else Layer.ANNOTATION
        if said not in LAYERS:
            raise WrongError(f"Its layer is neither {' nor '.join(LAYERS)}: {said[:40]}.")
        return LAYERS[said]

    def _array(self, one: _Structure, name: str) -> list[str]:
        """An array of texts: in the annotation itself, apart by its id, or a single text."""
        if name not in one.features and not one.arrays:
            return []
        said = one.features.get(name, "")
        return one.arrays.get(name) or self._arrays.get(said, [said] if said else [])


def _is_tied(features: Mapping[str, str]) -> bool:
    """Whether it is a relation or in a chain: such a feature holds the number of another one."""
    return not _ENDS.isdisjoint(features) and any(
        features.get(name, "").isdecimal() for name in _ENDS
    )


def _names(one: _Structure) -> tuple[tuple[str, ...], Mapping[str, str]]:
    """The words for a verdict, and the features that have a meaning here."""
    if one.type == LABEL:
        verdict = one.features.get("verdict", "")
        return (verdict,) if verdict else (), one.features
    said = {name: text for name, text in one.features.items() if name not in _PLACED and text}
    names = [said.pop(name) for name in _VERDICT if name in said]
    known = {"note", "tags", "evidence", "annotator", "identifier", "confidence", "layer"}
    rest = [f"{name}: {text}" for name, text in said.items() if name not in known]
    plain = {name: text for name, text in said.items() if name in known - {"identifier"}}
    return (*(names or [one.type.rpartition(".")[2]]), *rest), plain


def _confidence(features: Mapping[str, str]) -> int | None:
    said = features.get("confidence", "")
    if said not in _CONFIDENCES:
        raise WrongError(f"Its confidence is not 1 to 5: {said[:40]}.")
    return int(said) or None if said else None

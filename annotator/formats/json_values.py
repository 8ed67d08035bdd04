"""Values of JSON held against what they must be, with the reason where they are not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import msgspec
import orjson

from annotator.domain.label import Layer, Stance

T = TypeVar("T")

LONGEST_ID: Final = 200
"""The most characters of an id from a file."""

LAYERS: Final = {one.value: one for one in Layer}
STANCES: Final = {one.value: one for one in Stance}
_NOTHING: Final[list[Any]] = []
_UNEXPECTED: Final = re.compile(
    r"Expected `(?P<wanted>[^`]+)`, got `(?P<got>[^`]+)`(?: - at `\$\.?(?P<path>.*)`)?", re.DOTALL
)
_KINDS: Final = {
    "str": "text", "int": "a whole number", "float": "a number", "bool": "true or false",
    "object": "an object", "array": "a list", "null": "null",
}  # fmt: skip


class WrongError(ValueError):
    """Why something in a file is refused."""


def object_of(value: Any, name: str) -> dict[str, Any]:
    """It, where it is an object."""
    if not isinstance(value, dict):
        raise WrongError(f"Each {name} must be an object, not {short(value)}.")
    return value


def shaped(value: Any, shape: type[T]) -> T:
    """It, as the Struct that it must be."""
    try:
        return msgspec.convert(value, shape)
    except msgspec.ValidationError as error:
        raise WrongError(_sentence(str(error))) from error


def _sentence(said: str) -> str:
    """What msgspec says of a value of the wrong kind, in words that all can read."""
    found = _UNEXPECTED.fullmatch(said)
    if found is None:
        return f"{said}."
    kinds = [_KINDS.get(kind, kind) for kind in found["wanted"].split(" | ") if kind != "null"]
    where = f'"{path}"' if (path := found["path"]) else "It"
    got = _KINDS.get(found["got"], found["got"])
    return f"{where} must be {' or '.join(kinds)}, not {got}."


def list_of(value: Mapping[str, Any], name: str) -> list[Any]:
    """The list under a key; empty where there is none."""
    found = value.get(name, _NOTHING)
    if isinstance(found, list):
        return found
    if found is None:
        return []
    raise WrongError(f'"{name}" must be a list.')


def text_of(value: Mapping[str, Any], name: str, *, needed: bool = False) -> str:
    """The text under a key; empty where there is none."""
    found: Any = value.get(name)
    if found.__class__ is str and "\0" not in found:
        return found
    if found is None:
        if needed:
            raise WrongError(f'"{name}" is missing.')
        return ""
    return string_of(found, name)


def string_of(value: Any, name: str) -> str:
    """It, where it is a text."""
    if not isinstance(value, str):
        raise WrongError(f'"{name}" must be text, not {short(value)}.')
    if "\0" in value:
        raise WrongError(f'"{name}" holds a NUL character.')
    return value


def name_of(value: Any, name: str) -> str:
    """It, where it is a person's name."""
    if value is None:
        raise WrongError(f'"{name}" is missing.')
    found = " ".join(string_of(value, name).split())
    if not found:
        raise WrongError(f'"{name}" must be a name.')
    return found


def id_of(value: Mapping[str, Any], name: str, make: Callable[[], str]) -> str:
    """The id under a key, else a new one."""
    return fit_id(text_of(value, name), name) or make()


def fit_id(words: str, name: str) -> str:
    """It, where it is no longer than an id may be."""
    if len(words) > LONGEST_ID:
        raise WrongError(f'"{name}" is longer than {LONGEST_ID} characters.')
    return words


def choice_of(
    value: Mapping[str, Any], name: str, known: Mapping[str, T], default: T | None = None
) -> T:
    """What the value under a key stands for."""
    found = value.get(name)
    if found is None and default is not None:
        return default
    chosen = known.get(found) if isinstance(found, str) else None
    if chosen is None:
        given = "missing" if found is None else f"not {short(found)}"
        raise WrongError(f'"{name}" must be one of {", ".join(known)}, {given}.')
    return chosen


def short(value: Any) -> str:
    """It in quotation marks, its beginning where it is long."""
    try:
        said = value if isinstance(value, str) else orjson.dumps(value, default=repr).decode()
    except TypeError:  # it is nested too deep, or a number has too many digits
        said = "…"
    return f"“{said[:40]}…”" if len(said) > 40 else f"“{said}”"

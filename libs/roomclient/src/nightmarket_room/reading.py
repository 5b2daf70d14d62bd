"""From the text of a frame to its class. What is not known is passed over, never an error."""

import dataclasses
import json
from collections.abc import Callable
from types import UnionType
from typing import Any, Final, TypeAlias, TypeVar, get_args, get_origin, get_type_hints

from nightmarket_room.entries import KINDS, Other
from nightmarket_room.frames import TYPES, Frame

Reader: TypeAlias = Callable[[Any], Any]
Shape = TypeVar("Shape")
_PLAIN: Final = (str, int, bool)


def read_frame(text: str | bytes) -> Frame | None:
    """None for what is no frame, or of a type that we do not know."""
    try:
        said = json.loads(text)
        reader = _FRAMES.get(said["type"])
        return None if reader is None else reader(said)
    except (ValueError, LookupError, TypeError, AttributeError):
        return None


def read_entry(said: Any) -> Other:
    """An entry that is not what we know of its kind is an `Other`, too: its place counts."""
    try:
        return _KINDS.get(said["kind"], _OTHER)(said)
    except (LookupError, TypeError, AttributeError):
        return _OTHER(said)


def _object(shape: type[Shape]) -> "Callable[[Any], Shape]":
    """Reads what the class has; the rest is passed over. It raises where they differ."""
    hints = get_type_hints(shape)
    fields = [
        (field.name, _reader(hints[field.name]), field.default is dataclasses.MISSING)
        for field in dataclasses.fields(shape)  # type: ignore[arg-type]
    ]

    def read(said: Any) -> Shape:
        return shape(
            **{
                name: reader(said[name])
                for name, reader, is_required in fields
                if is_required or name in said
            }
        )

    return read


def _reader(hint: Any) -> Reader:
    arguments = get_args(hint)
    if hint in _PLAIN:
        return _plain(hint)
    if hint is Other:
        return read_entry
    if isinstance(hint, UnionType):  # something or null
        inner = _reader(arguments[0])
        return lambda said: None if said is None else inner(said)
    if get_origin(hint) is tuple:
        inner = _reader(arguments[0])
        return lambda said: tuple(inner(one) for one in said)
    if get_origin(hint) is dict:
        inner = _reader(arguments[1])
        return lambda said: {name: inner(value) for name, value in said.items()}
    return _object(hint)


def _plain(kind: type) -> Reader:
    def read(said: Any) -> Any:
        if type(said) is not kind:
            raise TypeError
        return said

    return read


_OTHER: Final = _object(Other)
_KINDS: Final = {kind: _object(shape) for kind, shape in KINDS.items()}
_FRAMES: Final = {name: _object(shape) for name, shape in TYPES.items()}

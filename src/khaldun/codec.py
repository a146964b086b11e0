"""Records to JSON and back, validated; the only file that knows msgspec.

JSON is canonical (fields in the order of the class, no spaces, UTF-8), so that a record's bytes
can be hashed. Lone surrogates, which UTF-8 cannot carry, never enter a report (see
`khaldun.segment`); a record that holds one is refused here.
"""

import hashlib
from typing import Any, TypeVar

import msgspec

from khaldun.errors import IntegrityError

T = TypeVar("T")

_encoder = msgspec.json.Encoder(order="deterministic")
_decoders: dict[Any, msgspec.json.Decoder[Any]] = {}


def encode(record: object) -> bytes:
    """Canonical JSON of a record, or of a list of records."""
    return _encoder.encode(record)


def decode(data: bytes | str, kind: type[T]) -> T:
    """The record that this JSON holds.

    Raises:
        IntegrityError: a field is missing, of the wrong type, or breaks an invariant; the message
            names it by its path ("$.span.start").
    """
    decoder = _decoders.get(kind)
    if decoder is None:
        decoder = _decoders[kind] = msgspec.json.Decoder(kind)
    try:
        record: T = decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        name = getattr(kind, "__name__", str(kind))
        raise IntegrityError(f"not a {name}: {error}") from error
    return record


def plain(record: object) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """The record as dictionaries, lists, strings and numbers, ready for any JSON writer."""
    return msgspec.to_builtins(record)


def schema(kind: type) -> dict[str, Any]:
    """The JSON Schema of a record."""
    return msgspec.json.schema(kind)


def digest(record: object) -> str:
    """The SHA-256 of a record's canonical JSON: the row hash of the ledger."""
    return hashlib.sha256(encode(record)).hexdigest()

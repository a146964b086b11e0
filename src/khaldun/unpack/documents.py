"""What comes out of a container: documents, what was passed over, and how far that went."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Protocol

from khaldun.records import Details


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document of a container, at a place that is unique in it.

    Without `content` it could not be had, and `fault` says why; `damaged` if it should have been
    readable, else it is refused by rule. `details` are what the container says of it.
    """

    place: str
    content: bytes | None = None
    media_type: str = ""
    details: Details = field(default_factory=Details)
    headers: tuple[tuple[str, str], ...] = ()
    fault: str | None = None
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class Passed:
    """A part of a container that holds no document: what it is, in the plural ("requests")."""

    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """Bytes of one document, and of an archive inside an archive."""

    max_file_bytes: int
    max_archive_bytes: int


#: A part, and the number from which to go on after it.
Part = tuple[int, Document | Passed]


class Opener(Protocol):
    """Goes through a container from a number that it gave before, or from 0.

    Raises UnreadableInput where the container is damaged, after all that could be had of it.
    """

    def __call__(self, file: IO[bytes], start: int, caps: Caps) -> Iterator[Part]:
        """Its parts, in order."""
        ...

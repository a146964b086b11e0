"""What reading a document gives before the user's details are laid over it."""

from dataclasses import dataclass
from datetime import date

from khaldun.records import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A document's text and passages, and what it says of itself; None where it does not."""

    text: str
    passages: tuple[Passage, ...]
    flags: tuple[str, ...] = ()
    declared_language: str | None = None
    title: str | None = None
    publisher: str | None = None
    published: date | None = None
    url: str | None = None

"""A document without markup of its own as text and passages, put together block by block."""

from dataclasses import dataclass, field

from khaldun.records import Passage, PassageKind
from khaldun.segment.draft import Draft
from khaldun.segment.guard import APART, NONCHARACTERS, guard

#: Between two blocks of the text.
BREAK = "\n\n"


@dataclass(slots=True)
class Sheet:
    """A text as it grows. Every block goes through the guard on numbers as it comes in."""

    flags: set[str] = field(default_factory=set)
    removed: list[str] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _length: int = 0

    def add(
        self,
        raw: str,
        kind: PassageKind = "body",
        *,
        number: int | None = None,
        author: str | None = None,
        posted: str | None = None,
    ) -> None:
        """A block with the marks of the guard; nothing where no word is left of it."""
        lines = (line.strip(f" \t\r\f{APART}") for line in raw.split("\n"))
        found = guard("\n".join(filter(None, lines)))
        self.flags |= found.flags
        self.removed += found.removed
        if found.text.strip():
            start, end = self._write(found.text)
            self.passages.append(
                Passage(
                    kind=kind, start=start, end=end, number=number, author=author, posted=posted
                )
            )

    def set_aside(self, words: str, flag: str) -> None:
        """Keep words that left the flow, to stand at the end."""
        plain = " ".join(words.split())
        self.flags.add(flag)
        if plain:
            self.removed.append(plain)

    def draft(self, *, title: str | None = None) -> Draft:
        """The whole, what was removed at its end as boilerplate."""
        for words in self.removed:
            start, end = self._write(words)
            self.passages.append(Passage(kind="boilerplate", start=start, end=end))
        text = "".join(self._parts)
        heads = (text[p.start : p.end] for p in self.passages if p.kind == "headline")
        return Draft(
            text=text,
            passages=tuple(self.passages),
            flags=tuple(sorted(self.flags)),
            title=" ".join(next(heads, title or "").split()) or None,
        )

    def _write(self, words: str) -> tuple[int, int]:
        if self._parts:
            self._parts.append(BREAK)
            self._length += len(BREAK)
        start = self._length
        self._parts.append(words)
        self._length += len(words)
        return start, self._length


def clean(words: str) -> str:
    """Text of a document with the guard's own marks, which none may hold, as U+FFFD."""
    return NONCHARACTERS.sub("\ufffd", words)

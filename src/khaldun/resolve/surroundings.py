"""The names of places around a place in a report's text, by which namesakes are told apart."""

from collections.abc import Iterator

from khaldun.knowledge.gazetteer import Gazetteer
from khaldun.records import Report, Span
from khaldun.text import words

#: A name of more words than this is not looked for.
_MOST_WORDS = 6


class Surroundings:
    """Every name of a place in a report, wherever it stands."""

    def __init__(self, report: Report, gazetteer: Gazetteer) -> None:
        self._found = list(_names(report.text, gazetteer))

    @property
    def names(self) -> list[str]:
        """Each name once, in order of the text."""
        return list(dict.fromkeys(name for _, _, name in self._found))

    def of(self, span: Span) -> list[str]:
        """The other names, each once, those nearest in the text first."""
        others = (one for one in self._found if not _overlaps(one, span))
        ranked = sorted(others, key=lambda one: _apart(one, span))
        return list(dict.fromkeys(name for _, _, name in ranked))


def _names(text: str, gazetteer: Gazetteer) -> Iterator[tuple[int, int, str]]:
    """(start, end, name) of each, the longest from where it begins."""
    every = words(text)
    at = 0
    while at < len(every):
        count = gazetteer.longest([word.text for word in every[at : at + _MOST_WORDS]])
        if count:
            start, end = every[at].start, every[at + count - 1].end
            yield start, end, text[start:end]
        at += max(count, 1)


def _overlaps(one: tuple[int, int, str], span: Span) -> bool:
    start, end, _ = one
    return start < span.end and span.start < end


def _apart(one: tuple[int, int, str], span: Span) -> int:
    start, end, _ = one
    return max(start - span.end, span.start - end)

"""The names of places around a place in a report's text, by which namesakes are told apart."""

from bisect import bisect_left
from collections.abc import Iterator

from khaldun.knowledge.gazetteer import Gazetteer
from khaldun.records import Report, Span
from khaldun.resolve.setting import Setting
from khaldun.text import every_word

#: A name of more words than this is not looked for.
_MOST_WORDS = 6
#: So many names before a place and behind it are around it; a report has some 30 in all, a hostile
#: one thousands.
_REACH = 60


class Surroundings:
    """Every name of a place in a report, wherever it stands."""

    def __init__(self, report: Report, gazetteer: Gazetteer) -> None:
        self._found = list(_names(report.text, gazetteer))
        self.setting = Setting(self.names, gazetteer)
        self._starts = [start for start, _, _ in self._found]

    @property
    def names(self) -> list[str]:
        """Each name once, in order of the text."""
        return list(dict.fromkeys(name for _, _, name in self._found))

    def of(self, span: Span) -> list[str]:
        """The other names around it, each once, those nearest in the text first."""
        here = bisect_left(self._starts, span.start)
        around = self._found[max(0, here - _REACH) : here + _REACH]
        others = (one for one in around if not _overlaps(one, span))
        ranked = sorted(others, key=lambda one: _apart(one, span))
        return list(dict.fromkeys(name for _, _, name in ranked))


def _names(text: str, gazetteer: Gazetteer) -> Iterator[tuple[int, int, str]]:
    """(start, end, name) of each, the longest from where it begins."""
    every = every_word(text)
    texts = [word.text for word in every]
    past = 0
    for at, word in enumerate(texts):
        # What has no capital begins no name; a look of its own takes five times as long.
        if at < past or word.islower():
            continue
        count = gazetteer.longest(texts[at : at + _MOST_WORDS])
        if count:
            past = at + count
            start, end = every[at].start, every[past - 1].end
            yield start, end, text[start:end]


def _overlaps(one: tuple[int, int, str], span: Span) -> bool:
    start, end, _ = one
    return start < span.end and span.start < end


def _apart(one: tuple[int, int, str], span: Span) -> int:
    start, end, _ = one
    return max(start - span.end, span.start - end)

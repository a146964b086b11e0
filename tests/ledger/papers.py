"""A handful of papers that tell of the same days, as readers read them; for the story of a case."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache

from inputs import BROKEN, Input, make_capture, make_run

from khaldun.pipeline import read_report
from khaldun.records import Account, Details, Gap, Outcome, Report, Run
from short_reports import tools

_RAID = (
    "At least 12 people were killed on Tuesday when warplanes bombed a market in Idlib, the Civil "
    "Defence said. Rescuers dug through the rubble of the stalls until late at night, and three "
    "of the dead were children."
)
_ANOTHER_VOICE = (
    "Warplanes bombed a market in the city of Idlib on Tuesday, killing 21 people, a hospital "
    "official said. Shells hit Aleppo on Wednesday and killed 4 soldiers, the army said."
)
_LATER = (
    "The air strike on a market in Idlib on Tuesday killed 17 people, the Civil Defence said. "
    "Shelling killed at least 4 soldiers in Aleppo on Wednesday, activists said."
)
#: Each paper's text, its publisher and the day in May 2024 of its publication, where known.
PAPERS: dict[str, tuple[str, str | None, int | None]] = {
    "raid": (
        f"{_RAID} Gunmen abducted three aid workers in Goma on Monday, the police said.",
        "The Gazette",
        8,
    ),
    "correction": (_RAID.replace("12", "14"), "The Gazette", 8),
    "reprint": (_RAID, "The Hill Courier", 9),
    "another voice": (_ANOTHER_VOICE, "The Herald", 9),
    "later": (_LATER, "The Valley Post", 11),
    "leaflet": ("An air strike on the market of Idlib on 7 May killed 12 people.", None, None),
    "weather": ("It will rain in the hills on Sunday, and the market opens late.", "The Herald", 9),
}


def _plainly(accounts: tuple[Account, ...]) -> tuple[Account, ...]:
    return accounts


def _without_a_map(accounts: tuple[Account, ...]) -> tuple[Account, ...]:
    """As a gazetteer would have it that knows no place: the ids stay, the bodies change."""
    unknown = Gap(role="where", reason="no place of that name is known")
    return tuple(
        replace(account, where=None, gaps=(*account.gaps, unknown)) if account.where else account
        for account in accounts
    )


def _in_haste(accounts: tuple[Account, ...]) -> tuple[Account, ...]:
    """As a reader would have it that sees the last incident only."""
    return accounts[-1:]


#: Readers by the name that their readings carry.
READERS: dict[str, Callable[[tuple[Account, ...]], tuple[Account, ...]]] = {
    "plainly": _plainly,
    "without a map": _without_a_map,
    "in haste": _in_haste,
}


def read(paper: str, *, location: str, reader: str, run: Run) -> Input:
    """A paper that lies at this location, read in this run."""
    report, accounts = _read(paper, location)
    accounts = READERS[reader](accounts)
    captured = make_capture(report.text.encode(), location, run)
    outcome = Outcome(
        location=location,
        name=report.name,
        capture=captured.id,
        run=run.id,
        state="read" if accounts else "empty",
        report=report.id,
    )
    return Input(run=run, outcome=outcome, capture=captured, report=report, accounts=accounts)


@cache
def _read(paper: str, location: str) -> tuple[Report, tuple[Account, ...]]:
    text, publisher, day = PAPERS[paper]
    published = date(2024, 5, day) if day else None
    captured = make_capture(text.encode(), location, make_run())
    details = Details(publisher=publisher, published=published)
    return read_report(captured, text.encode(), details=details, tools=tools())


def content(given: Input) -> bytes:
    """The bytes of an input, which `failed` made or `read` did."""
    return given.report.text.encode() if given.report else BROKEN


def of_run(given: Input, run: Run) -> Input:
    """The same input as another run takes it."""
    assert given.capture is not None
    return replace(
        given,
        run=run,
        outcome=replace(given.outcome, run=run.id),
        capture=replace(given.capture, run=run.id),
    )

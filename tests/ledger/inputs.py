"""What inputs give to a ledger, told in words; for the tests of the ledger and the case."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from random import Random

from khaldun.ledger.store import Ledger
from khaldun.records import (
    ARTICLE,
    Account,
    Capture,
    Claim,
    Figure,
    Gap,
    Interval,
    Outcome,
    Passage,
    PlaceRef,
    Report,
    Run,
    record_id,
)

#: The bytes of an input that cannot be read.
BROKEN = b"\x00 broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """What one input gives to a ledger."""

    run: Run
    outcome: Outcome
    capture: Capture | None = None
    report: Report | None = None
    accounts: tuple[Account, ...] = ()

    def append(self, ledger: Ledger, *, reading: str = "rules 1") -> int:
        """Write it; how many rows that were."""
        return ledger.append(
            self.outcome,
            run=self.run,
            reading=reading,
            capture=self.capture,
            report=self.report,
            accounts=self.accounts,
        )


def make_run(number: int = 1) -> Run:
    """The run of this number."""
    return Run(
        id=record_id("run", number),
        started_at=datetime(2024, 5, 1, 12, number % 60, tzinfo=UTC),
        code_version="0.1.0",
        reader="rules",
        knowledge_hash="k",
        settings_hash="s",
    )


def told(text: str, *, location: str = "a.txt", run: Run | None = None) -> Input:
    """An input that was read: an account, with a figure, for each line of the text."""
    run = run or make_run()
    content = text.encode()
    captured = make_capture(content, location, run)
    report = Report(
        id=Report.make_id(captured.id, text, "The Sample Post", _MAY),
        capture=captured.id,
        name=location.rpartition(".")[0],
        publisher="The Sample Post",
        published=_MAY,
        language="en",
        title=None,
        text=text,
        passages=(Passage(kind="body", start=0, end=len(text)),),
        gaps=(Gap(role="title", reason="plain text has none"),),
    )
    lines = [line for line in text.split("\n") if line]
    read = tuple(make_account(report, [report.text.index(line)], len(line)) for line in lines)
    outcome = Outcome(
        location=location,
        name=report.name,
        capture=captured.id,
        run=run.id,
        state="read",
        report=report.id,
    )
    return Input(run=run, outcome=outcome, capture=captured, report=report, accounts=read)


def failed(location: str = "b.html", *, run: Run | None = None, state: str = "failed") -> Input:
    """An input that was captured and could not be read."""
    run = run or make_run()
    captured = make_capture(BROKEN, location, run)
    outcome = Outcome(
        location=location,
        name=location,
        capture=captured.id,
        run=run.id,
        state="refused" if state == "refused" else "failed",
        reason="nothing in it is text; look at the file",
    )
    return Input(run=run, outcome=outcome, capture=captured)


def make_capture(content: bytes, location: str, run: Run) -> Capture:
    """The capture of these bytes."""
    return Capture(
        id=hashlib.sha256(content).hexdigest(),
        location=location,
        media_type="text/plain",
        size=len(content),
        captured_at=run.started_at,
        method="file",
        run=run.id,
    )


def make_account(report: Report, starts: Sequence[int], length: int) -> Account:
    """An account with a span of this length at each start, and one figure."""
    evidence = tuple(report.span(start, start + length) for start in starts)
    identity = Account.make_id(report.id, ARTICLE, "airstrike", evidence, None)
    figure = Figure(kind="killed", of="people", low=12)
    return Account(
        id=identity,
        report=report.id,
        voice=ARTICLE,
        kind="airstrike",
        status="happened",
        evidence=evidence,
        claims=(Claim.make(account=identity, span=evidence[0], rule="test", figure=figure),),
        gaps=(Gap(role="when", reason="no words"), Gap(role="where", reason="no words")),
    )


def scattered(text: str, *, location: str, seed: int) -> Input:
    """An input whose account has spans at random places of the text (for texts of any letters)."""
    given, chance = told("x", location=location), Random(seed)
    assert given.report is not None
    identity = Report.make_id(given.report.capture, text, "The Sample Post", _MAY)
    passage = Passage(kind="body", start=0, end=len(text))
    report = replace(given.report, id=identity, text=text, passages=(passage,))
    length = chance.randint(1, len(text))
    starts = [chance.randint(0, len(text) - length) for _ in range(3)]
    outcome = replace(given.outcome, report=identity)
    return replace(
        given, report=report, outcome=outcome, accounts=(make_account(report, starts, length),)
    )


def located(account: Account) -> Account:
    """The account as a gazetteer that knows the place would have it."""
    words = account.evidence[0]
    place = PlaceRef(
        words=words, place="p1", name="Tel Amal", lat=35.1, lon=36.2, within_km=3, how="only one"
    )
    gaps = tuple(gap for gap in account.gaps if gap.role != "where")
    return replace(account, where=place, gaps=gaps)


def count(ledger: Ledger) -> int:
    """How many rows there are in all tables."""
    return sum(
        ledger._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in (
            "runs", "captures", "reports", "accounts", "readings", "reading_accounts",
        )
    )  # fmt: skip


_MAY = Interval(earliest=date(2024, 5, 1), latest=date(2024, 5, 1), basis="stated")

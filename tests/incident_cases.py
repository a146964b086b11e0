"""Short made-up reports and the accounts that they tell, for tests of what comes after reading."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from khaldun.cards import from_document
from khaldun.evaluate.fusion import report_of
from khaldun.fuse.incidents import fuse
from khaldun.knowledge.roster import Roster
from khaldun.records import Account, Details, Incident, Judgement, Report, Verdict

ROSTER = Roster.open()
#: Villages of no map: name, latitude, longitude, how exact.
AMAL = ("Tel Amal", 35.00, 40.00, 3.0)
BARID = ("Barid", 35.30, 40.30, 3.0)


def figure(number: int | None, *says: str, kind: str = "killed", **more: Any) -> dict[str, Any]:
    """A figure of a card: exactly so many people, unless `more` says otherwise."""
    plain = {"of": "people", "low": number, "high": number, "approx": False, "vague": None}
    claim = {"says": list(says), "certainty": "asserted", "quote": None}
    return {"kind": kind} | plain | claim | more


def blame(actor: str, *says: str, certainty: str = "asserted") -> dict[str, Any]:
    """A `by` entry of a card."""
    return {"actor": actor, "says": list(says), "certainty": certainty, "quote": None}


def card(words: str, **fields: Any) -> dict[str, Any]:
    """A card that quotes nothing but `words`: an airstrike on Tel Amal on 9 May 2024."""
    place = fields.pop("place", AMAL)
    days = fields.pop("days", ("2024-05-09", "2024-05-09"))
    where = dict(zip(("name", "lat", "lon", "within_km"), place, strict=True)) if place else None
    when = {"earliest": days[0], "latest": days[1], "quote": None} if days else None
    plain = {"kind": "airstrike", "status": "happened", "evidence": [words], "against": []}
    counted = {"by": fields.pop("by", []), "figures": fields.pop("figures", [])}
    return plain | counted | {"when": when, "where": where} | fields


def tell(
    name: str, *cards: dict[str, Any], publisher: str | None = None, published: str = "2024-05-10"
) -> tuple[Report, tuple[Account, ...]]:
    """A report made of what its cards quote, and the accounts of these cards."""
    text = "\n".join(dict.fromkeys(quote for told in cards for quote in told["evidence"]))
    details = Details(publisher=publisher or name, published=date.fromisoformat(published))
    report = report_of(name, text, details)
    return report, from_document({"document": name, "incidents": list(cards)}, report)


Told = tuple[Report, tuple[Account, ...]]


def fused(told: Iterable[Told], judgements: Sequence[Judgement] = ()) -> tuple[Incident, ...]:
    """The incidents of these reports."""
    told = list(told)
    accounts = [account for _, several in told for account in several]
    reports: Mapping[str, Report] = {report.id: report for report, _ in told}
    return fuse(accounts, reports, judgements=judgements, roster=ROSTER)


def judged(
    left: str, right: str, verdict: Verdict, *, relation: Any = "same", hour: int = 0
) -> Judgement:
    """A person's judgement on two accounts or reports."""
    left, right = sorted((left, right))
    when = datetime(2024, 6, 1, hour, tzinfo=UTC)
    fields = (relation, left, right, verdict, "known to us", "a person", when, None)
    return Judgement(
        id=Judgement.make_id(*fields),
        relation=relation,
        left=left,
        right=right,
        verdict=verdict,
        reason="known to us",
        decided_by="a person",
        decided_at=when,
        previous=None,
    )

"""A case with captures, a ledger, a journal and a register, for the tests of custody."""

from datetime import UTC, datetime
from pathlib import Path

from khaldun.case import Case
from khaldun.details import details_of, read_details
from khaldun.knowledge.roster import Roster
from khaldun.ledger.expunge import Order
from khaldun.pipeline import ingest, reconcile
from khaldun.records import Details, Verdict
from khaldun.settings import Settings

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
#: Some words of the report that the tests expunge, in none of the others.
SECRET = "Widow Marzuqa of Tel Amal"


def make(folder: Path) -> None:
    """The examples and one report more, read by the rules, with two judgements and a register."""
    reports = folder.parent / "secret"
    reports.mkdir()
    (reports / "secret.txt").write_text(
        f"Raid on Tel Amal\n\nAt least 12 people were killed on Tuesday when warplanes bombed a "
        f"market in Aleppo, {SECRET} said.\n",
        encoding="utf-8",
    )
    table = read_details(EXAMPLES / "reports.csv")
    with Case.open(folder, create=True) as case:
        for _ in ingest(
            case,
            [EXAMPLES / "reports", reports],
            details=lambda path: details_of(path, table, otherwise=Details(url=None)),
            settings=Settings(reader="rules"),
            jobs=2,
        ):
            pass
        accounts = [account.id for account in case.ledger.accounts()]
        secret = secret_account(case)
        others = [one for one in accounts if one != secret]
        for left, right in ((secret, others[0]), (others[1], others[2]), (others[3], others[4])):
            case.ledger.judge(
                relation="same",
                left=left,
                right=right,
                verdict="no",
                reason=f"{SECRET} saw it" if secret in (left, right) else "two places",
                decided_by="A. Reader",
                decided_at=NOON,
            )
        reconcile(case, roster=Roster.open())


def secret_account(case: Case) -> str:
    """The account of the report that the tests expunge."""
    (report,) = [one for one in case.ledger.reports() if SECRET in one.text]
    return next(one.id for one in case.ledger.accounts() if one.report == report.id)


def secret_capture(case: Case) -> str:
    """Its capture."""
    return next(one.capture for one in case.ledger.reports() if SECRET in one.text)


def order(capture: str) -> Order:
    """That it must go."""
    return Order(capture=capture, reason="order of the court", by="A. Keeper", at=NOON)


def judge_again(case: Case, verdict: Verdict) -> None:
    """One judgement more on the pair of the first."""
    first = next(case.ledger.judgements())
    case.ledger.judge(
        relation="same",
        left=first.left,
        right=first.right,
        verdict=verdict,
        reason="seen again",
        decided_by="A. Reader",
        decided_at=NOON,
    )

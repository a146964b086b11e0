"""What a ledger gives to be fused: its accounts as corrected, its reports, its judgements."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, NamedTuple, Protocol, TypeVar

from khaldun.fuse.corrections import corrected, corrections
from khaldun.fuse.weighing import Shelf
from khaldun.ledger.journal import standing
from khaldun.ledger.mark import Mark
from khaldun.ledger.queries import Changed
from khaldun.ledger.store import Ledger
from khaldun.records import Account, Judgement, Report
from khaldun.register.grouping import MANY
from khaldun.register.succession import Succession

V = TypeVar("V")
#: Reports kept at hand; accounts are asked for report by report.
_REPORTS = 2_000


class Basis(NamedTuple):
    """All that an account rests on: the hashes of its body and its report's, its corrections."""

    account: str
    report: str
    corrected_by: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join((self.account, self.report, *self.corrected_by))

    @classmethod
    def parse(cls, text: str) -> "Basis":
        """A basis from its text."""
        account, report, *corrected_by = text.split(" ")
        return cls(account, report, tuple(corrected_by))


class Kept(Protocol):
    """What was taken in of a ledger by the time of a mark: a register."""

    @property
    def mark(self) -> Mark:
        """How far the ledger was written."""

    @property
    def seen(self) -> int:
        """How many judgements were taken in."""

    def basis(self, account: str, /) -> Basis | None:
        """What an account rests on; None for what is no account."""

    def text(self, report: str, /) -> str | None:
        """The hash of a report; None for what is no report."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is to be fused.

    The hashes change when bodies do. They are those of all that stands, or, where it is not
    `whole`, of what may stand otherwise than it was kept: an empty one is of what stands no more.
    `journal` is the whole of it, each judgement on the accounts and reports that stand now; `mark`
    is how far the ledger was written before it was read.
    """

    accounts: Shelf[Account]
    reports: Shelf[Report]
    account_hashes: Mapping[str, str]
    report_hashes: Mapping[str, str]
    told_by: Callable[[str], Sequence[str]]
    journal: Sequence[Judgement]
    mark: Mark
    whole: bool = True

    @classmethod
    def of(cls, ledger: Ledger, kept: Kept | None = None, *, readings: bool = True) -> "Standing":
        """What stands in a ledger; bodies are read when they are asked for.

        With `kept` only what came since is looked at, where that is little; without `readings`
        only what was judged.
        """
        mark = ledger.mark()
        if kept and (not readings or mark.readings - kept.mark.readings <= MANY * mark.readings):
            changed = ledger.changed_since(kept.mark) if readings else {}
            if changed is not None:
                mark = mark if readings else kept.mark._replace(judgement=mark.judgement)
                return cls._of(ledger, _Since(kept, changed), mark)
        return cls._of(ledger, _Whole(*ledger.standing()), mark)

    @classmethod
    def _of(cls, ledger: Ledger, rows: "_Whole | _Since", mark: Mark) -> "Standing":
        journal = Succession(ledger, rows.stands).carried(ledger.judgements())
        made = corrections(standing(journal))

        def basis(name: str) -> str:
            body = rows.body(name)
            corrected_by = tuple(one.id for one in made.get(name, ()))
            return str(Basis(*body, corrected_by)) if body else ""

        def account(name: str) -> Account | None:
            body = rows.body(name)
            return corrected(ledger.account_at(body[0]), made.get(name, ())) if body else None

        def report(name: str) -> Report | None:
            digest = rows.text(name)
            return ledger.report_at(digest) if digest else None

        return cls(
            accounts=_Found(account),
            reports=_Found(lru_cache(_REPORTS)(report)),
            account_hashes={name: basis(name) for name in rows.accounts(journal)},
            report_hashes={name: rows.text(name) for name in rows.reports},
            told_by=ledger.accounts_of,
            journal=journal,
            mark=mark,
            whole=isinstance(rows, _Whole),
        )


class _Whole:
    """All that stands."""

    def __init__(self, told: Mapping[str, tuple[str, str]], reports: Mapping[str, str]) -> None:
        """Of each account its hash and its report's id, of each report its hash."""
        self._told, self.reports = told, reports

    def accounts(self, _: Sequence[Judgement]) -> Iterable[str]:
        return self._told

    def stands(self, name: str) -> bool:
        return name in self._told or name in self.reports

    def body(self, account: str) -> tuple[str, str] | None:
        """The hashes of an account and its report; None for what does not stand."""
        digest, report = self._told.get(account, ("", ""))
        return (digest, self.reports[report]) if digest else None

    def text(self, report: str) -> str:
        """The hash of a report; empty for what does not stand."""
        return self.reports.get(report, "")


class _Since:
    """What was kept, and what came over it."""

    def __init__(self, kept: Kept, changed: Changed) -> None:
        self._kept = kept
        self.reports = {report: digest for report, (digest, _) in changed.items()}
        self._told = {
            account: (own, digest)
            for digest, told in changed.values()
            for account, own in told.items()
        }

    def accounts(self, journal: Sequence[Judgement]) -> Iterable[str]:
        """Those that were read anew, and those on which something was judged."""
        for judgement in journal[self._kept.seen :]:
            for name in (judgement.left, judgement.right):
                # Kept here, as it is taken out of what was kept before it is asked for again.
                if body := self.body(name):
                    self._told[name] = body
        return self._told

    def stands(self, name: str) -> bool:
        return bool(self.body(name) or self.text(name))

    def body(self, account: str) -> tuple[str, str] | None:
        if account in self._told:
            own, report = self._told[account]
            return (own, report) if own else None
        basis = self._kept.basis(account)
        return (basis.account, basis.report) if basis else None

    def text(self, report: str) -> str:
        return self.reports[report] if report in self.reports else self._kept.text(report) or ""


class _Found(Generic[V]):
    """Values by id, looked up when they are asked for."""

    def __init__(self, find: Callable[[str], V | None]) -> None:
        self._find = find

    def __getitem__(self, name: str) -> V:
        found = self._find(name)
        if found is None:
            raise KeyError(name)
        return found

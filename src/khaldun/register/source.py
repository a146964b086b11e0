"""What a ledger gives to be fused: its accounts as corrected, its reports, its judgements."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeVar

from khaldun.fuse.corrections import corrected, corrections
from khaldun.ledger.journal import standing
from khaldun.ledger.mark import Mark
from khaldun.ledger.store import Ledger
from khaldun.records import Account, Judgement, Report
from khaldun.register.succession import Succession

V = TypeVar("V")
#: Of each account its hash and its report's id, of each report its hash.
Rows = tuple[Mapping[str, tuple[str, str]], Mapping[str, str]]
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


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is to be fused. `told` gives each account's report; hashes change when bodies do.

    `journal` is the whole of it, each judgement on the accounts and reports that stand now; `mark`
    is how far the ledger was written before it was read.
    """

    accounts: Mapping[str, Account]
    reports: Mapping[str, Report]
    account_hashes: Mapping[str, str]
    report_hashes: Mapping[str, str]
    told: Mapping[str, str]
    journal: Sequence[Judgement]
    mark: Mark

    @classmethod
    def of(cls, ledger: Ledger, kept: tuple[Rows, Mark] | None = None) -> "Standing":
        """What stands in a ledger; bodies are read when they are asked for.

        `kept` is what `Ledger.standing` gave at a mark: with it, only judgements are new.
        """
        mark = ledger.mark()
        rows, at = kept or (None, mark)
        bodies, reports = rows or ledger.standing()
        told = {account: report for account, (_, report) in bodies.items()}
        journal = Succession(ledger, told, reports).carried(ledger.judgements())
        made = corrections(standing(journal))

        def account(name: str) -> Account:
            return corrected(ledger.account_at(bodies[name][0]), made.get(name, ()))

        def digest(name: str) -> str:
            corrected_by = tuple(one.id for one in made.get(name, ()))
            return str(Basis(bodies[name][0], reports[told[name]], corrected_by))

        return cls(
            accounts=_Found(bodies, account),
            reports=_Found(reports, lru_cache(_REPORTS)(lambda n: ledger.report_at(reports[n]))),
            account_hashes={name: digest(name) for name in bodies},
            report_hashes=reports,
            told=told,
            journal=journal,
            mark=at._replace(judgement=mark.judgement),
        )


class _Found(Mapping[str, V]):
    """A mapping whose values are looked up when they are asked for."""

    def __init__(self, names: Mapping[str, object], find: Callable[[str], V]) -> None:
        self._names, self._find = names, find

    def __getitem__(self, name: str) -> V:
        if name not in self._names:
            raise KeyError(name)
        return self._find(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

"""Judgements carried over to a later reading, so that a new reader overturns none unsaid.

A better reader may give a report other accounts. What a person decided of the earlier ones holds
for those that now tell of the same words; where there are none, the judgement rests, and the
journal's listing says so.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from khaldun.errors import CaseError
from khaldun.ledger.store import Ledger
from khaldun.records import ONE_SIDED, Account, Judgement

#: The share of an account's words that its successor must tell of, too.
ALIKE = 0.5


class Succession:
    """What takes the place of the accounts and reports that no longer stand.

    `stands` says of the id of an account or a report whether it does.
    """

    def __init__(self, ledger: Ledger, stands: Callable[[str], bool]) -> None:
        self._ledger, self._stands = ledger, stands
        self._known: dict[str, str | None] = {}

    def carried(self, journal: Iterable[Judgement]) -> list[Judgement]:
        """The journal on what stands; a side without a successor is left as it is."""
        return [self._on_what_stands(judgement) for judgement in journal]

    def of(self, name: str) -> str | None:
        """The account or report that stands for this one now: itself, another, or none."""
        if self._stands(name):
            return name
        if name not in self._known:
            self._known[name] = self._account(name) or self._report(name)
        return self._known[name]

    def _on_what_stands(self, judgement: Judgement) -> Judgement:
        left = self.of(judgement.left) or judgement.left
        if judgement.relation in ONE_SIDED:
            return replace(judgement, left=left)
        right = self.of(judgement.right) or judgement.right
        if left == right:  # what were two is now one; nothing is left to decide
            return judgement
        left, right = sorted((left, right))
        return replace(judgement, left=left, right=right)

    def _account(self, name: str) -> str | None:
        try:
            earlier = self._ledger.account(name)
        except CaseError:
            return None
        report = self.of(earlier.report)
        told = map(self._ledger.account, self._ledger.accounts_of(report) if report else ())
        alike = [(_alike(earlier, later), later) for later in told if later.voice == earlier.voice]
        ranked = sorted(
            ((later.kind == earlier.kind, share, later.id) for share, later in alike), reverse=True
        )
        return next((later for _, share, later in ranked if share >= ALIKE), None)

    def _report(self, name: str) -> str | None:
        """The report of the same capture, where its text is the same: another day, say."""
        try:
            earlier = self._ledger.report(name)
        except CaseError:
            return None
        for later in self._ledger.reports_of(earlier.capture):
            if self._stands(later.id) and later.text == earlier.text:
                return later.id
        return None


def _alike(earlier: Account, later: Account) -> float:
    """The share of the earlier one's evidence, in characters, that the later one has."""
    had, has = (
        {offset for span in one.evidence for offset in range(span.start, span.end)}
        for one in (earlier, later)
    )
    return len(had & has) / len(had)

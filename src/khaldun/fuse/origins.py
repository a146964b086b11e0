"""Whose word a claim is in the end: origins, counted in place of outlets.

A claim that credits a source has that source for its origin, whichever report carries it. A claim
in a report's own voice has the report's publisher, and reports that share a text are one. A
reader's comment is its own origin. A source without a name is known to its report only.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from khaldun.fuse.traits import Parties
from khaldun.records import ARTICLE, Account, Claim, Origin, Report, Source, record_id

#: How the cards write a source that the report does not name.
_UNNAMED = ("unnamed ", "unidentified ", "anonymous ")


@dataclass(slots=True)
class _Root:
    label: str
    reason: str
    reports: set[str] = field(default_factory=set)


class Origins:
    """The origins of one incident's claims; each claim or account asked for is noted."""

    def __init__(
        self,
        accounts: Sequence[Account],
        reports: Mapping[str, Report],
        texts: Mapping[str, Sequence[str]],
        parties: Parties,
    ) -> None:
        self._reports = reports
        self._parties = parties
        self._voices = self._own_voices({account.report for account in accounts}, texts)
        self._roots: dict[str, _Root] = {}
        #: Asked for once by each field that the account tells of.
        self._told: dict[str, str] = {}

    def of_account(self, account: Account) -> str:
        """The id of the origin of what the account says in its own voice."""
        if account.id not in self._told:
            self._told[account.id] = self._own(account)
        return self._told[account.id]

    def of_claim(self, account: Account, claim: Claim) -> str:
        """The id of the origin of a claim: the last source that has a name, else the voice.

        An unnamed source at the end of a chain is told apart within what leads to it: "a medic"
        of one agency is one origin, "a medic" of two unconnected reports is two.
        """
        unnamed: list[str] = []
        for source in reversed(claim.chain):
            if not _is_unnamed(source):
                return self._credited(account, source, unnamed)
            if source.name not in unnamed:
                unnamed.append(source.name)
        return self._own(account, unnamed)

    def all(self) -> tuple[Origin, ...]:
        """All origins that were asked for, by id."""
        return tuple(
            Origin(
                id=identity,
                label=root.label,
                reports=tuple(sorted(root.reports)),
                reason=root.reason,
            )
            for identity, root in sorted(self._roots.items())
        )

    def _credited(self, account: Account, source: Source, unnamed: Sequence[str]) -> str:
        key = self._parties.source(source)
        label = " of ".join([*unnamed, self._parties.title(source)])
        reason = "unnamed, known to whom it told" if unnamed else "credited by name"
        return self._note(account, [f"source {key}", *unnamed], label, reason)

    def _own(self, account: Account, unnamed: Sequence[str] = ()) -> str:
        report = self._reports[account.report]
        if account.voice != ARTICLE:
            label = " of ".join([*unnamed, f"{account.voice} on {report.name}"])
            return self._note(account, [report.id, account.voice, *unnamed], label, "a reader")
        voice, shared = self._voices[account.report]
        publishers = sorted({self._reports[r].publisher or self._reports[r].name for r in shared})
        label = " of ".join([*unnamed, " = ".join(publishers)])
        reason = "copies of one text" if len(publishers) > 1 else "told in its own voice"
        reason = "unnamed, known to its report alone" if unnamed else reason
        return self._note(account, [voice, *unnamed], label, reason)

    def _note(self, account: Account, key: Sequence[str], label: str, reason: str) -> str:
        identity = record_id("origin", *key)
        root = self._roots.setdefault(identity, _Root(label, reason))
        root.label = min(root.label, label)
        root.reports.add(account.report)
        return identity

    def _own_voices(
        self, reports: set[str], texts: Mapping[str, Sequence[str]]
    ) -> dict[str, tuple[str, list[str]]]:
        """The key of each report's own voice, and the reports that speak with it.

        Reports of one publisher speak with one voice, and so do those of one text; both only
        among the reports of this incident, as one reprint does not join two publishers for good.
        """
        tied: defaultdict[str, set[str]] = defaultdict(set)
        for report in reports:
            publisher = self._reports[report].publisher
            for tie in (f"text {texts.get(report, (report,))[0]}", self._publisher(publisher)):
                if tie:
                    tied[tie].add(report)
        voices: dict[str, tuple[str, list[str]]] = {}
        for report in sorted(reports):
            if report not in voices:
                spoken = _reach(report, tied)
                key = min(tie for tie, members in tied.items() if members & spoken)
                voices |= dict.fromkeys(spoken, (key, sorted(spoken)))
        return voices

    def _publisher(self, name: str | None) -> str | None:
        """A publisher that is also credited elsewhere as a source has the key of the source."""
        return f"source {self._parties.named(name)}" if name else None


def _is_unnamed(source: Source) -> bool:
    return source.party is None and source.name.lower().startswith(_UNNAMED)


def _reach(report: str, tied: Mapping[str, set[str]]) -> set[str]:
    reached, grown = {report}, True
    while grown:
        size = len(reached)
        for members in tied.values():
            if members & reached:
                reached |= members
        grown = len(reached) > size
    return reached

"""What a case was told, kept a second time in the plainest way, to compare the ledger with."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby, product
from random import Random

from inputs import Input

from khaldun.records import Account, Judgement, Outcome, Relation, Report

Pair = tuple[Relation, str, str]


def pair_of(judgement: Judgement) -> Pair:
    """What a judgement is on."""
    return judgement.relation, judgement.left, judgement.right


@dataclass(slots=True)
class Notebook:
    """All that was read, in order, with the reader's name; and every judgement.

    `kept` are the SHA-256 of the bytes in the folder.
    """

    told: list[tuple[Input, str]] = field(default_factory=list)
    journal: list[Judgement] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)

    def last(self) -> dict[str, tuple[Input, str]]:
        """The last reading of each place."""
        return {told.outcome.location: (told, reader) for told, reader in self.told}

    def in_other_order(self, chance: Random) -> list[tuple[Input, str]]:
        """All that was read, run by run, those of one run shuffled."""
        shuffled: list[tuple[Input, str]] = []
        for _, run in groupby(self.told, key=lambda entry: entry[0].run.id):
            entries = list(run)
            chance.shuffle(entries)
            shuffled += entries
        return shuffled

    def repeats(self, given: Input, reader: str) -> bool:
        """Whether the last reading of the place was the same, whichever run it was of."""
        last = self.last().get(given.outcome.location)
        if last is None:
            return False
        told, read_by = last
        return (read_by, told.outcome.state, told.outcome.capture, told.report, told.accounts) == (
            reader, given.outcome.state, given.outcome.capture, given.report, given.accounts
        )  # fmt: skip

    def outcomes(self) -> list[Outcome]:
        """How each place ended last."""
        return [told.outcome for _, (told, _) in sorted(self.last().items())]

    def reports(self) -> list[Report]:
        """The reports that stand."""
        return sorted(
            (told.report for told in self._speaking() if told.report), key=lambda report: report.id
        )

    def accounts(self) -> list[Account]:
        """The accounts that stand."""
        found = (account for told in self._speaking() for account in told.accounts)
        return sorted(found, key=lambda a: (a.report, min(span.start for span in a.evidence), a.id))

    def unclaimed(self) -> set[str]:
        """Bytes that no reading came of, as its writer was killed."""
        return self.kept - {told.outcome.capture for told, _ in self.told if told.outcome.capture}

    def standing(self) -> list[Judgement]:
        """The last word on each pair; a matcher's, which has a score, never follows a person's."""
        last: dict[Pair, Judgement] = {}
        for judgement in self.journal:
            pair = pair_of(judgement)
            if judgement.score is None or pair not in last or last[pair].score is not None:
                last[pair] = judgement
        return [one for one in self.journal if one in last.values()]

    def holding(self) -> list[Judgement]:
        """What is decided and not withdrawn, as if the rest had never been said."""
        return [one for one in self.standing() if one.verdict != "unsure"]

    def settled(
        self, relation: Relation, ids: Iterable[str]
    ) -> tuple[list[set[str]], list[tuple[set[str], set[str]]]]:
        """What has to be in one group, and which of these groups may not be in one.

        Told from the latest judgement back; what contradicts a later one is passed over.
        """
        groups = {one: {one} for one in ids}
        apart: list[Judgement] = []
        for judgement in reversed(self.holding()):
            if judgement.relation != relation or not {judgement.left, judgement.right} <= set(
                groups
            ):
                continue
            one, other = groups[judgement.left], groups[judgement.right]
            if judgement.verdict == "no" and one is not other:
                apart.append(judgement)
            if judgement.verdict == "yes" and not _barred(one, other, apart):
                one |= other
                groups |= dict.fromkeys(one, one)
        return list(groups.values()), [(groups[one.left], groups[one.right]) for one in apart]

    def _speaking(self) -> list[Input]:
        """One reading for each report: the newest run's, and of one run the first place's."""
        runs = list(dict.fromkeys(told.run.id for told, _ in self.told))
        last = (told for _, (told, _) in sorted(self.last().items()) if told.report)
        speaking: dict[str, Input] = {}
        for told in sorted(last, key=lambda told: -runs.index(told.run.id)):
            assert told.report is not None
            speaking.setdefault(told.report.id, told)
        return list(speaking.values())


def _barred(one: set[str], other: set[str], apart: Iterable[Judgement]) -> bool:
    across = set(product(one, other)) | set(product(other, one))
    return any((judgement.left, judgement.right) in across for judgement in apart)

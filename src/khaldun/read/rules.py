"""The first reader: codebook and grammar, no learning. It is what a trained reader must beat."""

from khaldun.read.accounts import assemble
from khaldun.read.tellings import Knowledge, tellings
from khaldun.records import Account, Report


class RuleReader:
    """Reads English reports by the phrases of the codebook and the grammars of this package."""

    name = "rules"
    languages = frozenset({"en"})

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def read(self, report: Report) -> tuple[Account, ...]:
        """The accounts of every voice, in order of the text."""
        return tuple(
            account
            for voice, told in tellings(report, self._knowledge)
            for account in assemble(report, voice, told, self._knowledge)
        )

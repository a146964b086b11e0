"""What a reader is: the one place where two implementations stand side by side."""

from typing import Protocol

from khaldun.records import Account, Report


class Reader(Protocol):
    """Reads the accounts that a report tells.

    Accounts come in order of the text, each with its claims, every value bound to a span. Phrases
    of time and place are found but not yet resolved: `when` and `where` are gaps.
    """

    name: str
    #: ISO 639-1 codes of the languages that it reads; others are refused by the pipeline, unless
    #: there are none, as of a reader to which language is no matter.
    languages: frozenset[str]

    def read(self, report: Report) -> tuple[Account, ...]:
        """The accounts of a report, for each voice apart."""
        ...


class NoReader:
    """Reads nothing: reports are kept, segmented, and left for a later run with another reader."""

    name = "none"
    languages: frozenset[str] = frozenset()

    def read(self, report: Report) -> tuple[Account, ...]:  # noqa: ARG002 - as the protocol has it
        """No accounts."""
        return ()

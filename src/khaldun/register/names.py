"""What a person decided that a place's name means, for the whole case: what is read, and will be.

The decision is a judgement of its own ("name"). What follows from it is written into the journal
as a correction of each account whose place is told by that name, at once or when it comes in: so
each can be seen, and taken back by itself.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from khaldun import codec
from khaldun.errors import InputError
from khaldun.knowledge.spelling import plain_key
from khaldun.ledger.journal import Pair, draft
from khaldun.ledger.store import Ledger
from khaldun.records import Account, PlaceRef, Verdict
from khaldun.resolve.side import side_of
from khaldun.resolve.where import as_decided

#: What is decided of a pair, and its value.
Said = tuple[Pair, Verdict, str | None]


class Names:
    """The names that were decided in a ledger, and what follows for accounts."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        standing = [
            one for one in ledger.standing_judgements() if one.relation in {"name", "field"}
        ]
        # Of two decisions on one name the later holds.
        self._decided = {
            plain_key(one.right): one
            for one in standing
            if one.relation == "name" and one.verdict == "yes"
        }
        self._corrected = {
            one.left: one.value
            for one in standing
            if one.relation == "field" and one.right == "where"
        }
        # Also of an account that a later reading has put another in place of.
        told = map(ledger.account, self._corrected if self._decided else ())
        self._by_hand = {_words(account) for account in told}

    def follow(self, accounts: Iterable[Account]) -> int:
        """Write down what follows for accounts that came in; how many were corrected.

        One whose place was corrected already, or read again as it stood, is left alone.
        """
        drafts = []
        for account in accounts:
            name = account.where_phrase.name if account.where_phrase else ""
            rule = self._decided.get(plain_key(name))
            if rule and rule.value and _words(account) not in self._by_hand:
                made = draft(
                    ("field", account.id, "where"),
                    verdict="yes",
                    value=_follows(account, rule.value),
                    reason=f"every {rule.right!r} of this case: {rule.reason}",
                    decided_by=rule.decided_by,
                    decided_at=datetime.now(UTC),
                )
                drafts.append(made)
        return len(self._ledger.add(drafts)) if drafts else 0

    def decide(self, account: Account, value: str | None) -> Iterator[Said]:
        """That an account's place (its JSON) is what its name means everywhere; None takes it back.

        Other accounts that a person corrected otherwise are left alone.

        Raises:
            InputError: no name tells its place, or one that is told from there ("20 km east of"),
                or nothing is to be taken back.
        """
        phrase = account.where_phrase
        if phrase is None:
            raise InputError("everywhere: no name tells the place of this account")
        if side_of(phrase):
            raise InputError(
                f"everywhere: {phrase.words.text!r} is not {phrase.name} itself; "
                f"correct an account whose place is {phrase.name}"
            )
        before = self._decided.get(plain_key(phrase.name))
        if before:
            yield ("name", before.left, before.right), "unsure", None
        elif value is None:
            raise InputError(f"everywhere: nothing is decided of what {phrase.name} means")
        if value is not None:
            yield ("name", account.id, phrase.name), "yes", value
        for other in self._told_by(phrase.name):
            here = self._corrected.get(other.id)
            followed = before and before.value and here == _follows(other, before.value)
            if other.id == account.id or followed or (value is not None and here is None):
                now = None if value is None else _follows(other, value)
                yield ("field", other.id, "where"), "yes" if now else "unsure", now

    def _told_by(self, name: str) -> Iterator[Account]:
        """The accounts that stand whose place is told by a name, however written; by id."""
        placed = self._ledger.placed()
        for account in sorted(placed):
            if plain_key(placed[account]) == plain_key(name):
                yield self._ledger.account(account)


def _follows(account: Account, value: str) -> str:
    """The JSON of an account's place, where this is what the name in its words means."""
    assert account.where_phrase is not None, "a name tells its place"
    place = as_decided(account.where_phrase, codec.decode(value, PlaceRef))
    return codec.encode(place).decode()


def _words(account: Account) -> tuple[str, str, int]:
    """The words that tell an account's place: its report, its voice, where they start."""
    phrase = account.where_phrase
    return account.report, account.voice, phrase.words.start if phrase else -1

"""One open case with a notebook beside it, and what the rules of its story are written with."""

import json
import shutil
import tempfile
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine
from inputs import Input, make_run
from moments import Kill
from notebook import Notebook
from papers import content

from khaldun import codec
from khaldun.case import Case
from khaldun.knowledge.roster import Roster
from khaldun.pipeline import reconcile
from khaldun.records import Account, Incident, Judgement, Run

roster = cache(Roster.open)


class Desk(RuleBasedStateMachine):
    """The case of a story, from its making to its end."""

    def __init__(self) -> None:
        super().__init__()
        self.home = tempfile.TemporaryDirectory()
        self.case = Case.open(self.folder("case 0"), create=True)
        self.notes = Notebook()
        self.moves, self.runs = 0, 0
        self.named: dict[str, str] = {}

    def teardown(self) -> None:
        self.case.close()
        self.home.cleanup()

    def take(self, given: Input, reader: str) -> None:
        """Capture an input and write what was read in it."""
        self.notes.kept.add(self.case.store.put(content(given)))
        repeated = self.notes.repeats(given, reader)
        rows = given.append(self.case.ledger, reading=reader)
        assert (rows == 0) == repeated
        if not repeated:
            self.notes.told.append((given, reader))

    def rise_again(self, kill: Kill, *, look: bool) -> None:
        """Go on with what the kill left; `look`: it is first opened to be read."""
        self.case.close()
        shutil.rmtree(kill.folder)
        if look:
            with Case.open(kill.left) as left:
                assert list(left.ledger.outcomes()) == self.notes.outcomes()
        self.case = Case.open(kill.left, write=True)

    def note_the_journal(self) -> list[Judgement]:
        """What was judged since the last look; all before it must be there as it was."""
        known = self.notes.journal
        found = list(self.case.ledger.judgements())
        assert found[: len(known)] == known
        self.notes.journal = found
        return found[len(known) :]

    def incidents(self) -> tuple[Incident, ...]:
        return reconcile(self.case, roster=roster())

    def members(self) -> dict[str, tuple[str, ...]]:
        """The accounts behind each id that a person may name: an incident's or an account's."""
        incidents = self.incidents()
        alone = {account: (account,) for one in incidents for account in one.accounts}
        return alone | {incident.id: incident.accounts for incident in incidents}

    def home_of_accounts(self) -> dict[str, tuple[str, ...]]:
        return {
            one: incident.accounts for incident in self.incidents() for one in incident.accounts
        }

    def withdrawable(self) -> list[Judgement]:
        """What is decided on accounts and reports that stand."""
        standing = {account.id for account in self.notes.accounts()}
        standing |= {report.id for report in self.notes.reports()}
        return [one for one in self.notes.holding() if {one.left, one.right} <= standing]

    def new_run(self) -> Run:
        self.runs += 1
        return make_run(self.runs)

    def next_folder(self) -> Path:
        self.moves += 1
        return self.folder(f"case {self.moves}")

    def folder(self, name: str) -> Path:
        return Path(self.home.name, name)


def as_json(records: Iterable[Incident | Account]) -> list[Any]:
    """The records as a reader of their JSON has them."""
    return [json.loads(codec.encode(record)) for record in records]


def draw_two(data: st.DataObject, ids: Collection[str]) -> tuple[str, str]:
    """Two of these ids, in any order."""
    one = data.draw(st.sampled_from(sorted(ids)))
    return one, data.draw(st.sampled_from(sorted(set(ids) - {one})))

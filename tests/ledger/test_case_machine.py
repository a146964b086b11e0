"""The life of a case: papers come, people judge and think better of it, machines die in the middle.

Hypothesis makes the stories up. After each step the case must say what a plain notebook says.
"""

import io
import json
from itertools import combinations, product
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from inputs import count, failed, make_run
from moments import killed
from notebook import pair_of
from open_case import Desk, as_json, draw_two, roster
from papers import PAPERS, READERS, content, of_run, read

from khaldun.case import Case
from khaldun.errors import CaseError, InputError
from khaldun.export import lines
from khaldun.faces.judging import RULINGS, Ruling, decide
from khaldun.fuse.incidents import fuse
from khaldun.fuse.lineage import texts
from khaldun.knowledge.roster import Roster
from khaldun.ledger import connection
from khaldun.pipeline import reconcile
from khaldun.records import Relation, Verdict
from khaldun.register import source

PLACES = st.sampled_from(["a.txt", "b.txt", "c.txt", "d.txt", "e.txt"])
PAPER, READER = st.sampled_from(sorted(PAPERS)), st.sampled_from(sorted(READERS))
SAME: st.SearchStrategy[Ruling] = st.sampled_from(["same", "not-same"])
COPY: st.SearchStrategy[Ruling] = st.sampled_from(["copy", "not-copy"])
MOMENTS = st.integers(0, 24)
WHO = {"reason": "seen on site", "by": "R. Reviewer"}


@pytest.fixture(autouse=True)
def only_programs_die(monkeypatch: pytest.MonkeyPatch) -> None:
    """Power never fails here, so nothing waits for the disk; and the roster is loaded once.

    Of a case that was looked at before, only what came since is looked at, however much it is.
    """
    monkeypatch.setattr(source, "MANY", 100.0)
    journal = connection.journal
    monkeypatch.setattr(connection, "journal", lambda version: (journal(version)[0], "OFF"))
    monkeypatch.setattr("os.fsync", lambda _: None)
    monkeypatch.setattr(Roster, "open", roster)


class Life(Desk):
    """One case, and the notebook beside it."""

    # --- what is read -------------------------------------------------------------------------

    @rule(papers=st.dictionaries(PLACES, PAPER, min_size=1, max_size=3), reader=READER)
    def a_run_reads_some_papers(self, papers: dict[str, str], reader: str) -> None:
        run = self.new_run()
        for place, paper in papers.items():
            self.take(read(paper, location=place, reader=reader, run=run), reader)

    @rule(place=PLACES, state=st.sampled_from(["failed", "refused"]))
    def a_file_cannot_be_read(self, place: str, state: str) -> None:
        self.take(failed(place, run=self.new_run(), state=state), "plainly")

    @rule()
    def all_is_read_once_more_and_nothing_is_new(self) -> None:
        run, before = self.new_run(), count(self.case.ledger)
        for given, reader in self.notes.last().values():
            assert of_run(given, run).append(self.case.ledger, reading=reader) == 0
        assert count(self.case.ledger) == before

    # --- what is judged -----------------------------------------------------------------------

    @precondition(lambda self: len(self.notes.accounts()) > 1)
    @rule(data=st.data(), ruling=SAME)
    def a_person_judges_incidents_or_accounts(self, data: st.DataObject, ruling: Ruling) -> None:
        members = self.members()
        one, other = draw_two(data, members)
        if set(members[one]) & set(members[other]):
            with pytest.raises(InputError, match="on both sides"):
                decide(self.case, (one, other), ruling, **WHO)
            return
        decide(self.case, (one, other), ruling, **WHO)
        made = self.note_the_journal()
        both = combinations((*members[one], *members[other]), 2)
        # What is to be one is tied together whole; what is to be two is kept apart pair by pair.
        pairs = both if ruling == "same" else product(members[one], members[other])
        judged = {tuple(sorted(pair)) for pair in pairs}
        assert {(j.relation, j.verdict) for j in made} == {RULINGS[ruling]}
        assert {(j.left, j.right) for j in made} <= judged
        ties = len(members[one]) + len(members[other]) - 1
        assert len(made) == (ties if ruling == "same" else len(judged))
        # The last word holds, whatever was said before.
        home = self.home_of_accounts()
        assert {home[j.left] == home[j.right] for j in made} == {ruling == "same"}

    @precondition(lambda self: len(self.notes.reports()) > 1)
    @rule(data=st.data(), ruling=COPY)
    def a_person_judges_reports(self, data: st.DataObject, ruling: Ruling) -> None:
        ids = {report.name: report.id for report in self.notes.reports()}
        one, other = draw_two(data, ids)
        assert decide(self.case, (one, other), ruling, **WHO) == 1
        (judgement,) = self.note_the_journal()
        assert (judgement.relation, judgement.verdict) == RULINGS[ruling]
        assert {judgement.left, judgement.right} == {ids[one], ids[other]}

    @precondition(lambda self: len(self.notes.accounts()) > 1)
    @rule(data=st.data(), verdict=st.sampled_from(["yes", "no"]))
    def a_matcher_guesses(self, data: st.DataObject, verdict: Verdict) -> None:
        left, right = draw_two(data, [account.id for account in self.notes.accounts()])
        self.case.ledger.judge(
            relation="same",
            left=left,
            right=right,
            verdict=verdict,
            reason="alike",
            decided_by="matcher 1",
            decided_at=make_run().started_at,
            score=0.9,
        )
        self.note_the_journal()

    @precondition(lambda self: self.withdrawable())
    @rule(data=st.data())
    def a_person_thinks_better_of_it(self, data: st.DataObject) -> None:
        judgement = data.draw(st.sampled_from(self.withdrawable()))
        names = {report.id: report.name for report in self.notes.reports()}
        one, other = (names.get(side, side) for side in (judgement.left, judgement.right))
        assert decide(self.case, (one, other), "withdraw", **WHO) == 1
        (made,) = self.note_the_journal()
        assert made.verdict == "unsure"
        assert pair_of(made) == pair_of(judgement)

    # --- what befalls -------------------------------------------------------------------------

    @rule(place=PLACES, paper=PAPER, reader=READER, after=MOMENTS, look=st.booleans())
    def the_reader_is_killed(
        self, place: str, paper: str, reader: str, after: int, *, look: bool
    ) -> None:
        given = read(paper, location=place, reader=reader, run=self.new_run())
        repeated = self.notes.repeats(given, reader)
        with killed(self.case, self.next_folder(), after=after) as kill:
            self.case.store.put(content(given))
            given.append(self.case.ledger, reading=reader)
        if not kill.came and not repeated:
            self.notes.told.append((given, reader))
        self.rise_again(kill, look=look)
        if self.case.store.path(given.outcome.capture or "").is_file():
            self.notes.kept.add(given.outcome.capture or "")

    @precondition(lambda self: len(self.incidents()) > 1)
    @rule(data=st.data(), ruling=SAME, after=st.integers(0, 60), look=st.booleans())
    def the_judging_is_killed(
        self, data: st.DataObject, ruling: Ruling, after: int, *, look: bool
    ) -> None:
        sides = draw_two(data, [incident.id for incident in self.incidents()])
        with killed(self.case, self.next_folder(), after=after) as kill:
            written = decide(self.case, sides, ruling, **WHO)
        self.rise_again(kill, look=look)
        assert len(self.note_the_journal()) == (0 if kill.came else written)

    @rule()
    def the_case_is_closed_and_opened(self) -> None:
        self.case.close()
        self.case = Case.open(self.case.folder, write=True)

    @rule()
    def another_looks_on_and_takes_an_export(self) -> None:
        with Case.open(self.case.folder) as seen:
            incidents = reconcile(seen, roster=roster())
            assert incidents == self.incidents()
            stream = io.StringIO()
            lines.write(incidents, seen.ledger.accounts(), seen.ledger.reports(), stream)
            with pytest.raises(CaseError, match="opened to read only"):
                failed().append(seen.ledger)
        exported = [json.loads(line) for line in stream.getvalue().splitlines()]
        assert [line["incident"] for line in exported] == as_json(incidents)
        told = [account for line in exported for account in line["accounts"]]
        wanted = as_json(self.notes.accounts())
        assert sorted(told, key=str) == sorted(wanted, key=str)

    @rule(seed=st.integers(0, 99))
    def the_same_is_told_to_a_new_case(self, seed: int) -> None:
        """The papers of one run come in another order, as they are read side by side."""
        self.moves += 1
        with Case.open(self.folder(f"replay {self.moves}"), create=True) as other:
            for given, reader in self.notes.in_other_order(Random(seed)):
                given.append(other.ledger, reading=reader)
            for one in self.notes.journal:
                other.ledger.judge(
                    relation=one.relation,
                    left=one.left,
                    right=one.right,
                    verdict=one.verdict,
                    reason=one.reason,
                    decided_by=one.decided_by,
                    decided_at=one.decided_at,
                    score=one.score,
                )
            assert list(other.ledger.judgements()) == self.notes.journal
            assert other.ledger.content_digest() == self.case.ledger.content_digest()
            assert reconcile(other, roster=roster()) == self.incidents()

    # --- what holds after each step -----------------------------------------------------------

    @invariant()
    def the_case_says_what_the_notebook_says(self) -> None:
        ledger = self.case.ledger
        assert list(ledger.outcomes()) == self.notes.outcomes()
        assert list(ledger.reports()) == self.notes.reports()
        assert list(ledger.accounts()) == self.notes.accounts()
        assert list(ledger.judgements()) == self.notes.journal
        assert ledger.standing_judgements() == self.notes.standing()
        for place, (given, reader) in self.notes.last().items():
            captured = given.outcome.capture or ""
            assert ledger.known(place, captured, reader) == given.outcome

    @invariant()
    def verify_names_nothing_but_bytes_that_nobody_came_to_read(self) -> None:
        found = list(self.case.verify())
        assert len(found) == len(self.notes.unclaimed()), found
        assert all("in no entry of the ledger" in fault for fault in found), found

    @invariant()
    def every_account_is_in_one_incident_whose_id_stays(self) -> None:
        incidents = self.incidents()
        placed = [account for incident in incidents for account in incident.accounts]
        assert sorted(placed) == sorted(account.id for account in self.notes.accounts())
        for incident in incidents:
            assert self.named.setdefault(incident.accounts[0], incident.id) == incident.id
        assert len(set(self.named.values())) == len(self.named)

    @invariant()
    def what_people_decided_holds(self) -> None:
        accounts = self.home_of_accounts()
        copies = texts({report.id: report for report in self.notes.reports()}, self.notes.journal)
        homes: dict[Relation, dict[str, tuple[str, ...]]] = {"same": accounts, "copy": copies}
        for relation, home in homes.items():
            together, apart = self.notes.settled(relation, home)
            assert all(len({home[one] for one in group}) == 1 for group in together)
            assert all(home[min(one)] != home[min(other)] for one, other in apart)

    @invariant()
    def no_order_matters_and_what_is_withdrawn_is_as_if_never_said(self) -> None:
        accounts, reports = self.notes.accounts(), self.notes.reports()
        chance = Random(len(self.notes.told))
        chance.shuffle(accounts)
        chance.shuffle(reports)
        by_id = {report.id: report for report in reports}
        held = self.notes.holding()
        assert fuse(accounts, by_id, judgements=held, roster=roster()) == self.incidents()


def test_whatever_befalls_a_case_it_says_what_it_was_told() -> None:
    run_state_machine_as_test(Life, settings=lives(30, steps=20))


@pytest.mark.soak
def test_whatever_befalls_many_long_cases_they_say_what_they_were_told() -> None:
    run_state_machine_as_test(Life, settings=lives(300, steps=40))


def lives(count: int, *, steps: int) -> settings:
    return settings(
        max_examples=count,
        stateful_step_count=steps,
        # Shrinking a story of hundreds of writes takes minutes, and says little more.
        phases=(Phase.reuse, Phase.generate),
        suppress_health_check=[HealthCheck.too_slow],
    )

"""The incidents of a case, all as lines and each as a whole once it is asked for."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Self

from khaldun.case import Case
from khaldun.errors import CaseError
from khaldun.faces import words
from khaldun.faces.views import Choice, View, pick
from khaldun.fuse.corrections import corrected
from khaldun.fuse.traits import Parties
from khaldun.knowledge.roster import Roster
from khaldun.ledger.mark import Mark
from khaldun.records import Account, Judgement, Report
from khaldun.register.current import bring_up, renewed, up_to_date
from khaldun.register.incidents import ASIDE, Register
from khaldun.register.lines import Line, Searched, Where
from khaldun.register.source import Basis, Standing
from khaldun.register.tables import means

#: Lines that are made before they are written.
_AT_ONCE = 500
#: How a rule ends that was less likely than `Limits.sure`.
_UNSURE = "(unsure)"
#: The largest number that a database holds; a report may say a larger one.
_LARGEST = 2**63 - 1


class Listed:
    """What is listed of a case, and the way to each incident of it.

    It stays as it is until it is updated; the case, open, is asked for what is no line. Use it as
    a context, or close it.
    """

    def __init__(self, register: Register) -> None:
        self._register = register
        self._corrections: dict[str, Judgement] = {}
        self._parties = Parties(Roster.open())
        self.lines = register.lines

    @classmethod
    def of(cls, case: Case, *, lines: bool = True) -> Self:
        """What is listed of this case, brought up to its ledger; without `lines` for one look."""
        listed = cls(up_to_date(case, roster=Roster.open()))
        try:
            listed.note(case.ledger.judgements())
            if lines:
                listed.fill(case)
        except BaseException:
            listed.close()
            raise
        return listed

    @classmethod
    def kept(cls, case: Case) -> Self:
        """What is listed of this case as its register was left; update it.

        Raises:
            CaseError: the register cannot be written.
        """
        roster = Roster.open()
        return cls(Register.open(case.register, fingerprint=means(roster)))

    @property
    def mark(self) -> Mark:
        """How far the ledger was written when this was taken from it."""
        return self._register.mark

    def update(self, case: Case, journal: Sequence[Judgement], *, readings: bool = True) -> None:
        """Take in what came into the case, whose journal is this by now; without `readings` only
        what was judged.

        What only marks or notes incidents is taken in at once, but for a mark on an account that
        a later reading has put another in place of.

        Raises:
            CaseError: the register cannot be written.
        """
        mark, known = case.ledger.mark(), self.mark
        if not readings:
            mark = known._replace(judgement=mark.judgement)
        same = mark == known._replace(judgement=mark.judgement)
        fresh = journal[self._register.seen :]
        marks = (one.relation in ASIDE and self._register.home_of(one.left) for one in fresh)
        self.note(journal)
        if same and all(marks):
            if fresh:
                self._register.review(fresh, mark)
        else:
            standing = Standing.of(case.ledger, self._register, readings=readings)
            self._register.update(standing, self._parties)
        self.fill(case)

    def note(self, journal: Iterable[Judgement]) -> None:
        """Take in which fields people corrected."""
        self._corrections |= {one.id: one for one in journal if one.relation == "field"}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the register."""
        self._register.close()

    def choose(self, choice: Choice) -> list[Line]:
        """The incidents that are chosen, by their first day."""
        return self.lines.choose(Where.all_of(choice.conditions()))

    def view(self, case: Case, home: str) -> View:
        """The incident at this home, as a whole.

        Raises:
            CaseError: there is none.
        """
        incident = self._register.incident(home)
        members = self._register.members(home)
        accounts = tuple(self._account(case, members[name]) for name in incident.accounts)
        reports: dict[str, Report] = {}
        for account in accounts:
            if account.report not in reports:
                reports[account.report] = case.ledger.report_at(members[account.id].report)
        return View(incident=incident, accounts=accounts, reports=reports)

    def told(self, case: Case, report: str) -> list[Account]:
        """The accounts of a report that stand, as people corrected them, in the text's order."""
        bases = map(self._register.basis, case.ledger.accounts_of(report))
        accounts = [self._account(case, basis) for basis in bases if basis]
        return sorted(accounts, key=lambda account: (account.evidence[0].start, account.id))

    def home(self, incident: str) -> str:
        """The home of an incident, or of the one that its first account is of by now.

        Raises:
            CaseError: there is none, and never was.
        """
        found = self._register.at(incident)
        if found is None:
            raise CaseError(f"no incident {incident!a} in this case")
        return found

    def of_account(self, account: str) -> Line | None:
        """The line of the incident that an account is of; None for what is no account."""
        home = self._register.home_of(account)
        return self.lines.at(home) if home else None

    def pick(self, start: str) -> str:
        """The home of the one incident whose id starts so.

        Raises:
            CaseError: none does, or several do; names them.
        """
        found = self._register.starting(start.lower())
        return found[pick(start, found)]

    def _account(self, case: Case, basis: Basis) -> Account:
        account = case.ledger.account_at(basis.account)
        return corrected(account, (self._corrections[one] for one in basis.corrected_by))

    def fill(self, case: Case, told: Callable[[int, int], None] = lambda *_: None) -> None:
        """Make the lines that are not there yet; `told` is given how many are made, of how many."""
        homes = self.lines.missing()
        for first in range(0, len(homes), _AT_ONCE):
            told(first, len(homes))
            several = homes[first : first + _AT_ONCE]
            views = {home: self.view(case, home) for home in several}
            made = [line_of(home, view, seen=_seen(case, view)) for home, view in views.items()]
            self._register.write_lines(made)


def fill(register: Register, case: Case) -> None:
    """Make the lines of a register that are not there yet."""
    listed = Listed(register)
    listed.note(case.ledger.judgements())
    listed.fill(case)


def renew(case: Case, told: Callable[[str], None]) -> None:
    """List a case beside what is in use, and put it in its place; `told` is given how far it is.

    Raises:
        CaseError: it cannot be written, or another program is at the same.
    """
    roster = Roster.open()
    with renewed(case, roster=roster) as register:
        told("compared with each other")
        bring_up(register, case, roster=roster)
        listed = Listed(register)
        listed.note(case.ledger.judgements())
        listed.fill(case, lambda made, all_: told(f"listed: {made:,} of {all_:,} incidents"))


def fold(texts: Iterable[str]) -> str:
    """Searched as one, in one case and without accents, for look-ups only."""
    flat = unicodedata.normalize("NFKD", " ".join(texts)).casefold()
    return "".join(mark for mark in flat if not unicodedata.combining(mark))


def line_of(home: str, view: View, *, seen: str = "") -> tuple[Line, Searched]:
    """The line of an incident, and what is looked up in it."""
    incident, when, where = view.incident, view.when, view.where
    line = Line(
        home=home,
        id=incident.id,
        version=incident.version,
        kind=incident.kind,
        days=words.days(when),
        place=words.place(where, region=False),
        killed=view.total("killed"),
        wounded=view.total("wounded"),
        accounts=len(incident.accounts),
        origins=len(incident.origins),
        disputed=", ".join(words.safe(field) for field in view.disputed),
        earliest=when.earliest if when else None,
        latest=when.latest if when else None,
        lat=where.lat if where else None,
        lon=where.lon if where else None,
        within_km=where.within_km if where else None,
        dead=_highest(view, "killed"),
        hurt=_highest(view, "wounded"),
        disputes=len(view.disputed),
        unsure=sum(rule.endswith(_UNSURE) for rule in _rules(view)),
        seen=seen,
    )
    shown = (line.id, line.days, line.kind.replace("_", " "), line.place, line.killed,
             line.wounded, line.disputed)  # fmt: skip
    places, people = set(_places(view)), set(_people(view))
    everything = places | people | set(_said(view)) | set(shown)
    return line, Searched(places=_once(places), people=_once(people), words=_once(everything))


def _once(texts: Iterable[str]) -> str:
    return " ".join(sorted(set(fold(texts).split())))


def _seen(case: Case, view: View) -> str:
    captures = {report.capture for report in view.reports.values()}
    return max(f"{case.ledger.capture(one).captured_at:%Y-%m-%dT%H:%M:%S}" for one in captures)


def _highest(view: View, kind: str) -> int:
    """The highest number that is claimed and not denied; -1 for none, so that these are last."""
    figures = [
        claim.figure
        for claim in view.claims.values()
        if claim.figure and claim.figure.kind == kind and claim.certainty != "denied"
    ]
    ends = [end for figure in figures for end in (figure.low, figure.high) if end is not None]
    return min(max(ends, default=0 if figures else -1), _LARGEST)


def _rules(view: View) -> Iterator[str]:
    """What chose each value of the accounts."""
    for account in view.accounts:
        yield from (rule for _, rule in account.reasons)
        yield from (claim.rule for claim in account.claims)


def _places(view: View) -> Iterator[str]:
    for where in (account.where for account in view.accounts):
        if where:
            yield from (part for part in (where.name, where.region, where.country) if part)
            yield where.words.text
    if view.country:
        yield view.country.name


def _people(view: View) -> Iterator[str]:
    for report in view.reports.values():
        yield from (report.publisher or "", report.name)
    for account in view.accounts:
        yield from (actor.name for actor in account.against)
        for claim in account.claims:
            yield from (source.name for source in claim.chain)
            if claim.actor:
                yield claim.actor.name


def _said(view: View) -> Iterator[str]:
    yield from (report.title or "" for report in view.reports.values())
    for account in view.accounts:
        yield from (span.text for span in account.evidence)
        yield from (claim.span.text for claim in account.claims)

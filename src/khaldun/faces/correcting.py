"""A person's corrections of what was read: typed words into values, and values into the journal.

What is typed is read by the grammars that read reports, so "at least 12 children" means in a
correction what it means in a report.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from khaldun import codec
from khaldun.cards import QuoteFinder
from khaldun.case import Case
from khaldun.details import parse_day
from khaldun.errors import InputError, IntegrityError
from khaldun.faces.judging import Decided, write
from khaldun.faces.views import pick
from khaldun.fuse.corrections import CLAIM, FIELDS
from khaldun.pipeline import accounts
from khaldun.read.quantities import find_quantities
from khaldun.read.times import find_times
from khaldun.records import (
    CERTAINTIES,
    FIGURE_KINDS,
    Account,
    ActorRef,
    Certainty,
    Claim,
    Figure,
    Gap,
    Interval,
    PlacePhrase,
    PlaceRef,
    Report,
    Source,
    Span,
    Verdict,
)
from khaldun.register.names import Names
from khaldun.resolve.when import resolve_when
from khaldun.resolve.where import resolve_where
from khaldun.tools import Tools

#: What is typed to take a correction back, for what is not known, and for a claim nobody makes.
AS_READ, UNKNOWN, NONE = "as-read", "unknown", "none"
#: What can be corrected of a claim; the first two also add one to an account.
_CLAIM_FIELDS = ("figure", "by", "says", "certainty", "claim")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A correction as typed: of which account or claim, which field, what it should be.

    `words` are the words of the report that say so, or `span` is where they stand; `says` whom they
    credit, nearest first, and `certainty` how surely, of a claim that is added. Who was hit takes
    the place of who was read, or with `more` comes beside them. `everywhere`: a place is what its
    name means in the whole case.
    """

    target: str
    field: str
    value: str
    words: str | None = None
    says: Sequence[str] = ()
    span: Span | None = None
    certainty: Certainty = "asserted"
    more: bool = False
    everywhere: bool = False


def correct(case: Case, typed: Typed, *, reason: str, by: str, tools: Tools) -> tuple[str, int]:
    """Write a correction into the journal; returns the account that it is of, and how many are
    corrected: more than one where a place is meant everywhere.

    Raises:
        CaseError: no account or claim has an id that starts so.
        InputError: the field is none, the value cannot be read, the report has no such words, or
            a reason or a name is missing.
    """
    if not reason.strip() or not by.strip():
        raise InputError("a correction needs a reason and the name of who makes it: --reason, --by")
    told = {account.id: account for account in accounts(case)}
    owners = {claim.id: account for account in told.values() for claim in account.claims}
    target = pick(typed.target, [*told, *owners])
    account = told.get(target) or owners[target]
    report = case.ledger.report(account.report)
    verdict = correction(account, report, replace(typed, target=target), tools)
    verdicts = everywhere(case, account, verdict) if typed.everywhere else [verdict]
    write(case, verdicts, reason=reason, by=by)
    return account.id, sum(one.relation == "field" for one in verdicts)


def correction(account: Account, report: Report, typed: Typed, tools: Tools) -> Decided:
    """What a correction of this account, or of one of its claims, decides.

    Raises:
        InputError: the field is none, the value cannot be read, or the report has no such words.
    """
    claim = None if typed.target == account.id else typed.target
    field, value = _Reading(account, report, tools).of(typed, claim)
    return Decided("field", account.id, field, _verdict(typed.value, value), value)


def everywhere(case: Case, account: Account, verdict: Decided) -> list[Decided]:
    """What a correction of a place decides where it is what the place's name means everywhere.

    Raises:
        InputError: it is none of a place, or the place is not told by a name alone.
    """
    if verdict.right != "where" or verdict.value == "null":
        raise InputError("everywhere: only a place that a name means can hold for the whole case")
    said = Names(case.ledger).decide(account, verdict.value)
    verdicts = [Decided(*pair, now, value) for pair, now, value in said]
    return sorted(verdicts, key=lambda one: one.left != account.id)  # its own first


def _verdict(typed: str, value: str | None) -> Verdict:
    return "yes" if value is not None else "unsure" if typed == AS_READ else "no"


class _Reading:
    """Reads what was typed of one account."""

    def __init__(self, account: Account, report: Report, tools: Tools) -> None:
        self._account, self._report, self._tools = account, report, tools
        self._finder = QuoteFinder(report)

    def of(self, typed: Typed, claim: str | None) -> tuple[str, str | None]:
        """The field's name in the journal and the JSON of its value; None for no value."""
        if claim is None and typed.field in FIELDS:
            value = None if typed.value == AS_READ else self._field(typed)
            return typed.field, value
        if typed.field not in _CLAIM_FIELDS or (
            claim is None and typed.field not in ("figure", "by")
        ):
            known = _CLAIM_FIELDS if claim else (*FIELDS, "figure", "by")
            raise InputError(f"{typed.field!r} is no field of it; {', '.join(known)} are")
        if claim and (typed.value == AS_READ or (typed.field, typed.value) == ("claim", NONE)):
            return CLAIM + claim, None
        made = self._changed(typed, claim) if claim else self._added(typed)
        return CLAIM + made.id, codec.encode(made).decode()

    def _field(self, typed: Typed) -> str:
        match typed.field:
            case "when":
                read: object = self._when(typed)
            case "where":
                read = self._where(typed)
            case "against":
                named = [self._actor(name, typed) for name in _names(typed.value)]
                read = [*self._account.against, *named] if typed.more else named
            case _:
                read = typed.value
        value = codec.encode(read).decode()
        try:
            codec.decode(value, FIELDS[typed.field])
        except IntegrityError as error:
            raise InputError(f"{typed.value!r} is no {typed.field}: {error}") from error
        return value

    def _when(self, typed: Typed) -> Interval | None:
        if typed.value == UNKNOWN:
            return None
        known = self._account.when.words if self._account.when else None
        words = self._span(typed, known) if typed.words or known else None
        first, _, last = typed.value.partition(" to ")
        try:
            earliest, latest = (parse_day(day, where="when") for day in (first, last or first))
        except InputError:
            # As a report says it: "early on Tuesday", counted from the report's day.
            phrases = find_times(typed.value, 0, len(typed.value))
            if len(phrases) != 1:
                raise
            found = resolve_when(phrases[0], reported=self._report.published)
            if isinstance(found, Gap):
                raise InputError(f"when: {typed.value!r}: {found.reason}") from None
            return replace(found, words=words)
        return Interval(earliest=earliest, latest=latest, basis="stated", words=words)

    def _where(self, typed: Typed) -> PlaceRef | None:
        if typed.value == UNKNOWN:
            return None
        known = self._account.where_phrase
        words = self._span(typed, known.words if known else None)
        name, _, spot = typed.value.partition(" @ ")
        if spot:
            return _spotted(name, spot, words)
        name, *within = _names(name, ",")
        country = within.pop() if within and len(within[-1]) == 2 else None
        phrase = PlacePhrase(words=words, name=name, within=tuple(within))
        found = resolve_where(phrase, gazetteer=self._tools.gazetteer, country=country)
        if isinstance(found, Gap):
            raise InputError(
                f"where: {typed.value!r}: {found.reason}; name its province or country behind a "
                "comma, or give the spot: NAME @ LATITUDE LONGITUDE KM"
            )
        return found

    def _changed(self, typed: Typed, name: str) -> Claim:
        claim = next(claim for claim in self._account.claims if claim.id == name)
        claim = replace(claim, span=self._span(typed, claim.span))
        match typed.field:
            case "figure":
                return replace(claim, about="figure", figure=self._figure(typed.value), actor=None)
            case "by":
                actor = self._actor(typed.value, typed)
                return replace(claim, about="responsibility", actor=actor, figure=None)
            case "says":
                return replace(claim, chain=self._chain(_names(typed.value, "<")))
            case "certainty":
                for certainty in CERTAINTIES:
                    if typed.value == certainty:
                        return replace(claim, certainty=certainty)
        raise InputError(f"{typed.value!r} is no {typed.field} of a claim")

    def _added(self, typed: Typed) -> Claim:
        if not typed.words and not typed.span:
            raise InputError("a claim that was missed rests on words of the report: --words")
        figured = typed.field == "figure"
        return Claim.make(
            account=self._account.id,
            span=self._span(typed, None),
            chain=self._chain(typed.says),
            rule="corrected",
            certainty=typed.certainty,
            figure=self._figure(typed.value) if figured else None,
            actor=None if figured else self._actor(typed.value, typed),
        )

    def _figure(self, words: str) -> Figure:
        kind, _, count = words.partition(" ")
        found = find_quantities(count, 0, len(count), self._tools.codebook)
        if kind not in FIGURE_KINDS or len(found) != 1:
            raise InputError(
                f"figure: {words!r} is not of the form KIND COUNT, as in 'killed at least 12 "
                f"children'; kinds: {', '.join(FIGURE_KINDS)}"
            )
        (q,) = found
        of = q.counted or "people"
        return Figure(kind=kind, of=of, low=q.low, high=q.high, approx=q.approx, vague=q.vague)

    def _actor(self, name: str, typed: Typed) -> ActorRef:
        country = self._account.where.country if self._account.where else None
        party = self._tools.roster.find(name, country=country)
        words = self._span(typed, self._account.evidence[0])
        return ActorRef(words=words, name=name, actor=party.id if party else None)

    def _chain(self, names: Sequence[str]) -> tuple[Source, ...]:
        parties = [(name, self._tools.roster.find(name)) for name in names]
        return tuple(Source(name=name, party=p.id if p else None) for name, p in parties)

    def _span(self, typed: Typed, known: Span | None) -> Span:
        """The words that were named, those known before, or the account's first sentence."""
        if typed.span:
            return typed.span
        if not typed.words:
            return known or self._account.evidence[0]
        voice, near = self._account.voice, self._account.evidence
        span = self._finder.find(typed.words, voice=voice, near=near)
        if span is None:
            raise InputError(f"--words: the report does not have the words {typed.words!r}")
        return span


def _names(words: str, mark: str = ";") -> list[str]:
    return [name.strip() for name in words.split(mark) if name.strip()]


def _spotted(name: str, spot: str, words: Span) -> PlaceRef:
    try:
        lat, lon, km = map(float, spot.split())
        return PlaceRef(
            words=words, place=f"spot:{lat},{lon}", name=name, lat=lat, lon=lon, within_km=km,
            how="the spot that a person named",
        )  # fmt: skip
    except ValueError as error:
        raise InputError(f"where: {spot!r} is no LATITUDE LONGITUDE KM: {error}") from error

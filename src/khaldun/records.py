"""Every record of the ledger, and the values that they are made of.

Records are frozen; they point back by id and never forward. An id is the hash of the fields that
make a record the one that it is (`record_id`), so that reading a report twice yields the same ids.
Offsets are code points into `Report.text`, half-open. Days are whole calendar days, intervals are
inclusive, distances are kilometres, coordinates are WGS 84 degrees. What is unknown is `None` and
has a `Gap` beside it that says why; a record that has neither cannot be made.
"""

import hashlib
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

IncidentKind = Literal[
    "airstrike", "shelling", "bombing", "chemical", "explosion", "battle", "shooting", "execution",
    "abduction", "arrest", "raid", "capture", "withdrawal", "siege", "deployment", "base",
    "displacement", "aid", "aircraft_loss", "destruction", "seizure", "deal", "protest",
    "aggregate", "other",
]  # fmt: skip
FigureKind = Literal[
    "killed", "wounded", "casualties", "captured", "abducted", "missing", "displaced", "troops",
    "vehicles", "aircraft", "strikes", "other",
]  # fmt: skip
Status = Literal["happened", "denied", "planned", "possible"]
Certainty = Literal["asserted", "hedged", "denied"]
PassageKind = Literal[
    "headline", "subheading", "caption", "body", "comment", "related", "boilerplate"
]
About = Literal["occurrence", "responsibility", "figure"]
Basis = Literal["stated", "relative", "published", "inferred"]
OutcomeState = Literal["read", "empty", "refused", "failed", "opened"]
Relation = Literal["same", "copy", "field", "name", "review", "note"]
Verdict = Literal["yes", "no", "unsure"]
Agreement = Literal["single", "agreed", "range", "disputed"]

INCIDENT_KINDS: tuple[IncidentKind, ...] = get_args(IncidentKind)
FIGURE_KINDS: tuple[FigureKind, ...] = get_args(FigureKind)
CERTAINTIES: tuple[Certainty, ...] = get_args(Certainty)

#: The relations of judgements on one account, and not on two accounts or reports.
ONE_SIDED: frozenset[Relation] = frozenset({"field", "name", "review", "note"})

#: The voice of the report itself; a reader's comment is "comment:1", "comment:2", …
ARTICLE = "article"


_IDENTITY = json.JSONEncoder(separators=(",", ":"))  # made once: `json.dumps` makes one for each


def record_id(kind: str, *identity: str | int | None) -> str:
    """The id of a record: 20 hex digits (80 bits) of the SHA-256 of its identity fields.

    The fields go through JSON, because joining them by a mark would let two records collide.
    """
    words = _IDENTITY.encode([kind, *identity])
    return hashlib.sha256(words.encode()).hexdigest()[:20]


def _require(holds: bool, message: str) -> None:  # noqa: FBT001 - reads as a sentence where used
    if not holds:
        raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a report's text: `report.text[start:end] == text`, always."""

    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        # No `_require`: there are so many spans that writing what it would say costs too much.
        if not 0 <= self.start < self.end:
            raise ValueError(f"empty or reversed span {self.start}:{self.end}")
        if len(self.text) != self.end - self.start:
            raise ValueError(f"span {self.start}:{self.end} has {len(self.text)} characters")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A typed unknown: which role is missing (a field's name), and why, in words."""

    role: str
    reason: str

    def __post_init__(self) -> None:
        _require(bool(self.role and self.reason), "a gap needs a role and a reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Whole days, both ends included. `basis` says where they come from; `words` what was read.

    stated: a calendar date in the text · relative: counted from another day ("on Tuesday",
    "two days ago") · published: an undated main incident of a news report, dated by its
    publication · inferred: a part (mostly the year) is ours and not the text's.
    """

    earliest: date
    latest: date
    basis: Basis
    words: Span | None = None

    def __post_init__(self) -> None:
        _require(self.earliest <= self.latest, f"interval ends before {self.earliest}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """Bytes as received. `id` is their full SHA-256 in hex; `location` a path or an address.

    A document of a container (an archive, a mailbox, a table) names the container's capture in
    `container`, and its place there after the container's location and "!/".
    """

    id: str
    location: str
    media_type: str
    size: int
    captured_at: datetime
    method: str
    run: str
    headers: tuple[tuple[str, str], ...] = ()
    container: str | None = None

    def __post_init__(self) -> None:
        _require(len(self.id) == 64, f"capture id {self.id!r} is no SHA-256")
        _require(self.captured_at.tzinfo is not None, "captured_at needs a time zone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What the user says of a document beside its bytes; it goes before what the page says."""

    publisher: str | None = None
    published: date | None = None
    url: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of the text in one voice. `number` counts comments from 1; other kinds have none.

    `posted` is the time that a comment states for itself, as written.
    """

    kind: PassageKind
    start: int
    end: int
    number: int | None = None
    author: str | None = None
    posted: str | None = None

    def __post_init__(self) -> None:
        _require(0 <= self.start < self.end, f"empty or reversed passage {self.start}:{self.end}")
        _require((self.kind == "comment") == (self.number is not None), "comments are numbered")

    @property
    def voice(self) -> str:
        """Whose words these are: the article's, or one comment's."""
        return ARTICLE if self.number is None else f"comment:{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One document read from a capture. Passages are in order and do not overlap.

    `published`, `publisher`, `language` and `title` are `None` only with a gap. `flags` name what
    a reader of the page may have seen differently: "hidden text", "struck-out text", …
    """

    id: str
    capture: str
    name: str
    publisher: str | None
    published: Interval | None
    language: str | None
    title: str | None
    text: str
    passages: tuple[Passage, ...]
    url: str | None = None
    flags: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()

    def __post_init__(self) -> None:
        _require_gaps(self, "publisher", "published", "language", "title")
        end = 0
        for passage in self.passages:
            _require(end <= passage.start, f"passages overlap at {passage.start}")
            end = passage.end
        _require(end <= len(self.text), f"passage ends at {end} of {len(self.text)} characters")

    def span(self, start: int, end: int) -> Span:
        """The span of these offsets, with its words."""
        return Span(start=start, end=end, text=self.text[start:end])

    @staticmethod
    def make_id(capture: str, text: str, publisher: str | None, published: Interval | None) -> str:
        """A report is its capture as segmented and dated; learning its date makes another."""
        days = (str(published.earliest), str(published.latest)) if published else (None, None)
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        return record_id("report", capture, digest, publisher, *days)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimePhrase:
    """What the grammar of times understood of some words, before a calendar is applied.

    form: "date" (year, month, day as far as given) · "weekday" (0 = Monday) · "relative" (a
    signed `count` of `unit`s from the anchor: yesterday is -1 day, today 0) · "span" (the last
    `count` units up to the anchor) · "night" (the night that ends on the anchor's day).
    `part` narrows: early, mid, late, end, morning, evening, night … `bound` opens one side:
    since, until. `anchor` is the day from which a relative phrase counts: the report's, or that
    of another incident of the report ("two days after that operation"). `until` ends a range.
    `saying` marks the day of a saying ("said on Tuesday"): what is said is of it or the day before.
    """

    words: Span
    form: Literal["date", "weekday", "relative", "span", "night"]
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    count: int | None = None
    unit: Literal["hour", "day", "week", "month", "year", "decade"] | None = None
    part: str | None = None
    bound: Literal["since", "until"] | None = None
    anchor: Literal["report", "incident"] = "report"
    until: "TimePhrase | None" = None
    saying: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePhrase:
    """What the reader understood of the words for a place, before a gazetteer is applied.

    `name` is the place's own name as written; `feature` the class word beside it (town, province,
    airbase …); `part` the side or zone of it that is meant ("eastern countryside", "north");
    `distance_km` and `bearing` lead from the named place to the one that is meant ("20 km east
    of"); `within` are the places that the phrase itself says it lies in, nearest first.
    """

    words: Span
    name: str
    feature: str | None = None
    part: str | None = None
    distance_km: float | None = None
    bearing: str | None = None
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRef:
    """A place as resolved. `within_km` is how exact the text is; `how` the reason for this one."""

    words: Span
    place: str
    name: str
    lat: float
    lon: float
    within_km: float
    how: str
    region: str | None = None
    country: str | None = None

    def __post_init__(self) -> None:
        _require(-90 <= self.lat <= 90 and -180 <= self.lon <= 180, f"no place on Earth: {self}")
        _require(0 < self.within_km < math.inf, "a place has an extent")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorRef:
    """Who did or suffered it: the report's words, a short name from them, the party if known."""

    words: Span
    name: str
    actor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A link of a chain: the name as the report gives it, and the party in the roster if known."""

    name: str
    words: Span | None = None
    party: str | None = None


#: Whom a figure counts that is of a part of those counted before: "15, among them 6 wounded".
PART = "part of them"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A count as a range. `high = None` means at least `low`; `low = None` at most `high`.

    `of` says whom it counts. `vague` keeps a word that names no number ("dozens"): then both ends
    are `None`.
    """

    kind: FigureKind
    of: str
    low: int | None = None
    high: int | None = None
    approx: bool = False
    vague: str | None = None

    def __post_init__(self) -> None:
        numbered = self.low is not None or self.high is not None
        _require(numbered != bool(self.vague), f"a figure is a number or a word: {self}")
        ordered = self.low is None or self.high is None or self.low <= self.high
        _require(ordered, f"the range is reversed: {self.low} to {self.high}")
        _require((self.low or 0) >= 0 and (self.high or 0) >= 0, "a count is not negative")

    @property
    def counted(self) -> str:
        """Whom it counts, in words that follow a number: "civilians", "of them"."""
        return "of them" if self.of == PART else self.of


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One statement of an account: that it occurred, who did it, or how many.

    `chain` credits its sources, nearest first, origin last; empty is the report's own voice.
    `rule` names what read it (a rule, or a head with its score), for `khaldun show`.
    """

    id: str
    account: str
    about: About
    chain: tuple[Source, ...]
    certainty: Certainty
    span: Span
    rule: str
    figure: Figure | None = None
    actor: ActorRef | None = None

    def __post_init__(self) -> None:
        _require((self.about == "figure") == (self.figure is not None), "a figure claim counts")
        _require((self.about == "responsibility") == (self.actor is not None), "who did it?")

    @staticmethod
    def make(  # noqa: PLR0913 - one argument per field
        *,
        account: str,
        span: Span,
        chain: tuple[Source, ...] = (),
        certainty: Certainty = "asserted",
        rule: str,
        figure: Figure | None = None,
        actor: ActorRef | None = None,
    ) -> "Claim":
        """A claim with its id; what it is about follows from its payload."""
        about: About = "figure" if figure else "responsibility" if actor else "occurrence"
        payload = (
            (figure.kind, figure.of, figure.low, figure.high, int(figure.approx), figure.vague)
            if figure
            else (actor.name if actor else None,)
        )
        names = json.dumps([source.name for source in chain])
        identity = (account, about, span.start, span.end, names, certainty, *payload)
        return Claim(
            id=record_id("claim", *identity),
            account=account,
            about=about,
            chain=chain,
            certainty=certainty,
            span=span,
            rule=rule,
            figure=figure,
            actor=actor,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What one voice of one report tells of one incident.

    `reasons` are (field, rule or head with its score) of what is no claim: kind, when, where, and
    each of `against` by name.

    The reader fills the phrases (`when_phrase`, `where_phrase`); resolving fills `when`, `where`
    and the ids of actors and sources, or a gap. The id rests on what was read, not on what it was
    resolved to, so a better gazetteer keeps it.
    """

    id: str
    report: str
    voice: str
    kind: IncidentKind
    status: Status
    evidence: tuple[Span, ...]
    claims: tuple[Claim, ...]
    against: tuple[ActorRef, ...] = ()
    when_phrase: TimePhrase | None = None
    where_phrase: PlacePhrase | None = None
    reasons: tuple[tuple[str, str], ...] = ()
    when: Interval | None = None
    where: PlaceRef | None = None
    gaps: tuple[Gap, ...] = ()

    def __post_init__(self) -> None:
        _require(bool(self.evidence), "an account without evidence does not exist")
        _require_gaps(self, "when", "where")
        strays = [claim.id for claim in self.claims if claim.account != self.id]
        _require(not strays, f"claims of another account: {strays}")

    @staticmethod
    def make_id(
        report: str, voice: str, kind: str, evidence: tuple[Span, ...], where: PlacePhrase | None
    ) -> str:
        """One voice, one kind, one set of words, one place as written: one account."""
        spots = json.dumps([(span.start, span.end) for span in evidence])
        place = where.words.start if where else None
        return record_id(
            "account", report, voice, kind, spots, place, where.name if where else None
        )

    @property
    def figures(self) -> tuple[Claim, ...]:
        """The claims that count."""
        return tuple(claim for claim in self.claims if claim.about == "figure")

    @property
    def by(self) -> tuple[Claim, ...]:
        """The claims of who did it."""
        return tuple(claim for claim in self.claims if claim.about == "responsibility")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of the program over some inputs, and all that could change what it reads."""

    id: str
    started_at: datetime
    code_version: str
    reader: str
    knowledge_hash: str
    settings_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one input ended. `capture` is None only where not even bytes could be had.

    read: accounts were found · empty: read, and nothing of our kind is told · refused, failed:
    `reason` says why and what to do · opened: it holds documents, each with an outcome of its own,
    and `reason` counts what else was in it. `name` is the document's name: the file's without its
    ending.
    """

    location: str
    name: str
    capture: str | None
    run: str
    state: OutcomeState
    reason: str | None = None
    report: str | None = None

    def __post_init__(self) -> None:
        explained = self.state in ("read", "empty") or bool(self.reason)
        _require(explained, f"{self.location}: {self.state}, and no reason")
        _require(self.state not in ("read", "empty") or bool(self.report), "read, but no report")


_VALUED = {("field", "yes"), ("name", "yes"), ("review", "yes"), ("review", "no")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A decision on two accounts ("same"), two reports ("copy"), a field of an account, or more.

    "review" is on the incident of an account: `right` is the reviewer, `value` the version that
    they looked at, which is told right ("yes") or not ("no"). "note" is a remark on an account:
    `right` tells notes apart, and `reason` is what it says. Of two sides `left < right`. For
    "field", `left` is the account and `right` the field: "kind", "status", "when", "where",
    "against", or "claim ID"; `value` is the JSON of what it is ("yes"), and `None` where a claim is
    not made ("no"). "name" is on what a place's name means in the whole case, decided on an
    account: `right` is the name as written, `value` the JSON of the place. "unsure" takes back what
    was decided before. Each holds the id of the one before (`previous`), so that the journal is a
    chain.
    """

    id: str
    relation: Relation
    left: str
    right: str
    verdict: Verdict
    reason: str
    decided_by: str
    decided_at: datetime
    previous: str | None
    score: float | None = None
    value: str | None = None

    def __post_init__(self) -> None:
        ordered = self.relation in ONE_SIDED or self.left < self.right
        _require(ordered, "a judgement names its two sides in order")
        valued = (self.relation, self.verdict) in _VALUED
        _require(
            valued == (self.value is not None),
            "a field that is corrected has a value, a review its version, and nothing else has",
        )
        _require(self.decided_at.tzinfo is not None, "decided_at needs a time zone")

    @staticmethod
    def make_id(  # noqa: PLR0913, PLR0917 - the identity of a decision
        relation: str,
        left: str,
        right: str,
        verdict: str,
        reason: str,
        decided_by: str,
        decided_at: datetime,
        previous: str | None,
        value: str | None = None,
    ) -> str:
        """A full SHA-256, as the chain of the journal rests on it."""
        fields = [relation, left, right, verdict, reason, decided_by]
        valued = [] if value is None else [value]
        words = json.dumps([*fields, decided_at.isoformat(), previous, *valued])
        return hashlib.sha256(words.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One independent root of claims: reports that copy each other or credit one source."""

    id: str
    label: str
    reports: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingValue:
    """One value of a field, the claims that state it and the origins behind them.

    For fields that no claim carries (when, where, against), `accounts` are what states it.
    `superseded` is a count of which each of its origins has since given another; an `altered` one
    stands only in copies of a text that had another; a `partial` one only beside a larger count by
    the same origin in the same account.
    """

    value: str
    certainty: Certainty
    accounts: tuple[str, ...]
    claims: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    superseded: bool = False
    altered: bool = False
    partial: bool = False

    @property
    def aside(self) -> str:
        """Why it is not its origins' count as they stand now, in words; "" where it is."""
        marks = {
            "superseded": self.superseded,
            "altered in a copy": self.altered,
            "a part, or earlier": self.partial,
        }
        return next((mark for mark, holds in marks.items() if holds), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is claimed of one field: "occurrence", "when", "where", "by", "against", "killed" …."""

    field: str
    agreement: Agreement
    values: tuple[FindingValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """The accounts of one real-world event. `id` rests on its first account and stays."""

    id: str
    version: str
    kind: IncidentKind
    accounts: tuple[str, ...]
    origins: tuple[Origin, ...]
    findings: tuple[Finding, ...]

    @property
    def disputed(self) -> bool:
        """Whether any field is disputed."""
        return any(finding.agreement == "disputed" for finding in self.findings)


def _require_gaps(record: Report | Account, *roles: str) -> None:
    named = {gap.role for gap in record.gaps}
    for role in roles:
        if (getattr(record, role) is None) == (role in named):
            continue
        raise ValueError(f"{role} is {getattr(record, role)!r}, gaps are for {sorted(named)}")


def without_gaps(gaps: Iterable[Gap], *roles: str) -> tuple[Gap, ...]:
    """The gaps that remain once these roles are filled."""
    return tuple(gap for gap in gaps if gap.role not in roles)

"""Accounts as incident cards, the plain JSON in which a development set states its truth.

A card holds an account's kind, status, evidence, when, where, by, against and figures; every
quote is an exact piece of the report's text. A document is `{"document": name, "published": day,
"incidents": [card, …]}`, its cards numbered i1, i2, … in the order of their first mention.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from typing import Any

from khaldun.codec import decode, encode
from khaldun.errors import InputError, IntegrityError
from khaldun.records import (
    ARTICLE,
    Account,
    ActorRef,
    Claim,
    Figure,
    Gap,
    Interval,
    PlacePhrase,
    PlaceRef,
    Report,
    Source,
    Span,
)
from khaldun.text import sentences

Card = dict[str, Any]
#: What stands as `rule` in the claims of an account that a card told.
RULE = "card"


def to_document(report: Report, accounts: Sequence[Account]) -> dict[str, Any]:
    """The accounts of a report as its document, in the order of their first mention."""
    ordered = sorted(accounts, key=lambda account: (account.evidence[0].start, account.id))
    return {
        "document": report.name,
        "published": report.published.earliest.isoformat() if report.published else None,
        "incidents": [to_card(account, number) for number, account in enumerate(ordered, 1)],
    }


def to_card(account: Account, number: int) -> Card:
    """The account as card `i<number>`. What is unknown is null, or an empty list."""
    return {
        "id": f"i{number}",
        "voice": account.voice,
        "kind": account.kind,
        "status": account.status,
        "evidence": [span.text for span in account.evidence],
        "when": _when_to_card(account.when),
        "where": _where_to_card(account.where),
        "by": [
            {"actor": claim.actor.name} | _statement(claim) for claim in account.by if claim.actor
        ],
        "against": [{"actor": hit.name, "quote": hit.words.text} for hit in account.against],
        "figures": [
            _count(claim.figure) | _statement(claim) for claim in account.figures if claim.figure
        ],
        "cluster_hint": hint(account),
    }


def hint(account: Account) -> str:
    """One line to recognise the incident by: kind, place, days and the first figures."""
    parts = [account.kind.replace("_", " ")]
    if account.where:
        parts.append(account.where.name)
    if account.when:
        parts.append(period(account.when))
    parts += [describe(claim.figure) for claim in account.figures[:2] if claim.figure]
    return ", ".join(parts)


def period(when: Interval) -> str:
    """The days in words: "2014-10-03", "2014-10-03 to 2014-10-04"."""
    first, last = when.earliest.isoformat(), when.latest.isoformat()
    return first if first == last else f"{first} to {last}"


def describe(figure: Figure) -> str:
    """A figure in words: "at least 12 civilians killed", "dozens of fighters wounded"."""
    kind = "" if figure.kind in ("other", figure.of) else figure.kind
    return " ".join(part for part in (amount(figure), figure.counted, kind) if part)


def amount(figure: Figure) -> str:
    """How many, in words: "15", "about 15", "at least 15", "up to 15", "12 to 15", "dozens"."""
    if figure.vague:
        return figure.vague
    about = "about " if figure.approx else ""
    if figure.high is None:
        return f"{about}at least {figure.low}"
    if figure.low is None:
        return f"{about}up to {figure.high}"
    exact = figure.low == figure.high
    return f"{about}{figure.low}" if exact else f"{about}{figure.low} to {figure.high}"


def _when_to_card(when: Interval | None) -> dict[str, Any] | None:
    if when is None:
        return None
    days = {"earliest": when.earliest.isoformat(), "latest": when.latest.isoformat()}
    return days | {"quote": when.words.text if when.words else None}


def _where_to_card(where: PlaceRef | None) -> dict[str, Any] | None:
    if where is None:
        return None
    names = ("name", "region", "country", "lat", "lon", "within_km")
    return {name: getattr(where, name) for name in names} | {"quote": where.words.text}


def _statement(claim: Claim) -> dict[str, Any]:
    return {
        "says": [source.name for source in claim.chain],
        "certainty": claim.certainty,
        "quote": claim.span.text,
    }


def _count(figure: Figure) -> dict[str, Any]:
    names = ("kind", "of", "low", "high", "approx", "vague")
    return {name: getattr(figure, name) for name in names}


def from_document(document: dict[str, Any], report: Report) -> tuple[Account, ...]:
    """The accounts that a document's cards tell, one for each, in the document's order.

    A quote becomes the span of one of its occurrences: rather in the card's own voice, then inside
    the card's evidence, then in a sentence of it, then the first. A null quote of a place or of
    who was hit stands at the first evidence. A word beside a number is dropped; a fraction, which
    counts nothing, is kept as a word.

    Raises:
        InputError: a quote is not in the text, or a field is missing or impossible. The message
            names the document, the card and the field.
    """
    finder = QuoteFinder(report)
    return tuple(_from_card(card, document["document"], finder) for card in document["incidents"])


class QuoteFinder:
    """Finds the quotes of one report's cards in its text."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._starts = [sentence.start for sentence in sentences(report.text)]

    def find(self, quote: str, *, voice: str, near: Sequence[Span] = ()) -> Span | None:
        """The likeliest occurrence of a quote, or None where the text does not hold it."""
        starts: list[int] = []
        start = self.report.text.find(quote) if quote else -1
        while start >= 0:
            starts.append(start)
            start = self.report.text.find(quote, start + 1)
        if not starts:
            return None
        best = min(starts, key=lambda start: self._rank(start, start + len(quote), voice, near))
        return self.report.span(best, best + len(quote))

    def _rank(
        self, start: int, end: int, voice: str, near: Sequence[Span]
    ) -> tuple[bool, bool, bool]:
        own = any(p.voice == voice and p.start <= start < p.end for p in self.report.passages)
        inside = any(span.start <= start and end <= span.end for span in near)
        told = self._sentence(start)
        beside = any(
            self._sentence(span.start) <= told <= self._sentence(span.end - 1) for span in near
        )
        return not own, not inside, not beside

    def _sentence(self, offset: int) -> int:
        return bisect_right(self._starts, offset)


def _from_card(card: Card, document: str, finder: QuoteFinder) -> Account:
    try:
        # The codec checks what the classes leave to the type checker: kinds, numbers, words.
        return decode(encode(_Builder(card, finder).account()), Account)
    except (KeyError, TypeError, ValueError, IntegrityError) as error:
        told = f"no field {error}" if isinstance(error, KeyError) else str(error)
        name = card.get("id", "without an id")
        raise InputError(f"{document}, card {name}: {told}. Correct the card.") from error


class _Builder:
    """Makes the account of one card; a ValueError names the field that cannot be read."""

    def __init__(self, card: Card, finder: QuoteFinder) -> None:
        self._card = card
        self._finder = finder
        self._report = finder.report.id
        self._voice: str = card.get("voice", ARTICLE)
        self._evidence: tuple[Span, ...] = ()
        self._evidence = tuple(self._span(quote, "evidence") for quote in card["evidence"])
        if not self._evidence:
            raise ValueError("no evidence is quoted")

    def account(self) -> Account:
        card = self._card
        when, where = self._when(), self._where()
        phrase = PlacePhrase(words=where.words, name=where.name) if where else None
        kind = card["kind"]
        identity = Account.make_id(self._report, self._voice, kind, self._evidence, phrase)
        unknown = [role for role, value in (("when", when), ("where", where)) if value is None]
        return Account(
            id=identity,
            report=self._report,
            voice=self._voice,
            kind=kind,
            status=card["status"],
            evidence=self._evidence,
            claims=self._claims(identity),
            against=tuple(self._actor(hit, "against") for hit in card["against"]),
            where_phrase=phrase,
            when=when,
            where=where,
            gaps=tuple(Gap(role=role, reason="the card states none") for role in unknown),
        )

    def _span(self, quote: str | None, field: str) -> Span:
        """The quote's span; the first evidence stands in for a null quote."""
        if quote is None and self._evidence:
            return self._evidence[0]
        span = self._finder.find(quote or "", voice=self._voice, near=self._evidence)
        if span is None:
            raise ValueError(f"{field}: the text does not hold {quote!r}")
        return span

    def _when(self) -> Interval | None:
        card = self._card["when"]
        if card is None:
            return None
        quote = card.get("quote")
        return Interval(
            earliest=date.fromisoformat(card["earliest"]),
            latest=date.fromisoformat(card["latest"]),
            basis="stated" if quote else "published",
            words=self._span(quote, "when") if quote else None,
        )

    def _where(self) -> PlaceRef | None:
        card = self._card["where"]
        if card is None:
            return None
        return PlaceRef(
            words=self._span(card.get("quote"), "where"),
            place=f"{RULE}:{card['name']}",
            how=RULE,
            region=card.get("region"),
            country=card.get("country"),
            **{name: card[name] for name in ("name", "lat", "lon", "within_km")},
        )

    def _actor(self, card: dict[str, Any], field: str) -> ActorRef:
        return ActorRef(words=self._span(card.get("quote"), field), name=card["actor"])

    def _claims(self, account: str) -> tuple[Claim, ...]:
        accused = [
            self._claim(account, entry, "by", actor=self._actor(entry, "by"))
            for entry in self._card["by"]
        ]
        counted = [
            self._claim(account, entry, "figures", figure=_figure(entry))
            for entry in self._card["figures"]
        ]
        return tuple(dict.fromkeys(accused + counted))

    def _claim(
        self,
        account: str,
        card: Card,
        field: str,
        **payload: Any,  # noqa: ANN401 - figure or actor
    ) -> Claim:
        return Claim.make(
            account=account,
            span=self._span(card.get("quote"), field),
            chain=tuple(Source(name=name) for name in card["says"]),
            certainty=card["certainty"],
            rule=RULE,
            **payload,
        )


def _figure(card: Card) -> Figure:
    low, high, vague = card["low"], card["high"], card["vague"]
    if any(isinstance(number, str) for number in (low, high)):
        raise TypeError(f"figures: low {low!r} and high {high!r} are no numbers")
    if any(isinstance(number, float) and not number.is_integer() for number in (low, high)):
        low, high, vague = None, None, str(low if low == high else f"{low} to {high}")
    numbered = low is not None or high is not None
    names = ("kind", "of", "approx")
    plain = {name: card[name] for name in names}
    return Figure(low=low, high=high, vague=None if numbered else vague, **plain)

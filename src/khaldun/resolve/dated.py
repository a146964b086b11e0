"""The days of an account: those that its phrase means for its kind, or those of its report."""

import re
from dataclasses import replace
from datetime import timedelta
from functools import cache

from khaldun.knowledge.calendar import Calendar
from khaldun.records import Account, Gap, Interval, Span, TimePhrase
from khaldun.resolve.when import resolve_when

#: How far before its date a word for the beginning of a war may stand, in characters.
_LOOK = 100
#: Kinds that news tells on the day; a siege or a deal without a date may be of any time.
_NEWS = frozenset({
    "airstrike", "shelling", "bombing", "chemical", "explosion", "battle", "shooting", "execution",
    "abduction", "arrest", "raid", "capture", "withdrawal", "aircraft_loss",
})  # fmt: skip
#: What a state begins with, which then holds: "the town that they have held since May". In the
#: training cards 19 of 24 such incidents have the days after "since" alone. A taking only where
#: somebody holds or takes: "setbacks since May, among them the loss of the town" go on.
_STARTS = frozenset({"capture", "deal"})
_HOLDS = re.compile(
    r"\b(?:held|holds?|holding|control(?:s|led|ling)?|hands|rules?|ruled|seized|taken|took)\b"
)
_BESET = re.compile(r"\b(?:siege|besieged|blockade[ds]?)\b")
#: What goes on from where it begins: "the siege that began on 3 May", 8 of 9 in the training
#: cards. Of offensives that somebody "launched on 3 May" only half do.
_LASTING = frozenset({"battle", "siege", "airstrike", "shelling"})
_BEGAN = re.compile(
    r"\b(?:began|begun|started|(?:that|which) erupted)(?:\s(?:on|in|at))?\s\Z", re.IGNORECASE
)
#: "They launched an offensive on the town on 31 May": where a date tells it and no weekday, it is
#: long ago, and goes on in 6 of 7 battles of the training cards.
_LAUNCHED = re.compile(r"\b(?:launched|began|started)\b(?:(?!\b(?:and|who|which|that)\b).)*\Z")
#: What looks ahead: "a truce starting on Monday", "due to take effect on Monday".
_AHEAD = re.compile(r"\b(?:starting |due to (?:\w+ ){1,3})(?:on )?\Z")
#: "Earlier in the day", "later on the day", as against "earlier today".
_OF_DAY = frozenset({"earlier", "later"})
_OF_A_DAY = re.compile(r"\b(?:in|on) the day\Z", re.IGNORECASE)
_RECENT = timedelta(days=7)
#: What stands between a day and an incident before it: "found on Friday two days after".
_LATER = re.compile(r"\s(?:just |only )?(\w+) (day|week)s? after\b")
#: Marks that end a sentence, of which the press texts keep few others.
_ENDS = frozenset(".!?\n")
_PARTS = _ENDS | {","}
_COMES = re.compile(r"\b(?:comes?|came)\Z", re.IGNORECASE)
_MEANS_TOLD = re.compile(r"\s(?:that|this|those|these)\b")


def date_account(
    account: Account, text: str, *, reported: Interval | None, before: Interval | None
) -> Interval | Gap:
    """The days of an account of a report with this text, or a gap that says why there are none.

    `before` are the days that the report told last. An undated incident is dated by the day of the
    report and the day before it (basis "published"), if its kind is one that news tells on the day
    and it did happen; any other undated incident has a gap.
    """
    phrase = account.when_phrase
    if phrase is None:
        return _undated(account, reported)
    if phrase.part == "after":
        return _after(account, phrase, text, reported=reported, before=before)
    phrase = _fitted(account, phrase, text)
    incident = before if phrase.anchor == "incident" else None
    if phrase.unit == "day" and phrase.part in _OF_DAY and _OF_A_DAY.search(phrase.words.text):
        # "Earlier in the day" goes on from a day just told, if that was not long ago.
        reported = before if before and reported and _is_recent_day(before, reported) else reported
    found = resolve_when(phrase, reported=reported, incident=incident)
    back = _reckoned(account, phrase, text)
    return _moved(found, back) if back and isinstance(found, Interval) else found


def _is_recent_day(before: Interval, reported: Interval) -> bool:
    one = before.earliest == before.latest
    return one and timedelta() <= reported.latest - before.latest <= _RECENT


def _reckoned(account: Account, phrase: TimePhrase, text: str) -> timedelta | None:
    """How long before the day of its phrase an incident was: "on Friday two days after" it."""
    match = _LATER.match(text, phrase.words.end)
    if match is None or _told_at(account).start < match.end():
        return None
    word = Calendar.open().words.get(match[1].lower())
    count = word.value if word and isinstance(word.value, int) else 1 if match[1] == "a" else None
    if count is None and match[1].isdecimal():
        count = int(match[1])
    return timedelta(days=count * (7 if match[2] == "week" else 1)) if count else None


def _moved(days: Interval, back: timedelta) -> Interval:
    return replace(days, earliest=days.earliest - back, latest=days.latest - back)


def _undated(account: Account, reported: Interval | None) -> Interval | Gap:
    if reported is None:
        return Gap(role="when", reason="no time is stated, and the day of the report is unknown")
    if account.kind not in _NEWS or account.status != "happened" or account.voice != "article":
        return Gap(role="when", reason="no time is stated")
    return Interval(
        earliest=reported.earliest - timedelta(days=1), latest=reported.latest, basis="published"
    )


# --- what a kind makes of a phrase ---------------------------------------------------------------


def _fitted(account: Account, phrase: TimePhrase, text: str) -> TimePhrase:
    """The phrase closed or opened as the account's kind asks."""
    if phrase.bound == "since":
        began = _holds_since(account, phrase, text) or _tells_beginning(account, phrase, text)
        return replace(phrase, bound=None) if began else phrase
    if phrase.bound or phrase.until:
        return phrase
    before = text[max(0, phrase.words.start - _LOOK) : phrase.words.start].rpartition(". ")[2]
    toll = account.kind == "aggregate"
    if phrase.form == "weekday" and phrase.count is None and _AHEAD.search(before):
        return replace(phrase, count=1)
    lasts = (toll or account.kind in _LASTING) and _BEGAN.search(before)
    dated = phrase.form == "date" and (phrase.day or phrase.part) and account.kind == "battle"
    goes_on = lasts or (dated and _LAUNCHED.search(before))
    war = toll and phrase.form == "date" and not phrase.day and _beginning().search(before)
    return replace(phrase, bound="since") if goes_on or war else phrase


def _holds_since(account: Account, phrase: TimePhrase, text: str) -> bool:
    """Whether the incident is what a state began with that is told to hold since."""
    if account.kind == "deal":
        return True
    lead = text[max(0, phrase.words.start - 2 * _LOOK) : phrase.words.start].rpartition(". ")[2]
    besieged = account.kind == "siege" and not _BESET.search(lead)
    return bool((account.kind == "capture" or besieged) and _HOLDS.search(lead + phrase.words.text))


def _tells_beginning(account: Account, phrase: TimePhrase, text: str) -> bool:
    """Whether the incident is what "since" begins with, and not what has gone on since.

    "Since rebels seized the town in May", "since protests erupted in 2011", "since May when".
    """
    if account.kind == "aggregate" or account.kind in _LASTING:
        return False
    told, words = _told_at(account), phrase.words
    inside = words.start < told.start and told.end < words.end
    between = text[words.end : max(words.end, told.start)].partition(". ")[0]
    war = account.kind == "protest" and _beginning().search(words.text + between)
    return inside or bool(war) or text.startswith(" when ", words.end)


def _told_at(account: Account) -> Span:
    """The words that tell that it occurred."""
    spans = (claim.span for claim in account.claims if claim.about == "occurrence")
    return next(spans, account.evidence[0])


@cache
def _beginning() -> re.Pattern[str]:
    """What dates a war: in the training cards 9 of 9 tolls told so count from its beginning."""
    return re.compile(rf"\b(?:{'|'.join(sorted(Calendar.open().beginnings))})\b", re.IGNORECASE)


# --- two incidents, one so long after the other --------------------------------------------------


def _after(
    account: Account,
    phrase: TimePhrase,
    text: str,
    *,
    reported: Interval | None,
    before: Interval | None,
) -> Interval | Gap:
    """The days of an incident told with "a day after".

    In "planes struck a day after rebels took the town" the strike is the news, and the taking is
    counted back from it. At the start of a sentence, before a comma and of what was told ("a day
    after that raid") the phrase counts on from the incident told before.
    """
    told, words = _told_at(account), phrase.words
    lead = text[: words.start].rstrip(" ")
    apart = not lead or lead[-1] in _ENDS or _MEANS_TOLD.match(text, words.end)
    if not apart and told.start >= words.end and not set(text[words.end : told.start]) & _PARTS:
        # The news may have its own day in the sentence: "on 2 July a day after".
        dated = before.words if before else None
        near = dated and not set(text[dated.end : words.start]) & _ENDS
        count = -phrase.count if phrase.count else None
        back = replace(phrase, part="before", anchor="report", count=count)
        return resolve_when(back, reported=before if near else reported)
    found = resolve_when(phrase, reported=reported, incident=before)
    late = isinstance(found, Interval) and reported and found.earliest > reported.latest
    news = _COMES.search(lead) or late or isinstance(found, Gap)
    undated = _undated(account, reported) if news else found
    return found if isinstance(undated, Gap) else undated

"""What a phrase of time means for an incident of one kind or another."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from khaldun.read.times import find_times
from khaldun.records import Account, Claim, Gap, Interval, Span
from khaldun.resolve.dated import date_account

#: A Wednesday, and a Thursday in the March before.
REPORTED, BEFORE = date(2016, 6, 15), date(2016, 3, 3)


def day(value: date) -> Interval:
    return Interval(earliest=value, latest=value, basis="stated")


def account_of(kind: Any, told: str, text: str, *, status: Any = "happened") -> Account:
    """An incident that these words of the text tell of, dated by the last phrase of time there."""
    at = text.index(told)
    span = Span(start=at, end=at + len(told), text=told)
    phrases = find_times(text, 0, len(text))
    return Account(
        id="a",
        report="r",
        voice="article",
        kind=kind,
        status=status,
        evidence=(Span(start=0, end=len(text), text=text),),
        claims=(Claim.make(account="a", span=span, rule="test"),),
        when_phrase=phrases[-1],
        gaps=(Gap(role="when", reason="not yet resolved"), Gap(role="where", reason="none")),
    )


def days(kind: str, told: str, text: str, *, before: date | None = None, **given: Any) -> str:
    account = account_of(kind, told, text, **given)
    known = day(before) if before else None
    found = date_account(account, text, reported=day(REPORTED), before=known)
    if isinstance(found, Gap):
        return found.reason
    if found.earliest == found.latest:
        return str(found.earliest)
    return f"{found.earliest} {found.latest}"


@pytest.mark.parametrize(
    ("kind", "told", "text", "expected"),
    [
        ("capture", "held", "The rebels have held the hill since May.", "2016-05-01 2016-05-31"),
        ("deal", "truce", "A truce has been in force since 27 February.", "2016-02-27"),
        ("capture", "took", "Shells fall daily since rebels took the hill on 3 May.", "2016-05-03"),
        ("protest", "protests", "Many fled since protests erupted in March 2011.",
         "2011-03-01 2011-03-31"),
        ("protest", "rallies", "War has raged since 2011 when rallies began.",
         "2011-01-01 2011-12-31"),
        ("shooting", "gunned down", "Quiet since a mayor was gunned down in May.",
         "2016-05-01 2016-05-31"),
    ],
)  # fmt: skip
def test_what_since_begins_with_has_the_days_named(
    kind: str, told: str, text: str, expected: str
) -> None:
    assert days(kind, told, text) == expected


@pytest.mark.parametrize(
    ("kind", "told", "text", "expected"),
    [
        ("siege", "siege", "The town has been under siege since May.", "2016-05-01 2016-06-15"),
        ("battle", "fighting", "Since the fighting surged on 3 May no aid has come.",
         "2016-05-03 2016-06-15"),
        ("protest", "unrest", "The unrest has shaken the land since mid-March 2011.",
         "2011-03-15 2016-06-15"),
        ("aggregate", "killed", "Forty were killed since rebels took the hill on 3 May.",
         "2016-05-03 2016-06-15"),
    ],
)  # fmt: skip
def test_what_has_gone_on_since_runs_to_the_report(
    kind: str, told: str, text: str, expected: str
) -> None:
    assert days(kind, told, text) == expected


@pytest.mark.parametrize(
    ("kind", "told", "text", "expected"),
    [
        ("capture", "loss", "The army has had setbacks since May, such as the loss of the hill.",
         "2016-05-01 2016-06-15"),
        ("capture", "won", "Since 3 May they have moved on and won the hill.",
         "2016-05-03 2016-06-15"),
        ("siege", "encircled", "The encircled hill has been held by rebels since May.",
         "2016-05-01 2016-05-31"),
        ("siege", "siege", "The town, held by rebels, is under siege since May.",
         "2016-05-01 2016-06-15"),
        ("protest", "protests", "Many died since 2011 in a war that began with protests.",
         "2011-01-01 2011-12-31"),
    ],
)  # fmt: skip
def test_a_taking_is_of_the_days_since_which_somebody_holds(
    kind: str, told: str, text: str, expected: str
) -> None:
    assert days(kind, told, text) == expected


@pytest.mark.parametrize(
    ("kind", "told", "text", "expected"),
    [
        ("siege", "siege", "They broke the siege that began on 3 May.", "2016-05-03 2016-06-15"),
        ("battle", "fought", "They fought in a push which began last week.",
         "2016-06-06 2016-06-15"),
        ("battle", "battle", "The battle which erupted on Sunday goes on.",
         "2016-06-12 2016-06-15"),
        ("aggregate", "killed", "Raids that began on 3 May have killed forty.",
         "2016-05-03 2016-06-15"),
        ("battle", "offensive", "They launched an offensive to take the hill on 3 May.",
         "2016-05-03 2016-06-15"),
        ("battle", "offensive", "They launched an offensive on Sunday.", "2016-06-12"),
        ("battle", "entered", "They launched an offensive in April and entered it on 3 May.",
         "2016-05-03"),
        ("battle", "Clashes", "Clashes erupted on Sunday near the hill.", "2016-06-12"),
        ("protest", "protests", "The protests began in March 2011.", "2011-03-01 2011-03-31"),
        ("capture", "took", "They took the hill in the push that began on 3 May.", "2016-05-03"),
    ],
)  # fmt: skip
def test_only_what_lasts_goes_on_from_where_it_began(
    kind: str, told: str, text: str, expected: str
) -> None:
    assert days(kind, told, text) == expected


@pytest.mark.parametrize("ahead", ["starting on", "due to begin on", "due to take effect on"])
def test_a_weekday_that_is_looked_forward_to_lies_after_the_report(ahead: str) -> None:
    text = f"They signed a truce {ahead} Tuesday."
    assert days("deal", "truce", text, status="planned") == "2016-06-21"


RAID = "The raid came a day after rebels stormed the hill."


@pytest.mark.parametrize(
    ("kind", "told", "text", "expected"),
    [
        # The news is of the report, and what it follows is counted back from it.
        ("airstrike", "raid", RAID, "2016-06-14 2016-06-15"),
        ("capture", "stormed", RAID, "2016-06-14"),
        ("capture", "fall", "The shelling comes a week after the fall of the hill.", "2016-06-08"),
        ("deal", "truce", "It struck hours after a truce took hold.", "2016-06-14 2016-06-15"),
        # What was told before is what the phrase counts from.
        ("shelling", "shells", "Two days after the raid, shells fell.", "2016-03-05"),
        ("shelling", "shells", "On the hill, two days after the raid, shells fell.", "2016-03-05"),
        ("shelling", "shells", "The shells fell two days after that raid.", "2016-03-05"),
    ],
)
def test_of_two_incidents_one_so_long_after_the_other_each_has_its_days(
    kind: str, told: str, text: str, expected: str
) -> None:
    assert days(kind, told, text, before=BEFORE) == expected


def test_news_that_would_lie_after_its_report_is_of_the_report() -> None:
    text = "The planes struck a week after the hill fell."
    assert days("airstrike", "struck", text, before=REPORTED) == "2016-06-14 2016-06-15"


def test_a_deal_so_long_after_what_is_not_dated_is_a_gap() -> None:
    text = "A truce was signed a week after the hill fell."
    assert "which is unknown" in days("deal", "truce", text)


def test_what_the_news_follows_is_counted_from_the_day_that_the_news_has() -> None:
    text = "The governor went on 2 May a day after thousands marched."
    account = account_of("protest", "marched", text)
    dated = next(phrase for phrase in find_times(text, 0, len(text)) if phrase.month)
    news = Interval(
        earliest=date(2016, 5, 2), latest=date(2016, 5, 2), basis="inferred", words=dated.words
    )
    found = date_account(account, text, reported=day(REPORTED), before=news)
    assert isinstance(found, Interval)
    assert found.earliest == found.latest == date(2016, 5, 1)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (date(2016, 6, 14), "2016-06-14"),
        (date(2015, 9, 30), "2016-06-15"),  # too long ago to be "the day"
        (None, "2016-06-15"),
    ],
)
def test_earlier_in_the_day_goes_on_from_the_day_told_last(
    before: date | None, expected: str
) -> None:
    assert days("shelling", "shells", "Earlier in the day shells fell.", before=before) == expected
    today = days("shelling", "shells", "Earlier today shells fell.", before=before)
    assert today == "2016-06-15"


@pytest.mark.parametrize(
    ("told", "expected"), [("found", "2016-06-10"), ("kidnapped", "2016-06-08")]
)
def test_what_came_before_a_named_day_is_counted_back_from_it(told: str, expected: str) -> None:
    text = "They were found on Friday two days after rebels kidnapped them."
    account = account_of("abduction", told, text)
    named = replace(account, when_phrase=find_times(text, 0, len(text))[0])
    found = date_account(named, text, reported=day(REPORTED), before=None)
    assert isinstance(found, Interval)
    assert str(found.latest) == expected

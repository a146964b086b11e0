"""Accounts resolved: days, places and parties in the place of words, or the reason why not."""

from datetime import date
from typing import Any

import pytest

from khaldun.records import Account, Interval
from khaldun.resolve.account import resolve
from short_reports import FRIDAY, only, report_in_passages, resolved, tools

THURSDAY, TUESDAY = date(2024, 5, 9), date(2024, 5, 7)


def days(when: Interval | None) -> tuple[date, date, str] | None:
    return (when.earliest, when.latest, when.basis) if when else None


def reasons(account: Account) -> dict[str, str]:
    return {gap.role: gap.reason for gap in account.gaps}


@pytest.mark.parametrize(
    "text",
    [
        "Air strikes hit Manbij, killing nine people.",
        "Clashes broke out in Manbij.",
        "Gunmen kidnapped eight engineers near Manbij.",
        "The army recaptured Manbij.",
        "Rebels shot down a jet over Manbij.",
    ],
)
def test_undated_news_is_of_the_day_of_the_report_or_the_day_before(text: str) -> None:
    account = only(resolved(text))
    assert days(account.when) == (THURSDAY, FRIDAY, "published")
    assert account.when is not None
    assert account.when.words is None


@pytest.mark.parametrize(
    "text",
    [
        "The army has besieged Manbij.",
        "The sides agreed on a ceasefire in Manbij.",
        "Families fled to Manbij.",
        "Some 300,000 people have been killed since the war began.",
        "The army plans to launch an offensive on Manbij.",
        "The army threatened to launch an offensive on Manbij.",
    ],
)
def test_what_may_be_of_any_time_is_not_dated_by_its_report(text: str) -> None:
    account = only(resolved(text))
    assert (account.when, reasons(account)["when"]) == (None, "no time is stated")


@pytest.mark.parametrize(
    ("told", "latest"),
    [
        ("Some 300,000 people have been killed in the war, which began in March 2011.", FRIDAY),
        ("Some 300,000 people have been killed in March 2011.", date(2011, 3, 31)),
    ],
)
def test_a_toll_of_a_war_is_counted_from_its_beginning_to_the_report(
    told: str, latest: date
) -> None:
    account = only(resolved(told))
    assert account.kind == "aggregate"
    assert account.when is not None
    assert (account.when.earliest, account.when.latest) == (date(2011, 3, 1), latest)


def test_a_stated_day_is_counted_from_the_report() -> None:
    account = only(resolved("Air strikes hit Manbij on Tuesday, killing nine people."))
    assert days(account.when) == (TUESDAY, TUESDAY, "relative")
    assert "when" not in reasons(account)


def test_a_comment_without_a_date_is_not_dated_by_the_article() -> None:
    told = report_in_passages(
        ("body", "Air strikes hit Manbij, killing nine people."),
        ("comment", "Shelling killed my brother in Manbij."),
    )
    article, comment = _resolve(told)
    assert article.when is not None
    assert (comment.when, reasons(comment)["when"]) == (None, "no time is stated")


def test_without_a_day_of_the_report_undated_news_is_a_gap() -> None:
    account = only(resolved("Air strikes hit Manbij, killing nine people.", published=None))
    assert account.when is None
    assert "the day of the report is unknown" in reasons(account)["when"]


def test_a_phrase_that_counts_from_an_incident_is_lent_its_day() -> None:
    text = (
        "Air strikes hit Manbij on Tuesday, killing nine people. "
        "Two days after that raid, shells hit Palmyra and killed four."
    )
    _, second = resolved(text)
    assert days(second.when) == (THURSDAY, THURSDAY, "relative")


def test_a_known_place_has_its_coordinates_and_country() -> None:
    account = only(resolved("Air strikes hit Manbij, killing nine people."))
    assert account.where is not None
    assert account.where.country == "SY"
    assert account.where.lat == pytest.approx(36.53, abs=0.05)
    assert account.where.lon == pytest.approx(37.95, abs=0.05)


def test_an_unknown_place_is_a_gap_that_names_it() -> None:
    account = only(resolved("Air strikes hit the town of Xanadoro, killing nine people."))
    assert account.where is None
    assert "Xanadoro" in reasons(account)["where"]


def test_no_place_is_a_gap_too() -> None:
    account = only(resolved("Air strikes killed nine people."))
    assert (account.where, reasons(account)["where"]) == (None, "no place is named")


def test_parties_are_known_by_the_country_that_the_report_speaks_of() -> None:
    account = only(
        resolved("Government forces shelled Manbij, the Syrian Observatory for Human Rights said.")
    )
    (blame,) = account.by
    assert blame.actor is not None
    assert blame.actor.actor == "syrian-armed-forces"
    assert [source.party for source in blame.chain] == ["sohr"]


def test_a_source_without_a_name_stays_unknown() -> None:
    account = only(resolved("Shells killed nine people in Manbij, a military source said."))
    (figure,) = account.figures
    assert [(source.name, source.party) for source in figure.chain] == [
        ("unnamed military source", None)
    ]


def test_whatever_is_resolved_has_no_gap_and_what_is_not_has_one() -> None:
    accounts = resolved("Air strikes hit Manbij. The army has besieged the town of Xanadoro.")
    assert [(account.when is None, account.where is None) for account in accounts] == [
        (False, False),
        (True, True),
    ]
    assert [set(reasons(account)) for account in accounts] == [set(), {"when", "where"}]


def _resolve(told: Any) -> tuple[Account, ...]:
    accounts = tools().reader.read(told)
    return resolve(told, accounts, gazetteer=tools().gazetteer, roster=tools().roster)

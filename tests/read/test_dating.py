"""What dates an incident when the report says more of its time elsewhere."""

import pytest

from khaldun.records import Account, Interval
from short_reports import resolved

# Every report is of Friday, 10 May 2024.


def days(account: Account) -> str:
    assert isinstance(account.when, Interval), account.gaps
    first, last = account.when.earliest, account.when.latest
    return str(first) if first == last else f"{first} {last}"


def of(kind: str, text: str) -> list[str]:
    return [days(account) for account in resolved(text) if account.kind == kind]


@pytest.mark.parametrize(
    "toll",
    [
        "The conflict has killed more than 280,000 people.",
        "More than 280,000 people have been killed since the conflict began.",
        "The five-year-old war has killed more than 280,000 people.",
        "More than 280,000 people have been killed in over five years of war.",
    ],
)
@pytest.mark.parametrize(
    "began",
    [
        "The uprising against the government began in March 2019.",
        "The country has been gripped by violence since March 2019.",
        "Protests that turned into a war broke out in March 2019.",
    ],
)
def test_a_toll_of_the_war_counts_from_where_the_report_says_it_began(
    toll: str, began: str
) -> None:
    assert of("aggregate", f"{toll} {began}") == ["2019-03-01 2024-05-10"]


def test_of_a_war_whose_beginning_is_not_told_the_age_tells_its_year() -> None:
    toll = "The five-year-old war has killed more than 280,000 people."
    assert of("aggregate", toll) == ["2019-01-01 2024-05-10"]


def test_a_toll_with_a_time_of_its_own_keeps_it() -> None:
    text = "The war began in March 2019. In the past week the conflict killed 1,200 people."
    assert of("aggregate", text) == ["2024-05-03 2024-05-10"]


def test_what_was_done_throughout_the_war_is_dated_by_the_war() -> None:
    text = (
        "The rebels have committed many mass executions during the ongoing war, a monitor said on"
        " Thursday. The war began in March 2019."
    )
    assert of("execution", text)[0] == "2019-03-01 2024-05-10"


def test_what_has_a_day_of_its_own_during_the_war_keeps_it() -> None:
    text = "The war began in March 2019. Rebels executed nine men on Thursday during the war."
    assert of("execution", text) == ["2024-05-09"]


@pytest.mark.parametrize(
    "named",
    [
        "the Wednesday raids",
        "Wednesday's raid",
        "Wednesdays raids",
        "the Wednesday night strikes",
        "the air raids on Wednesday",
    ],
)
def test_an_attack_of_which_only_the_telling_is_dated_is_of_the_day_by_which_it_is_called(
    named: str,
) -> None:
    text = (
        "Air strikes on Raqqa killed 25 civilians, a monitoring group said on Friday. It could not"
        f" say who had carried out {named}."
    )
    assert set(of("airstrike", text)) == {"2024-05-08"}


def test_a_day_beside_a_vague_time_is_the_day() -> None:
    weekend = "Jets bombed Aleppo in recent days, killing nine people at the weekend."
    assert of("airstrike", weekend) == ["2024-05-04 2024-05-05"]
    hours = "On Tuesday jets in several hours of raids bombed Aleppo, killing nine people."
    assert of("airstrike", hours) == ["2024-05-07"]
    vague = "Jets bombed Aleppo in recent days, killing nine people."
    assert of("airstrike", vague) == ["2024-05-03 2024-05-10"]


def test_a_sentence_that_begins_with_a_day_does_not_date_what_was_told_before_it() -> None:
    text = "Shelling in Aleppo killed two people. On Tuesday shelling killed nine people."
    assert of("shelling", text) == ["2024-05-09 2024-05-10", "2024-05-07"]


def test_a_month_in_which_a_report_was_written_dates_no_toll() -> None:
    text = (
        "According to a February report the conflict has killed more than 470,000 people."
        " The war began in March 2019."
    )
    assert of("aggregate", text) == ["2019-03-01 2024-05-10"]


def test_of_two_times_that_begin_alike_the_one_that_runs_on_stands() -> None:
    text = (
        "Rebels began shelling Aleppo on Wednesday. Dozens of shells fell on Aleppo overnight"
        " Wednesday and into Thursday morning."
    )
    assert of("shelling", text) == ["2024-05-08 2024-05-09"]

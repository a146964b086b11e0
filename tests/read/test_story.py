"""Sentences put together: what goes on with an incident told before, and what begins one."""

import pytest

from khaldun.records import Account
from short_reports import counts, only, read, report_in_passages, resolved, tools

FIRST = "Air strikes hit Manbij on Tuesday, killing nine people."


def placed(accounts: tuple[Account, ...]) -> dict[str, set[tuple[str, int | None, int | None]]]:
    """The figures of each account by its place."""
    return {a.where_phrase.name: counts(a) for a in accounts if a.where_phrase}


@pytest.mark.parametrize(
    "goes_on",
    [
        "The attack wounded 12 people.",
        "The attack wounded 12 people, activists said.",
        "The raids wounded 12 people.",
        "Twelve people were wounded.",
        "Some 12 people were wounded in the air strikes.",
    ],
)
def test_what_is_said_of_the_attack_stays_with_it(goes_on: str) -> None:
    account = only(read(f"{FIRST} {goes_on}"))
    assert counts(account) == {("killed", 9, 9), ("wounded", 12, 12)}


def test_a_second_place_begins_a_second_account() -> None:
    accounts = read(f"{FIRST} Air strikes hit Palmyra on Tuesday, killing four people.")
    assert placed(accounts) == {"Manbij": {("killed", 9, 9)}, "Palmyra": {("killed", 4, 4)}}


@pytest.mark.parametrize(
    "second",
    [
        "Elsewhere, another air strike killed four people in Palmyra.",
        "Elsewhere another air strike killed four people in Palmyra.",
        "Separately, an air strike killed four people in Palmyra.",
        "Meanwhile an air strike killed four people in Palmyra.",
    ],
)
def test_a_word_that_turns_to_another_begins_an_account(second: str) -> None:
    accounts = read(f"{FIRST} {second}")
    assert placed(accounts) == {"Manbij": {("killed", 9, 9)}, "Palmyra": {("killed", 4, 4)}}


def test_another_day_begins_another_account() -> None:
    first, second = read(f"{FIRST} An air strike on Monday killed four people.")
    assert (counts(first), counts(second)) == ({("killed", 9, 9)}, {("killed", 4, 4)})


def test_another_kind_begins_another_account() -> None:
    first, second = read(f"{FIRST} Shells fell on the town, killing two.")
    assert (first.kind, second.kind) == ("airstrike", "shelling")
    assert (counts(first), counts(second)) == ({("killed", 9, 9)}, {("killed", 2, 2)})


@pytest.mark.parametrize(
    "text",
    [
        "Air strikes killed nine people in Manbij and two in Palmyra.",
        "Air strikes on Tuesday killed nine people in Manbij and two people in Palmyra.",
        "Shelling killed nine people in Manbij, and two people in Palmyra.",
    ],
)
def test_places_with_tolls_of_their_own_are_accounts_of_their_own(text: str) -> None:
    assert placed(read(text)) == {"Manbij": {("killed", 9, 9)}, "Palmyra": {("killed", 2, 2)}}


def test_a_toll_at_another_place_without_a_word_for_the_attack_is_an_account() -> None:
    accounts = read(f"{FIRST} Four people were wounded in Palmyra.")
    assert placed(accounts) == {"Manbij": {("killed", 9, 9)}, "Palmyra": {("wounded", 4, 4)}}


def test_figures_belong_to_the_nearest_incident_that_they_fit() -> None:
    accounts = read("Clashes near Manbij killed nine fighters, and police arrested 30 men.")
    by_kind = {account.kind: counts(account) for account in accounts}
    assert by_kind == {"battle": {("killed", 9, 9)}, "arrest": {("captured", 30, 30)}}


def test_an_undated_attack_is_lent_the_day_told_shortly_before() -> None:
    _, second = read(f"{FIRST} Shells fell on Palmyra, killing two.")
    assert second.when_phrase is not None
    assert second.when_phrase.words.text == "Tuesday"


def test_a_battle_which_goes_on_is_lent_no_day() -> None:
    _, second = read(f"{FIRST} Clashes broke out near Palmyra.")
    assert (second.kind, second.when_phrase) == ("battle", None)


def test_a_day_is_not_lent_over_many_sentences() -> None:
    between = "The market is old. It has many shops. It has a square. It has a well. It is wide."
    _, second = read(f"{FIRST} {between} Shells fell on Palmyra, killing two.")
    assert second.when_phrase is None


@pytest.mark.parametrize(
    "text", ["No one claimed responsibility.", "No one has claimed the attack.", "No one was hurt."]
)
def test_no_one_adds_no_figure(text: str) -> None:
    assert counts(only(read(f"{FIRST} {text}"))) == {("killed", 9, 9)}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The army plans to launch an offensive on Manbij.", "planned"),
        ("The army is preparing to launch an offensive on Manbij.", "planned"),
        ("The army threatened to launch an offensive on Manbij.", "possible"),
        ("The army could launch an offensive on Manbij.", "possible"),
        ("The army launched an offensive on Manbij.", "happened"),
    ],
)
def test_what_has_not_happened_keeps_its_status(text: str, status: str) -> None:
    assert only(read(text)).status == status


def test_a_planned_offensive_is_not_the_one_that_happened() -> None:
    text = "The army launched an offensive on Manbij. It plans to launch an offensive on Manbij."
    assert [account.status for account in read(text)] == ["happened", "planned"]


def test_a_headline_is_not_read_twice() -> None:
    told = report_in_passages(("headline", "Nine killed in air strikes on Manbij"), ("body", FIRST))
    account = only(tools().reader.read(told))
    assert [span.text for span in account.evidence] == [FIRST]
    assert counts(account) == {("killed", 9, 9)}


def test_a_headline_that_stands_alone_is_read() -> None:
    told = report_in_passages(("headline", "Air strikes on Manbij kill nine people"))
    assert only(tools().reader.read(told)).kind == "airstrike"


def test_a_body_that_begins_with_its_headline_tells_it_once() -> None:
    headline = "Air strikes hit Manbij killing nine people"
    told = report_in_passages(("headline", headline), ("body", f"{headline} {FIRST}"))
    account = only(tools().reader.read(told))
    assert [span.text for span in account.evidence] == [FIRST]


def test_comments_are_voices_of_their_own() -> None:
    told = report_in_passages(
        ("body", FIRST),
        ("comment", "I saw it. The air strikes on Manbij killed 40 people."),
        ("comment", "Shelling killed my brother in Palmyra."),
    )
    accounts = tools().reader.read(told)
    assert [account.voice for account in accounts] == ["article", "comment:1", "comment:2"]
    assert counts(accounts[0]) == {("killed", 9, 9)}
    assert counts(accounts[1]) == {("killed", 40, 40)}


@pytest.mark.parametrize("kind", ["related", "boilerplate"])
def test_links_and_notices_tell_nothing(kind: str) -> None:
    told = report_in_passages(("body", FIRST), (kind, "Car bomb kills 40 people in Palmyra"))
    assert counts(only(tools().reader.read(told))) == {("killed", 9, 9)}


def test_the_same_number_of_two_sources_is_two_figures() -> None:
    text = (
        "Air strikes hit Manbij on Tuesday, killing nine people, activists said. "
        "The air strikes killed nine people, according to a police source."
    )
    account = only(read(text))
    chains = [[source.name for source in claim.chain] for claim in account.figures]
    assert chains == [["unnamed activists"], ["unnamed police source"]]


def test_a_restatement_of_one_source_is_one_figure() -> None:
    account = only(read(f"{FIRST} The air strikes killed nine people."))
    assert len(account.figures) == 1


@pytest.mark.parametrize(
    "text",
    [
        "A suspected air strike killed nine people in Manbij.",
        "Nine people were reportedly killed by air strikes in Manbij.",
        "Air strikes on Manbij allegedly killed nine people.",
    ],
)
def test_a_word_of_doubt_hedges_the_figure_beside_it(text: str) -> None:
    assert [claim.certainty for claim in only(read(text)).figures] == ["hedged"]


def test_evidence_is_never_longer_than_a_few_lines() -> None:
    text = f"Air strikes hit Manbij{' and then more of the same' * 40}, killing nine people."
    for span in only(resolved(text)).evidence:
        assert len(span.text) <= 240
        assert "Air strikes" in span.text


def test_an_attack_of_which_no_more_is_said_is_an_incident_where_it_harmed() -> None:
    account = only(read("A deadly attack near Hama killed four shepherds on Monday."))
    assert (account.kind, counts(account)) == ("other", {("killed", 4, 4)})
    assert not read("A deadly attack near Hama was discussed on Monday.")


def test_it_takes_the_kind_that_the_next_sentences_name() -> None:
    text = "An attack near Hama killed four shepherds on Monday. Rockets hit their farm, it said."
    account = only(read(text))
    assert (account.kind, counts(account)) == ("shelling", {("killed", 4, 4)})


def test_people_who_are_held_go_to_the_siege_and_not_to_the_raid_told_last() -> None:
    text = (
        "The army besieged the town of Rastan in May. Air strikes hit Hama on Monday. "
        "Some 900 civilians are still trapped."
    )
    held = {account.kind: counts(account) for account in read(text)}
    assert held["siege"] == {("other", 900, 900)}

"""Who did it and who was hit; accusations and denials, each with its source."""

import pytest

from khaldun.records import Account
from short_reports import blamed, only, read


def hit(account: Account) -> set[str]:
    return {actor.name for actor in account.against}


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Air strikes by Russian warplanes killed nine people in Manbij.", "Russian warplanes"),
        ("Nine people were killed in shelling by government forces.", "government forces"),
        ("Manbij was shelled by rebel fighters on Tuesday.", "rebel fighters"),
        ("Government forces shelled Manbij on Tuesday.", "Government forces"),
        ("Syrian government forces shelled Manbij.", "Syrian government forces"),
        ("Gunmen kidnapped eight engineers near Manbij.", "Gunmen"),
        ("Islamic State recaptured Palmyra.", "Islamic State"),
        ("Russian air strikes killed nine people in Manbij.", "Russian"),
        ("Turkish artillery shelled Manbij.", "Turkish artillery"),
        ("Rebel mortar attacks killed nine people in Manbij.", "Rebel"),
    ],
)
def test_an_actor_by_phrase_subject_or_adjective_did_it(text: str, actor: str) -> None:
    assert blamed(only(read(text))) == {actor: ("asserted", ())}


@pytest.mark.parametrize(
    "text",
    [
        "Clashes broke out between rebels and government forces near Manbij.",
        "Clashes between rebels and government forces erupted near Manbij.",
    ],
)
def test_of_two_sides_one_is_named_by_and_the_other_against(text: str) -> None:
    account = only(read(text))
    assert set(blamed(account)) == {"rebels"}
    assert hit(account) == {"government forces"}


@pytest.mark.parametrize(
    ("text", "victim"),
    [
        ("Islamic State fighters attacked government forces near Palmyra.", "government forces"),
        ("Turkish warplanes bombed Kurdish fighters near Manbij.", "Kurdish fighters"),
        ("Gunmen kidnapped eight engineers near Manbij.", "engineers"),
        ("A car bomb killed nine soldiers in Manbij.", "soldiers"),
        ("Shells hit civilians in Manbij.", "civilians"),
    ],
)
def test_whom_it_was_against_is_read(text: str, victim: str) -> None:
    assert victim in hit(only(read(text)))


@pytest.mark.parametrize(
    ("text", "actor", "source"),
    [
        (
            "Residents blamed the Syrian army for the air strikes on Manbij.",
            "Syrian army",
            "unnamed residents",
        ),
        (
            "Activists accused the rebels of shelling the town of Manbij on Tuesday.",
            "rebels",
            "unnamed activists",
        ),
    ],
)
def test_an_accusation_is_credited_to_the_accuser(text: str, actor: str, source: str) -> None:
    assert blamed(only(read(text))) == {actor: ("asserted", (source,))}


@pytest.mark.parametrize(
    ("denial", "denier"),
    [
        ("Russia denied carrying out the attack.", "Russia"),
        ("Russia denied that its planes had struck the town.", "Russia"),
        ("The Syrian army denied any involvement.", "Syrian army"),
    ],
)
def test_a_denial_by_the_accused_is_denied_and_leaves_the_attack(denial: str, denier: str) -> None:
    account = only(read(f"Air strikes hit Manbij, killing nine people. {denial}"))
    assert blamed(account) == {denier: ("denied", (denier,))}
    assert account.status == "happened"


def test_the_accused_who_denies_is_named_with_both() -> None:
    account = only(
        read(
            "Air strikes by the Syrian army hit Manbij, killing nine people. "
            "The Syrian army denied carrying out the attack."
        )
    )
    assert [claim.certainty for claim in account.by] == ["asserted", "denied"]


@pytest.mark.parametrize(
    "text",
    [
        "Air strikes hit opposition-held Manbij, killing nine people.",
        "Air strikes hit rebel-controlled Manbij, killing nine people.",
        "Air strikes hit the rebel held town of Manbij, killing nine people.",
    ],
)
def test_whose_ground_it_is_accuses_nobody(text: str) -> None:
    assert blamed(only(read(text))) == {}


@pytest.mark.parametrize(
    "text",
    [
        "The Syrian army said shells hit Manbij and killed nine people.",
        "Shells hit Manbij and killed nine people, the Syrian army said.",
    ],
)
def test_who_only_tells_of_it_did_not_do_it(text: str) -> None:
    assert blamed(only(read(text))) == {}


def test_a_suspected_actor_is_hedged() -> None:
    account = only(read("A suspected Russian air strike killed nine people in Manbij."))
    assert blamed(account) == {"Russian": ("hedged", ())}


def test_a_report_without_actors_names_nobody() -> None:
    assert blamed(only(read("Nine people were killed by shells in Manbij."))) == {}


@pytest.mark.parametrize(
    "text",
    [
        (
            "Gas killed nine people in Manbij. The government again denied that its forces had "
            "used chemical weapons there."
        ),
        "Gas killed nine people in Manbij. The government flatly denied having used chlorine.",
    ],
)
def test_what_somebody_denies_is_never_told_as_his_deed(text: str) -> None:
    assert blamed(only(read(text))) == {"government": ("denied", ("unnamed government",))}


def test_a_denial_of_something_else_is_none_of_the_deed() -> None:
    text = "An air strike killed nine people in Manbij. A rebel commander denied leaving the town."
    assert all(sure != "denied" for sure, _ in blamed(only(read(text))).values())


def test_an_accusation_without_a_count_is_of_the_attack_that_the_report_is_about() -> None:
    text = (
        "A gas attack killed nine people in Manbij on Tuesday. Later a rocket hit a hospital in "
        "Raqqa. Activists accused Syria of having carried out the attack."
    )
    attacks = {account.kind: blamed(account) for account in read(text)}
    assert attacks == {
        "chemical": {"Syria": ("asserted", ("unnamed activists",))},
        "shelling": {},
    }

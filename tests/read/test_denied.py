"""Who denies it, who is blamed for it, and which incident that is laid to."""

import pytest

from khaldun.faces.measuring import reading_by
from khaldun.read.blame import accusations, denials
from khaldun.read.tellings import tellings
from khaldun.records import Details
from short_reports import knowledge, report

DENIALS = {
    "Damascus has repeatedly denied responsibility for the air strikes.": ["Damascus"],
    "The strikes led to an accusation dismissed by the Syrian army.": ["Syrian army"],
    "The army and the rebels have both denied using gas.": ["army", "rebels"],
    "The government which spoke of attacks by rebels denied those allegations.": ["government"],
    "The army and the rebels left the town. Syrian officials denied leaving it.": [],
}


@pytest.mark.parametrize(("text", "deniers"), DENIALS.items(), ids=DENIALS)
def test_who_denies_the_deed_is_found_and_nobody_else(text: str, deniers: list[str]) -> None:
    told = report(text)
    voices = [voice for _, voice in tellings(told, knowledge())]
    found = [
        denial
        for voice in voices
        for telling in voice
        for denial in denials(told, telling, knowledge())
    ]
    assert [denial.actor.name for denial in found] == deniers
    assert {denial.certainty for denial in found} <= {"denied"}
    # Whoever denies says so: no denial is in the report's own voice.
    assert all(denial.chain for denial in found)


_STRIKES = (
    "Syrian government air strikes hit the market of Douma on Monday and killed 12 civilians, the "
    "Syrian Observatory for Human Rights said. Rescuers pulled bodies from the rubble.\n\n"
    "Rebels shelled the village of Fuah, wounding three people.\n\n"
)


@pytest.mark.parametrize(
    ("denial", "kind"),
    [
        ("Damascus denied carrying out the air strikes.", "airstrike"),
        ("The rebels denied shelling the village.", "shelling"),
    ],
)
def test_a_denial_goes_to_the_incident_that_it_is_of(denial: str, kind: str) -> None:
    _, accounts = reading_by("learned")("douma", _STRIKES + denial, Details())
    denied = {
        account.kind for account in accounts for claim in account.by if claim.certainty == "denied"
    }
    assert denied == {kind}


ACCUSATIONS = {
    "Residents blamed the rebels for the strikes.": ["rebels"],
    "Activists accused the Syrian army of shelling the market.": ["Syrian army"],
    "The council holds the rebels responsible.": ["rebels"],
    "Damascus accused the rebels of taking money from abroad.": [],
    "The town is held by rebels.": [],
    "The rebels blamed bad weather.": [],
}


@pytest.mark.parametrize(("text", "accused"), ACCUSATIONS.items(), ids=ACCUSATIONS)
def test_who_is_blamed_for_the_deed_is_found_and_nobody_else(text: str, accused: list[str]) -> None:
    told = report(text)
    ((_, voice),) = tellings(told, knowledge())
    found = [one for telling in voice for one in accusations(told, telling, knowledge())]
    assert [one.actor.name for one in found] == accused


@pytest.mark.parametrize("reader", ["rules", "learned"])
def test_an_accusation_goes_to_the_attack_that_the_report_is_about(reader: str) -> None:
    text = (
        "A gas attack killed 12 people in Douma on Monday. Hours later a rocket hit the hospital. "
        "Activists blamed the Syrian army for it."
    )
    _, accounts = reading_by(reader)("douma", text, Details())
    (blame,) = [b for account in accounts for b in account.by if account.kind == "chemical"]
    assert blame.actor
    assert (blame.actor.name, blame.chain[-1].name) == ("Syrian army", "unnamed activists")

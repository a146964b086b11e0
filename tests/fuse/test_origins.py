"""Origins: whose word it is in the end, and how often it is counted."""

from incident_cases import Told, card, figure, fused, tell

WORDS = "A strike on Tel Amal overnight killed 15 people."
LONG = " ".join(f"word{n}" for n in range(60))


def night(name: str, *says: str, words: str = WORDS, publisher: str | None = None) -> Told:
    return tell(name, card(words, figures=[figure(15, *says)]), publisher=publisher)


def killed_by(*told: Told) -> int:
    """How many origins state the toll of the one incident."""
    (incident,) = fused(told)
    (killed,) = (found for found in incident.findings if found.field == "killed")
    return len({origin for value in killed.values for origin in value.origins})


def test_two_reports_that_credit_one_source_are_one_origin() -> None:
    assert killed_by(night("gazette", "Amal Watch"), night("herald", "Amal Watch")) == 1
    assert killed_by(night("gazette", "Amal Watch"), night("herald", "Red Cross of Amal")) == 2


def test_a_chain_ends_in_its_origin_whatever_it_went_through() -> None:
    assert killed_by(night("gazette", "Wire One", "Amal Watch"), night("herald", "Amal Watch")) == 1


def test_a_source_that_publishes_for_itself_is_the_one_that_others_credit() -> None:
    assert killed_by(night("a", publisher="Amal Watch"), night("herald", "Amal Watch")) == 1


def test_unnamed_sources_of_two_reports_are_two_and_of_one_agency_one() -> None:
    medic = "unnamed medic"
    assert killed_by(night("gazette", medic), night("herald", medic)) == 2
    assert killed_by(night("gazette", "Wire One", medic), night("herald", "Wire One", medic)) == 1


def test_an_origin_bears_the_roster_s_name_and_one_without_a_name_says_so() -> None:
    unnamed = "unnamed medic"
    told = [night("gazette", "U.N"), night("herald", "UN"), night("mirror", unnamed, unnamed)]
    (incident,) = fused(told)
    origins = {origin.label: origin.reason for origin in incident.origins}
    assert origins["United Nations"] == "credited by name"
    assert origins["unnamed medic of mirror"] == "unnamed, known to its report alone"


def test_two_reports_of_one_publisher_speak_with_one_voice() -> None:
    assert killed_by(night("a", publisher="Gazette"), night("b", publisher="Gazette")) == 1
    assert killed_by(night("a", publisher="Gazette"), night("b", publisher="Herald")) == 2


def test_copies_of_one_text_share_an_origin_and_an_altered_copy_adds_none() -> None:
    def reprint(name: str, dead: int) -> Told:
        told = f"A strike on Tel Amal killed {dead} people. {LONG}"
        return tell(name, card(told, figures=[figure(dead)]))

    (incident,) = fused([reprint("gazette", 12), reprint("herald", 21)])
    assert len(incident.accounts) == 2
    assert [origin.reason for origin in incident.origins] == ["copies of one text"]
    assert not incident.disputed


def test_an_origin_names_the_reports_that_lead_to_it() -> None:
    (incident,) = fused([night("gazette", "Amal Watch"), night("herald", "Amal Watch")])
    watch = next(origin for origin in incident.origins if origin.label == "Amal Watch")
    assert len(watch.reports) == 2
    assert watch.reason == "credited by name"

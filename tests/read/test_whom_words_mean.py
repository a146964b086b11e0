"""Whom pronouns, offices and descriptions mean, who tells a headline, and whom nobody names."""

import pytest

from khaldun.faces.measuring import reading_by
from khaldun.records import Details
from short_reports import chains, credited

SOHR = "Syrian Observatory for Human Rights"
NAMED = f"The {SOHR} said nine died."


@pytest.mark.parametrize(
    ("behind", "chain"),
    [
        ("It quoted trusted sources as saying that ten died. It said six were hurt.", (SOHR,)),
        ("Local officials said ten died. It later said six were hurt.", (SOHR,)),
        ("Syrian rebels took the town. It said six were hurt.", (SOHR,)),
        ("The Observatory director said ten were hurt.", (SOHR,)),
        ("Director of the UK-based Observatory Rami Omar said ten were hurt.", (SOHR,)),
        ("Ten were hurt, an NGO said.", (SOHR,)),
        ("The group with a network of sources on the ground said ten were hurt.", (SOHR,)),
        ('Observatory head Sami Abdel Omar said so. "Ten were hurt" said Abdel Omar.', (SOHR,)),
        ('"Go" said the UK-based groups director Sami Omar. Ten were hurt, Omar said.', (SOHR,)),
        ("The Iraqi Observatory of War said ten were hurt.", ("Iraqi Observatory of War",)),
        ("Ten were hurt, an opposition group said.", ("unnamed opposition group",)),
        ("Ten were hurt, a London-based opposition monitoring group said.", (SOHR,)),
    ],
)
def test_the_observatory_that_a_report_names_is_known_again(
    behind: str, chain: tuple[str, ...]
) -> None:
    assert chains(f"{NAMED} {behind}") == [chain]


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("SANA said nine died. Ten were hurt in rural Deir Ezzor state-run news agency said.",
         ("SANA",)),
        ("Nine died, Syria's state news agency said. Ten were hurt, SANA said.", ("SANA",)),
        ("SANA and IRNA said nine died. Ten were hurt, the state news agency said.",
         ("unnamed state news agency",)),
        ("SANA said nine died. Ten were hurt, Iran's state news agency said.",
         ("Iran's state news agency",)),
        ("A statement from the UN children's agency UNICEF said ten died.",
         ("UN children's agency UNICEF",)),
        ("Reporters Without Borders said nine died. The medical charity said ten died.",
         ("Reporters Without Borders",)),
        ("Nine died, state television said. Ten were hurt, the broadcaster said.",
         ("unnamed state television",)),
        ("ISs statement said ten died.", ("IS",)),
        ("The army's statement said ten died.", ("unnamed army",)),
        ("The Homs Today Facebook page posted that ten died.", ("Homs Today",)),
        ("The Russian Center for Monitoring the cessation of hostilities in Syria said ten died.",
         ("Russian Center for Monitoring the cessation of hostilities in Syria",)),
        ("Ten died, according to Sami Omar the commander of the Kurdish police.", ("Sami Omar",)),
        ("Sami Omar said nine died. The Kurds took the town. He said ten were hurt.",
         ("Sami Omar",)),
        ("Ten died in two days military sources said.", ("unnamed military sources",)),
        ("Ten died last week UN Commissioner for Human Rights Sami Omar said.",
         ("UN Commissioner for Human Rights Sami Omar",)),
        ("Police officials speaking on condition of anonymity said ten died.",
         ("unnamed Police officials",)),
    ],
)  # fmt: skip
def test_a_description_is_given_the_name_that_the_report_has(
    text: str, chain: tuple[str, ...]
) -> None:
    assert chains(text)[-1] == chain


def test_a_reporter_who_quotes_a_number_of_people_passes_them_on() -> None:
    text = "SANA quoted a number of residents in the town as saying that ten died."
    assert chains(text) == [("SANA", "unnamed residents in the town")]


@pytest.mark.parametrize(
    "text",
    [
        "It is estimated that ten died.",
        "It has also been reported that ten died.",
        "Ten died in raids that Turkey blamed on the army.",
        "Ten died on Monday, days after Ankara accused Moscow of more.",
    ],
)
def test_what_nobody_says_and_what_an_accuser_only_blames_is_credited_to_nobody(text: str) -> None:
    covered = [words for _, words in credited(f"The {SOHR} said so. {text}")]
    assert not any("ten died" in words.lower() for words in covered)


@pytest.mark.parametrize(
    ("head", "chain"),
    [
        ("Air strike on camp kills 18: monitor", (SOHR,)),
        ("Air strike on camp kills 18 Monitor", (SOHR,)),
        ("Air strike on camp kills 18 NGO - World - The Daily", (SOHR,)),
        ("Air strike on camp kills 18 - state media", ("unnamed state media",)),
        ("Air strike on camp kills 18 according to SANA", ("SANA",)),
        ("Air strike kills 18 at the office of a monitor", ()),
        ("Monitor office hit as air strike kills 18", ()),
    ],
)
def test_a_headline_s_last_words_say_who_tells_it(head: str, chain: tuple[str, ...]) -> None:
    body = f"Date of publication 10 July 2016. Jets bombed a camp near Raqqa, the {SOHR} said."
    _, accounts = reading_by("rules")("x", f"{head}\n\n{body}", Details())
    (figure,) = (claim for account in accounts for claim in account.figures)
    assert tuple(source.name for source in figure.chain) == chain

"""Who says so: the chains of sources, and which part of a sentence each covers."""

import pytest

from khaldun.read.attribution import Attributions
from khaldun.text import sentences
from short_reports import chains, credited, knowledge, report

SOHR = "Syrian Observatory for Human Rights"
FORMS = {
    "X said": (f"The {SOHR} said the raid killed nine people.", (SOHR,)),
    "…, X said": (f"The raid killed nine people, the {SOHR} said.", (SOHR,)),
    "… X said, without the comma": (f"The raid killed nine people the {SOHR} said.", (SOHR,)),
    "… said X": (f"The raid killed nine people, said the {SOHR}.", (SOHR,)),
    "according to X, …": (f"According to the {SOHR}, the raid killed nine people.", (SOHR,)),
    "…, according to X": (
        "The raid killed nine people, according to a military source.",
        ("unnamed military source",),
    ),
    "… according to X, without the comma": (
        "The raid killed nine people according to activists.",
        ("unnamed activists",),
    ),
    "X told Y": ("A medic told Reuters that nine people died.", ("Reuters", "unnamed medic")),
    "X said to nobody": ("A medic told us that nine people died.", ("unnamed medic",)),
    "X reported, citing Y": (
        "SANA reported, citing a military source, that nine people died.",
        ("SANA", "unnamed military source"),
    ),
    "X reported …, citing Y": (
        "SANA reported that nine people died, citing a military source.",
        ("SANA", "unnamed military source"),
    ),
    "according to X, citing Y": (
        "Nine people died, according to SANA, citing a military source.",
        ("SANA", "unnamed military source"),
    ),
    "X however said": ("The Aid Center for Homs however said so.", ("Aid Center for Homs",)),
    "… X, without the comma": ("According to Reuters the reported gas killed nine.", ("Reuters",)),
    "a quotation": ('"Nine people died," a resident said.', ("unnamed resident",)),
    "X reported on a day": ("Reuters reported on Monday that nine people died.", ("Reuters",)),
    "a source of a place": (
        "A police source in Baghdad said nine people died.",
        ("unnamed police source in Baghdad",),
    ),
    "X, which …, Y reported": (
        f"The army, which took the hill in May, has seized nine villages, the {SOHR} reported.",
        (SOHR,),
    ),
    "a person": ("According to Sami Qadri, nine people died.", ("Sami Qadri",)),
}


@pytest.mark.parametrize(("text", "chain"), FORMS.values(), ids=FORMS)
def test_a_credit_names_its_sources_nearest_first_and_origin_last(
    text: str, chain: tuple[str, ...]
) -> None:
    assert chains(text) == [chain]


@pytest.mark.parametrize("owner", ["Observatory's", "Observatory\u2019s", "Observatorys"])
def test_the_head_of_a_body_told_of_before_speaks_for_it(owner: str) -> None:
    text = f"The {SOHR} said nine died. Ten were hurt, said the {owner} head Rami Qadri."
    assert chains(text) == [(SOHR,)]


NESTED = {
    "X, citing Y, said": "SANA, citing a military source, said nine people died.",
    "X quoted Y as saying": "SANA quoted a military source as saying nine people died.",
    "…, Y said, X reported": "Nine people died, a military source said, SANA reported.",
}


@pytest.mark.parametrize("text", NESTED.values(), ids=NESTED)
def test_the_one_who_passes_on_and_the_one_who_said_it_are_both_credited(text: str) -> None:
    assert set(chains(text)) == {("SANA", "unnamed military source")}


def test_two_credits_of_one_sentence_have_each_its_part() -> None:
    text = (
        "Activists said nine people died in the raid on the market, while the army said in a "
        "statement that three rebels were killed in clashes to the north of the town."
    )
    (first, before), (second, after) = credited(text)
    assert (first, second) == ([("unnamed activists",)], [("unnamed army",)])
    assert ("nine" in before, "three" in before) == (True, False)
    assert ("nine" in after, "three" in after) == (False, True)


def test_a_credit_between_two_statements_covers_the_first_and_the_next_the_second() -> None:
    text = (
        "Nine people died, activists said, but state television reported that the number of the "
        "dead was three or four at most."
    )
    (first, before), (second, after) = credited(text)
    assert (first, second) == ([("unnamed activists",)], [("unnamed state television",)])
    assert ("Nine" in before, "three" in after) == (True, True)


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        (f"The {SOHR} said nine people died. It said four were soldiers.", (SOHR,)),
        (f"The {SOHR} reported a raid. The group said nine people died.", (SOHR,)),
        (
            "A military source said nine people died. The source added that four were soldiers.",
            ("unnamed military source",),
        ),
        (f"The {SOHR} watches the war. A monitor said nine people died.", (SOHR,)),
        (f"The {SOHR} watches the war. The watchdog said nine people died.", (SOHR,)),
        (f"The {SOHR} wrote. Nine died, a group monitoring the conflict said.", (SOHR,)),
    ],
)
def test_it_and_the_group_go_back_to_the_teller_who_was_named(
    text: str, chain: tuple[str, ...]
) -> None:
    assert chains(text) == [chain]


@pytest.mark.parametrize(
    "text",
    [
        "A spokesman for the White Helmets said nine people died.",
        "White Helmets spokesman Sami Qadri said nine people died.",
        "Sami Qadri, spokesman for the White Helmets, said nine people died.",
        "Sami Qadri, spokesman for the White Helmets, left. Qadri said nine people died.",
        "Sami Qadri, a spokesman for the White Helmets, left. Qadri said nine people died.",
        "The head of the White Helmets said nine people died.",
    ],
)
def test_a_spokesman_is_his_institution(text: str) -> None:
    assert chains(text) == [("White Helmets",)]


@pytest.mark.parametrize(
    "text",
    [
        "The raid killed nine people, Reuters reported.",
        "A correspondent of Reuters said nine people died.",
        "A Reuters correspondent said nine people died.",
    ],
)
def test_the_publisher_and_its_reporters_are_no_source(text: str) -> None:
    assert chains(text, publisher="Reuters") == [()]


def test_who_speaks_to_the_publisher_is_the_only_source() -> None:
    text = "A medic told Reuters that nine people died."
    assert chains(text, publisher="Reuters") == [("unnamed medic",)]


@pytest.mark.parametrize(
    "text",
    [
        "The raid claimed the lives of nine people.",
        "The group claimed responsibility for the blast.",
        "The raid killed nine people.",
        "The media reports are wrong.",
        "Nine people died in the raid of that night.",
    ],
)
def test_what_credits_nobody_is_the_voice_of_the_report(text: str) -> None:
    assert chains(text) == []


@pytest.mark.parametrize(
    "continued",
    ["Among the dead were four soldiers.", "Four of them died."],
)
def test_a_sentence_that_counts_on_keeps_its_teller(continued: str) -> None:
    assert chains(f"A military source said nine people died. {continued}") == [
        ("unnamed military source",)
    ]


def test_a_plain_sentence_after_a_credit_is_the_voice_of_the_report() -> None:
    assert chains("The police said nine people died. Three shops burned.") == []
    assert chains("The police said nine people died. Another five were wounded.") == []


def test_a_source_keeps_the_words_that_name_it() -> None:
    text = f"Nine people died, the {SOHR} said."
    told = report(text)
    reader = Attributions(told, knowledge().codebook, knowledge().roster)
    (credit,) = reader.read(sentences(text)[0])
    words = credit.chain[0].words
    assert words is not None
    assert text[words.start : words.end] == words.text
    assert words.text.endswith(SOHR)


IN_A_PLACE = {
    "a name before what he is": ("Sami Khoury, a nurse in Homs, said five died.", ("Sami Khoury",)),
    "the same without commas": ("Doctor Sami Khoury a nurse in Homs said five died.", None),
    "what he is without commas": ("Sami Khoury an activist said five died.", ("Sami Khoury",)),
    "behind a quotation": (
        '"Five died," Sami Khoury, a local doctor, told Reuters.', ("Reuters", "Sami Khoury"),
    ),
    "no name but a victim": ("They shot Sami Khoury, a doctor said.", ("unnamed doctor",)),
    "a body": ("Human Rights Watch in Beirut said five people died.", ("Human Rights Watch",)),
    "a person": ("Abu Omar from Homs said five people died.", ("Abu Omar",)),
    "after a day": (
        "On Monday a shopkeeper in Homs said five people died.",
        ("unnamed shopkeeper in Homs",),
    ),
    "after a place": ("In the Old City a barber from Homs said five people died.", ()),
    "a body by what it does": (
        "The US-led coalition fighting the group reported on Monday ten raids.",
        ("US-led coalition",),
    ),
    "a body in a month": ("The United Nations in August said five died.", ("United Nations",)),
    "who released it": ("Five died, according to a statement issued by the UN.", ("UN",)),
}  # fmt: skip


@pytest.mark.parametrize(("text", "chain"), IN_A_PLACE.values(), ids=IN_A_PLACE)
def test_a_place_in_which_one_spoke_is_no_source(text: str, chain: tuple[str, ...] | None) -> None:
    found = chains(text)
    if chain is None:
        assert [one[-1].endswith("Sami Khoury") for one in found] == [True]
    else:
        assert found == ([chain] if chain else [])


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (f"The {SOHR} spoke. Observatory director Rami Halabi came. Nine died, Halabi said.", SOHR),
        (
            f"The head of the group, Omar Allush, spoke. The {SOHR} came. Allush said 13 died.",
            "Allush",
        ),
        ("The United Nations sent aid. Nine people died, the UN said.", "United Nations"),
        ("Daesh denied it. ISIS said nine people died.", "ISIS"),
    ],
)
def test_a_last_name_and_initials_stand_for_whom_the_report_named(text: str, source: str) -> None:
    assert [chain[-1] for chain in chains(text)] == [source]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Shelling killed 30 activists said.", "unnamed activists"),
        ("Idlib came under heavy fire again Sunday activists said.", "unnamed activists"),
        ("A 25-year-old resident said nine died.", "unnamed 25-year-old resident"),
        ("Rescue workers gave a higher toll of 23 dead.", "unnamed rescue workers"),
        ("Analysts estimate that the war has killed 400,000 people.", "unnamed analysts"),
        ("The United Nations puts the toll at 191,000.", "United Nations"),
    ],
)
def test_a_described_teller_is_only_what_describes_him(text: str, source: str) -> None:
    assert [chain[-1].lower() for chain in chains(text)] == [source.lower()]


@pytest.mark.parametrize(
    "text",
    [
        "Turkey recalled its ambassador after nine people were killed.",
        "Residents of an estimated 200 houses fled and 12 people were killed.",
        "A UN estimate of 12 dead was not confirmed.",
    ],
)
def test_what_only_looks_like_saying_credits_nobody(text: str) -> None:
    assert chains(text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            f"The {SOHR} counts. Samir Khoury the Observatory chief spoke. Khoury said nine died.",
            (SOHR,),
        ),
        (
            f"The {SOHR} said five died. Nine were hurt said the head of the Britain-based group.",
            (SOHR,),
        ),
        ("According to Hezbollahs official television Al-Manar nine died.", ("Al-Manar",)),
        (
            "The state-run Anadolu Agency reported 15 deaths citing a statement from the army.",
            ("state-run Anadolu Agency", "unnamed army"),
        ),
        (
            "The Local Coordination Committees (LCC) a network of activists reported nine deaths.",
            ("Local Coordination Committees",),
        ),
    ],
)
def test_a_body_is_credited_by_its_name_and_not_by_what_stands_around_it(
    text: str, told: tuple[str, ...]
) -> None:
    assert chains(text) == [told]

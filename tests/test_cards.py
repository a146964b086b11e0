"""Cards: what an account says survives the way to a card and back."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khaldun.cards import amount, from_document, hint, to_card, to_document
from khaldun.errors import InputError
from khaldun.evaluate.fusion import report_of
from khaldun.records import Details, Figure, Passage, Report
from khaldun.settings import data_folder

TEXT = (
    "Strike on Amal kills 12.\n"
    "A medic told Wire One that at least 12 people died in Amal on Thursday. Then 12 died in Barid."
)
CARD: dict[str, Any] = {
    "id": "i1",
    "voice": "article",
    "kind": "airstrike",
    "status": "happened",
    "evidence": ["at least 12 people died in Amal"],
    "when": {"earliest": "2024-05-09", "latest": "2024-05-09", "quote": "on Thursday"},
    "where": {
        "name": "Amal", "region": None, "country": "XX", "lat": 35.0, "lon": 40.0,
        "within_km": 3.0, "quote": "Amal",
    },
    "by": [{"actor": "jets", "says": [], "certainty": "hedged", "quote": "Strike"}],
    "against": [{"actor": "people", "quote": "people"}],
    "figures": [
        {
            "kind": "killed", "of": "people", "low": 12, "high": None, "approx": False,
            "vague": None, "says": ["Wire One", "unnamed medic"], "certainty": "asserted",
            "quote": "12",
        }
    ],
}  # fmt: skip


def report(text: str = TEXT) -> Report:
    return report_of("doc", text, Details(publisher="Gazette", published=date(2024, 5, 10)))


def document(**changes: Any) -> dict[str, Any]:
    return {"document": "doc", "published": "2024-05-10", "incidents": [CARD | changes]}


def test_a_card_comes_back_as_it_was() -> None:
    (account,) = from_document(document(), report())
    back = to_card(account, 1)
    assert {name: back[name] for name in CARD} == CARD
    assert all(claim.rule == "card" for claim in account.claims)


def test_a_quote_stands_where_the_evidence_does() -> None:
    """Both "12" and "Amal" occur earlier too, in the headline."""
    (account,) = from_document(document(), report())
    evidence = account.evidence[0]
    inside = (account.figures[0].span, account.where and account.where.words)
    assert all(span and evidence.start <= span.start < evidence.end for span in inside)


def test_a_quote_of_a_comment_is_looked_for_in_the_comment() -> None:
    text = "They struck Amal.\nThey struck Amal."
    passages = (
        Passage(kind="body", start=0, end=17),
        Passage(kind="comment", start=18, end=35, number=1),
    )
    plain = report(text)
    voiced = Report(
        **{name: getattr(plain, name) for name in Report.__slots__} | {"passages": passages}
    )
    told = {"evidence": ["struck Amal"], "when": None, "where": None}
    plain_card = CARD | told | {"by": [], "against": [], "figures": []}
    cards = [plain_card, plain_card | {"id": "i2", "voice": "comment:1"}]
    article, comment = from_document({"document": "doc", "incidents": cards}, voiced)
    assert (article.evidence[0].start, comment.evidence[0].start) == (5, 23)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"evidence": ["never written"]}, "evidence: the text does not hold 'never written'"),
        ({"evidence": []}, "no evidence"),
        ({"kind": "earthquake"}, "earthquake"),
        (
            {"figures": [CARD["figures"][0] | {"quote": "13"}]},
            "figures: the text does not hold '13'",
        ),
        ({"figures": [CARD["figures"][0] | {"low": "12"}]}, "low"),
        ({"figures": [CARD["figures"][0] | {"low": 12, "high": 3}]}, "reversed"),
        ({"when": {"earliest": "May", "latest": "May"}}, "May"),
        ({"where": {"name": "Amal"}}, "no field 'lat'"),
    ],
)
def test_a_card_that_cannot_be_is_refused_by_document_card_and_field(
    changes: dict[str, Any], named: str
) -> None:
    with pytest.raises(InputError, match="doc, card i1: ") as caught:
        from_document(document(**changes), report())
    assert named in str(caught.value)


def test_a_fraction_counts_nothing_and_is_kept_as_a_word() -> None:
    tons = CARD["figures"][0] | {"kind": "other", "of": "tons", "low": 2.5, "high": 2.5}
    (account,) = from_document(document(figures=[tons]), report())
    figure = account.figures[0].figure
    assert figure
    assert (figure.low, figure.high, figure.vague) == (None, None, "2.5")


def test_a_word_beside_a_number_is_dropped() -> None:
    dozen = CARD["figures"][0] | {"vague": "dozen"}
    (account,) = from_document(document(figures=[dozen]), report())
    assert to_card(account, 1)["figures"] == CARD["figures"]


def test_cards_are_numbered_by_their_first_mention() -> None:
    later = CARD | {"id": "i2", "evidence": ["Then 12 died in Barid"], "where": None}
    accounts = from_document({"document": "doc", "incidents": [later, CARD]}, report())
    told = to_document(report(), accounts)
    assert told["published"] == "2024-05-10"
    assert [(card["id"], card["evidence"]) for card in told["incidents"]] == [
        ("i1", CARD["evidence"]),
        ("i2", later["evidence"]),
    ]


def test_the_hint_names_kind_place_day_and_toll() -> None:
    (account,) = from_document(document(), report())
    assert hint(account) == "airstrike, Amal, 2024-05-09, at least 12 people killed"


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (Figure(kind="killed", of="people", low=15, high=15), "15"),
        (Figure(kind="killed", of="people", low=15, high=15, approx=True), "about 15"),
        (Figure(kind="killed", of="people", low=15), "at least 15"),
        (Figure(kind="killed", of="people", high=15), "up to 15"),
        (Figure(kind="killed", of="people", low=12, high=15), "12 to 15"),
        (Figure(kind="killed", of="people", vague="dozens"), "dozens"),
    ],
)
def test_an_amount_reads_as_it_would_be_written(figure: Figure, words: str) -> None:
    assert amount(figure) == words


@given(st.text(min_size=1, max_size=30), st.text(max_size=10))
def test_every_span_is_its_text(quote: str, around: str) -> None:
    text = around + quote + around + quote
    plain = {"evidence": [quote], "when": None, "where": None, "by": [], "figures": []}
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    (account,) = from_document(document(**plain, against=[]), report(text))
    for span in account.evidence:
        assert text[span.start : span.end] == span.text == quote


@pytest.mark.data
def test_the_cards_of_the_training_set_come_back_as_they_were() -> None:
    folder = data_folder()
    if folder is None:
        pytest.skip("KHALDUN_DATA names no folder of development data")
    lines = (folder / "train" / "cards.jsonl").read_text("utf-8").splitlines()
    for told in map(json.loads, lines):
        text = Path(folder, "train", "texts", f"{told['document']}.txt").read_text("utf-8")
        accounts = from_document(told, report_of(told["document"], text, Details()))
        for card, account in zip(told["incidents"], accounts, strict=True):
            back = to_card(account, 1)
            for name in ("kind", "status", "evidence", "when", "by"):
                assert back[name] == card[name], (told["document"], card["id"], name)
            assert _scored(back) == _scored(card), (told["document"], card["id"])


def _scored(card: dict[str, Any]) -> Any:
    """What is measured and may be written in two ways: null quotes, fractions, numbered words."""
    where = card["where"] and {name: card["where"][name] for name in ("lat", "lon", "within_km")}
    figures = []
    for told in card["figures"]:
        fraction = isinstance(told["low"], float)
        numbered = not fraction and (told["low"] is not None or told["high"] is not None)
        ends = (told["low"], told["high"]) if numbered else None
        word = None if numbered else str(told["low"] if fraction else told["vague"])
        plain = [told[name] for name in ("kind", "of", "approx", "says", "certainty", "quote")]
        figures.append((*plain, ends, word))
    return where, [hit["actor"] for hit in card["against"]], figures

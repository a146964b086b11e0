"""A report as it was captured: all of its text, its voices told apart, every claim's words lit."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.cases import Visitor, put, words
from incident_cases import card, figure, tell
from khaldun.case import Case
from khaldun.desk.marked import mark, shown
from khaldun.records import Account, Claim, Figure, Gap, Passage, Report


def _reports(visitor: Visitor) -> list[tuple[Report, list[Account]]]:
    with Case.open(visitor.folder) as case:
        accounts = list(case.ledger.accounts())
        return [
            (report, [account for account in accounts if account.report == report.id])
            for report in case.ledger.reports()
        ]


def test_the_whole_text_is_shown_and_the_words_of_every_claim_are_lit(reader: Visitor) -> None:
    for report, accounts in _reports(reader):
        page = reader.page(f"/report/{report.id}")
        texts = [part.text_content() for part in page.xpath("//bdi[@class='text']")]
        assert texts == [report.text[p.start : p.end] for p in report.passages]
        for claim in (claim for account in accounts for claim in account.claims):
            lit = [
                part.text_content()
                for part in page.xpath("//a[@class='lit']")
                if claim.id in part.get("data-claims").split()
            ]
            assert "".join(lit) == claim.span.text
            assert page.xpath(f"//*[@id='w-{claim.id}']")
            assert page.xpath(f"//li[@id='claim-{claim.id}']/a[1]/@href") == [f"#w-{claim.id}"]


def test_a_readers_comment_is_folded_and_tells_how_many_claims_are_in_it(reader: Visitor) -> None:
    seen = 0
    for report, _ in _reports(reader):
        page = reader.page(f"/report/{report.id}")
        folded = page.xpath("//details[contains(@class, 'comment')]")
        comments = [passage for passage in report.passages if passage.kind == "comment"]
        assert len(folded) == len(comments)
        assert not [part for part in folded if "open" in part.attrib]
        for part, passage in zip(folded, comments, strict=True):
            assert words(part.xpath("summary")[0]).startswith(f"Comment {passage.number}")
        seen += len(comments)
    assert seen >= 3, "the examples have comments"


def test_the_address_of_a_report_is_told_and_leads_nowhere(tmp_path: Path) -> None:
    report, accounts = tell("herald", card("Tel Amal was hit.", figures=[figure(3)]))
    object.__setattr__(report, "url", "https://example.org/story")
    page = Visitor(put(tmp_path / "case", [(report, accounts)])).page(f"/report/{report.id}")
    assert "https://example.org/story" in words(page)
    assert not [href for href in page.xpath("//@href|//@src") if not href.startswith(("/", "#"))]


def test_a_report_that_tells_of_no_incident_is_shown_too(tmp_path: Path) -> None:
    report, _ = tell("herald", card("Nothing of note.", figures=[]))
    told = [(report, ()), tell("courier", card("Tel Amal was hit.", figures=[figure(3)]))]
    page = Visitor(put(tmp_path / "case", told)).page(f"/report/{report.id}")
    assert "no incident that was recognised" in words(page)


@given(st.data())
def test_the_pieces_are_the_text_whatever_overlaps(data: st.DataObject) -> None:
    text = data.draw(st.text(min_size=1, max_size=60))
    spans = data.draw(
        st.lists(
            st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(
                lambda ends: ends[0] < ends[1]
            ),
            max_size=6,
        )
    )
    report = _report(text, data.draw(st.integers(0, len(text))))
    account = _account(report, spans)
    parts = mark(report, [account])
    pieces = [piece for part in parts for piece in part.pieces]
    assert "".join(piece.text for piece in pieces) == text
    for claim in account.claims:
        lit = "".join(piece.text for piece in pieces if claim.id in piece.claims)
        assert lit == claim.span.text
        (begin,) = [piece for piece in pieces if claim.id in piece.begins]
        assert claim.span.text.startswith(begin.text)


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\x1b", "\x00"])
def test_what_turns_the_order_of_words_is_seen(mark: str) -> None:
    assert shown(f"12{mark}34\n\tx") == "12\N{REPLACEMENT CHARACTER}34\n\tx"


def test_letters_that_join_and_words_from_right_to_left_stay_as_they_are() -> None:
    text = "قُتل ١٢ شخصاً نمی\u200cخواهم 👩\u200d⚕️"
    assert shown(text) == text


def _report(text: str, cut: int) -> Report:
    ends = [(0, cut), (cut, len(text))]
    unknown = ("publisher", "published", "language", "title")
    return Report(
        id="r",
        capture="c",
        name="n",
        publisher=None,
        published=None,
        language=None,
        title=None,
        text=text,
        passages=tuple(Passage(kind="body", start=a, end=b) for a, b in ends if a < b),
        gaps=tuple(Gap(role=role, reason="not stated") for role in unknown),
    )


def _account(report: Report, spans: list[tuple[int, int]]) -> Account:
    claims = [
        Claim.make(
            account="a",
            span=report.span(*ends),
            rule=str(number),
            figure=Figure(kind="killed", of="people", low=number),
        )
        for number, ends in enumerate(spans)
    ]
    return Account(
        id="a",
        report="r",
        voice="article",
        kind="airstrike",
        status="happened",
        evidence=(report.span(0, len(report.text)),),
        claims=tuple(claims),
        gaps=(Gap(role="when", reason="no words"), Gap(role="where", reason="no words")),
    )

"""Word documents, PDFs and messages are read as their reader sees them."""

import pytest

from khaldun import kinds
from khaldun.errors import RefusedInput, UnreadableInput
from khaldun.records import Details, Report
from khaldun.segment.report import segment
from sheets import captured, docx, line, pdf, run

pytest.importorskip("pypdfium2", reason="the extra `pdf` is not installed")


def read(content: bytes, kind: str) -> Report:
    return segment(captured(content, kind), content, details=Details(), max_bytes=20_000_000)


def told(report: Report) -> list[str]:
    """The passages that are read."""
    return [report.text[p.start : p.end] for p in report.passages if p.kind != "boilerplate"]


def test_a_document_of_word_keeps_footnotes_and_leaves_out_deletions() -> None:
    body = (
        '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr>' + run("Raid on a market") + "</w:p>"
        "<w:p>"
        + run("At least ")
        + "<w:del>"
        + run("12").replace("w:t", "w:delText")
        + "</w:del><w:ins>"
        + run("15")
        + "</w:ins>"
        + run(" people were killed")
        + '<w:r><w:footnoteReference w:id="2"/></w:r>'
        + run(".")
        + "</w:p>"
    )
    notes = f'<w:footnote w:id="2"><w:p>{run("A count of the hospital.")}</w:p></w:footnote>'
    report = read(docx(body, footnotes=notes, comments="<w:p/>"), kinds.DOCX)
    assert told(report) == [
        "Raid on a market", "At least 15 people were killed.", "A count of the hospital.",
    ]  # fmt: skip
    assert report.title == "Raid on a market"
    assert set(report.flags) == {
        "struck-out text", "tracked insertion", "notes of its editors left out",
    }  # fmt: skip
    assert report.text.endswith("12")


def test_cells_of_a_table_are_never_one_number() -> None:
    cells = "".join(f"<w:tc><w:p>{run(words)}</w:p></w:tc>" for words in ("12", "000"))
    report = read(
        docx(f"<w:p>{run('Killed and wounded:')}</w:p><w:tbl><w:tr>{cells}</w:tr></w:tbl>"),
        kinds.DOCX,
    )
    assert "12\n\n000" in report.text


def test_a_look_may_come_from_a_style_and_those_below_it() -> None:
    styles = (
        '<w:style w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="Secret"><w:basedOn w:val="Base"/></w:style>'
    )
    body = run("Some 7 ") + run("hundred ", '<w:rStyle w:val="Secret"/>') + run("people died.")
    report = read(docx(body, styles=styles), kinds.DOCX)
    assert report.text == "Some 7 people died."
    assert report.flags == ("hidden text",)


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (b"PK\x03\x04 cut", UnreadableInput, "no whole DOCX"),
        (docx(run("x"))[:-30], UnreadableInput, "no whole DOCX"),
    ],
)
def test_a_damaged_document_of_word_is_named(
    content: bytes, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        read(content, kinds.DOCX)


def test_a_pdf_is_its_text_layer() -> None:
    page = line("Raid on a market in Idlib") + line("At least 12 people were killed.", y=640)
    report = read(pdf(page, line("They were buried on Friday.")), kinds.PDF)
    assert report.text.split("\n\n") == [
        "Raid on a market in Idlib",
        "At least 12 people were killed.",
        "They were buried on Friday.",
    ]


def test_a_raised_figure_of_a_pdf_is_no_digit_of_the_number() -> None:
    page = line("At least 12") + line("2", y=705, x=133.4, size=7) + line(" people died", x=138)
    report = read(pdf(page), kinds.PDF)
    assert "122" not in report.text
    assert "raised or lowered figures" in report.flags


def test_columns_of_a_pdf_are_never_one_number() -> None:
    report = read(pdf(line("12", x=72) + line("345", x=100)), kinds.PDF)
    assert report.text == "12\n345"


def test_a_struck_out_number_of_a_pdf_is_boilerplate() -> None:
    bar = "0.7 w 120 704 m 134 704 l S\n"
    report = read(pdf(line("At least 12 people died in the raid", x=72) + bar), kinds.PDF)
    assert "struck-out text" in report.flags
    assert not any("12" in words for words in told(report))


def test_what_a_pdf_hides_is_left_out_and_said() -> None:
    white = "1 1 1 rg\n" + line("no", x=200) + "0 g\n"
    report = read(pdf(line("12 people were killed") + white), kinds.PDF)
    assert report.text == "12 people were killed"
    assert report.flags == ("hidden text",)


def test_a_scan_is_named_as_such() -> None:
    with pytest.raises(RefusedInput, match="no text on its 2 pages, as of a scan"):
        read(pdf("", ""), kinds.PDF)


def test_the_text_under_a_scan_is_read_and_said_to_be_a_machine_s() -> None:
    report = read(pdf("3 Tr\n" + line("12 people were killed")), kinds.PDF)
    assert report.text == "12 people were killed"
    assert report.flags == ("text laid under a picture by a machine",)


def test_a_damaged_pdf_is_named() -> None:
    with pytest.raises(UnreadableInput, match="no whole PDF"):
        read(b"%PDF-1.7 and no more", kinds.PDF)


def test_the_day_of_a_pdf_is_a_gap() -> None:
    report = read(pdf(line("12 people were killed")), kinds.PDF)
    assert report.published is None

"""Outlets for which there is a rule: golden pages of our own writing, each with its day."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from khaldun.errors import KnowledgeError
from khaldun.knowledge.layouts import Layout, Layouts
from khaldun.records import Capture, Details, Report
from khaldun.segment.report import segment

PAGES = Path(__file__).with_name("pages")
_OUTLET = '[[outlet]]\nname = "a"\nhost = "a.example"\nbody = "p"\n'
_LEAD = "Nine people were killed when shells hit the bus station of Marjah, the governor said."
Told = list[tuple[str, str | None, str]]


def read(name: str, *, url: str = "http://ledger.example/a", content: bytes = b"") -> Report:
    """A golden page, captured in 2020 at an address."""
    content = content or (PAGES / name).read_bytes()
    capture = Capture(
        id="0" * 64,
        location=name,
        media_type="text/html",
        size=len(content),
        captured_at=datetime(2020, 6, 1, tzinfo=UTC),
        method="file",
        run="run",
    )
    return segment(capture, content, details=Details(url=url), max_bytes=1_000_000)


def told(report: Report) -> Told:
    """What is read of a report: kind, author, words."""
    return [
        (one.kind, one.author, report.text[one.start : one.end])
        for one in report.passages
        if one.kind != "boilerplate"
    ]


def test_a_page_of_tables_is_its_cell_and_its_numbers_are_guarded() -> None:
    report = read("ledger-2008.html")
    assert told(report) == [
        ("headline", None, "Shells hit bus station"),
        (
            "body",
            None,
            f"{_LEAD}\nSome 24 were wounded.",
        ),
    ]
    assert report.published
    assert report.published.earliest == date(2008, 3, 4)
    assert report.flags == (
        "raised or lowered figures",
        "struck-out text",
        "read by the rule: ledger.example, tables",
    )


def test_letters_under_an_article_are_the_words_of_those_who_signed_them() -> None:
    report = read("ledger-2012.html", url="")
    kinds = [(kind, author) for kind, author, _ in told(report)]
    assert kinds == [
        ("headline", None),
        ("body", None),
        ("body", None),
        ("comment", "N. N., Marjah"),
        ("comment", "A reader"),
    ]
    assert "seven wounded" in told(report)[3][2]
    assert report.flags == ("read by the rule: ledger.example, letters",)


@pytest.mark.parametrize(
    ("name", "url", "changed"),
    [
        ("ledger-2008.html", "http://other.example/a", (b"", b"")),
        ("ledger-2008.html", "http://myledger.example/a", (b"", b"")),
        ("ledger-2008.html", "http://ledger.example/a", (b"04.03.2008", b"04.03.2011")),
        ("ledger-2008.html", "http://ledger.example/a", (b'class="copy"', b'class="text"')),
        ("ledger-2012.html", "", (b"2012-05-06", b"2016-05-06")),
    ],
)
def test_no_rule_is_used_for_other_outlets_other_days_and_pages_that_it_does_not_fit(
    name: str, url: str, changed: tuple[bytes, bytes]
) -> None:
    content = (PAGES / name).read_bytes().replace(*changed)
    report = read(name, url=url, content=content)
    assert not any("rule" in flag for flag in report.flags)
    assert ("body", None) in [(kind, author) for kind, author, _ in told(report)]


def test_each_rule_has_its_golden_page_and_is_needed_for_it() -> None:
    """Without the rule, something else is read of the page: its `why` in `layouts.toml`."""
    assert {path.name for path in PAGES.iterdir()} == {one.golden for one in Layouts.open().outlets}
    for name in ("ledger-2008.html", "ledger-2012.html"):
        plain = (PAGES / name).read_bytes().replace(b"ledger.example", b"other.example")
        assert told(read(name)) != told(read(name, url="http://other.example/", content=plain))


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('[[outlet]]\nname = "a"\nhost = "a.example"', "it needs a name and `body`"),
        ('[[outlet]]\nname = "a"\nbody = "p"', "an outlet needs its host"),
        ('[[thread]]\nname = "a"\narea = "p"\ncolour = "red"', "may hold area"),
        ('[[thread]]\nname = "a"\narea = "div > p"', "'div > p' is no tag"),
        ('[[thread]]\nname = "a"\narea = "p"\n' * 2, "two entries have one name"),
        (_OUTLET + _OUTLET.replace('"a"', '"b"') + "from = 2009-01-01", "share days"),
        ("[[outlet", "layouts.toml: "),
    ],
)
def test_a_rule_that_breaks_the_rules_is_named(entry: str, fault: str) -> None:
    with pytest.raises(KnowledgeError, match=r"layouts\.toml") as raised:
        Layouts.parse(entry.encode())
    assert fault in str(raised.value)


def test_a_layout_that_does_not_say_how_it_writes_days_dates_nothing() -> None:
    assert Layout(name="quiet", selectors={}).read_day("") is None

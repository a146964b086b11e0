"""Health: what is intact, was read, and failed; and it still answers for a damaged case."""

import hashlib
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html

from desk.cases import EXAMPLES, Visitor, put, words
from incident_cases import card, tell
from khaldun.case import Case
from khaldun.custody.backups import back_up
from khaldun.pipeline import ingest
from khaldun.records import Details
from khaldun.settings import Settings


def test_an_intact_case_is_told_with_its_hashes_and_counts(reader: Visitor) -> None:
    page = reader.page("/health?check=yes")
    assert words(page.xpath("//*[@role='status']")[0]).startswith("Intact: 8 captures")
    counts = dict(
        zip(*[map(words, page.xpath(f"//div/{tag}")) for tag in ("dt", "dd")], strict=True)
    )
    assert counts == {"read": "8", "empty": "0", "refused": "0", "failed": "0"}
    with Case.open(reader.folder) as case:
        assert case.ledger.content_digest() in words(page)
        (run,) = case.ledger.runs()
    assert run.knowledge_hash[:10] in words(page)
    # Until the case changes it need not be checked again.
    assert "Intact" in words(reader.page("/health"))


def test_a_check_is_of_the_case_as_it_is(visitor: Visitor) -> None:
    visitor.page("/health?check=yes")
    ids = visitor.incidents()
    visitor.decide(visitor.page(f"/compare?id={ids[0]}&id={ids[1]}"), "/apart")
    assert "Not checked since" in words(visitor.page("/health"))


@pytest.mark.parametrize("part", ["ledger", "capture"])
def test_a_changed_byte_is_named_and_the_other_pages_lead_here(visitor: Visitor, part: str) -> None:
    path = visitor.folder / "ledger.sqlite"
    if part == "capture":
        path = next(p for p in (visitor.folder / "captures").rglob("*") if p.is_file())
        path.chmod(0o600)
    content = path.read_bytes()
    at = content.rindex(b"Khan") if b"Khan" in content else len(content) // 2
    path.write_bytes(content[:at] + b"X" + content[at + 1 :])
    page = visitor.page("/health?check=yes")
    assert "fault" in words(page.xpath("//*[@role='status']")[0])
    if part == "ledger":
        (shown,) = {
            answer.text
            for one in visitor.incidents()
            if (answer := visitor.client.get(f"/incident/{one}")).status_code == 500
        }
        assert "/health?check=yes" in html.fromstring(shown).xpath("//main//a/@href")


def test_what_failed_and_what_was_refused_is_listed_with_its_reason(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    shutil.copy(EXAMPLES / "reports" / "khan-shaykhun-herald.txt", reports)
    (reports / "<b>picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    with Case.open(tmp_path / "case", create=True) as case:
        settings = Settings(reader="rules")
        list(ingest(case, [reports], details=lambda _: Details(), settings=settings, jobs=1))
    page = Visitor(tmp_path / "case").page("/health?check=yes")
    (row,) = page.xpath("//section[@aria-labelledby='inputs']//tbody/tr")
    name, state, reason = map(words, row.xpath("td"))
    assert (name, state) == ("<b>picture", "refused")
    assert reason


def test_what_left_this_machine_is_told_and_what_was_copied(tmp_path: Path) -> None:
    told = tell("Herald", card("Tel Amal was hit."))
    where = {"location": "https://courier.example/raid", "method": "web"}
    visitor = Visitor(put(tmp_path / "case", [told], **where))
    (copies,) = visitor.page("/health").xpath("//section[@aria-labelledby='copies']")
    assert "none was made of this folder" in words(copies)
    assert "known once it is checked" in words(copies)
    with Case.open(visitor.folder) as case:
        back_up(case, tmp_path / "on a disk", at=datetime(2024, 6, 1, 12, tzinfo=UTC))
    told_of = words(visitor.page("/health?check=yes"))
    manifest = (tmp_path / "on a disk" / "manifest.sha256").read_bytes()
    assert "2024-06-01 12:00 UTC, on a disk" in told_of
    assert hashlib.sha256(manifest).hexdigest()[:10] in told_of
    assert "1 page asked of courier.example" in told_of
    # An answer that is no stamp is a fault, and was asked for all the same.
    stamp = visitor.folder / "stamps" / "20240601T120000Z" / "time.example.tsr"
    stamp.parent.mkdir(parents=True)
    stamp.touch()
    assert "shown to time.example" in words(visitor.page("/health?check=yes"))

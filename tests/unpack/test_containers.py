"""Every document of a container is a capture and an outcome of its own, and the counts add up."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from boxes import Take, mail, mbox, page, parquet_of, told, wacz, warc, zipped
from khaldun.case import Case
from khaldun.kinds import MBOX
from khaldun.unpack import containers
from khaldun.unpack.documents import Caps


def test_the_documents_of_a_zip_are_read_each_by_itself(take: Take) -> None:
    archive = zipped({"a/one.html": page(3), "two.txt": told(4).encode(), ".DS_Store": b"x"})
    done = take(box__zip=archive)
    assert {name: o.state for name, o in done.items()} == {
        "box.zip": "opened",
        "box.zip!/a/one.html": "read",
        "box.zip!/two.txt": "read",
    }
    assert done["box.zip"].reason == "2 documents; passed over: 1 system files"


def test_a_document_names_its_container(take: Take, opened: Callable[[], Case]) -> None:
    done = take(box__zip=zipped({"one.html": page(3)}))
    with opened() as case:
        capture = case.ledger.capture(done["box.zip!/one.html"].capture or "")
        assert capture.container == done["box.zip"].capture
        assert capture.location.endswith("box.zip!/one.html")
        assert case.store.get(capture.id) == page(3)


def test_the_pages_of_a_warc_are_read_under_their_addresses(
    take: Take, opened: Callable[[], Case]
) -> None:
    for name in ("crawl__warc__gz", "crawl__warc"):
        done = take(**{name: b"".join(warc(3, packed=name.endswith("gz")))})
        states = Counter(o.state for key, o in done.items() if key.startswith(name[:5]))
        assert states["read"] % 3 == 0
    assert done["crawl.warc.gz"].reason == (
        "3 documents; passed over: 3 request records, 1 warcinfo records"
    )
    with opened() as case:
        assert {report.url for report in case.ledger.reports()} == {
            f"https://example.org/{n}" for n in (3, 4, 5)
        }


def test_a_wacz_is_its_warc(take: Take) -> None:
    done = take(crawl__wacz=wacz(b"".join(warc(2))))
    assert Counter(o.state for o in done.values()) == {"read": 2, "opened": 1}


def test_a_mail_is_its_text_and_its_attachments(take: Take, opened: Callable[[], Case]) -> None:
    done = take(statement__eml=mail(5, attachment=page(9)))
    assert {name: o.state for name, o in done.items()} == {
        "statement.eml": "opened",
        "statement.eml!/body": "read",
        "statement.eml!/part 2 statement.html": "read",
    }
    with opened() as case:
        body = case.ledger.report(done["statement.eml!/body"].report or "")
    assert (body.publisher, body.title) == ("Example Press Office", "Raid 5 on a market")
    assert str(body.published and body.published.earliest) == "2019-03-05"


def test_each_mail_of_a_mailbox_is_opened(take: Take) -> None:
    done = take(post__mbox=mbox(3))
    assert Counter(o.state for o in done.values()) == {"read": 3, "opened": 4}


def test_a_mailbox_that_ends_with_a_batch_is_opened_to_its_end(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(containers, "_BATCH_DOCUMENTS", 3)
    (tmp_path / "post.mbox").write_bytes(mbox(3))
    caps = Caps(max_file_bytes=1_000_000, max_archive_bytes=1_000_000)
    first = containers.open_batch(tmp_path / "post.mbox", MBOX, start=0, caps=caps)
    assert len(first.documents) == 3
    assert first.next
    rest = containers.open_batch(tmp_path / "post.mbox", MBOX, start=first.next, caps=caps)
    assert rest == containers.Batch()


def test_each_row_of_a_table_is_a_report(take: Take, opened: Callable[[], Case]) -> None:
    table = (
        "document,publisher,published,text\n"
        f'first,The Example Herald,2019-03-06,"{told(3)}"\n'
        f'second,,someday,"{told(4)}"\n'
        f'third,,,"{told(5)}"\n'
    )
    done = take(reports__csv=table.encode())
    assert {name: o.state for name, o in done.items()} == {
        "reports.csv": "opened",
        "reports.csv!/row 1 first": "read",
        "reports.csv!/row 2 second": "failed",
        "reports.csv!/row 3 third": "read",
    }
    assert "'someday', no day" in (done["reports.csv!/row 2 second"].reason or "")
    with opened() as case:
        first = case.ledger.report(done["reports.csv!/row 1 first"].report or "")
    assert first.publisher == "The Example Herald"
    assert first.text == told(3)


def test_each_row_of_parquet_is_a_report(take: Take, opened: Callable[[], Case]) -> None:
    table = parquet_of(
        document=["first", "second", None],
        published=[datetime(2019, 3, day, 23, 30, tzinfo=UTC) for day in (6, 7, 8)],
        text=[told(3), None, told(5)],
        words=[1, 2, 3],
    )
    done = take(reports__parquet=table)
    assert {name: o.state for name, o in done.items()} == {
        "reports.parquet": "opened",
        "reports.parquet!/row 1 first": "read",
        "reports.parquet!/row 2 second": "failed",
        "reports.parquet!/row 3": "read",
    }
    with opened() as case:
        reports = [case.ledger.report(o.report or "") for o in done.values() if o.state == "read"]
    assert [(one.text, one.published and one.published.earliest) for one in reports] == [
        (told(3), date(2019, 3, 6)),
        (told(5), date(2019, 3, 8)),
    ]


def test_parquet_without_texts_is_refused_and_a_cut_one_fails(take: Take) -> None:
    done = take(figures__parquet=parquet_of(killed=[3]), cut__parquet=parquet_of(text=["x"])[:-9])
    assert done["figures.parquet"].state == "refused"
    assert 'no column "text"; it has killed' in (done["figures.parquet"].reason or "")
    assert done["cut.parquet"].state == "failed"
    assert "no whole Parquet file after row 0" in (done["cut.parquet"].reason or "")


def test_each_line_of_json_is_a_report(take: Take) -> None:
    lines = b'{"text": "' + told(3).encode() + b'"}\nno json\n{"text": 5}\n'
    states = [o.state for o in take(reports__jsonl=lines).values()]
    assert sorted(states) == ["failed", "failed", "opened", "read"]


def test_a_table_without_texts_is_refused(take: Take) -> None:
    done = take(figures__csv=b"killed,wounded\n3,4\n")
    assert done["figures.csv"].state == "refused"
    assert 'no column "text"; it has killed, wounded' in (done["figures.csv"].reason or "")


def test_a_second_run_reads_no_document_again(take: Take) -> None:
    box = zipped({f"{n}.html": page(n) for n in range(3, 9)})
    first = take(box__zip=box)
    again = take()
    del first["box.zip"], again["box.zip"]  # it is opened anew, as its documents may be new
    assert again == first


def test_a_container_of_many_documents_is_opened_batch_by_batch(take: Take) -> None:
    rows = "".join(f'{{"text": "{told(n)}"}}\n' for n in range(450))
    done = take(many__jsonl=rows.encode())
    assert done["many.jsonl"].reason == "450 documents"
    assert len(done) == 451


def test_containers_are_opened_to_a_depth_and_no_further(take: Take) -> None:
    box = zipped({"in.html": page(3)})
    for _ in range(6):
        box = zipped({"box.zip": box})
    states = Counter(o.state for o in take(box__zip=box).values())
    assert states == {"opened": 5, "refused": 1}

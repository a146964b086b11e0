"""A container that takes several batches says of itself what one that takes one does."""

import json
from pathlib import Path

import pytest

from boxes import wacz, warc
from khaldun.kinds import JSON, TELEGRAM_PAGE, WACZ
from khaldun.unpack import containers
from khaldun.unpack.containers import Batch, open_batch
from khaldun.unpack.documents import Caps
from sheets import chat_message, chat_page, message

_CAPS = Caps(max_file_bytes=1_000_000, max_archive_bytes=1_000_000)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "_BATCH_DOCUMENTS", 2)


def batches(content: bytes, kind: str, folder: Path) -> list[Batch]:
    """All batches of a container."""
    (folder / "container").write_bytes(content)
    found = [open_batch(folder / "container", kind, start=0, caps=_CAPS)]
    while (after := found[-1].next) is not None:
        found.append(open_batch(folder / "container", kind, start=after, caps=_CAPS))
    return found


def test_a_wacz_that_is_not_what_its_list_says_is_told_after_many_pages(tmp_path: Path) -> None:
    whole = b"".join(warc(5))
    first, *_, last = batches(wacz(whole, listed=whole + b"."), WACZ, tmp_path)
    assert len(first.documents) == 2
    assert "archive/data.warc.gz is not what its list says" in (last.fault or "")
    assert last.damaged


def test_service_messages_are_counted_once_over_all_batches(tmp_path: Path) -> None:
    def talk(*numbers: int) -> dict[str, object]:
        messages = [{"id": n, "type": "service"} if n > 9 else message(n, "Hi") for n in numbers]
        return {"name": "A", "type": "public_channel", "messages": messages}

    told = [talk(1, 2, 11), talk(12, 13), talk(14, 3, 4, 5), talk(15)]
    content = json.dumps({"chats": {"list": told}}).encode()
    found = batches(content, JSON, tmp_path)
    assert sum(len(batch.documents) for batch in found) == 5
    assert sum(count for batch in found for _, count in batch.passed) == 5


def test_service_messages_of_a_page_are_counted_once_over_all_batches(tmp_path: Path) -> None:
    service = '<div class="message service" id="message-1"><div class="body details">5 March</div>'
    content = chat_page(f"{service}</div>", *(chat_message(n, "Hi") for n in range(5)))
    found = batches(content, TELEGRAM_PAGE, tmp_path)
    assert sum(len(batch.documents) for batch in found) == 5
    assert [batch.passed for batch in found if batch.passed] == [(("service messages", 1),)]

"""Cases for the desk: the bundled examples as they are read, and made-up reports put in by hand."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lxml import html
from starlette.testclient import TestClient

from incident_cases import Told
from khaldun.case import Case
from khaldun.desk.app import build
from khaldun.desk.guard import Key
from khaldun.details import details_of, read_details
from khaldun.pipeline import ingest
from khaldun.records import Capture, Details, Outcome, Run, record_id
from khaldun.settings import Settings

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PORT = 8765
HOST = f"127.0.0.1:{PORT}"
HOME = f"http://{HOST}"
#: A field of a form, the name of the file that is handed over in it, and what the file holds.
File = tuple[str, tuple[str, bytes]]


def read_examples(folder: Path) -> Path:
    """A case of the eight example reports, read by rules."""
    table = read_details(EXAMPLES / "reports.csv")
    with Case.open(folder, create=True) as case:
        done = list(
            ingest(
                case,
                [EXAMPLES / "reports"],
                details=lambda path: details_of(path, table, otherwise=Details()),
                settings=Settings(reader="rules"),
                jobs=2,
            )
        )
    assert [one.outcome.state for one in done] == ["read"] * 8
    return folder


def put(folder: Path, told: Iterable[Told], **of_capture: Any) -> Path:
    """A case of these reports and accounts, as if a reader had read them."""
    started_at = datetime(2024, 6, 1, tzinfo=UTC)
    run = Run(
        id=record_id("run", "desk"),
        started_at=started_at,
        code_version="0.1.0",
        reader="by hand",
        knowledge_hash="k",
        settings_hash="s",
    )
    with Case.open(folder, create=True) as case:
        for report, accounts in told:
            content = report.text.encode()
            capture = Capture(
                id=case.store.put(content),
                location=f"{report.name}.txt",
                media_type="text/plain",
                size=len(content),
                captured_at=started_at,
                method="file",
                run=run.id,
            )
            capture = replace(capture, **of_capture)
            outcome = Outcome(
                location=capture.location,
                name=report.name,
                capture=capture.id,
                run=run.id,
                state="read" if accounts else "empty",
                report=report.id,
            )
            case.ledger.append(
                outcome,
                run=run,
                reading="by hand",
                capture=capture,
                report=replace(report, capture=capture.id),
                accounts=accounts,
            )
    return folder


def ledger_hash(folder: Path) -> str:
    """A hash of the ledger's file."""
    return hashlib.sha256((folder / "ledger.sqlite").read_bytes()).hexdigest()


class Visitor:
    """A person at the desk, who has opened the printed address."""

    def __init__(self, folder: Path, settings: Settings | None = None) -> None:
        self.folder = folder
        self.key = Key(PORT)
        self.app = build(folder, self.key, settings)
        self.client = TestClient(self.app, base_url=HOME)
        self.client.get("/", params={"token": self.key.token})

    def page(self, path: str, *, status: int = 200) -> Any:
        """A page as a tree."""
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return html.fromstring(answer.text)

    def send(self, path: str, form: Mapping[str, str | Sequence[str]], **headers: str) -> Any:
        """What the desk answers to a form of its own; redirects are not followed."""
        own = {"origin": HOME, "sec-fetch-site": "same-origin"} | headers
        return self.client.post(path, data=form, headers=own, follow_redirects=False)

    def give(self, files: Sequence[File], fields: Mapping[str, str] | None = None) -> Any:
        """What the desk answers to files that are handed over."""
        own = {"origin": HOME, "sec-fetch-site": "same-origin"}
        return self.client.post(
            "/intake/add", files=files, data=fields, headers=own, follow_redirects=False
        )

    def decide(self, page: Any, action: str, **words: str | Sequence[str]) -> Any:
        """Fill in a form of a page and send it by the button that leads to `action`."""
        (form,) = [
            one
            for one in page.iter("form")
            if action in {one.get("action"), *(b.get("formaction") for b in one.iter("button"))}
        ][:1]
        given: dict[str, Any] = {}
        for field in form.iter("input"):
            if field.get("type") == "hidden":
                given.setdefault(field.get("name"), []).append(field.get("value"))
        return self.send(action, given | {"reason": "seen on site", "by": "A. Analyst"} | words)

    def incidents(self, query: str = "") -> list[str]:
        """The ids in the table, of all its pages."""
        ids: list[str] = []
        path: str | None = f"/incidents{query}"
        while path:
            page = self.page(path)
            ids += [re.sub(".*/", "", href) for href in page.xpath("//tbody//th/a/@href")]
            path = next(iter(page.xpath("//a[@rel='next']/@href")), None)
        return ids

    def judgements(self) -> int:
        """How many judgements the case holds."""
        with Case.open(self.folder) as case:
            return len(list(case.ledger.judgements()))


def words(element: Any) -> str:
    """The text of an element on one line."""
    return " ".join(element.text_content().split())

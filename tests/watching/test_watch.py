"""A watch takes in what is new, once, and shows what was edited."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from capture.wire import NO_ROBOTS, Wire, page
from khaldun.capture.web import Client
from khaldun.case import Case
from khaldun.custody.expunging import expunge
from khaldun.errors import InputError
from khaldun.ledger.expunge import Order
from khaldun.settings import Settings
from khaldun.watching.changes import changes
from khaldun.watching.cycle import Watcher
from khaldun.watching.plan import Outlet, Watch, read_watch

FEED, URL = "http://courier.example/rss", "http://courier.example/raid"
RSS = f"<rss><channel><item><title>Raid</title><link>{URL}</link></item></channel></rss>"
PLAN = """case = "my-case"
every = 60
[[outlet]]
publisher = "The Example Courier"
feeds = ["http://courier.example/rss"]
"""


def article(count: int) -> str:
    return (
        "<html><head><title>Raid</title></head><body><article><h1>Raid on the market</h1>"
        f"<p>At least {count} people were killed on Tuesday when warplanes bombed a market in "
        "Aleppo, local activists said. The wounded were brought to the hospital of the town.</p>"
        "</article></body></html>"
    )


@dataclass
class Site:
    """A server whose pages a test changes; each answer by the path that is asked for."""

    pages: dict[str, bytes]
    asked: list[str] = field(default_factory=list)

    def client(self, _: Outlet) -> Client:
        """A client that sees this site alone."""
        wire = Wire()
        client = wire.client(pause=0.0)
        fetch = Client.fetch

        def answering(url: str, **conditions: str) -> object:
            self.asked.append(url)
            wire.answers = [*[b""] * len(wire.connected), *self._answers(client, url)]
            return fetch(client, url, **conditions)

        client.fetch = answering  # type: ignore[assignment, method-assign]  # the site answers
        return client

    def _answers(self, client: Client, url: str) -> list[bytes]:
        robots = [] if client._rules else [NO_ROBOTS]
        return [*robots, self.pages[url]]


@dataclass
class Clock:
    """What time it is; a test moves it on."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def site() -> Site:
    return Site({FEED: page(RSS), URL: page(article(12))})


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime.now(UTC) + timedelta(seconds=1))


Round = Callable[[], list[str]]


def start(folder: Path, site: Site, clock: Clock, *, pages: tuple[str, ...] = ()) -> Round:
    """A watch of the feed, or of pages, that was just started; calling it goes round once."""
    feeds = () if pages else (FEED,)
    outlet = Outlet(publisher="The Example Courier", feeds=feeds, pages=pages, again=(1, 6))
    watch = Watch(case=str(folder), outlet=(outlet,))
    settings = Settings(reader="rules")
    watcher = Watcher(watch=watch, settings=settings, make_client=site.client, now=clock)

    def go() -> list[str]:
        with Case.open(folder, create=True) as case:
            return list(watcher.cycle(case))

    return go


def test_a_page_is_fetched_once_and_looked_at_again_when_it_is_time(
    tmp_path: Path, site: Site, clock: Clock
) -> None:
    go = start(tmp_path / "case", site, clock)
    assert "1 read, 0 empty, 0 changed" in go()[0]
    go()
    assert site.asked.count(URL) == 1
    clock.at += timedelta(hours=2)
    assert "1 unchanged" in go()[0]
    go()
    assert site.asked.count(URL) == 2
    clock.at += timedelta(hours=5)
    go()
    assert site.asked.count(URL) == 3
    clock.at += timedelta(days=9)
    go()
    assert site.asked.count(URL) == 3


def test_what_a_feed_named_is_due_also_where_the_feed_has_not_changed(
    tmp_path: Path, site: Site, clock: Clock
) -> None:
    site.pages[FEED] = page(RSS, 'ETag: "1"')
    go = start(tmp_path / "case", site, clock)
    go()
    site.pages[FEED] = page("", status="304 Not Modified")
    site.pages[URL] = page(article(15))
    clock.at += timedelta(hours=2)
    assert "1 changed" in go()[0]


def test_an_edited_page_is_a_second_capture_and_the_edit_is_shown(
    tmp_path: Path, site: Site, clock: Clock
) -> None:
    go = start(tmp_path / "case", site, clock)
    go()
    site.pages[URL] = page(article(15))
    clock.at += timedelta(hours=2)
    summary, edit = go()
    assert "1 changed" in summary
    assert edit.startswith(f"{URL}: 12 became 15 at 20")
    with Case.open(tmp_path / "case") as case:
        assert len(list(case.ledger.captures())) == 2
        (report,) = case.ledger.reports()
        assert "15 people" in report.text
        (line,) = changes(case, URL)
        assert line.startswith("12 became 15 at ")
        assert not list(case.verify())


def test_a_watch_that_was_ended_fetches_nothing_twice(
    tmp_path: Path, site: Site, clock: Clock
) -> None:
    start(tmp_path / "case", site, clock)()
    start(tmp_path / "case", site, clock)()
    assert site.asked == [FEED, URL, FEED]


def test_a_page_that_the_feed_says_has_changed_is_looked_at_at_once(
    tmp_path: Path, site: Site, clock: Clock
) -> None:
    go = start(tmp_path / "case", site, clock)
    go()
    clock.at += timedelta(minutes=5)
    moment = (clock.at - timedelta(minutes=1)).isoformat()
    site.pages[FEED] = page(
        f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="{URL}"/>'
        f"<updated>{moment}</updated></entry></feed>"
    )
    site.pages[URL] = page(article(15))
    assert "1 changed" in go()[0]


@pytest.mark.parametrize("pages", [(), (URL,)])
def test_a_page_that_was_expunged_is_not_fetched_again(
    tmp_path: Path, site: Site, clock: Clock, pages: tuple[str, ...]
) -> None:
    go = start(tmp_path / "case", site, clock, pages=pages)
    go()
    with Case.open(tmp_path / "case", write=True) as case:
        (capture,) = case.ledger.capture_ids()
        order = Order(capture=capture, reason="order of the court", by="A. Keeper", at=clock.at)
        assert expunge(case, order) > 2
    clock.at += timedelta(hours=2)
    assert "0 read" in go()[0]
    assert site.asked.count(URL) == 1


def test_what_cannot_be_had_is_named_and_not_asked_for_in_every_round(
    tmp_path: Path, site: Site, clock: Clock
) -> None:
    site.pages[URL] = page("gone", status="404 Not Found")
    go = start(tmp_path / "case", site, clock)
    summary, missed = go()
    assert "1 refused" in summary
    assert missed == f"{URL}: the server answered 404; the answer is kept"
    go()
    assert site.asked.count(URL) == 1
    site.pages[FEED] = page("<rss", status="200 OK")
    assert any(FEED in line for line in go()[1:])


def test_a_page_that_failed_is_tried_again_ever_later_and_then_given_up(
    tmp_path: Path, site: Site, clock: Clock
) -> None:
    site.pages[URL] = b""
    go = start(tmp_path / "case", site, clock)
    first = clock.at
    summary, missed = go()
    assert "1 failed" in summary
    assert "no whole answer" in missed
    assert f"; tried again from {first + timedelta(minutes=15):%Y-%m-%d %H:%M} UTC" in missed
    assert len(go()) == 1
    tries = 0
    for hours in (0.3, 0.7, 1.1, 3, 6.1, 12, 24.1, 48, 96):
        clock.at = first + timedelta(hours=hours)
        told = go()[1:]
        tries += len(told)
        assert site.asked.count(URL) == 1 + tries
        assert all(line.endswith("; given up") == (hours > 24) for line in told)
    assert tries == 4


def test_a_page_that_failed_and_comes_back_is_read(
    tmp_path: Path, site: Site, clock: Clock
) -> None:
    site.pages[URL] = b""
    start(tmp_path / "case", site, clock)()
    site.pages[URL] = page(article(12))
    go = start(tmp_path / "case", site, clock)
    assert "0 read" in go()[0]
    clock.at += timedelta(hours=2)
    assert "1 read" in go()[0]
    clock.at += timedelta(minutes=5)
    go()
    assert site.asked.count(URL) == 2


def test_a_busy_server_is_asked_again_in_the_next_round(
    tmp_path: Path, site: Site, clock: Clock
) -> None:
    site.pages[URL] = page("", status="503 Service Unavailable")
    go = start(tmp_path / "case", site, clock)
    assert "the next round goes on" in go()[1]
    site.pages[URL] = page(article(12))
    assert "1 read" in go()[0]


def test_a_busy_server_is_left_alone_for_the_round(
    tmp_path: Path, site: Site, clock: Clock
) -> None:
    site.pages[FEED] = page(
        RSS.replace("</channel>", f"<item><link>{URL}2</link></item></channel>")
    )
    site.pages[URL] = page("", status="429 Too Many Requests")
    _, busy = start(tmp_path / "case", site, clock)()
    assert "the server is busy (429)" in busy
    assert f"{URL}2" not in site.asked


def test_a_plan_is_read_and_its_case_lies_beside_it(tmp_path: Path) -> None:
    (tmp_path / "watch.toml").write_text(PLAN)
    watch = read_watch(tmp_path / "watch.toml")
    assert (watch.case, watch.every) == (str(tmp_path / "my-case"), 60)
    assert watch.outlet[0].feeds == (FEED,)


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        (PLAN.replace("every", "evry"), "evry"),
        (PLAN.replace("feeds", "feed"), "feed"),
        (PLAN.replace('case = "my-case"', ""), "case"),
        (PLAN.replace('["http://courier.example/rss"]', "[]"), "no outlet has feeds or pages"),
        ("case = ", "Invalid value"),
    ],
)
def test_a_plan_that_breaks_a_rule_is_refused_by_name(tmp_path: Path, plan: str, says: str) -> None:
    (tmp_path / "watch.toml").write_text(plan)
    with pytest.raises(InputError, match=says):
        read_watch(tmp_path / "watch.toml")

"""One round over all outlets: what is new, what has changed, and what could not be had.

All that must be remembered is in the ledger: an address that has an outcome there is not fetched
again, unless it is looked at for changes, or failed. So a watch that was ended goes on where it
was; started again, it tries what failed once for all the times that have passed.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from khaldun.capture.feeds import Entry, entries
from khaldun.capture.pages import Missed, Page
from khaldun.capture.web import Client, Limits, Network, proxy_of
from khaldun.case import Case
from khaldun.errors import InputError, UnreadableInput
from khaldun.ledger.expunge import place_of
from khaldun.pipeline import ingest_pages
from khaldun.records import Details, Outcome
from khaldun.settings import Settings
from khaldun.watching.changes import changes
from khaldun.watching.plan import Outlet, Watch

#: Answers by which a server asks to be left alone for a while.
_BUSY = {429, 503}
_SITEMAPS = 10


@dataclass(frozen=True, slots=True)
class _Feed:
    """What a feed named when it was last read, and the headers that ask for news of it."""

    conditions: dict[str, str]
    links: list[Entry]
    more: list[str]


@dataclass(kw_only=True)
class Watcher:
    """Goes round; between rounds it remembers what it has looked at."""

    watch: Watch
    settings: Settings
    make_client: Callable[[Outlet], Client] | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    _clients: dict[str, Client] = field(default_factory=dict)
    #: When an address was last looked at; of a feed also what it named, as long as it says that
    #: it has not changed: some of it may be due.
    _looked: dict[str, datetime] = field(default_factory=dict)
    _feeds: dict[str, _Feed] = field(default_factory=dict)
    #: When each run of the ledger began.
    _began: dict[str, datetime] = field(default_factory=dict)

    def cycle(self, case: Case) -> Iterator[str]:
        """One round; a line that sums it up, then one for each change and each failure."""
        counts: Counter[str] = Counter()
        told: list[str] = []
        for outlet in self.watch.outlet:
            pages = self._pages(case, outlet, told)
            given = ((page, Details(publisher=outlet.publisher)) for page in pages)
            for done in ingest_pages(case, given, settings=self.settings):
                outcome = done.outcome
                missed = outcome.capture is None
                counts[outcome.state if done.new or missed else "unchanged"] += 1
                if outcome.state in {"refused", "failed"}:
                    reason = (outcome.reason or "").removeprefix(f"{outcome.location}: ")
                    again = self._again(case, outlet, outcome) if missed else ""
                    told.append(f"{outcome.location}: {reason}{again}")
                found = changes(case, outcome.location)[-1:] if done.new else []
                counts["changed"] += len(found)
                told += (f"{outcome.location}: {line}" for line in found)
        states = ("read", "empty", "changed", "unchanged", "refused", "failed")
        summed = ", ".join(f"{counts[state]} {state}" for state in states)
        yield f"{self.now():%Y-%m-%d %H:%M} UTC: {summed}"
        yield from told

    def _pages(self, case: Case, outlet: Outlet, told: list[str]) -> Iterator[Page | Missed]:
        """The outlet's pages that are due, fetched one after the other."""
        client = self._client(outlet)
        due = [Entry(url=url) for url in outlet.pages if not _is_gone(case, url)]
        fresh = 0
        for entry in self._entries(outlet, client, told):
            fresh += not case.ledger.history(entry.url)
            if fresh <= outlet.most and self._is_due(case, outlet, entry):
                due.append(entry)
        for entry in {entry.url: entry for entry in due}.values():
            try:
                page = Page(url=entry.url, exchanges=client.fetch(entry.url, **asked(case, entry)))
            except InputError as error:
                self._looked[entry.url] = self.now()
                yield Missed.of(entry.url, error)
                continue
            status = page.exchanges[-1].status
            if status in _BUSY:
                told.append(f"{entry.url}: the server is busy ({status}); the next round goes on")
                return
            self._looked[entry.url] = self.now()
            if status != 304:
                yield page

    def _is_due(self, case: Case, outlet: Outlet, entry: Entry) -> bool:
        """Whether a page is new, said to have changed, or to be looked at or tried again by now."""
        if _is_gone(case, entry.url):
            return False
        history = case.ledger.history(entry.url)
        if not history:
            return True
        captured = [case.ledger.capture(one.capture) for one in history if one.capture]
        last = captured[-1].captured_at if captured else self._start_of(case, history[-1])
        looked = self._looked.get(entry.url, last)
        if captured and entry.changed and looked < entry.changed <= self.now():
            return True
        if captured:
            first, hours = captured[0].captured_at, outlet.again
        else:
            first, hours = self._start_of(case, history[0]), outlet.retry
            if history[-1].state != "failed":
                return False
        moments = (first + timedelta(hours=hour) for hour in hours)
        return any(looked < moment <= self.now() for moment in moments)

    def _again(self, case: Case, outlet: Outlet, missed: Outcome) -> str:
        """When an address that could not be had is tried next, in words."""
        if missed.state != "failed" or missed.location in outlet.pages:
            return ""
        first = self._start_of(case, case.ledger.history(missed.location)[0])
        ahead = (first + timedelta(hours=hours) for hours in sorted(outlet.retry))
        moment = next((moment for moment in ahead if moment > self.now()), None)
        return f"; tried again from {moment:%Y-%m-%d %H:%M} UTC" if moment else "; given up"

    def _start_of(self, case: Case, outcome: Outcome) -> datetime:
        """When the run began that an outcome is of."""
        if outcome.run not in self._began:
            self._began = {run.id: run.started_at for run in case.ledger.runs()}
        return self._began[outcome.run]

    def _entries(self, outlet: Outlet, client: Client, told: list[str]) -> Iterator[Entry]:
        ahead, seen = list(outlet.feeds), set(outlet.feeds)
        while ahead:
            feed = ahead.pop(0)
            try:
                links, more = self._named(feed, client)
            except InputError as error:
                told.append(f"{feed}: {str(error).removeprefix(f'{feed}: ')}")
                continue
            yield from links
            # An index names sitemaps without end; the newest stand first or last.
            ahead += [one for one in more if one not in seen][:_SITEMAPS]
            seen.update(more)

    def _named(self, feed: str, client: Client) -> tuple[list[Entry], list[str]]:
        """The links and sitemaps that a feed names; those known where it has not changed."""
        known = self._feeds.get(feed)
        answer = client.fetch(feed, **(known.conditions if known else {}))[-1]
        if known and answer.status == 304:
            return known.links, known.more
        if not 200 <= answer.status < 300:
            raise UnreadableInput(f"the server answered {answer.status}")
        links, more = entries(answer.body, name=feed)
        self._feeds[feed] = _Feed(conditions(answer.headers), links, more)
        return links, more

    def _client(self, outlet: Outlet) -> Client:
        if outlet.publisher not in self._clients:
            make = self.make_client or self._own_client
            self._clients[outlet.publisher] = make(outlet)
        return self._clients[outlet.publisher]

    def _own_client(self, outlet: Outlet) -> Client:
        proxy = proxy_of(self.watch.proxy) if self.watch.proxy else None
        return Client(limits=Limits(pause=outlet.pause), network=Network(proxy=proxy))


def _is_gone(case: Case, url: str) -> bool:
    """Whether what was captured at an address was expunged."""
    return place_of(url) in case.ledger.forgotten().values()


def asked(case: Case, entry: Entry) -> dict[str, str]:
    """The headers that ask for a page only if it is not as it was captured last."""
    earlier = case.last_capture(entry.url)
    return conditions(earlier.headers) if earlier else {}


def conditions(headers: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The headers of a request that follow from those of an earlier answer."""
    found = {name.lower(): value for name, value in headers}
    named = {"If_None_Match": "etag", "If_Modified_Since": "last-modified"}
    return {wanted: found[given] for wanted, given in named.items() if given in found}

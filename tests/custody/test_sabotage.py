"""With any guard off the tests are red: each guard is taken out, and its test is seen to fail.

Those of the bits, which have checks of several kinds behind each other, are in `test_any_harm.py`.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from protego import Protego

from capture import test_addresses, test_web
from capture.wire import page
from custody import test_custody
from khaldun import intake
from khaldun.capture import web
from khaldun.capture.addresses import Address
from khaldun.capture.store import Store
from khaldun.capture.web import Client
from khaldun.errors import KhaldunError
from khaldun.ledger import expunge
from khaldun.watching.cycle import Watcher
from watching import test_watch

_RED = (AssertionError, KhaldunError, pytest.fail.Exception)


@dataclass(frozen=True)
class Guard:
    """What stands at a name, what is put in its place, and the test that must fail then.

    The test is given a case of its own, and a folder for a new one.
    """

    owner: object
    name: str
    off: object
    promise: Callable[[Path, Path], None]


def looked_up(client: Client, address: Address) -> str:
    """In place of the check that leaves names to the proxy."""
    return client.network.look_up(address.host, address.port)[0]


def expunged(folder: Path, _: Path) -> None:
    test_custody.test_what_is_expunged_is_in_no_file_of_the_case(folder)


def rebound(*_: Path) -> None:
    test_addresses.test_each_hop_is_looked_up_once_and_what_was_checked_is_connected_to()


def looked_at(_: Path, new: Path) -> None:
    pages = {test_watch.FEED: page(test_watch.RSS), test_watch.URL: page(test_watch.article(12))}
    clock = test_watch.Clock(datetime.now(UTC) + timedelta(seconds=1))
    site = test_watch.Site(pages)
    test_watch.test_a_page_is_fetched_once_and_looked_at_again_when_it_is_time(new, site, clock)


def kept_once(_: Path, new: Path) -> None:
    test_web.test_the_same_page_is_kept_once_and_a_changed_one_is_a_second_capture(new)


GUARDS = {
    "any address is public": Guard(web, "is_public", lambda _: True, rebound),
    "robots.txt is not asked": Guard(
        Client,
        "_rules_of",
        lambda *_: Protego.parse(""),
        lambda *_: test_web.test_a_robots_txt_that_forbids_is_obeyed(),
    ),
    "no pause": Guard(
        Client,
        "_wait",
        lambda *_: None,
        lambda *_: test_web.test_a_host_is_given_the_pause_that_it_asks_for(),
    ),
    "names are looked up beside the proxy": Guard(
        Client,
        "_checked",
        looked_up,
        lambda *_: test_web.test_with_a_proxy_no_name_is_looked_up_here(),
    ),
    "every fetch is kept": Guard(intake, "unchanged", lambda *_: None, kept_once),
    "every link is due": Guard(Watcher, "_is_due", lambda *_: True, looked_at),
    "the bytes stay": Guard(Store, "destroy", lambda *_: None, expunged),
    "the rows stay": Guard(expunge, "_rows", lambda *_: iter(()), expunged),
    "the judgements stay": Guard(expunge, "_judgements", lambda *_: iter(()), expunged),
}


@pytest.mark.parametrize("what", GUARDS)
def test_a_promise_is_broken_without_its_guard(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    guard = GUARDS[what]
    monkeypatch.setattr(guard.owner, guard.name, guard.off)
    with pytest.raises(_RED):
        guard.promise(folder, tmp_path / "new")


def test_deleted_text_would_stay_in_free_pages(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Overwriting and writing anew are two guards of one promise: both must be off."""
    real = expunge.expunge

    def careless(connection: sqlite3.Connection, order: expunge.Order) -> int:
        connection.execute("PRAGMA secure_delete = OFF")
        return real(connection, order)

    monkeypatch.setattr(expunge, "expunge", careless)
    monkeypatch.setattr(expunge, "compact", lambda _: None)
    with pytest.raises(AssertionError):
        test_custody.test_what_is_expunged_is_in_no_file_of_the_case(folder)

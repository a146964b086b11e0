"""What is fetched is public, asked for with manners, and kept as it came; nothing leads inward."""

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import time
from pathlib import Path

import pytest

from capture.wire import NO_ROBOTS, PUBLIC, Wire, page, redirect
from khaldun.capture import web
from khaldun.capture.warc import digest, write
from khaldun.capture.web import Client, Network, fetch_all, proxy_of
from khaldun.case import Case
from khaldun.errors import RefusedInput, UnreadableInput
from khaldun.pipeline import Ingested, ingest_pages
from khaldun.records import Details
from khaldun.settings import Settings

URL = "http://paper.example/news/raid"
BEFORE, AFTER = (
    f"<html><head><title>Raid</title></head><body><article><h1>Raid on the market</h1><p>At least "
    f"{count} people were killed on Tuesday when warplanes bombed a market in Aleppo, local "
    "activists said. The wounded were brought to the hospital of the town.</p></article></body>"
    "</html>"
    for count in ("12", "15")
)


def test_a_page_is_asked_for_without_cookies_and_as_ourselves() -> None:
    answer = page(BEFORE, "Set-Cookie: who=you; Path=/")
    wire = Wire([NO_ROBOTS, redirect("/other"), answer, answer])
    client = wire.client()
    client.fetch(URL)
    client.fetch(URL.replace("raid", "more"))
    robots, *asked = wire.requests()
    assert robots.startswith(b"GET /robots.txt HTTP/1.1\r\nHost: paper.example\r\n")
    for request in asked:
        assert b"Cookie" not in request
        assert b"Referer" not in request
        assert b"User-Agent: Khaldun/" in request


def test_a_robots_txt_that_forbids_is_obeyed() -> None:
    wire = Wire([page("User-agent: *\nDisallow: /news/\n")])
    with pytest.raises(RefusedInput, match=r"the robots\.txt of paper\.example forbids it"):
        wire.client().fetch(URL)
    assert len(wire.connected) == 1


def test_the_robots_txt_of_a_host_that_is_redirected_to_is_obeyed() -> None:
    wire = Wire(
        [NO_ROBOTS, redirect("http://other.example/news/"), page("User-agent: *\nDisallow: /\n")]
    )
    with pytest.raises(RefusedInput, match=r"the robots\.txt of other\.example forbids it"):
        wire.client().fetch(URL)


def test_a_robots_txt_that_cannot_be_had_forbids_all() -> None:
    wire = Wire([page("", status="503 Service Unavailable")])
    with pytest.raises(RefusedInput, match="forbids it"):
        wire.client().fetch(URL)


def test_a_host_is_given_the_pause_that_it_asks_for() -> None:
    robots = page("User-agent: *\nCrawl-delay: 7\n")
    wire = Wire([robots, page(BEFORE), page(BEFORE)])
    client = wire.client()
    for number in range(2):
        client.fetch(f"{URL}{number}")
    assert [round(seconds) for seconds in wire.slept] == [7]


def test_redirects_have_an_end() -> None:
    wire = Wire([NO_ROBOTS, *[redirect("/round")] * 9])
    with pytest.raises(RefusedInput, match="more than 5 redirects"):
        wire.client().fetch(URL)
    assert len(wire.connected) == 7


def test_a_response_has_a_greatest_size() -> None:
    wire = Wire([NO_ROBOTS, page("x" * 40_000)])
    with pytest.raises(UnreadableInput, match="more than 10,000 bytes came"):
        wire.client(bytes=10_000).fetch(URL)


def test_a_server_that_drips_is_left_in_time() -> None:
    wire = Wire([NO_ROBOTS, b"HTTP/1.1 200 OK\r\n"])

    def drip(address: str, port: int, seconds: float) -> socket.socket:
        if not wire.connected:
            return wire.connect(address, port, seconds)
        ours, theirs = socket.socketpair()
        wire.ends.append(theirs.detach())
        return ours

    network = Network(look_up=wire.look_up, connect=drip)
    client = Client(limits=web.Limits(seconds=0.3), network=network, sleep=lambda _: None)
    begun = time.monotonic()
    with pytest.raises(UnreadableInput, match=r"too long|timed out"):
        client.fetch(URL)
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"no server\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\nshort",
        b"\x00" * 99,
    ],
)
def test_an_answer_that_is_not_whole_is_none(answer: bytes) -> None:
    wire = Wire([NO_ROBOTS, answer])
    with pytest.raises(UnreadableInput, match="no whole answer"):
        wire.client().fetch(URL)


def test_with_a_proxy_no_name_is_looked_up_here() -> None:
    accepted = b"\x05\x00" + b"\x05\x00\x00\x01" + bytes(6)
    wire = Wire([accepted + NO_ROBOTS, accepted + page(BEFORE)])
    network = Network(look_up=wire.look_up, connect=wire.connect, proxy=proxy_of("127.0.0.1:9050"))
    client = Client(network=network, sleep=lambda _: None)
    (exchange,) = client.fetch(URL)
    assert wire.looked_up == []
    assert wire.connected == [("127.0.0.1", 9050)] * 2
    assert b"\x05\x01\x00\x03\x0dpaper.example\x00\x50GET /news/raid" in wire.requests()[1]
    assert (exchange.address, exchange.status) == (None, 200)
    for inside in ("http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://[::1]/"):
        with pytest.raises(RefusedInput, match="private network"):
            client.fetch(inside)
    assert len(wire.connected) == 2


def test_what_was_asked_and_answered_is_kept_byte_for_byte() -> None:
    chunked = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"5\r\nhello\r\n0\r\n\r\n"
    )
    wire = Wire([NO_ROBOTS, redirect("/on"), chunked])
    first, last = wire.client().fetch(URL)
    assert (last.body, last.response, last.address) == (b"hello", chunked, PUBLIC)
    content = write((first, last), software="test", at=last.at)
    records = gzip.decompress(content)
    assert content.count(b"\x1f\x8b\x08") >= 5
    assert records.count(b"WARC/1.1\r\n") == 5
    for block in (first.request, first.response, last.request, last.response):
        assert b"WARC-Block-Digest: " + digest(block).encode() in records
        assert block in records


def read(folder: Path, wire: Wire) -> Ingested:
    """Fetch the page into the case and read it."""
    with Case.open(folder, create=True) as case:
        pages = ((one, Details()) for one in fetch_all([URL], wire.client()))
        (done,) = ingest_pages(case, pages, settings=Settings(reader="rules"))
    return done


def test_a_page_that_was_fetched_is_read_as_any_file(tmp_path: Path) -> None:
    done = read(tmp_path / "case", Wire([NO_ROBOTS, redirect(URL + "/1"), page(BEFORE)]))
    assert (done.outcome.state, done.outcome.location) == ("read", URL)
    with Case.open(tmp_path / "case") as case:
        (capture,) = case.ledger.captures()
        (report,) = case.ledger.reports()
        assert "At least 12 people were killed" in report.text
        assert (capture.media_type, capture.location) == ("application/warc", URL)
        assert ("Content-Type", "text/html; charset=utf-8") in capture.headers
        assert not list(case.verify())


def test_the_same_page_is_kept_once_and_a_changed_one_is_a_second_capture(tmp_path: Path) -> None:
    news = [read(tmp_path / "case", Wire([NO_ROBOTS, page(text)])).new for text in (BEFORE, BEFORE)]
    assert news == [True, False]
    assert read(tmp_path / "case", Wire([NO_ROBOTS, page(AFTER)])).new
    with Case.open(tmp_path / "case") as case:
        assert len(list(case.ledger.captures())) == 2
        (report,) = case.ledger.reports()
        assert "At least 15 people" in report.text


@pytest.mark.parametrize(
    ("answer", "state", "says"),
    [
        (page(BEFORE, status="404 Not Found"), "refused", "the server answered 404"),
        (page("{}", "Content-Type: application/json"), "refused", "application/json"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", "failed", "no whole answer"),
        (redirect("http://127.0.0.1/"), "refused", "private network"),
        (page("\x1f", "Content-Encoding: gzip"), "failed", "its gzip is cut short"),
    ],
)
def test_every_address_ends_in_a_named_outcome(
    tmp_path: Path, answer: bytes, state: str, says: str
) -> None:
    done = read(tmp_path / "case", Wire([NO_ROBOTS, answer]))
    assert done.outcome.state == state
    assert says in (done.outcome.reason or "")


def test_only_one_file_can_open_a_connection() -> None:
    root = Path(web.__file__).parents[1]
    words = ("socket", "ssl", "http.client", "urllib.request", "httpx", "requests")
    found = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip().startswith(("import ", "from ")) and line.split()[1] in words
    }
    # The desk's server listens, on this machine only, and connects to nothing.
    assert found == {"capture/web.py", "desk/server.py"}


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl here")
def test_a_certificate_must_be_the_hosts(tmp_path: Path) -> None:
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=paper.example"
        " -addext subjectAltName=DNS:paper.example -keyout key.pem -out cert.pem"
    )
    subprocess.run(command.split(), cwd=tmp_path, check=True, capture_output=True)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    threads: list[threading.Thread] = []

    def connect(address: str, port: int, seconds: float) -> socket.socket:
        assert (address, port) == (PUBLIC, 443)
        ours, theirs = socket.socketpair()
        ours.settimeout(seconds)

        def serve() -> None:
            try:
                with serving.wrap_socket(theirs, server_side=True) as stream:
                    stream.recv(9999)
                    stream.sendall(page(BEFORE))
            except OSError:
                pass

        threads.append(threading.Thread(target=serve))
        threads[-1].start()
        return ours

    def trusting() -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))

    network = Network(look_up=Wire().look_up, connect=connect, tls=trusting)
    client = Client(network=network, sleep=lambda _: None)
    assert client.fetch("https://paper.example/")[-1].status == 200
    with pytest.raises(UnreadableInput, match="CERTIFICATE_VERIFY_FAILED"):
        client.fetch("https://other.example/")
    for thread in threads:
        thread.join(10)

"""Addresses, fetched; the only file of the package that opens a connection.

Each hop of a redirect is looked up once, every address found must be public (`addresses`), and the
connection goes to the address that was checked: a name that points inward on a second look-up is
never looked up a second time. No cookies, no credentials, no referrer are sent.
"""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from protego import Protego

from khaldun.capture.addresses import Address, is_public, parse
from khaldun.capture.pages import Missed, Page
from khaldun.capture.warc import Exchange
from khaldun.errors import InputError, RefusedInput, UnreadableInput

#: How we name ourselves; robots.txt is asked about the first word.
AGENT = "Khaldun"
_SOFTWARE = f"{AGENT}/0.1 (archives reports of armed conflict; obeys robots.txt)"
_REDIRECTS = {301, 302, 303, 307, 308}
_CHUNK = 1 << 16
#: How long a robots.txt holds, in seconds (RFC 9309, 2.4).
_ROBOTS_HOLD = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Caps on one address: redirects, bytes of each response as sent, seconds for all hops.

    `pause` is the least time between two requests to one host, in seconds; a robots.txt may ask for
    more, up to `longest_pause`.
    """

    hops: int = 5
    bytes: int = 20_000_000
    seconds: float = 60.0
    pause: float = 2.0
    longest_pause: float = 60.0


def look_up(host: str, port: int) -> list[str]:
    """Every numeric address of a name, as the system resolves it."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def connect(address: str, port: int, seconds: float) -> socket.socket:
    """A connection to a numeric address."""
    return socket.create_connection((address, port), timeout=seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """How names are looked up and connections made; `proxy` is a SOCKS 5 host and port.

    With a proxy no name is looked up here: the proxy is told the name (what curl calls socks5h).
    """

    look_up: Callable[[str, int], list[str]] = look_up
    connect: Callable[[str, int, float], socket.socket] = connect
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context
    proxy: tuple[str, int] | None = None


@dataclass(kw_only=True)
class Client:
    """Fetches with manners: robots.txt, and a pause between requests to one host."""

    limits: Limits = field(default_factory=Limits)
    network: Network = field(default_factory=Network)
    sleep: Callable[[float], None] = time.sleep
    _rules: dict[str, tuple[float, Protego]] = field(default_factory=dict)
    _free_at: dict[str, float] = field(default_factory=dict)

    def fetch(self, url: str, **conditions: str) -> tuple[Exchange, ...]:
        """What was asked and answered on the way to a page, the page last.

        `conditions` are headers that ask for news only (If-None-Match …), with _ for -.

        Raises:
            RefusedInput: no address of the web, inward, forbidden, too many redirects.
            UnreadableInput: no answer, one that is cut short, too long or too slow.
        """
        headers = {name.replace("_", "-"): value for name, value in conditions.items()}
        return self._follow(parse(url), headers, pause_for=self._permitted)

    def _permitted(self, address: Address) -> float:
        """The pause that a host asks for, where its robots.txt permits the address."""
        rules = self._rules_of(address)
        if not rules.can_fetch(address.url, AGENT):
            raise RefusedInput(f"{address.url}: the robots.txt of {address.host} forbids it")
        asked = rules.crawl_delay(AGENT) or 0.0
        return min(max(self.limits.pause, asked), self.limits.longest_pause)

    def post(self, url: str, body: bytes, *, kind: str) -> Exchange:
        """What a service answers to these bytes of a media type; redirects are not followed.

        Raises:
            InputError: as `fetch`; no robots.txt is asked.
        """
        address = parse(url)
        self._wait(address.host, self.limits.pause)
        headers = {"Content-Type": kind, "Content-Length": str(len(body))}
        return self._ask(address, headers, self.limits.seconds, body)

    def _follow(
        self, address: Address, headers: dict[str, str], *, pause_for: Callable[[Address], float]
    ) -> tuple[Exchange, ...]:
        made: list[Exchange] = []
        spent = 0.0
        while len(made) <= self.limits.hops:
            self._wait(address.host, pause_for(address))
            begun = time.monotonic()
            made.append(self._ask(address, headers, self.limits.seconds - spent))
            spent += time.monotonic() - begun
            onward = made[-1].header("location")
            if made[-1].status not in _REDIRECTS or not onward:
                return tuple(made)
            address = parse(onward, base=address)
        raise RefusedInput(f"{made[0].url}: more than {self.limits.hops} redirects")

    def _ask(
        self, address: Address, headers: dict[str, str], seconds: float, body: bytes | None = None
    ) -> Exchange:
        at = datetime.now(UTC)
        deadline = time.monotonic() + seconds
        lines = {
            "Host": address.authority,
            "User-Agent": _SOFTWARE,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Encoding": "identity",
            "Connection": "close",
            **headers,
        }
        verb = "GET" if body is None else "POST"
        request = f"{verb} {address.target} HTTP/1.1\r\n".encode()
        request += "".join(f"{name}: {value}\r\n" for name, value in lines.items()).encode()
        request += b"\r\n" + (body or b"")
        try:
            numeric = self._checked(address)
            with self._open(address, numeric, deadline) as stream:
                stream.sendall(request)
                wire = _Wire(stream, deadline, self.limits.bytes)
                answer = http.client.HTTPResponse(wire, method=verb)  # type: ignore[arg-type]  # it asks for makefile alone
                answer.begin()
                payload = answer.read()
        except InputError as error:
            raise type(error)(f"{address.url}: {error}") from error
        except (OSError, http.client.HTTPException) as error:
            reason = str(error) or type(error).__name__
            raise UnreadableInput(f"{address.url}: no whole answer: {reason}") from error
        return Exchange(
            url=address.url,
            at=at,
            address=numeric,
            request=request,
            response=bytes(wire.taken),
            status=answer.status,
            headers=tuple(answer.getheaders()),
            body=payload,
        )

    def _checked(self, address: Address) -> str | None:
        """The one address to connect to, looked up once; None where a proxy will do that."""
        if self.network.proxy is not None:
            if _is_numeric(address.host) and not is_public(address.host):
                raise RefusedInput("not fetched: this address leads to a private network")
            return None
        found = self.network.look_up(address.host, address.port)
        if not found or not all(map(is_public, found)):
            raise RefusedInput("not fetched: this address leads to a private network")
        return found[0]

    def _open(self, address: Address, numeric: str | None, deadline: float) -> socket.socket:
        seconds = _left(deadline)
        if numeric is not None:
            stream = self.network.connect(numeric, address.port, seconds)
        else:
            assert self.network.proxy is not None, "without a proxy every name is looked up"
            stream = self.network.connect(*self.network.proxy, seconds)
        try:
            stream.settimeout(_left(deadline))
            if numeric is None:
                _through_proxy(stream, address)
            if address.scheme == "https":
                return self.network.tls().wrap_socket(stream, server_hostname=address.host)
        except BaseException:
            stream.close()
            raise
        return stream

    def _wait(self, host: str, pause: float) -> None:
        now = time.monotonic()
        free_at = self._free_at.get(host, now)
        if free_at > now:
            self.sleep(free_at - now)
        self._free_at[host] = max(now, free_at) + pause

    def _rules_of(self, address: Address) -> Protego:
        """The robots.txt of a host, as RFC 9309 reads it: none allows all, a fault forbids all."""
        origin = f"{address.scheme}://{address.authority}"
        read_at, rules = self._rules.get(origin, (-_ROBOTS_HOLD, None))
        if rules is None or time.monotonic() - read_at > _ROBOTS_HOLD:
            robots = parse(f"{origin}/robots.txt")
            last = self._follow(robots, {}, pause_for=lambda _: 0.0)[-1]
            if last.status >= 500 or last.status == 429:
                text = "User-agent: *\nDisallow: /"
            else:
                text = last.body[:500_000].decode("utf-8", "replace") if last.status < 300 else ""
            rules = Protego.parse(text)
            self._rules[origin] = (time.monotonic(), rules)
        return rules


def fetch_all(urls: Iterable[str], client: Client) -> Iterator[Page | Missed]:
    """Each address, fetched when it is asked for."""
    for url in urls:
        try:
            yield Page(url=url, exchanges=client.fetch(url))
        except InputError as error:
            yield Missed.of(url, error)


def proxy_of(words: str) -> tuple[str, int]:
    """A proxy as the user types it, HOST:PORT.

    Raises:
        InputError: it is not of that form.
    """
    host, _, port = words.removeprefix("socks5h://").rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65_536:
        raise InputError(f"--proxy: {words!r} is not of the form HOST:PORT")
    return host, int(port)


class _Wire(io.RawIOBase):
    """What a server sends, kept as it came, up to a number of bytes and a moment."""

    def __init__(self, stream: socket.socket, deadline: float, most: int) -> None:
        self._stream, self._deadline, self._most = stream, deadline, most
        self.taken = bytearray()

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self, _CHUNK)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the only buffer it is given
        self._stream.settimeout(_left(self._deadline))
        count = self._stream.recv_into(buffer)
        self.taken += buffer[:count]
        if len(self.taken) > self._most:
            raise UnreadableInput(f"more than {self._most:,} bytes came; raise the limit")
        return count


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise UnreadableInput("it took too long; try again later")
    return left


def _is_numeric(host: str) -> bool:
    """Whether a resolver would take it for a number in one of the forms of IPv4 or IPv6."""
    last = host.rstrip(".").rpartition(".")[2]
    return ":" in host or last.isdigit() or last.startswith("0x")


def _through_proxy(stream: socket.socket, address: Address) -> None:
    """Ask a SOCKS 5 proxy (RFC 1928, without a password) for a connection to a name."""
    stream.sendall(b"\x05\x01\x00")
    if _exactly(stream, 2) != b"\x05\x00":
        raise UnreadableInput("the proxy wants a password, or speaks no SOCKS 5")
    host = address.host.encode()
    port = address.port.to_bytes(2, "big")
    stream.sendall(b"\x05\x01\x00\x03" + bytes([len(host)]) + host + port)
    _, answer, _, kind = _exactly(stream, 4)
    if answer != 0:
        raise UnreadableInput(f"the proxy could not connect (its answer is {answer})")
    length = {1: 4, 4: 16}.get(kind) or _exactly(stream, 1)[0]
    _exactly(stream, length + 2)


def _exactly(stream: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        more = stream.recv(count - len(found))
        if not more:
            raise UnreadableInput("the proxy hung up")
        found += more
    return found

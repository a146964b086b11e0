"""A network for tests: names that we invent, and servers that answer what they are told to."""

import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field

from khaldun.capture.web import Client, Limits, Network

#: Of the public internet; nothing is ever sent to it.
PUBLIC = "93.184.215.14"
NO_ROBOTS = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def page(text: str, *headers: str, status: str = "200 OK") -> bytes:
    """A response with this body, in UTF-8."""
    body = text.encode()
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    if not any(header.startswith("Content-Type") for header in headers):
        lines.append("Content-Type: text/html; charset=utf-8")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def redirect(target: str) -> bytes:
    """A response that sends on."""
    return page("", f"Location: {target}", status="302 Found")


@dataclass
class Wire:
    """`answers` are given in order; names are looked up in `names`, each answer once."""

    answers: Sequence[bytes] = ()
    names: dict[str, list[list[str]]] = field(default_factory=dict)
    looked_up: list[str] = field(default_factory=list)
    connected: list[tuple[str, int]] = field(default_factory=list)
    #: Handles of the servers' ends.
    ends: list[int] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)

    def look_up(self, host: str, port: int) -> list[str]:
        """What the resolver says of a name; numbers in all their forms as the system does."""
        self.looked_up.append(host)
        if host in self.names:
            answers = self.names[host]
            return answers.pop(0) if len(answers) > 1 else answers[0]
        try:
            found = socket.getaddrinfo(host, port, flags=socket.AI_NUMERICHOST)
        except socket.gaierror:
            return [PUBLIC]
        return [str(entry[4][0]) for entry in found]

    def connect(self, address: str, port: int, seconds: float) -> socket.socket:
        """A connection whose other end has answered already."""
        assert seconds > 0
        assert not self.answers or len(self.connected) < len(self.answers), "one too many"
        ours, theirs = socket.socketpair()
        answer = self.answers[len(self.connected)] if self.answers else NO_ROBOTS
        self.connected.append((address, port))
        theirs.sendall(answer)
        theirs.shutdown(socket.SHUT_WR)
        self.ends.append(theirs.detach())
        return ours

    def __del__(self) -> None:
        for end in self.ends:
            os.close(end)

    def requests(self) -> list[bytes]:
        """What was asked, in order."""
        return [os.read(end, 1 << 16) for end in self.ends]

    def client(self, **limits: float) -> Client:
        """A client on this network."""
        network = Network(look_up=self.look_up, connect=self.connect)
        return Client(limits=Limits(**limits), network=network, sleep=self.slept.append)  # type: ignore[arg-type]  # numbers

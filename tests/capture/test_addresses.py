"""The fetcher cannot be turned inward: counted at the socket."""

import contextlib
import socket
from typing import Any

import pytest

from capture.inward import NAMES, URLS
from capture.wire import NO_ROBOTS, PUBLIC, Wire, page
from khaldun.capture import web
from khaldun.capture.addresses import is_public, parse
from khaldun.capture.web import Client, Network
from khaldun.errors import InputError, RefusedInput

URL = "http://paper.example/news/raid"


@pytest.fixture
def sockets(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The numeric addresses that any socket was told to connect to; no connection is made."""
    asked: list[str] = []

    def connect(_: socket.socket, address: Any) -> None:
        asked.append(address[0])
        raise ConnectionRefusedError(111, "refused by the test")

    monkeypatch.setattr(socket.socket, "connect", connect)
    return asked


def try_all(urls: tuple[str, ...]) -> int:
    """Fetch each with our resolver and real sockets; how many were refused by rule."""
    network = Network(look_up=Wire(names=dict(NAMES)).look_up)
    refused = 0
    for url in urls:
        with pytest.raises(InputError) as caught:
            Client(network=network, sleep=lambda _: None).fetch(url)
        refused += caught.type is RefusedInput
    return refused


def test_no_address_that_leads_inward_is_ever_connected_to(sockets: list[str]) -> None:
    assert len(set(URLS)) == len(URLS) >= 120
    assert try_all(URLS) == len(URLS)
    assert sockets == []


def test_a_public_address_is_connected_to(sockets: list[str]) -> None:
    try_all((URL, f"https://[2606:4700::1111]/{''}"))
    assert sockets == [PUBLIC, "2606:4700::1111"]


def test_without_the_rule_the_addresses_are_seen_to_lead_inward(
    sockets: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "is_public", lambda _: True)
    assert try_all(URLS) < len(URLS)
    assert {"127.0.0.1", "169.254.169.254", "::1"} <= set(sockets)


@pytest.mark.parametrize("target", URLS)
def test_a_redirect_inward_is_not_followed(target: str) -> None:
    if any(letter in target for letter in "\r\n\x00"):
        pytest.skip("no header can hold it")
    wire = Wire(names=dict(NAMES))
    try:
        absolute = parse(target).url
    except RefusedInput:
        absolute = target
    onward = page("", status="302 Found").replace(
        b"\r\n\r\n", b"\r\nLocation: " + absolute.encode() + b"\r\n\r\n"
    )
    wire.answers = [NO_ROBOTS, onward, page("inside"), page("inside")]
    with contextlib.suppress(InputError):
        wire.client().fetch(URL)
    assert {address for address, _ in wire.connected} == {PUBLIC}


def test_each_hop_is_looked_up_once_and_what_was_checked_is_connected_to() -> None:
    rebinding = [[PUBLIC], [PUBLIC], ["127.0.0.1"]]
    wire = Wire([NO_ROBOTS, page("news")], names={"paper.example": rebinding})
    wire.client().fetch(URL)
    assert wire.looked_up == ["paper.example"] * 2  # for robots.txt, and for the page
    assert [address for address, _ in wire.connected] == [PUBLIC] * 2
    with pytest.raises(RefusedInput, match="leads to a private network"):
        wire.client().fetch(URL)
    assert len(wire.connected) == 2


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "2a00::1"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)

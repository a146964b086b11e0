"""Who may ask what: every address against every kind of request that must not be answered."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from desk.cases import HOME, HOST, PORT, Visitor, ledger_hash
from khaldun.desk.app import build
from khaldun.desk.guard import HEADERS, Key
from khaldun.desk.server import listen

_KEY = Key(PORT)
_IN = {"cookie": f"{_KEY.name}={_KEY.cookie}"}
_OWN = {"origin": HOME, "sec-fetch-site": "same-origin"}
#: Names that are not the desk's, however alike.
_HOSTS = (
    "evil.example",
    f"127.0.0.1.evil.example:{PORT}",
    f"evil.example:{PORT}",
    "127.0.0.1",
    f"127.0.0.1:{PORT + 1}",
    f"127.0.0.2:{PORT}",
    f"0.0.0.0:{PORT}",
    f"user@127.0.0.1:{PORT}",
    "",
)
_ORIGINS = ("http://evil.example", "null", f"http://{HOST}.evil.example", f"https://{HOST}", "")


def _routes() -> Iterator[tuple[str, str]]:
    """Every method and address of the desk."""
    app = build(Path("nowhere"), _KEY)
    for route in app.routes:
        assert isinstance(route, Route)
        path = route.path.format_map({"id": "0" * 20, "form": "csv", "name": "desk.css"})
        yield ("POST" if "POST" in (route.methods or ()) else "GET"), path


_ROUTES = list(_routes())


@pytest.fixture(scope="module")
def desk(examples: Path) -> Starlette:
    return build(examples, _KEY)


def _ask(
    desk: Starlette, method: str, path: str, headers: dict[str, str]
) -> tuple[int, dict[str, str]]:
    client = TestClient(desk, base_url=HOME, raise_server_exceptions=False)
    form = {"head": "", "reason": "why", "by": "me"} if method == "POST" else None
    answer = client.request(method, path, headers=headers, data=form, follow_redirects=False)
    return answer.status_code, dict(answer.headers)


def _attacks(method: str, path: str) -> Iterator[tuple[str, str, dict[str, str], set[int]]]:
    """Method, address and headers of each request that must be refused, and how.

    How: so that it is this guard which refuses, and not the form for what else it lacks.
    """
    own = _OWN if method == "POST" else {}
    for host in _HOSTS:
        yield method, path, _IN | own | {"host": host}, {421}
    for origin in _ORIGINS:
        yield "POST", path, _IN | _OWN | {"origin": origin}, {403}
    yield "POST", path, _IN | {"sec-fetch-site": "same-origin"}, {403}
    for site in ("cross-site", "same-site", "none"):
        yield "POST", path, _IN | _OWN | {"sec-fetch-site": site}, {403}
    for cookie in ("guess", _KEY.token, ""):
        yield method, path, own | {"cookie": f"{_KEY.name}={cookie}"}, {403}
    yield method, path, own, {403}
    yield method, f"{path}?token=guess", own, {403}
    for wrong in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        yield wrong, path, _IN | _OWN, {403}
    for lead in ("//evil.example", "/\\evil.example", "/%2fevil.example", "/%5cevil.example"):
        yield method, f"{HOME}{lead}{path}", _IN | own, {400}
    if method == "POST":
        yield "GET", path, _IN, {405}
        yield "POST", path, _IN | _OWN | {"content-type": "text/plain"}, {400}
    else:
        yield "POST", path, _IN | _OWN, {405}


@pytest.mark.parametrize(("method", "path"), _ROUTES)
def test_every_address_refuses_what_may_not_be_asked_and_writes_nothing(
    desk: Starlette, examples: Path, method: str, path: str
) -> None:
    before = ledger_hash(examples)
    for verb, where, headers, statuses in _attacks(method, path):
        status, sealed = _ask(desk, verb, where, headers)
        assert status in statuses, (verb, where, headers)
        assert {name.lower(): value for name, value in HEADERS.items()}.items() <= sealed.items()
    assert ledger_hash(examples) == before


def test_there_are_addresses_that_write_and_addresses_that_show() -> None:
    methods = [method for method, _ in _ROUTES]
    assert methods.count("POST") == 15
    assert methods.count("GET") == 14


def test_two_names_of_a_host_are_one_too_many(desk: Starlette) -> None:
    client = TestClient(desk, base_url=HOME)
    twice = [("host", HOST), ("host", "evil.example"), *_IN.items()]
    assert client.get("/incidents", headers=twice).status_code == 421


def test_no_other_protocol_is_spoken(desk: Starlette) -> None:
    client = TestClient(desk, base_url=HOME)
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/incidents", headers=_IN):
        pass


def test_the_printed_token_is_traded_for_a_cookie_that_no_script_reads(desk: Starlette) -> None:
    client = TestClient(desk, base_url=HOME)
    wrong = client.get("/", params={"token": "x" + _KEY.token}, follow_redirects=False)
    assert (wrong.status_code, "set-cookie" in wrong.headers) == (403, False)
    answer = client.get("/", params={"token": _KEY.token}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    name, *marks = answer.headers["set-cookie"].lower().split("; ")
    assert {"httponly", "samesite=strict", "path=/"} <= set(marks)
    assert not [mark for mark in marks if mark.startswith(("domain", "expires", "max-age"))]
    assert _KEY.token.lower() not in name
    assert client.get("/incidents").status_code == 200


def test_each_start_has_a_token_and_a_cookie_of_its_own() -> None:
    keys = [Key(PORT) for _ in range(3)]
    assert len({secret for key in keys for secret in (key.token, key.cookie)}) == 6
    assert all(len(key.token) >= 40 for key in keys)
    assert _KEY.token not in repr(_KEY)


def test_every_answer_forbids_all_that_is_not_ours(reader: Visitor) -> None:
    for path in ("/incidents", "/nothing", "/incidents?since=never", "/static/desk.js"):
        headers = reader.client.get(path).headers
        rules = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
        assert rules["default-src"] == "'none'"
        assert {rules[name] for name in ("script-src", "style-src", "form-action")} == {"'self'"}
        assert (rules["base-uri"], rules["frame-ancestors"]) == ("'none'", "'none'")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "same-origin"


def test_it_listens_on_this_machine_only() -> None:
    sockets = listen(0)
    try:
        names = [one.getsockname() for one in sockets]
        assert {name[0] for name in names} <= {"127.0.0.1", "::1"}
        assert names[0][0] == "127.0.0.1"
        assert len({name[1] for name in names}) == 1
    finally:
        for one in sockets:
            one.close()

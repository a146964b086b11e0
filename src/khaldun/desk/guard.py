"""Who may ask what of the desk. Everything that comes in passes here first.

A case can endanger people, and any page that is open in the same browser can send requests to
this machine. So a request is answered only if it names this host and port (a foreign name that is
made to point here does not), if what writes comes from our own pages, and if it carries the cookie
that only the printed address gives out. No answer may load or send anything elsewhere.
"""

import secrets
from dataclasses import dataclass, field

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: With "no-referrer" a browser would also hide from us where a form comes from (`Origin: null`);
#: "same-origin" tells us, and nobody else.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-DNS-Prefetch-Control": "off",
}
_READING = frozenset({"GET", "HEAD"})
_WRITING = "POST"


@dataclass(frozen=True, slots=True)
class Key:
    """The token that is printed at the start, and the cookie that it is traded for.

    They differ, so that an address that was noted somewhere does not give the cookie away.
    """

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    cookie: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    @property
    def name(self) -> str:
        """The cookie's name; with the port, as browsers share cookies among a host's ports."""
        return f"khaldun-{self.port}"

    @property
    def hosts(self) -> frozenset[str]:
        """The only values of the header Host that are answered."""
        return frozenset(f"{name}:{self.port}" for name in ("127.0.0.1", "localhost", "[::1]"))

    @property
    def address(self) -> str:
        """What is printed: it opens the desk in the browser that it is given to."""
        return f"http://127.0.0.1:{self.port}/?token={self.token}"


class Guard:
    """Refuses what may not be asked, and seals every answer with the headers above."""

    def __init__(self, app: ASGIApp, key: Key) -> None:
        self._app = app
        self._key = key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        answer = self._refusal(scope) or self._entry(scope) or self._app
        await answer(scope, receive, sealed)

    def _refusal(self, scope: Scope) -> Response | None:
        """The answer to what is refused before it is known who asks."""
        headers = Headers(scope=scope)
        path: str = scope["path"]
        if not path.startswith("/") or "//" in path or "\\" in path:
            return _no(400, "This is no address of the desk.")
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0] not in self._key.hosts:
            return _no(421, "This name is not the desk's. Open the address that was printed.")
        if scope["method"] not in _READING and not self._is_own(scope, headers, hosts[0]):
            return _no(403, "Only the desk's own pages may write.")
        return None

    @staticmethod
    def _is_own(scope: Scope, headers: Headers, host: str) -> bool:
        return (
            scope["method"] == _WRITING
            and headers.getlist("origin") == [f"http://{host}"]
            and headers.get("sec-fetch-site", "same-origin") == "same-origin"
        )

    def _entry(self, scope: Scope) -> Response | None:
        """None for who is let in by cookie; the cookie for who brings the token; else a refusal."""
        cookies = cookie_parser(Headers(scope=scope).get("cookie", ""))
        if _same(cookies.get(self._key.name, ""), self._key.cookie):
            return None
        given = QueryParams(scope["query_string"]).get("token", "")
        if scope["method"] in _READING and scope["path"] == "/" and _same(given, self._key.token):
            welcome = RedirectResponse("/", status_code=303)
            welcome.set_cookie(self._key.name, self._key.cookie, httponly=True, samesite="strict")
            return welcome
        return _no(403, "Open the desk by the address that `khaldun serve` printed.")


def _same(given: str, wanted: str) -> bool:
    # As bytes: compare_digest refuses text beyond ASCII.
    return secrets.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def _no(status: int, words: str) -> Response:
    return PlainTextResponse(f"{words}\n", status_code=status)

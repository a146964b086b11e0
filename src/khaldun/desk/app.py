"""The desk as a web application: its addresses, and what an error looks like."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from khaldun.desk import deciding, reading
from khaldun.desk.guard import Guard, Key
from khaldun.desk.model import Desk
from khaldun.desk.pages import page
from khaldun.errors import CaseError, InputError, IntegrityError, KhaldunError

_SHOWING = {
    "/": reading.start,
    "/static/{name}": reading.static,
    "/incidents": reading.incidents,
    "/incidents.csv": reading.table,
    "/export/{form}": reading.export,
    "/incident/{id}": reading.incident,
    "/compare": reading.compare,
    "/report/{id}": reading.report,
    "/journal": reading.journal,
    "/health": reading.health,
}
_WRITING = {
    "/join": deciding.join,
    "/apart": deciding.apart,
    "/split": deciding.split,
    "/withdraw": deciding.withdraw,
    "/undo": deciding.undo,
}


def build(folder: Path, key: Key) -> Starlette:
    """The application for the case in this folder."""
    routes = [
        *(Route(path, handler, methods=["GET"]) for path, handler in _SHOWING.items()),
        *(Route(path, handler, methods=["POST"]) for path, handler in _WRITING.items()),
    ]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Guard, key=key)],
        exception_handlers={KhaldunError: _told, HTTPException: _missing, Exception: _failed},
    )
    # Otherwise an address with a slash too many is answered by sending the browser elsewhere.
    app.router.redirect_slashes = False
    app.state.desk = Desk(folder)
    return app


def _told(request: Request, error: Exception) -> Response:
    """An error of ours: its message says what is wrong and what to do."""
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)
    if isinstance(error, CaseError) and request.method == "POST":
        status = 409
    return page(request, "error.html", status=status, case="", words=str(error))


def _missing(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    words = {404: "There is no such page.", 405: "This address is not asked like that."}
    told = words.get(status, "This cannot be answered.")
    return page(request, "error.html", status=status, case="", words=told)


def _failed(request: Request, _: Exception) -> Response:
    """A fault of the desk's: it goes to the terminal, and nothing of it into the page."""
    told = "Something in Khaldun failed; the terminal that it runs in says what. Nothing was lost."
    return page(request, "error.html", status=500, case="", words=told)


_STATUS = {InputError: 400, CaseError: 404, IntegrityError: 500}

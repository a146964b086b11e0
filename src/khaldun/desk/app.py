"""The desk as a web application: its addresses, and what an error looks like."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from khaldun.desk import deciding, downloads, filters, mapping, queue, reading, receiving, saying
from khaldun.desk.beside import Finding
from khaldun.desk.guard import Guard, Key
from khaldun.desk.intake import Intake
from khaldun.desk.model import Desk
from khaldun.desk.pages import page
from khaldun.errors import CaseError, InputError, KhaldunError
from khaldun.settings import Settings

_SHOWING = {
    "/": reading.start,
    "/static/{name}": reading.static,
    "/incidents": reading.incidents,
    "/incidents.csv": downloads.table,
    "/map": mapping.show,
    "/export/{form}": downloads.export,
    "/incident/{id}": reading.incident,
    "/compare": reading.compare,
    "/report/{id}": reading.report,
    "/intake": receiving.show,
    "/correcting": saying.correcting,
    "/review": queue.review,
    "/journal": reading.journal,
    "/health": reading.health,
}
_WRITING = {
    "/join": deciding.join,
    "/apart": deciding.apart,
    "/split": deciding.split,
    "/withdraw": deciding.withdraw,
    "/undo": deciding.undo,
    "/intake/add": receiving.take,
    "/intake/again": receiving.again,
    "/correct": saying.correct,
    "/claim": saying.claim,
    "/reject": saying.reject,
    "/mark": saying.review,
    "/note": saying.note,
    "/reviewer": queue.reviewer,
    "/save": filters.save,
    "/drop": filters.drop,
}


def build(folder: Path, key: Key, settings: Settings | None = None) -> Starlette:
    """The application for the case in this folder; files that come in are read by `settings`."""
    routes = [
        *(Route(path, handler, methods=["GET"]) for path, handler in _SHOWING.items()),
        *(Route(path, handler, methods=["POST"]) for path, handler in _WRITING.items()),
    ]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Guard, key=key)],
        exception_handlers={
            Finding: _finding,
            KhaldunError: _told,
            HTTPException: _missing,
            Exception: _failed,
        },
    )
    # Otherwise an address with a slash too many is answered by sending the browser elsewhere.
    app.router.redirect_slashes = False
    app.state.desk = Desk(folder)
    app.state.intake = Intake(folder, settings or Settings())
    return app


def _finding(request: Request, _: Exception) -> Response:
    """There are no incidents to show yet; the page asks again by itself, or by its link."""
    answer = page(request, "finding.html", status=503)
    answer.headers["Retry-After"] = "2"
    return answer


def _told(request: Request, error: Exception) -> Response:
    """An error of ours: its message says what is wrong and what to do."""
    return _error(request, _status(request, error), str(error))


def _status(request: Request, error: Exception) -> int:
    if isinstance(error, InputError):
        return 400
    if isinstance(error, CaseError):
        # What is asked for is not there; what is to be written cannot be now.
        return 404 if request.method == "GET" else 409
    return 500


def _missing(request: Request, error: Exception) -> Response:
    """An address that is none, or is asked in a way that it does not answer."""
    assert isinstance(error, HTTPException)
    words = {404: "There is no such page.", 405: "This address is not asked like that."}
    return _error(request, error.status_code, words.get(error.status_code, "No answer to that."))


def _failed(request: Request, _: Exception) -> Response:
    """A fault of the desk's: it goes to the terminal, and nothing of it into the page."""
    words = "Something in Khaldun failed; the terminal that it runs in says what. Nothing was lost."
    return _error(request, 500, words)


def _error(request: Request, status: int, words: str) -> Response:
    return page(request, "error.html", status=status, words=words, damaged=status >= 500)

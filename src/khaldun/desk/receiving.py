"""The page where files are handed over, and what it sends."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from khaldun.desk import forms
from khaldun.desk.forms import Form
from khaldun.desk.intake import Intake, Lot
from khaldun.desk.pages import page
from khaldun.desk.upload import Upload, discard, receive
from khaldun.details import details_of, parse_day, read_details
from khaldun.errors import InputError
from khaldun.records import Details
from khaldun.settings import UPLOAD_BYTES, UPLOAD_FILES

_PAGE = "/intake"


def show(request: Request) -> Response:
    """What was handed over, and how far its reading is."""
    intake = _intake(request)
    return page(
        request,
        "intake.html",
        lots=intake.lots,
        busy=intake.busy,
        most_files=UPLOAD_FILES,
        most_bytes=UPLOAD_BYTES,
    )


async def take(request: Request) -> Response:
    """Files and what is known of them: put aside, to be read in their turn."""
    intake = _intake(request)
    kind = request.headers.get("content-type", "")
    upload = await receive(kind, request.stream(), intake.aside)
    try:
        lot = await run_in_threadpool(_lot, upload)
    except BaseException:
        discard(upload.folder)
        raise
    intake.add(lot)
    return RedirectResponse(_PAGE, status_code=303)


@forms.handler
def again(request: Request, form: Form) -> Response:
    """What failed is tried again."""
    _intake(request).again(next(iter(form.get("lot", ())), ""))
    return RedirectResponse(_PAGE, status_code=303)


def _lot(upload: Upload) -> Lot:
    """The files of an upload with their details.

    Raises:
        InputError: there is no file, or the details break the rules.
    """
    names = {
        path: name
        for field, files in upload.files.items()
        if field != "meta"
        for path, name in files.items()
    }
    if not names:
        raise InputError("no file was chosen")
    table: dict[str, Details] = {}
    for path, name in upload.files.get("meta", {}).items():
        # Its ending says its form; the rest of its name is not ours to use.
        ours = path.with_suffix(".json" if name.suffix.lower() == ".json" else ".csv")
        path.rename(ours)
        try:
            table |= read_details(ours)
        except InputError as error:
            raise InputError(str(error).replace(str(ours), name.name)) from error
        ours.unlink()
    day = upload.words.get("published")
    given = Details(
        publisher=upload.words.get("publisher") or None,
        published=parse_day(day, where="published") if day else None,
    )
    return Lot(
        folder=upload.folder,
        names=names,
        details=lambda path: details_of(path, table, otherwise=given),
    )


def _intake(request: Request) -> Intake:
    intake: Intake = request.app.state.intake
    return intake

"""The page of the map: what is asked, as of the table, and which part of the world is shown."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from khaldun.desk import circles as drawing
from khaldun.desk import filters
from khaldun.desk.circles import NAMED, Box, Circle, Pin
from khaldun.desk.ground import Ground, Name, Names, ground
from khaldun.desk.model import Desk
from khaldun.desk.pages import asked, page
from khaldun.desk.rows import REVIEWS, Query, cells
from khaldun.desk.timeline import timeline
from khaldun.desk.window import Window
from khaldun.errors import KnowledgeError
from khaldun.faces import words
from khaldun.register.lines import Lines, Where

#: Incidents that are listed below the map, at most.
_LISTED = 200
#: Letters of a place's name beside its circle, at most.
_LETTERS = 28
#: From this radius on a circle's name may lie over small circles.
_LARGE = 14
#: More rings than these are outlined one at a time.
_OUTLINED = 40
#: What an address says instead of a box, for the incidents without a place.
_NOWHERE = "nowhere"


def show(request: Request) -> Response:
    """The incidents that the address asks for, on the map."""
    desk: Desk = request.app.state.desk
    now, query = desk.now(), asked(request)
    where = query.where(now.rows)
    chosen, disputed = now.rows.sums(where)
    pins = drawing.pins(now.spots(where))
    window = Window.parse(request.query_params, [(pin.x, pin.y) for pin in pins])
    there = request.query_params.get("there", "")
    listed = _there(where, there)

    def address(**changes: Any) -> str:  # noqa: ANN401 - any field of the query
        """The map of another question; the part of the world stays, if somebody chose it."""
        kept = {"at": window.at} if "at" in request.query_params else {}
        return _address(query, kept, **changes)

    return page(
        request,
        "map.html",
        query=query,
        path="/map",
        address=address,
        look=lambda window, **more: _address(query, {"at": window.at} | more),
        all=now.rows.sums(Where())[0],
        chosen=chosen,
        disputed=disputed,
        kinds=query.kinds(now.rows, where),
        timeline=timeline(now.rows, query, where),
        reviews=REVIEWS,
        filters=filters.listed(now.folder),
        cells=cells,
        placed=len(pins),
        shown=_shown(pins, window),
        there=there,
        listed=now.rows.choose(listed, order=query.order, limit=_LISTED) if there else [],
        found=now.rows.sums(listed)[0],
        nowhere=_NOWHERE,
        **_drawing(now.rows, pins, window),
    )


def _drawing(rows: Lines, pins: Sequence[Pin], window: Window) -> dict[str, Any]:
    """What is drawn, and what the legend says of it."""
    circles, top = drawing.circles(pins, window)
    single = [circle.pins[0].at.home for circle in circles if len(circle.pins) == 1]
    lines = {line.home: line for line in rows.choose(Where.at(single))}
    # Another window may have joined an incident to another since the circles were asked for.
    circles = [one for one in circles if len(one.pins) > 1 or one.pins[0].at.home in lines]
    return {
        "window": window,
        "lines": lines,
        "ground": _ground(window),
        "circles": circles,
        "vague": [circle for circle in circles if circle.ring],
        "outlined": _OUTLINED,
        "names": _names(circles, window),
        "sizes": drawing.sizes(top),
    }


def _address(query: Query, more: dict[str, str], **changes: Any) -> str:  # noqa: ANN401 - same
    asked = query.address(**({"page": 1} | changes)).removeprefix("?")
    return "/map?" + "&".join(part for part in (asked, urlencode(more, safe=",")) if part)


def _there(where: Where, there: str) -> Where:
    """The incidents of these that are listed: in a box, or without a place."""
    nowhere = not there or there == _NOWHERE
    condition = ("lat IS NULL", ()) if nowhere else Box.parse(there).condition
    return Where.all_of([(where.sql, where.values), condition])


def _ground(window: Window) -> Ground | None:
    """What lies under the circles; the circles are right without it too."""
    try:
        return ground(window)
    except KnowledgeError:
        return None


def _names(circles: Sequence[Circle], window: Window) -> Sequence[Name]:
    names = Names(window)
    # The names of large circles may lie over small ones: they say at a glance where it is.
    large = [circle for circle in circles[:NAMED] if circle.radius >= _LARGE]
    for part in (large, circles[len(large) :]):
        for circle in part:
            names.block(circle.x, circle.y, circle.radius)
        for circle in part[: NAMED - len(names.set)]:
            said = words.safe(circle.name)
            if len(said) > _LETTERS:
                said = f"{said[: _LETTERS - 1].rstrip()}…"
            names.beside(said, circle.x, circle.y, circle.radius)
    try:
        names.countries()
        names.towns()
    except KnowledgeError:
        pass
    return names.set


def _shown(pins: Sequence[Pin], window: Window) -> int:
    return sum(window.shows(pin.x, pin.y) for pin in pins)

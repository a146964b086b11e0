"""Pages from templates. All that comes out of a report is escaped, and isolated in its direction.

A template writes `{{ name | told }}` for one line of a report's words, and `{{ text | piece }}`, in
a `<bdi>` of its own, for a stretch of its text; in an attribute, where no element can isolate it,
`{{ name | plain }}`. There is no way to write anything unescaped.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote as quoted
from urllib.parse import unquote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from khaldun.cards import amount
from khaldun.desk.acts import Act
from khaldun.desk.marked import shown
from khaldun.desk.model import Desk
from khaldun.desk.rows import Query
from khaldun.faces import words
from khaldun.faces.render import SHORT
from khaldun.records import Report
from khaldun.register.incidents import ASIDE

#: What the pages load, and nothing else: files of ours by name, with their kind.
STATIC: Mapping[str, str] = {
    "desk.css": "text/css",
    "desk.js": "text/javascript",
    "brush.js": "text/javascript",
    "intake.js": "text/javascript",
    "map.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)")
#: Isolates a text in an attribute: the first strong isolate, and its end.
_ISOLATED = "\N{FIRST STRONG ISOLATE}%s\N{POP DIRECTIONAL ISOLATE}"


def page(request: Request, template: str, *, status: int = 200, **values: object) -> Response:
    """The answer that a template makes of these values."""
    desk: Desk = request.app.state.desk
    shared = {
        "case": desk.name,
        "here": request.url.path,
        "last_name": name_of(request),
        "blind": blind(request),
        "table": _table(request),
        "finding": desk.finding,
    }
    text = _environment().get_template(template).render(shared | values)
    return HTMLResponse(text, status_code=status)


def name_of(request: Request) -> str:
    """Who decides in this browser; who did last, where nobody has in this one yet."""
    desk: Desk = request.app.state.desk
    return unquote(request.cookies.get(_cookie(request, "name"), "")) or desk.last_name


def blind(request: Request) -> bool:
    """Whether who reviews in this browser is to see nothing of what others said."""
    return request.cookies.get(_cookie(request, "blind")) == "yes"


def asked(request: Request) -> Query:
    """What the address asks of the table; not by what others said, where who reviews works blind.

    Raises:
        InputError: as `Query.parse`.
    """
    query = Query.parse(request.query_params)
    if not blind(request):
        return query
    by_review = query.sort.removeprefix("-") == "review"
    return replace(query, review="", sort="when" if by_review else query.sort)


def seen_by(request: Request, acts: Iterable[Act]) -> list[Act]:
    """The acts without what others said of incidents, where who reviews works blind."""
    if not blind(request):
        return list(acts)
    name = name_of(request)
    return [
        act
        for act in acts
        if act.first.relation not in ASIDE or name in {act.first.decided_by, act.first.right}
    ]


def remember(answer: Response, request: Request, name: str, *, hidden: str = "") -> Response:
    """Keep a name until the browser is closed, for the next form; and whether it works blind."""
    kept = {"name": quoted(name[:200], safe="")} | ({"blind": hidden} if hidden else {})
    for what, value in kept.items():
        answer.set_cookie(_cookie(request, what), value, httponly=True, samesite="strict")
    return answer


def _cookie(request: Request, what: str) -> str:
    # With the port, as browsers share cookies among a host's ports.
    return f"khaldun-{what}-{request.url.port}"


def _table(request: Request) -> str:
    """The table of incidents as it was asked where the reader comes from; else the whole of it."""
    came, home = request.headers.get("referer", ""), f"http://{request.headers.get('host')}"
    return came.removeprefix(home) if came.startswith(f"{home}/incidents?") else "/incidents"


@cache
def static(name: str) -> bytes:
    """The bytes of one of the files named above."""
    return files(__package__).joinpath("static", name).read_bytes()


@cache
def _environment() -> Environment:
    environment = Environment(
        autoescape=True,
        loader=PackageLoader(__package__),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # Without it no template can switch escaping off.
    del environment.filters["safe"]
    environment.filters |= {
        "told": told,
        "piece": shown,
        "plain": lambda text: _ISOLATED % words.safe(text),
        "short": lambda identity: identity[:SHORT],
        "several": several,
        "days": words.days,
        "place": lambda where: told(words.place(where)),
        "spot": words.place,
        "chain": chain,
        "statement": lambda claim: told(words.statement(claim)),
        "amount": lambda figure: told(amount(figure)),
        "quote": quote,
        "headline": headline,
        "kind": lambda kind: kind.replace("_", " "),
    }
    return environment


def told(text: object) -> Markup:
    """One line of a report's words; a day in it is never broken over two lines."""
    parts = _DAY.split(words.safe(str(text)))
    day = Markup('<span class="day">%s</span>')
    shown = [day % part if number % 2 else escape(part) for number, part in enumerate(parts)]
    return Markup("<bdi>%s</bdi>") % Markup("").join(shown)


def several(things: int | Sequence[object], name: str) -> str:
    """How many there are of what is named: "1 account", "1,204 accounts"."""
    count = things if isinstance(things, int) else len(things)
    return f"{count:,} {name}" + ("" if count == 1 else "s")


def chain(sources: Sequence[Any]) -> Markup:
    """Who is credited, nearest first; the report itself for nobody."""
    if not sources:
        return Markup('<span class="soft">the report itself</span>')
    arrow = Markup(' <span class="soft" aria-label="citing">←</span> ')
    return arrow.join(told(source.name) for source in sources)


def quote(span: Any, report: Report) -> Markup:  # noqa: ANN401 - jinja hands it on
    """A span's words, marked, with a little of their line around them."""
    before, inside, after = words.in_context(span, report.text)
    return Markup("<q><bdi>%s<mark>%s</mark>%s</bdi></q>") % (before, inside, after)


def headline(report: Report) -> Markup:
    """A report by its publisher and day."""
    name = told(report.publisher) if report.publisher else escape("unknown publisher")
    day = words.days(report.published) if report.published else "undated"
    return Markup('%s, <span class="day">%s</span>') % (name, day)

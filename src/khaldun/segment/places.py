"""Where in a page a text stands, as told by the elements around it."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from lxml.etree import _Element

from khaldun.knowledge.layouts import Layouts, Role
from khaldun.segment.styles import names_of

#: A class or id that names one reader's comment. Lists of comments ("comments", "comment-list")
#: and counters ("comments-count") are not one.
_COMMENT = re.compile(
    r"(?!(?:add|leave|write|post|new|no|submit|view|show|hide)[-_])(?:\w+[-_]+){0,2}(?:user-?)?"
    r"(?:comment|discussion-?(?:post|message)|post-message)"
    r"(?:[-_]+(?:item|body|content|text|entry|node|single|wrapper|box|\d+))?"
)
#: Inside a comment, its parts are still the same one; these begin a reply.
_REPLY = re.compile(r"comment|(?:li-|dsq-)?comment-\d+")
_COMMENT_AREA = re.compile(
    r"(?:\w+[-_]+){0,2}(?:comments?|responses|disqus[-_]?thread|commentlist|discussion)"
    r"(?:[-_]+(?:area|list|section|wrapper|container|thread|block|form|respond|template|title))*"
    r"|respond"
)
_AUTHOR = re.compile(
    r".*(?:author|username|user-?name|commenter|nickname|display-?name).*|fn|vcard|by"
)
_POSTED = re.compile(r".*(?:date|time|posted|metadata|ago|permalink).*")
_CAPTION = re.compile(
    r"(?:\w+[-_]+){0,3}(?:captions?|cutline|photo-?credit|image-?credit|credit)(?:[-_]\w+)*"
)
_RELATED = re.compile(
    r"(?:\w+[-_]+){0,3}(?:related|read-?more|see-?also|recommended|more-?(?:stories|news|on|from)"
    r"|you-?may-?(?:also-?)?like|most-?(?:read|popular)|trending|also-?read)(?:[-_]\w+)*"
)
_FURNITURE = re.compile(
    r"(?:\w+[-_]+){0,2}(?:nav|navbar|navigation|menu|breadcrumbs?|footer|sidebar|masthead|cookie\w*"
    r"|consent|newsletter|subscribe|share|sharing|social|social-?(?:share|links|media)|advert\w*"
    r"|ad|ads|promo|donat\w+|banner|tags?|tag-?list|copyright|byline|paywall|widget|toolbar|login)"
    r"(?:[-_](?:\w+))?"
)
_FURNITURE_TAGS = frozenset(
    ("nav", "footer", "aside", "button", "select", "option", "menu", "textarea", "label")
)
_FURNITURE_ROLES = frozenset(("navigation", "banner", "contentinfo", "complementary", "search"))
_COMMENT_TAGS = frozenset(("li", "div", "article", "section", "p", "blockquote"))
_REPLY_TAGS = frozenset(("li", "article", "div"))
#: Letters of a name, and of a list of them, that are looked at.
_LONGEST_NAME, _LONGEST = 60, 1_500
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The surroundings of a text.

    `comment` is the number of the innermost comment's element around it, with `is_author` and
    `is_posted` for the text that names who wrote it and when. `heading` is the level, 0 for none.
    """

    heading: int = 0
    comment: int | None = None
    comment_area: bool = False
    is_author: bool = False
    is_posted: bool = False
    caption: bool = False
    related: bool = False
    furniture: bool = False
    listed: bool = False
    main: bool = False
    #: The rule of `layouts.toml` in force, and whether it is that of a system of comments; by it,
    #: whether the text is the headline, is of the article, is what a comment says.
    layout: str = ""
    thread: bool = False
    titled: bool = False
    told: bool = False
    said: bool = False


class _Signs(NamedTuple):
    """What an element's tag and names say of the place inside it, wherever it stands."""

    heading: int = 0
    main: bool = False
    listed: bool = False
    caption: bool = False
    related: bool = False
    furniture: bool = False
    #: Only outside of the main text.
    head: bool = False
    comment: bool = False
    #: Inside another comment.
    reply: bool = False
    area: bool = False
    #: Only inside a comment.
    author: bool = False
    posted: bool = False
    roles: tuple[Role, ...] = ()


_SILENT = _Signs()


def enter(element: _Element, place: Place, number: int) -> Place:
    """The place of what stands in this element, the page's `number`th, which stands in `place`."""
    get = element.get
    signs = _signs(
        str(element.tag),
        get("class", "")[:_LONGEST],
        get("id", "")[:_LONGEST],
        get("role", "")[:_LONGEST],
        get("itemprop", "")[:_LONGEST],
        get("itemtype", "")[:_LONGEST],
    )
    if signs == _SILENT:
        return place
    inside = replace(
        place,
        comment_area=place.comment_area or signs.area,
        heading=signs.heading or place.heading,
        main=place.main or signs.main,
        listed=place.listed or signs.listed,
        caption=place.caption or signs.caption,
        related=place.related or signs.related,
        furniture=place.furniture or signs.furniture or (signs.head and not place.main),
    )
    layout = _layout(signs.roles, place)
    if layout:
        roles = {role for name, role in signs.roles if name == layout}
        return _ruled(inside, layout, roles, number)
    if signs.comment if place.comment is None else signs.reply:
        # Whatever surrounds the thread (a sidebar, a form), this is a reader's own words.
        return replace(inside, comment=number, comment_area=True, furniture=False)
    if inside.comment is not None and (signs.author or signs.posted):
        inside = replace(
            inside,
            is_author=place.is_author or signs.author,
            is_posted=place.is_posted or signs.posted,
        )
    return inside


def _layout(roles: tuple[Role, ...], place: Place) -> str:
    """The rule in force: a thread's from where its area begins, and no other's inside of it."""
    area = next((name for name, role in roles if role == "area"), "")
    return place.layout if place.thread or not area else area


def _ruled(inside: Place, layout: str, roles: set[str], number: int) -> Place:
    """The place in an element whose roles a rule gives, whatever else its names suggest."""
    if "comment" in roles:
        return replace(
            inside,
            layout=layout,
            thread=inside.thread or "area" in roles,
            comment=number,
            comment_area=True,
            furniture=False,
            told=False,
            said=False,
            is_author=False,
            is_posted=False,
        )
    author, told = "author" in roles, "body" in roles
    return replace(
        inside,
        layout=layout,
        thread=inside.thread or "area" in roles,
        titled=inside.titled or "title" in roles,
        told=inside.told or told,
        furniture=inside.furniture and not told,
        related=inside.related and not told,
        said=inside.said or "words" in roles,
        is_author=inside.is_author or author,
        is_posted=(inside.is_posted or "posted" in roles) and not author,
    )


@lru_cache(maxsize=20_000)
def _signs(
    tag: str, classes: str, identity: str, role: str, itemprop: str, itemtype: str
) -> _Signs:
    """Of elements that are alike; a page has the same few again and again."""
    names = _names(classes, identity)
    comment = itemprop == "comment" or "/Comment" in itemtype
    return _Signs(
        heading=_HEADINGS.get(tag, 0),
        main=tag in {"article", "main"} or role == "main",
        listed=tag == "li",
        caption=tag in {"figcaption", "caption"} or _any(_CAPTION, names),
        related=_any(_RELATED, names),
        furniture=_is_furniture(tag, role, names),
        head=tag == "header",
        comment=comment or (tag in _COMMENT_TAGS and _any(_COMMENT, names)),
        reply=comment or (tag in _REPLY_TAGS and _any(_REPLY, names)),
        area=_any(_COMMENT_AREA, names),
        author=itemprop in {"author", "creator"} or _any(_AUTHOR, names),
        posted=tag == "time" or _any(_POSTED, names),
        roles=Layouts.open().roles(names_of(tag, classes, identity)),
    )


def _names(classes: str, identity: str) -> list[str]:
    # Class names longer than any that a person writes cost time and say nothing.
    named = (*classes.lower().split()[:20], identity.lower())
    return [name for name in named if 0 < len(name) <= _LONGEST_NAME]


def _any(pattern: re.Pattern[str], names: list[str]) -> bool:
    return any(map(pattern.fullmatch, names))


def _is_furniture(tag: str, role: str, names: list[str]) -> bool:
    if tag in _FURNITURE_TAGS or role in _FURNITURE_ROLES:
        return True
    # The whole page often carries such names ("has-sidebar"); only its parts are judged by them.
    named = tag not in {"html", "body", "article", "main", "header"}
    return named and _any(_FURNITURE, names)

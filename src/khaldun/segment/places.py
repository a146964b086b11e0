"""Where in a page a text stands, as told by the elements around it."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from lxml.etree import _Element

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
#: Without attributes these say nothing of their place.
_PLAIN = frozenset(
    ("p", "div", "span", "a", "b", "i", "em", "strong", "u", "br", "td", "tr", "th", "table",
     "tbody", "thead", "ul", "ol", "img", "figure", "section", "blockquote", "s", "sup", "sub")
)  # fmt: skip
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


def enter(element: _Element, place: Place, number: int) -> Place:
    """The place of what stands in this element, the page's `number`th, which stands in `place`."""
    tag = str(element.tag)
    if tag in _PLAIN and not element.keys():
        return place
    names = _names(element)
    inside = replace(
        place,
        heading=_HEADINGS.get(tag, place.heading),
        main=place.main or tag in {"article", "main"} or element.get("role") == "main",
        listed=place.listed or tag == "li",
        caption=place.caption or tag in {"figcaption", "caption"} or _any(_CAPTION, names),
        related=place.related or _any(_RELATED, names),
        furniture=place.furniture or _is_furniture(element, tag, names, place),
    )
    if _is_comment(element, tag, names, place):
        # Whatever surrounds the thread (a sidebar, a form), this is a reader's own words.
        return replace(inside, comment=number, comment_area=True, furniture=False)
    if _any(_COMMENT_AREA, names):
        inside = replace(inside, comment_area=True)
    if inside.comment is not None:
        itemprop = element.get("itemprop") or ""
        inside = replace(
            inside,
            is_author=place.is_author or itemprop in {"author", "creator"} or _any(_AUTHOR, names),
            is_posted=place.is_posted or tag == "time" or _any(_POSTED, names),
        )
    return inside


def _names(element: _Element) -> list[str]:
    classes = (element.get("class") or "").lower().split()
    identity = (element.get("id") or "").lower()
    # Class names longer than any that a person writes cost time and say nothing.
    return [name for name in (*classes[:20], identity) if 0 < len(name) <= 60]


def _any(pattern: re.Pattern[str], names: list[str]) -> bool:
    return any(_matches(pattern, name) for name in names)


@lru_cache(maxsize=20_000)
def _matches(pattern: re.Pattern[str], name: str) -> bool:
    """A page says the same few names again and again."""
    return bool(pattern.fullmatch(name))


def _is_comment(element: _Element, tag: str, names: list[str], place: Place) -> bool:
    if element.get("itemprop") == "comment" or "/Comment" in (element.get("itemtype") or ""):
        return True
    if tag not in {"li", "div", "article", "section", "p", "blockquote"}:
        return False
    if place.comment is None:
        return _any(_COMMENT, names)
    return tag in {"li", "article", "div"} and _any(_REPLY, names)


def _is_furniture(element: _Element, tag: str, names: list[str], place: Place) -> bool:
    if tag in _FURNITURE_TAGS or element.get("role") in _FURNITURE_ROLES:
        return True
    if tag == "header":
        return not place.main
    # The whole page often carries such names ("has-sidebar"); only its parts are judged by them.
    return tag not in {"html", "body", "article", "main"} and _any(_FURNITURE, names)

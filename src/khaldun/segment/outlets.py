"""Which rule of an outlet a page is read by."""

from dataclasses import dataclass
from datetime import date

from lxml.html import HtmlElement

from khaldun.knowledge.layouts import Layout, Layouts
from khaldun.segment.styles import names_of


@dataclass(frozen=True, slots=True)
class Rule:
    """A layout that a page is known to have, and the day of publication that it finds."""

    layout: Layout
    published: date | None


def find_rule(
    tree: HtmlElement, *, url: str | None, published: date | None, latest: date
) -> Rule | None:
    """The rule of the page's host that held when it was published, or captured (`latest`).

    When it was published is told by the rule itself, or else by `published`.
    """
    for layout in Layouts.open().of_host(url):
        stated = _stated_day(tree, layout, latest)
        if layout.since <= (stated or published or latest) <= layout.until:
            return Rule(layout, stated)
    return None


def _stated_day(tree: HtmlElement, layout: Layout, latest: date) -> date | None:
    selector = layout.selectors.get("date", ())
    for element in tree.iter() if selector else ():
        names = names_of(str(element.tag), element.get("class"), element.get("id"))
        if any(compound <= names for compound in selector):
            day = layout.read_day(" ".join(element.text_content().split()))
            if day and day <= latest:
                return day
    return None

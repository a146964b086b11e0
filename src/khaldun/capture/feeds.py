"""Links of RSS, Atom and sitemaps. Nothing that a feed names is fetched or expanded here."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from lxml import etree

from khaldun.errors import UnreadableInput

#: A sitemap may hold 50,000 addresses; those of news sites hold some hundreds.
_MOST = 50_000
#: lxml has no types.
_Element = Any
_DATES = ("updated", "lastmod", "published", "pubDate", "date")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A link of a feed; `changed` is when the feed says it last did, if it says so."""

    url: str
    changed: datetime | None = None


def entries(content: bytes, *, name: str) -> tuple[list[Entry], list[str]]:
    """The links of a feed in its order, and the sitemaps that a sitemap's index names.

    Raises:
        UnreadableInput: it is no XML, declares entities, or is none of these three.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableInput(f"{name}: no XML: {error}") from error
    kind = _name(root) if root is not None else None
    if kind not in {"rss", "RDF", "feed", "urlset", "sitemapindex"}:
        raise UnreadableInput(f"{name}: neither RSS nor Atom nor a sitemap")
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(declared.iterentities()):
        raise UnreadableInput(f"{name}: it declares entities, which no feed needs")
    if kind == "sitemapindex":
        return [], [found for one in _parts(root, "sitemap") if (found := _text(one, "loc"))]
    wanted = {"feed": "entry", "urlset": "url"}.get(kind, "item")
    links = [one for part in _parts(root, wanted) if (one := _entry(part))]
    # A feed that is cut short or untidy gives what it has; the next round brings the rest.
    if not links and parser.error_log:
        raise UnreadableInput(f"{name}: no link in it, and no whole XML")
    return links, []


def _entry(part: _Element) -> Entry | None:
    # Atom has several links; the page itself is the one without a relation, or "alternate".
    links = [
        str(link.get("href"))
        for link in _parts(part, "link")
        if link.get("href") and link.get("rel", "alternate") == "alternate"
    ]
    url = next(iter(links), None) or _text(part, "link") or _text(part, "loc")
    return Entry(url=url, changed=_changed(part)) if url else None


def _changed(part: _Element) -> datetime | None:
    for name in _DATES:
        words = _text(part, name)
        for read in (datetime.fromisoformat, parsedate_to_datetime):
            try:
                moment = read(words) if words else None
            except (ValueError, TypeError):
                continue
            if moment is not None:
                return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def _parts(root: _Element, name: str) -> list[_Element]:
    return list(root.iter(f"{{*}}{name}"))[:_MOST]


def _text(part: _Element, name: str) -> str | None:
    found = next((one for one in part if _name(one) == name and (one.text or "").strip()), None)
    return found.text.strip() if found is not None else None


def _name(element: _Element) -> str | None:
    return etree.QName(element).localname if isinstance(element.tag, str) else None

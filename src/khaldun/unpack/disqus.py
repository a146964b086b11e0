"""An export of Disqus, cut into threads: each is a page as Disqus shows it, and so read as one."""

import html
from collections import defaultdict
from collections.abc import Iterator
from typing import IO, Any

from lxml import etree
from lxml.html import fragment_fromstring, tostring

from khaldun.errors import RefusedInput, UnreadableInput
from khaldun.kinds import HTML
from khaldun.records import Details
from khaldun.unpack.documents import Caps, Document, Part, Passed

#: lxml has no types.
_Element = Any
_SPACE, _IDS = "{http://disqus.com}", "{http://disqus.com/disqus-internals}id"
#: Exports are cut by Disqus before they are so large.
_MAX_BYTES = 60_000_000


def open_export(file: IO[bytes], start: int, caps: Caps) -> Iterator[Part]:
    """The threads with comments, by their ids; `start` counts them.

    Deleted comments and spam, and threads without comments, are passed over.
    """
    root = _root(file.read(_MAX_BYTES + 1))
    posts: dict[str | None, list[_Element]] = defaultdict(list)
    for post in root.iterfind(f"{_SPACE}post"):
        thread = post.find(f"{_SPACE}thread")
        posts[None if thread is None else thread.get(_IDS)].append(post)
    for number, thread in enumerate(root.iterfind(f"{_SPACE}thread"), 1):
        if number <= start:
            continue
        told = posts[thread.get(_IDS)]
        shown = [
            one for one in told if "true" not in (_text(one, "isDeleted"), _text(one, "isSpam"))
        ]
        yield from ((number, Passed("deleted comments")) for _ in range(len(told) - len(shown)))
        if shown:
            yield number, _document(thread, shown, caps)
        else:
            yield number, Passed("threads without comments")


def _root(content: bytes) -> _Element:
    if len(content) > _MAX_BYTES:
        raise RefusedInput(f"more than {_MAX_BYTES:,} bytes; export fewer threads at a time")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableInput(f"no whole XML ({error}); export it again") from error
    if root.tag != f"{_SPACE}disqus":
        raise RefusedInput("XML, but no export of Disqus")
    return root


def _document(thread: _Element, posts: list[_Element], caps: Caps) -> Document:
    title = _text(thread, "title")
    page = (
        f"<title>{html.escape(title)}</title><h1>{html.escape(title)}</h1>"
        f'<ul id="disqus_thread">{"".join(map(_post, posts))}</ul>'
    ).encode()
    place = f"thread {thread.get(_IDS)}"
    if len(page) > caps.max_file_bytes:
        return Document(place=place, fault=f"more than {caps.max_file_bytes:,} bytes")
    details = Details(url=_text(thread, "link") or None, title=title or None)
    return Document(place=place, content=page, media_type=HTML, details=details)


def _post(post: _Element) -> str:
    """A comment as Disqus's own page has it."""
    author = html.escape(_text(post, f"author/{_SPACE}name"))
    posted = html.escape(_text(post, "createdAt"))
    return (
        f'<li class="post"><span class="author">{author}</span> <a class="time-ago">{posted}</a>'
        f'<div class="post-message">{_message(_text(post, "message"))}</div></li>\n'
    )


_NO_WORDS = (
    "style script title template noscript noembed noframes iframe plaintext textarea xmp svg math"
).split()


def _message(markup: str) -> str:
    """A message's own markup, by which it can neither end its comment nor pass for another's."""
    try:
        message = fragment_fromstring(markup, create_parent=True)
    except etree.LxmlError:
        return html.escape(markup)
    # Their content is no words, or swallows what follows.
    etree.strip_elements(message, *_NO_WORDS, with_tail=False)
    for element in message.iter("*"):
        for name in ("class", "id", "itemprop", "itemtype"):
            element.attrib.pop(name, None)
    made: str = tostring(message, encoding="unicode")
    return made


def _text(element: _Element, path: str) -> str:
    return (element.findtext(f"{_SPACE}{path}") or "").strip()

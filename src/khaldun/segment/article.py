"""A saved web page as text and passages."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from khaldun.errors import UnreadableInput
from khaldun.records import Passage, PassageKind
from khaldun.segment.draft import Draft
from khaldun.segment.flow import Block, read_flow
from khaldun.segment.maintext import MainText, find_main_text, read_page_data
from khaldun.segment.markup import parse
from khaldun.segment.outlets import find_rule

#: A block of which more than this is links is a list of links, not prose.
_LINK_SHARE = 0.6
#: A block with more spaces than this is prose wherever it stands.
_PROSE_SPACES = 12
#: A heading that the title repeats makes up this much of it; the rest is the outlet's name.
_TITLE_SHARE = 0.4
NO_BODY = "no main text found"
#: Begins the flag that names the rule by which a page was read.
BY_RULE = "read by the rule: "
#: Between two blocks of the text.
_BREAK = "\n\n"
_RELATED_HEADS = frozenset(
    ("related", "trending", "related articles", "related news", "related stories",
     "related topics", "read more", "read also", "also read", "see also", "more stories",
     "more on this story", "recommended", "you may also like", "you might also like", "most read",
     "more from", "more news")
)  # fmt: skip


#: Letters of a block that may be such a head, with the spaces around its words.
_LONGEST_HEAD = 100


@dataclass(frozen=True, slots=True)
class _Judged:
    block: Block
    kind: PassageKind


@dataclass(slots=True)
class _Text:
    """The report's text as it grows, and its passages."""

    parts: list[str] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    length: int = 0

    def add(self, text: str) -> tuple[int, int]:
        """Put a block at the end; its offsets."""
        if self.parts:
            self.parts.append(_BREAK)
            self.length += len(_BREAK)
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        return start, self.length


def read_article(markup: str, *, name: str, latest: date, url: str | None = None) -> Draft:
    """The visible text of a page, block by block, and whose words each block is.

    The text is the page's blocks joined by blank lines, boilerplate included; what was struck out
    or raised stands at its end, as boilerplate. Dates after `latest` are not believed. A rule for
    the outlet's pages goes before what is found without one; `url` is the page's address, where it
    is known better than by the page.

    Raises:
        UnreadableInput: the page shows no words, or its parser lost them.
    """
    tree, lost = parse(markup, name=name)
    data = read_page_data(tree, latest=latest)
    rule = find_rule(tree, url=url or data.url, published=data.published, latest=latest)
    flow = read_flow(tree, layout=rule.layout.name if rule else "")
    if rule and not any(block.place.told for block in flow.blocks):
        rule, flow = None, read_flow(tree)
    if not flow.blocks:
        raise UnreadableInput(
            f"{name} shows no words; if its text is made by a script, save it from a browser"
        )
    main = None if rule else find_main_text(tree)
    judged = _judge(flow.blocks, main, data.title, ruled=rule is not None)
    unsure = () if any(item.kind in {"body", "comment"} for item in judged) else (NO_BODY,)
    by_rule = (f"{BY_RULE}{rule.layout.name}",) if rule else ()
    text = _written(judged, flow.removed)
    return Draft(
        text="".join(text.parts),
        passages=tuple(text.passages),
        flags=(*sorted(flow.flags), *lost, *unsure, *by_rule),
        declared_language=_declared_language(tree.get("lang") or tree.get("xml:lang")),
        # The page's own title comes from a parser that joins digits across tags; the headline
        # went through the guard.
        title=_headline(judged) or data.title,
        publisher=data.publisher,
        published=(rule and rule.published) or data.published,
        url=data.url,
    )


def _judge(
    blocks: Sequence[Block], main: MainText | None, title: str | None, *, ruled: bool
) -> list[_Judged]:
    """The kind of every block: first alone, then headings by what they stand over."""
    kinds = [
        _kind_by_rule(block) if ruled and not block.place.told else _kind(block, main)
        for block in blocks
    ]
    if "body" not in kinds:
        kinds = [_kind(block, None) for block in blocks]
    headline = _find_headline(blocks, kinds, title)
    body = [i for i, kind in enumerate(kinds) if kind == "body"]
    first, last = (body[0], body[-1]) if body else (len(blocks), -1)
    first = first if headline is None else min(first, headline)
    _spread_related(blocks, kinds)
    judged = []
    for i, (block, kind) in enumerate(zip(blocks, kinds, strict=True)):
        settled: PassageKind = kind or ("subheading" if first < i < last else "boilerplate")
        judged.append(_Judged(block, "headline" if i == headline else settled))
    return judged


def _kind_by_rule(block: Block) -> PassageKind | None:
    """What a block is that does not stand where a rule says that the article is."""
    return _kind(block, None) if block.place.comment_area else "boilerplate"


def _kind(block: Block, main: MainText | None) -> PassageKind | None:
    """What a block is by its own place and words; None for a heading, which needs its context."""
    place = block.place
    if place.comment_area:
        spoken = place.comment is not None and not _is_comment_furniture(block)
        return "comment" if spoken else "boilerplate"
    if (place.related or place.furniture) and not (main and _is_told_prose(block, main)):
        return "related" if place.related else "boilerplate"
    if place.caption or place.heading:
        return "caption" if place.caption else None
    # Nothing was told to be the main text (a short or an enormous page): then all of it is.
    told = main is None or main.holds(block.text)
    return "body" if told and block.linked <= _LINK_SHARE else "boilerplate"


def _is_told_prose(block: Block, main: MainText) -> bool:
    """An article may stand in an element that is named like furniture; a menu is short."""
    long = block.text.count(" ") >= _PROSE_SPACES and block.linked <= _LINK_SHARE
    return long and main.holds(block.text)


def _is_comment_furniture(block: Block) -> bool:
    place = block.place
    unsaid = place.layout and not place.said
    return bool(unsaid) or place.is_author or place.is_posted or block.linked > _LINK_SHARE


def _find_headline(
    blocks: Sequence[Block], kinds: Sequence[PassageKind | None], title: str | None
) -> int | None:
    """What a rule names, else the heading that the page's title repeats, else its first of level 1,
    else its first.
    """
    titled = [i for i, block in enumerate(blocks) if block.place.titled]
    heads = [i for i, kind in enumerate(kinds) if kind is None]
    wanted = _key(title or "")
    matching = [
        i
        for i, block in enumerate(blocks)
        if block.place.heading
        and _key(block.text) in wanted
        and len(block.text) >= _TITLE_SHARE * len(wanted)
    ]
    tops = [i for i in heads if blocks[i].place.heading == 1]
    body = kinds.index("body") if "body" in kinds else len(blocks)
    above = [i for i in heads if i < body]
    return next(iter(titled + matching + tops + above), None)


def _spread_related(blocks: Sequence[Block], kinds: list[PassageKind | None]) -> None:
    """A heading such as "Read more" makes the links and list items right after it related."""
    under = False
    for i, block in enumerate(blocks):
        if _is_related_head(block.text) and kinds[i] in {None, "boilerplate", "body"}:
            under = True
        elif block.place.heading or not (block.place.listed or block.linked > _LINK_SHARE):
            under = False
        if under and kinds[i] not in {"comment", "caption"}:
            kinds[i] = "related"


def _is_related_head(text: str) -> bool:
    return len(text) <= _LONGEST_HEAD and _key(text) in _RELATED_HEADS


def _written(judged: Sequence[_Judged], removed: Sequence[str]) -> _Text:
    text = _Text()
    numbers: dict[int, int] = {}
    named = _credits(judged)
    for before, item in pairwise([None, *judged]):
        assert item is not None
        start, end = text.add(item.block.text)
        comment = item.block.place.comment
        if item.kind != "comment" or comment is None:
            text.passages.append(Passage(kind=item.kind, start=start, end=end))
            continue
        number = numbers.setdefault(comment, len(numbers) + 1)
        goes_on = before and before.kind == "comment" and before.block.place.comment == comment
        start = text.passages.pop().start if goes_on else start
        author, posted = named.get((comment, "author")), named.get((comment, "posted"))
        text.passages.append(
            Passage(
                kind="comment", start=start, end=end, number=number, author=author, posted=posted
            )
        )
    for words in removed:
        start, end = text.add(words)
        text.passages.append(Passage(kind="boilerplate", start=start, end=end))
    return text


def _credits(judged: Sequence[_Judged]) -> dict[tuple[int, str], str]:
    """Who wrote each comment and when, in the page's words."""
    found: dict[tuple[int, str], str] = {}
    for item in judged:
        place = item.block.place
        if place.comment is not None and item.kind == "boilerplate":
            role = "author" if place.is_author and not place.is_posted else "posted"
            words = " ".join(item.block.text.split()).removesuffix(" says:")
            if (place.is_author or place.is_posted) and not words.endswith(" by"):
                found.setdefault((place.comment, role), words)
    return found


def _headline(judged: Sequence[_Judged]) -> str | None:
    return next((" ".join(i.block.text.split()) for i in judged if i.kind == "headline"), None)


def _key(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(":.…»> ")


def _declared_language(value: str | None) -> str | None:
    code = (value or "").strip().lower().replace("_", "-").partition("-")[0]
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None

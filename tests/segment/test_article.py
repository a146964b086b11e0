"""The parts of a saved page: whose words each block is."""

from datetime import date
from pathlib import Path

import pytest

from khaldun.segment.article import read_article
from khaldun.segment.draft import Draft

_LEAD = (
    "Shells fell on the market of the old town on Thursday morning while people were buying bread, "
    "residents and two medical workers told reporters by telephone."
)
_MORE = (
    "The governor asked residents to stay at home while the army searched the quarter for shells "
    "that had not gone off, and all of the schools were closed until further notice."
)
_LAST = (
    "Nobody has claimed responsibility for the attack so far, and both sides accuse each other, as "
    "they did after the attack of last month on the bus station of the same town."
)
_PAGE = f"""<!doctype html><html lang="en"><head><title>Market shelled | The Example</title>
<meta property="og:site_name" content="The Example">
<meta property="article:published_time" content="2016-03-04T10:00:00Z">
<link rel="canonical" href="https://example.org/market"></head>
<body class="has-sidebar"><nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul>
</nav><article><h1>Market shelled</h1><p class="byline">By A. Writer</p>
<figure><img src="a.jpg" alt="x"><figcaption>The market in 2015. Photo: agency</figcaption></figure>
<p>{_LEAD}</p><h2>Schools closed</h2><p>{_MORE}</p><p>12<sup>2</sup> people died.</p>
<h3>Read more</h3><ul><li><a href="/1">500 flee the coast</a></li></ul><p>{_LAST}</p></article>
<section id="comments" class="comments-area"><h3>2 comments</h3><ol class="comment-list">
<li class="comment depth-1" id="comment-1"><article class="comment-body">
<div class="comment-author"><b class="fn">Ann</b> says:</div>
<div class="comment-metadata"><time>4 March 2016</time></div>
<div class="comment-content"><p>I heard that 40 died.</p><p>So sad.</p></div>
<div class="reply"><a href="#r">Reply</a></div></article>
<ol class="children"><li class="comment depth-2" id="comment-2"><article class="comment-body">
<div class="comment-author"><b class="fn">Bob</b></div>
<div class="comment-content"><p>No, 41!</p></div></article></li></ol></li></ol></section>
<footer>Copyright 2016, 5 offices</footer></body></html>"""


def _read(markup: str) -> Draft:
    return read_article(markup, name="page.html", latest=date(2020, 1, 1))


def _kinds(draft: Draft) -> list[tuple[str, str]]:
    return [(p.kind, draft.text[p.start : p.end]) for p in draft.passages]


@pytest.fixture(scope="module")
def page() -> Draft:
    return _read(_PAGE)


def test_each_block_of_a_page_has_its_kind(page: Draft) -> None:
    assert _kinds(page) == [
        ("boilerplate", "Home"),
        ("boilerplate", "World"),
        ("headline", "Market shelled"),
        ("boilerplate", "By A. Writer"),
        ("caption", "The market in 2015. Photo: agency"),
        ("body", _LEAD),
        ("subheading", "Schools closed"),
        ("body", _MORE),
        ("body", "12 people died."),
        ("related", "Read more"),
        ("related", "500 flee the coast"),
        ("body", _LAST),
        ("boilerplate", "2 comments"),
        ("boilerplate", "Ann says:"),
        ("boilerplate", "4 March 2016"),
        ("comment", "I heard that 40 died.\n\nSo sad."),
        ("boilerplate", "Reply"),
        ("boilerplate", "Bob"),
        ("comment", "No, 41!"),
        ("boilerplate", "Copyright 2016, 5 offices"),
        ("boilerplate", "2"),
    ]


def test_a_comment_has_its_number_its_author_and_its_time(page: Draft) -> None:
    comments = [p for p in page.passages if p.kind == "comment"]
    assert [(c.number, c.author, c.posted) for c in comments] == [
        (1, "Ann", "4 March 2016"),
        (2, "Bob", None),
    ]


def test_a_page_says_its_title_publisher_date_address_and_language(page: Draft) -> None:
    assert page.title == "Market shelled"
    assert page.publisher == "The Example"
    assert page.published == date(2016, 3, 4)
    assert page.url == "https://example.org/market"
    assert page.declared_language == "en"


def test_a_page_in_an_enormous_tree_is_judged_by_its_markup() -> None:
    rows = "<p>x y</p>" * 31_000
    draft = _read(f"<nav>Menu</nav><h1>Head</h1><p>{_LEAD}</p>{rows}")
    assert _kinds(draft)[:3] == [("boilerplate", "Menu"), ("headline", "Head"), ("body", _LEAD)]


def test_comments_marked_by_schema_org_are_voices_of_their_own() -> None:
    draft = _read(
        f"<article><h1>Head</h1><p>{_LEAD}</p><p>{_MORE}</p></article>"
        "<div itemscope itemtype='https://schema.org/Comment'><span itemprop='author'>Eve</span>"
        "<p itemprop='text'>My street was hit too.</p></div>"
    )
    (comment,) = [p for p in draft.passages if p.kind == "comment"]
    assert draft.text[comment.start : comment.end].endswith("My street was hit too.")


def test_a_list_inside_the_article_stays_body() -> None:
    draft = _read(
        f"<article><h1>Head</h1><p>{_LEAD}</p><ul><li>Seven people died in the market.</li>"
        f"<li>Nine people died in the street.</li></ul><p>{_MORE}</p></article>"
    )
    assert ("body", "Seven people died in the market.") in _kinds(draft)


def test_no_block_is_dropped(tmp_path: Path) -> None:
    words = [f"word{i}" for i in range(200)]
    draft = _read("".join(f"<div><span>{word}</span></div>" for word in words))
    assert draft.text.split("\n\n") == words


def test_struck_out_blocks_are_kept_apart() -> None:
    draft = _read("<p>9 died.</p><del><p>12</p><p>13</p></del>")
    assert _kinds(draft) == [("body", "9 died."), ("boilerplate", "12 13")]


def test_small_type_inside_type_of_no_size_is_seen() -> None:
    draft = _read("<ul style='font-size:0'>\n<li style='font-size:14px'>9 died.</li></ul>")
    assert draft.text == "9 died."


def test_a_page_hidden_whole_until_its_script_runs_is_read() -> None:
    draft = _read("<style>body{visibility:hidden}</style><body><p>9 died.</p></body>")
    assert draft.text == "9 died."


def test_a_headline_in_the_pages_header_is_found_by_its_title() -> None:
    draft = _read(
        "<title>Market shelled - The Example</title><header><h2>World</h2><h1>Market shelled</h1>"
        f"</header><main><p>{_LEAD}</p><p>{_MORE}</p></main>"
    )
    assert ("headline", "Market shelled") in _kinds(draft)


def test_an_article_in_an_element_named_like_furniture_stays_body() -> None:
    draft = _read(f"<div class='widget'><h1>Head</h1><p>{_LEAD}</p><p>{_MORE}</p></div>")
    assert [kind for kind, _ in _kinds(draft)][1:] == ["body", "body"]


def test_a_page_without_main_text_says_so() -> None:
    assert "no main text found" in _read("<nav><a href='/'>Home</a></nav>").flags


def test_a_raised_word_is_set_apart_from_the_number_before_it() -> None:
    assert _read("<p>12<sup>new</sup> people died.</p>").text == "12 new people died."


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>12 <br> 000 people</p>", "12\n000 people"),
        ("<p>12<br/><br/>000 people</p>", "12\n000 people"),
        ("<table><tr><td>1 </td> <td> 000</td></tr></table>", "1\n000"),
        ("<table><tr><th>1</th><td>000</td></tr><tr><td>2</td></tr></table>", "1\n000\n\n2"),
        ("<ul><li>1 <li>000</ul>", "1\n\n000"),
        ("<p>1 <span style='display:block'>000</span></p>", "1\n\n000"),
        ("<p>1 <span style='display:inline-block'>000</span> men</p>", "1\n000 men"),
        ("<p>1<img src='a.png'>000 men</p>", "1\n000 men"),
        ("<p>1 <del>of</del> 000 men</p>", "1\n000 men\n\nof"),
        ("<p>1 <sup>a</sup> 000 men</p>", "1\n000 men\n\na"),
        ("<p>1 <bdo dir='rtl'>23</bdo> 000 men</p>", "1\n000 men\n\n\u202e23\u202c"),
        ("<p>Some <b style='margin:1em'>12</b>, men</p>", "Some 12, men"),
    ],
)
def test_what_stands_on_two_lines_is_never_joined_by_a_space(markup: str, text: str) -> None:
    # "1 000" is one number, as a space groups thousands in many countries.
    assert _read(markup).text == text

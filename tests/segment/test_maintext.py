"""What a page says of itself is what trafilatura's own search finds, in less of its time."""

from datetime import date

import pytest
from lxml.html import HtmlElement, document_fromstring
from trafilatura.metadata import extract_metadata

from khaldun.segment.maintext import PageData, read_page_data

_LATEST = date(2020, 1, 1)
_STORY = "<h1>Market shelled</h1><p>By <a rel='author'>A. Writer</a></p><p>Shells fell.</p>"
_LINKED = (
    '{"@context": "https://schema.org", "@type": "NewsArticle", "datePublished": "2016-03-04",'
    ' "publisher": {"@type": "Organization", "name": "The Example"}, "headline": "Shelled"}'
)
_HEADS = {
    "nothing": "",
    "a title": "<title>Market shelled | The Example</title>",
    "a title with a host": "<title>Market shelled - courier.example</title>",
    "open graph": "<meta property='og:title' content='Shells &amp; fire'>"
    "<meta property='og:site_name' content='the example'>"
    "<meta property='og:url' content='https://courier.example/shells'>",
    "an account of the publisher": "<meta name='twitter:site' content='@courier'>",
    "a date": "<meta property='article:published_time' content='2016-03-04T10:00:00Z'>",
    "a date to come": "<meta property='article:published_time' content='2031-03-04T10:00:00Z'>",
    "an address": "<link rel='canonical' href='https://www.courier.example/2016/03/04/market'>",
    "an address without its host": "<link rel='canonical' href='/market'>"
    "<meta property='og:image' content='https://courier.example/a.jpg'>",
    "linked data": f"<script type='application/ld+json'>{_LINKED}</script>",
    "broken linked data": f"<script type='application/ld+json'>{_LINKED[:90]}</script>",
}


def _theirs(tree: HtmlElement) -> PageData:
    options = {"original_date": True, "extensive_search": False, "max_date": _LATEST.isoformat()}
    found = extract_metadata(tree, date_config=options, extensive=False)
    return PageData(
        title=found.title or None,
        publisher=found.sitename or None,
        published=date.fromisoformat(found.date) if found.date else None,
        url=found.url or None,
    )


@pytest.mark.parametrize("head", _HEADS.values(), ids=_HEADS.keys())
@pytest.mark.parametrize("story", [_STORY, "<time datetime='2015-02-01'>1 Feb</time><p>12 died."])
def test_what_a_page_says_of_itself_is_what_the_library_finds(head: str, story: str) -> None:
    tree = document_fromstring(f"<html><head>{head}</head><body>{story}</body></html>")
    assert read_page_data(tree, latest=_LATEST) == _theirs(tree)


def test_the_heads_say_something() -> None:
    found = {
        name: read_page_data(
            document_fromstring(f"<html><head>{head}</head><body>{_STORY}</body></html>"),
            latest=_LATEST,
        )
        for name, head in _HEADS.items()
    }
    assert found["linked data"].publisher == "The Example"
    assert found["linked data"].published == date(2016, 3, 4)
    assert found["a date to come"].published is None
    assert found["open graph"].url == "https://courier.example/shells"

"""Links of feeds and sitemaps, and what is refused as none."""

from datetime import UTC, datetime

import pytest

from khaldun.capture.feeds import Entry, entries
from khaldun.errors import UnreadableInput


def test_the_links_of_each_kind_of_feed_are_found() -> None:
    at = datetime(2024, 5, 1, 12, tzinfo=UTC)
    rss = (
        b"<rss><channel><item><link> http://a.example/1 </link>"
        b"<pubDate>Wed, 01 May 2024 12:00:00 +0000</pubDate></item></channel></rss>"
    )
    atom = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry>'
        b'<link rel="self" href="http://a.example/no"/><link href="http://a.example/1"/>'
        b"<updated>2024-05-01T12:00:00Z</updated></entry></feed>"
    )
    sitemap = (
        b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url>'
        b"<loc>http://a.example/1</loc><lastmod>2024-05-01T12:00:00+00:00</lastmod></url></urlset>"
    )
    for feed in (rss, atom, sitemap):
        assert entries(feed, name="f") == ([Entry(url="http://a.example/1", changed=at)], [])
    index = b"<sitemapindex><sitemap><loc>http://a.example/s</loc></sitemap></sitemapindex>"
    assert entries(index, name="f") == ([], ["http://a.example/s"])


BOMB = (
    b'<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "&%c;&%c;&%c;&%c;">' % (c, *[c - 1] * 4) for c in range(98, 123))
    + b"]><rss><channel><item><link>&z;</link></item></channel></rss>"
)


@pytest.mark.parametrize(
    "feed",
    [
        b"",
        b"no feed",
        b"<html><body>404</body></html>",
        b"\x00\xff" * 50,
        BOMB,
        b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><link>&x;</link></rss>',
        BOMB.decode().encode("utf-16"),
    ],
)
def test_what_is_no_feed_or_declares_entities_is_refused(feed: bytes) -> None:
    with pytest.raises(UnreadableInput):
        entries(feed, name="f")

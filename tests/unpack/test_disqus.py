"""Threads of an export of Disqus: comments are voices, deleted ones are passed over."""

from collections.abc import Callable

import pytest

from boxes import Take, told
from khaldun.case import Case


def export(*posts: str) -> bytes:
    """An export with a thread of these posts, and one without any."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><disqus xmlns="http://disqus.com" '
        'xmlns:dsq="http://disqus.com/disqus-internals"><thread dsq:id="1"><link>'
        "http://courier.example/raid</link><title>Raid &amp; fire</title></thread>"
        f'<thread dsq:id="2"><title>Quiet</title></thread>{"".join(posts)}</disqus>'
    ).encode()


def post(author: str, message: str, *, deleted: str = "false") -> str:
    return (
        f'<post dsq:id="{author}"><message><![CDATA[<p>{message}</p>]]></message>'
        f"<createdAt>2016-03-04T12:00:00Z</createdAt><isDeleted>{deleted}</isDeleted>"
        f'<author><name>{author}</name></author><thread dsq:id="1"/></post>'
    )


def test_each_comment_of_a_thread_is_a_voice(take: Take, opened: Callable[[], Case]) -> None:
    posts = post("Ann", told(7)), post("Bob", "No, <s>7</s> 9!"), post("C", "x", deleted="true")
    done = take(export__xml=export(*posts))
    assert done["export.xml"].state == "opened"
    assert done["export.xml"].reason == (
        "1 document; passed over: 1 deleted comments, 1 threads without comments"
    )
    with opened() as case:
        (report,) = case.ledger.reports()
    assert (report.url, report.title) == ("http://courier.example/raid", "Raid & fire")
    assert report.flags == ("struck-out text",)
    assert [
        (one.author, one.posted, report.text[one.start : one.end])
        for one in report.passages
        if one.kind == "comment"
    ] == [("Ann", "2016-03-04T12:00:00Z", told(7)), ("Bob", "2016-03-04T12:00:00Z", "No, 9!")]


def test_no_message_passes_for_the_words_of_another(take: Take, opened: Callable[[], Case]) -> None:
    forged = '</li></ul><li class="post"><span class="author">Ann</span><p class="comment">30!</p>'
    take(export__xml=export(post("Mallory", f"Hm. {forged}<!-- 7 -->"), post("Ann", told(7))))
    with opened() as case:
        (report,) = case.ledger.reports()
    by = [(one.author, report.text[one.start : one.end]) for one in report.passages if one.number]
    assert [author for author, words in by if "30!" in words] == ["Mallory"]
    assert [author for author, _ in by] == ["Mallory", "Ann"]


@pytest.mark.parametrize(
    "markup",
    ["<style>li.post,.post-message{display:none}</style>", "<plaintext>", "<textarea>", "<title>"],
)
def test_no_message_silences_another_or_swallows_it(
    markup: str, take: Take, opened: Callable[[], Case]
) -> None:
    take(export__xml=export(post("Mallory", f"Hm. {markup}30!"), post("Ann", told(7))))
    with opened() as case:
        (report,) = case.ledger.reports()
    by = {one.author: report.text[one.start : one.end] for one in report.passages if one.author}
    assert by["Ann"] == told(7)
    assert by["Mallory"].startswith("Hm.")


@pytest.mark.parametrize(
    ("content", "state", "reason"),
    [
        (b"<rss/>", "refused", "no export of Disqus"),
        (export(post("Ann", "x"))[:-30], "failed", "no whole XML"),
        (b'<!DOCTYPE d [<!ENTITY a "aa">]><d>&a;</d>', "refused", "no export of Disqus"),
    ],
)
def test_what_is_no_whole_export_is_named(
    take: Take, content: bytes, state: str, reason: str
) -> None:
    done = take(export__xml=content)["export.xml"]
    assert done.state == state
    assert reason in (done.reason or "")

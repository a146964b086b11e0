"""Readers' comments are told apart from the article, whichever system wrote the page."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from khaldun.segment.article import read_article

_STORY = [
    "Shells fell on the market of the old town on Thursday morning, two medical workers said.",
    "The governor asked residents to stay at home while the army searched the quarter for shells.",
]
with Path(__file__).with_name("threads.toml").open("rb") as _file:
    _THREADS = tomllib.load(_file)["thread"]


@pytest.mark.parametrize("thread", _THREADS, ids=[thread["system"] for thread in _THREADS])
def test_each_comment_is_a_voice_of_its_own(thread: dict[str, Any]) -> None:
    story = "".join(f"<p>{words}</p>" for words in _STORY)
    page = (
        "<html><head><title>Market shelled</title></head><body><article><h1>Market shelled</h1>"
        f"{story}</article>{thread['markup']}</body></html>"
    )
    draft = read_article(page, name="page.html", latest=date(2020, 1, 1))
    told = [(p, draft.text[p.start : p.end]) for p in draft.passages]
    assert [words for p, words in told if p.kind == "body"] == _STORY
    assert [
        [p.author or "", p.posted or "", words] for p, words in told if p.kind == "comment"
    ] == thread["said"]

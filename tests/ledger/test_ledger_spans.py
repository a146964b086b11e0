"""A span's words are the report's words, for texts of every script, through codec and ledger."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inputs import Input, scattered

import strategies
from khaldun import codec
from khaldun.ledger import schema
from khaldun.ledger.connection import prepare
from khaldun.ledger.spans import spans, strays
from khaldun.ledger.store import Ledger
from khaldun.records import Account, Report

#: More than 5,000 in all, as some short texts are drawn twice.
EXAMPLES, BATCH = 240, 25


@pytest.fixture(scope="module")
def counted() -> Iterator[set[str]]:
    """The texts that were tried, which must be 5,000 different ones in the end."""
    texts: set[str] = set()
    yield texts
    assert len(texts) >= 5_000


def in_memory() -> Ledger:
    """A ledger that no disk slows down."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    prepare(connection)
    schema.migrate(connection, Path("memory"))
    return Ledger(connection, Path("memory"))


def roundtrip(inputs: list[Input]) -> Iterator[tuple[Report, Account]]:
    """Each account and its report, as the ledger gives them back."""
    with closing(in_memory()) as ledger:
        for item in inputs:
            item.append(ledger)
        reports = {report.id: report for report in ledger.reports()}
        for account in ledger.accounts():
            yield reports[account.report], account


@settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    texts=st.lists(strategies.documents(), min_size=BATCH, max_size=BATCH + 5, unique=True),
    seed=st.integers(0, 2**32),
)
def test_spans_of_5000_documents_come_back_exactly(
    counted: set[str], texts: list[str], seed: int
) -> None:
    inputs = [
        scattered(text, location=f"{number}.txt", seed=seed + number)
        for number, text in enumerate(texts)
    ]
    seen = list(roundtrip(inputs))
    assert {report.text for report, _ in seen} == set(texts)
    assert {account for _, account in seen} == {account for i in inputs for account in i.accounts}
    for report, account in seen:
        for _, span in spans(account):
            assert report.text[span.start : span.end] == span.text
    counted.update(texts)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_every_span_of_any_account_is_found_and_holds(data: st.DataObject) -> None:
    report = data.draw(strategies.reports())
    account = data.draw(strategies.accounts(report))
    again = codec.decode(codec.encode(account), Account)
    assert again == account
    assert codec.encode(account).count(b'"end":') == len(list(spans(again)))
    assert not list(strays(again, report.text))


@given(strategies.documents(), st.data())
def test_a_span_of_other_words_is_named_by_its_path(text: str, data: st.DataObject) -> None:
    account = scattered(text, location="a.txt", seed=data.draw(st.integers(0, 99))).accounts[0]
    place = data.draw(st.integers(0, len(text) - 1))
    other = text[:place] + ("x" if text[place] != "x" else "y") + text[place + 1 :]
    touched = [path for path, span in spans(account) if span.start <= place < span.end]
    named = [stray.partition(" at ")[0] for stray in strays(account, other)]
    assert named == touched

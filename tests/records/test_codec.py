"""JSON is canonical, comes back as the record that it was, and broken JSON is named by its path."""

import json
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import strategies
from khaldun import codec, records
from khaldun.errors import IntegrityError
from khaldun.records import Account, Capture, Judgement, Outcome, Report, Run, Span

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
KINDS = [
    kind
    for name, kind in vars(records).items()
    if isinstance(kind, type) and kind.__module__ == records.__name__ and name != "_"
]
SMALL = [
    Capture(
        id="0" * 64,
        location="a\x00b",
        media_type="text/plain",
        size=2**60,
        captured_at=NOON,
        method="file",
        run="r",
        headers=(("Date", "…"),),
    ),
    Run(
        id="r", started_at=NOON, code_version="1", reader="rules", knowledge_hash="k",
        settings_hash="s",
    ),
    Outcome(location="a", name="a", capture=None, run="r", state="failed", reason="no permission"),
    Judgement(
        id="i", relation="same", left="a", right="b", verdict="unsure", reason="r",
        decided_by="d", decided_at=NOON, previous=None, score=0.1 + 0.2,
    ),
]  # fmt: skip


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_reports_and_accounts_come_back_equal(data: st.DataObject) -> None:
    report = data.draw(strategies.reports())
    account = data.draw(strategies.accounts(report))
    for record, kind in ((report, Report), (account, Account)):
        encoded = codec.encode(record)
        again = codec.decode(encoded, kind)
        assert again == record
        assert codec.encode(again) == encoded, "the bytes are the same, so the hash is"
        assert codec.digest(again) == codec.digest(record)
        assert json.loads(encoded) == json.loads(json.dumps(codec.plain(record)))


@pytest.mark.parametrize("record", SMALL, ids=lambda record: type(record).__name__)
def test_small_records_come_back_equal(record: object) -> None:
    assert codec.decode(codec.encode(record), type(record)) == record


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ('{"start":0,"end":"1","text":"x"}', r"\$\.end"),
        ('{"start":0,"end":1.5,"text":"x"}', r"\$\.end"),
        ('{"start":true,"end":1,"text":"x"}', r"\$\.start"),
        ('{"start":0,"end":1}', "text"),
        ('{"start":0,"end":2,"text":"x"}', "has 1 characters"),
        ('{"start":0,"end":1,"text":null}', r"\$\.text"),
        ("[]", "object"),
        ("", "truncated"),
        ('{"start":0', "truncated"),
        ('{"start":NaN,"end":1,"text":"x"}', "malformed"),
    ],
)
def test_broken_json_is_named_by_its_path(data: str, path: str) -> None:
    for form in (data, data.encode()):
        with pytest.raises(IntegrityError, match=f"not a Span: .*{path}"):
            codec.decode(form, Span)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_break_deep_inside_an_account_is_named_by_its_path(data: st.DataObject) -> None:
    report = data.draw(strategies.reports())
    account = data.draw(strategies.accounts(report))
    plain: Any = json.loads(codec.encode(account))
    plain["evidence"][-1]["start"] = "one"
    path = r"\$\.evidence\[(\d+|\.\.\.)\]\.start"
    with pytest.raises(IntegrityError, match=path):
        codec.decode(json.dumps(plain), Account)


def test_a_word_outside_its_list_is_refused() -> None:
    encoded = codec.encode(SMALL[2]).replace(b'"failed"', b'"fine"')
    with pytest.raises(IntegrityError, match=r"\$\.state"):
        codec.decode(encoded, Outcome)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_record_has_a_json_schema_with_all_its_fields(kind: type) -> None:
    schema = codec.schema(kind)
    properties = schema["$defs"][kind.__name__]["properties"]
    assert list(properties) == [field.name for field in fields(kind)]
    json.dumps(schema)

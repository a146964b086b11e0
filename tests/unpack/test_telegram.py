"""Messages of Telegram: each a report, forwards credited, replies in a group as comments."""

from collections.abc import Callable

import pytest

from boxes import Take, told
from khaldun import api
from khaldun.case import Case
from khaldun.faces.explain import accounts_of
from khaldun.records import Outcome, Report
from khaldun.settings import Settings
from khaldun.tools import build_tools
from sheets import chat, chat_message, chat_page, message


def reports(case: Callable[[], Case], done: dict[str, Outcome]) -> dict[str, Report]:
    with case() as opened:
        return {
            name.partition("!/")[2]: opened.ledger.report(outcome.report)
            for name, outcome in done.items()
            if outcome.report
        }


def test_each_message_of_a_channel_is_a_report_of_its_day(
    take: Take, opened: Callable[[], Case]
) -> None:
    more = message(5, told(9), reply_to_message_id=4)
    service = {"id": 1, "type": "service", "action": "create_channel"}
    done = take(result__json=chat([service, message(4, told(7)), more]))
    assert done["result.json"].reason == "2 documents; passed over: 1 service messages"
    found = reports(opened, done)
    assert set(found) == {"message 4", "message 5"}
    assert {report.publisher for report in found.values()} == {"Example Channel"}
    assert found["message 4"].text == told(7)
    assert (
        str(found["message 4"].published and found["message 4"].published.earliest) == "2019-03-05"
    )


def test_what_a_channel_forwards_is_credited(take: Take, opened: Callable[[], Case]) -> None:
    done = take(result__json=chat([message(4, told(7), forwarded_from="Radio North")]))
    assert done["result.json!/message 4"].state == "read"
    with opened() as case:
        claims = [claim for account in case.ledger.accounts() for claim in account.claims]
    assert {claim.chain[0].name for claim in claims} == {"Radio North"}
    assert all(
        claim.chain[0].words and claim.chain[0].words.text == "Radio North" for claim in claims
    )


def test_whoever_reads_what_was_forwarded_credits_the_same(
    take: Take, opened: Callable[[], Case]
) -> None:
    take(result__json=chat([message(4, told(7), forwarded_from="Radio North")]))
    tools = build_tools(Settings(reader="rules"))
    with opened() as case:
        (report,) = case.ledger.reports()
        kept = list(case.ledger.accounts())
        assert accounts_of(report, case, reader="rules") == kept
    read = api.read(report, tools=tools)
    assert list(api.resolve(report, read, gazetteer=tools.gazetteer, roster=tools.roster)) == kept


def test_replies_in_a_group_are_comments(take: Take, opened: Callable[[], Case]) -> None:
    person = {"from": "A Reader", "from_id": "user8"}
    replies = [
        message(5, "My cousin saw 30 dead.", reply_to_message_id=4, **person),
        message(6, "I doubt it.", reply_to_message_id=5, **person),
    ]
    done = take(result__json=chat([message(4, told(7)), *replies], kind="public_supergroup"))
    (report,) = reports(opened, done).values()
    assert [(p.kind, p.author) for p in report.passages] == [
        ("body", None),
        ("comment", "A Reader"),
        ("comment", "A Reader"),
    ]


def test_a_struck_out_number_of_a_message_leaves_the_flow(
    take: Take, opened: Callable[[], Case]
) -> None:
    text = ["At least ", {"type": "strikethrough", "text": "12"}, "15 people were killed in Idlib."]
    (report,) = reports(opened, take(result__json=chat([message(4, text)]))).values()
    assert report.text == "At least 15 people were killed in Idlib.\n\n12"
    assert report.flags == ("struck-out text",)


def test_an_export_as_pages_gives_the_same(take: Take, opened: Callable[[], Case]) -> None:
    exported = chat_page(
        chat_message(4, told(7), sender="Example Channel"),
        chat_message(5, f"At least <s>12</s>15 dead.<br>{told(9)}"),
        chat_message(6, told(8), sender="Example Channel", forwarded="Radio North"),
    )
    done = take(messages__html=exported)
    found = reports(opened, done)
    assert set(found) == {"message4", "message5", "message6"}
    assert found["message4"].text == told(7)
    assert "1215" not in found["message5"].text
    assert found["message6"].text.startswith("Forwarded from Radio North\n\n")
    assert str(found["message6"].published and found["message6"].published.earliest) == "2019-03-05"


def test_replies_on_a_page_of_a_group_are_comments(take: Take, opened: Callable[[], Case]) -> None:
    exported = chat_page(
        chat_message(4, told(7), sender="Example Channel"),
        chat_message(5, "My cousin saw 30 dead.", sender="A Reader", reply=4),
        name="Example Talk",
    )
    (report,) = reports(opened, take(messages__html=exported)).values()
    assert [(p.kind, p.author) for p in report.passages][1:] == [("comment", "A Reader")]


@pytest.mark.parametrize("content", [b"{}", b'{"a": [1, 2]}', b"[]", b'{"messages": 5}', b"{"])
def test_json_that_is_no_export_is_refused_or_fails(take: Take, content: bytes) -> None:
    (outcome,) = take(other__json=content).values()
    assert outcome.state in {"refused", "failed"}

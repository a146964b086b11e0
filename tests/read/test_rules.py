"""The rule reader end to end, on short texts: spans, ids, gaps, order, whatever the text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaldun.evaluate.fusion import report_of
from khaldun.records import Account, Details, Span
from short_reports import counts, only, read, report, resolved, tools

NEWS = (
    "Air strikes hit a market in Manbij on Tuesday, killing at least 19 people, including six "
    "children, the Syrian Observatory for Human Rights said. Activists accused the Syrian army of "
    "carrying out the raid. The army denied any involvement. In Palmyra, clashes between rebels "
    "and Islamic State killed 12 fighters, a military source told Reuters. More than 250,000 "
    "people have been killed since the war began in 2011."
)
BARE = NEWS.replace(",", "").replace("'", "")


def spans(account: Account) -> list[Span]:
    """Every span of an account, with those of its phrases and claims."""
    phrases = [phrase.words for phrase in (account.when_phrase, account.where_phrase) if phrase]
    actors = [actor.words for actor in account.against]
    for claim in account.claims:
        phrases.append(claim.span)
        phrases += [source.words for source in claim.chain if source.words]
        actors += [claim.actor.words] if claim.actor else []
    return [*account.evidence, *phrases, *actors]


@pytest.mark.parametrize("text", [NEWS, BARE], ids=["punctuated", "bare"])
def test_a_report_is_read_to_its_accounts(text: str) -> None:
    strike, battle, war = read(text)
    assert [account.kind for account in (strike, battle, war)] == [
        "airstrike",
        "battle",
        "aggregate",
    ]
    assert {("killed", 19, None), ("killed", 6, 6)} <= counts(strike)
    assert ("killed", 12, 12) in counts(battle)
    assert ("killed", 250_000, None) in counts(war)


def test_who_says_what_is_kept_with_each_claim() -> None:
    strike, battle, _ = read(NEWS)
    sources = {source.name for claim in strike.figures for source in claim.chain}
    assert sources == {"Syrian Observatory for Human Rights"}
    assert [source.name for source in battle.figures[0].chain] == [
        "Reuters",
        "unnamed military source",
    ]
    assert {claim.certainty for claim in strike.by} == {"asserted", "denied"}


def test_an_account_has_one_claim_of_its_occurrence_and_it_comes_first() -> None:
    for account in read(NEWS):
        about = [claim.about for claim in account.claims]
        assert about[0] == "occurrence"
        assert about.count("occurrence") == 1


def test_reading_leaves_when_and_where_as_gaps() -> None:
    for account in read(NEWS):
        assert (account.when, account.where) == (None, None)
        assert {gap.role for gap in account.gaps} == {"when", "where"}


def test_what_names_no_time_and_no_place_says_so() -> None:
    account = only(read("Air strikes killed nine people."))
    assert {gap.role: gap.reason for gap in account.gaps} == {
        "when": "no time is stated",
        "where": "no place is named",
    }


def test_every_claim_names_the_rule_that_read_it() -> None:
    assert all(claim.rule for account in read(NEWS) for claim in account.claims)


def test_speech_alone_is_no_account() -> None:
    assert read("The minister praised the talks and left for the airport.") == ()


def test_an_account_keeps_its_id_when_it_is_resolved() -> None:
    before, after = read(NEWS), resolved(NEWS)
    assert [account.id for account in before] == [account.id for account in after]
    assert [[c.id for c in a.claims] for a in before] == [[c.id for c in a.claims] for a in after]


_ODD = st.sampled_from([
    "ﬁ", "İ", "ß", "½", "٣", "\u200b", "\u202e", "\u2066", "e\u0301", "\u00a0", "\U0001f4a5",
    "\ud800", "\x00", "\n", "\n\n", "\t", '"', "“", "”", "’", "'", ",", ", ", " ", "12", "1,200 ",
    "twenty-five ",
])  # fmt: skip
_SENTENCES = st.sampled_from([
    "Air strikes hit Manbij on Tuesday, killing nine people. ",
    "The attack wounded at least 12, including a nurse. ",
    "Activists accused Russia of carrying out the raid. ",
    "Russia denied carrying out the attack. ",
    "The Syrian Observatory for Human Rights said four of them were children. ",
    "It said dozens were wounded. ",
    "“Nine people died,” a medic told Reuters. ",
    "Elsewhere, shells killed two people in Palmyra and three in Kobani, 20 km east of Manbij. ",
    "Some 300,000 people have been killed since the war began. ",
    "Clashes broke out between rebels and government forces overnight. ",
    "Gunmen kidnapped eight engineers near Syria’s border on 3 May 2016. ",
    "The army plans to storm the town within 48 hours. ",
])  # fmt: skip
_TEXTS = (
    st.lists(_SENTENCES | _ODD | st.text(max_size=5), max_size=14)
    .map("".join)
    .filter(lambda text: any(map(str.isalnum, text)))
)


@settings(max_examples=300)
@given(_TEXTS)
def test_any_text_is_read_and_every_span_is_its_words(text: str) -> None:
    accounts = read(text)
    for account in accounts:
        for span in spans(account):
            assert text[span.start : span.end] == span.text
        assert {gap.role for gap in account.gaps} == {"when", "where"}
    assert len({account.id for account in accounts}) == len(accounts)
    claims = [claim.id for account in accounts for claim in account.claims]
    assert len(set(claims)) == len(claims)
    starts = [account.evidence[0].start for account in accounts]
    assert starts == sorted(starts)


@settings(max_examples=60)
@given(_TEXTS)
def test_reading_twice_gives_the_same_accounts(text: str) -> None:
    told = report(text)
    assert tools().reader.read(told) == tools().reader.read(told)


def test_the_publisher_is_part_of_a_reports_identity_and_so_of_its_accounts() -> None:
    ids = {
        only(
            tools().reader.read(
                report_of("made-up", "Air strikes killed nine people.", Details(publisher=name))
            )
        ).id
        for name in ("One Page", "Another Page")
    }
    assert len(ids) == 2

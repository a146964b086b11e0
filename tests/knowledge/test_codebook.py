"""The codebook as a data file that an analyst edits: its phrases, its kinds, its refusals."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khaldun.errors import KnowledgeError
from khaldun.knowledge.codebook import Codebook
from khaldun.knowledge.phrases import Lexicon, compile_phrase, compile_phrases, openings
from khaldun.records import FIGURE_KINDS, INCIDENT_KINDS


def data() -> dict[str, Any]:
    content = files("khaldun.knowledge").joinpath("data", "codebook.toml").read_text()
    return tomllib.loads(content)


@cache
def looked_for() -> list[Lexicon[Any]]:
    """The codebook's lists that stand behind their first letters, and one of every mark."""
    codebook = Codebook.open()
    marked = {1: ["a raid", "raids?"], 2: ["killed"], 3: ["hit*", "an"]}
    uncertain = {1: ["an?", "a raid"], 2: ["x*", "it? was _ hit"], 3: ["'raid"]}
    lists = (codebook.incidents, codebook.harms, codebook.nobody)
    return [*lists, Lexicon(marked), Lexicon(uncertain)]


#: Words that the codebook has and has not, and letters that have other forms.
_PIECES = (
    "air raids", "shelling", "ſhelling", "KILLED", "Killed", "no one was hurt", "İt was not hit",
    "it was soon hit", "A raid", "an", "xenon", "é", "bombing", "without casualties", "the", "",
)  # fmt: skip


def matches(phrase: str, text: str) -> bool:
    return compile_phrases([phrase]).fullmatch(text) is not None


@pytest.mark.parametrize(
    ("phrase", "text", "matched"),
    [
        ("raid", "raid", True),
        ("raid", "Raid", True),
        ("raid", "raids", False),
        ("raid*", "raids", True),
        ("raid*", "raided", True),
        ("raids?", "raid", True),
        ("raids?", "raids", True),
        ("raids?", "raided", False),
        ("air raid", "air raid", True),
        ("air raid", "air-raid", True),
        ("air raid", "air\nraid", True),
        ("air raid", "air  raid", True),
        ("air raid", "airraid", False),
        ("fired _ shells", "fired two shells", True),
        ("fired _ shells", "fired at least 40 shells", True),
        ("fired _ shells", "fired one after the other shells", False),
        ("fired _ shells", "fired shells", False),
        ("t-72", "T-72", True),
        ("o'clock", "o'clock", True),
    ],
)
def test_a_phrase_matches_what_its_marks_say(*, phrase: str, text: str, matched: bool) -> None:
    assert matches(phrase, text) == matched


@pytest.mark.parametrize("text", ["braid", "raid_", "raid5", "éraid"])
def test_a_phrase_matches_whole_words_only(text: str) -> None:
    assert compile_phrases(["raid"]).search(text) is None


def test_of_two_phrases_the_longer_matches() -> None:
    match = compile_phrases(["air", "air raid", "raid"]).search("an air raid")
    assert match is not None
    assert match.group() == "air raid"


def test_no_phrases_match_nothing() -> None:
    assert compile_phrases([]).search("anything at all") is None


def test_a_tree_of_phrases_finds_what_a_list_of_them_finds() -> None:
    for lists in data()["incident"].values():
        phrases = [*lists["sure"], *lists["likely"], "a", "an?", "x*"]
        ranked = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
        flat = "|".join(map(compile_phrase, ranked))
        listed = re.compile(rf"(?<!\w)(?:{flat})(?!\w)", re.IGNORECASE)
        tree = compile_phrases(phrases)
        words = [phrase.replace("*", "ing").replace("?", "").upper() for phrase in phrases]
        text = "; ".join([*words, *(f"{word} of" for word in words), "ſhelled", "BOMBING RAID"])
        found = [match.span() for match in tree.finditer(text)]
        assert found == [match.span() for match in listed.finditer(text)]
        assert len(found) > len(phrases)


@given(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=8), st.sampled_from(" -/.'x"))
def test_phrases_are_found_by_their_first_letters_as_everywhere(
    pieces: list[str], mark: str
) -> None:
    text = mark.join(pieces)
    for start in (0, 1):
        for lexicon in looked_for():
            found = [(label, one.span()) for label, one in lexicon.find(text, start, len(text))]
            assert found == [
                (label, match.span())
                for label, pattern in lexicon.lists
                for match in pattern.finditer(text, start, len(text))
            ]


def test_words_are_opened_by_three_letters_or_by_all() -> None:
    assert openings("Is the theatre in it?", 0, 21) == {
        "is": [0],
        "the": [3, 7],
        "in": [15],
        "it": [18],
    }
    assert openings("Raid in Ḥoms", 0, 12) is None


@pytest.mark.parametrize(
    "phrase", ["Raid", "air  raid", " raid", "raid ", "ra*id", "raid+", "_", "_ raid", "(raid)", ""]
)
def test_a_malformed_phrase_is_named(phrase: str) -> None:
    with pytest.raises(KnowledgeError, match=re.escape(repr(phrase))):
        compile_phrase(phrase)


def test_every_kind_that_is_read_by_words_has_words() -> None:
    told = {kind for (kind, _), _ in Codebook.open().incidents.lists}
    assert told == set(INCIDENT_KINDS) - {"aggregate", "other"}
    assert all(data()["incident"][kind]["sure"] for kind in told)


def test_harms_and_things_are_figures_of_a_known_kind() -> None:
    codebook = Codebook.open()
    harms = {kind for (kind, _), _ in codebook.harms.lists}
    assert harms <= set(FIGURE_KINDS)
    assert set(codebook.things) <= set(FIGURE_KINDS)
    assert harms | set(codebook.things) == set(FIGURE_KINDS)


def test_no_phrase_is_sure_of_two_kinds() -> None:
    kinds: dict[str, list[str]] = {}
    for kind, words in data()["incident"].items():
        for phrase in words["sure"]:
            kinds.setdefault(phrase, []).append(kind)
    assert {phrase: told for phrase, told in kinds.items() if len(told) > 1} == {}


def test_every_phrase_is_well_formed() -> None:
    lists = [
        phrases
        for table in data().values()
        for words in table.values()
        for phrases in (words.values() if isinstance(words, dict) else [words])
    ]
    assert lists
    for phrases in lists:
        for phrase in phrases:
            assert compile_phrase(phrase)


def test_a_person_is_told_by_a_determiner_and_a_noun() -> None:
    person = Codebook.open().person
    match = person.search("they shot a young Syrian woman there")
    assert match is not None
    assert match.group() == "a young Syrian woman"
    assert person.search("the woman's house") is None
    assert person.search("women") is None


def test_the_digest_is_that_of_the_file() -> None:
    first, second = Codebook.open(), Codebook.open()
    assert first.digest == second.digest
    assert re.fullmatch(r"[0-9a-f]{64}", first.digest)


def whole() -> str:
    return files("khaldun.knowledge").joinpath("data", "codebook.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "[incident.raid]",
            "[incident.swoop]",
            r"\[incident.swoop\] is none of airstrike",
        ),
        ("[figure.missing]", "[figure.lost]", r"\[figure.lost\] is none of killed, wounded"),
        (
            '"kidnap*"',
            '"air strike*"',
            "'air strike\\*' is sure to tell of airstrike",
        ),
        ('"kidnap*"', '"Kidnap!"', "the phrase 'Kidnap!'"),
        ("[hedging]", "[hedge]", "lacks the table or list 'hedging'"),
        ("[hedging]", "[hedging", "is no TOML"),
    ],
)
def test_a_codebook_that_breaks_its_rules_is_refused_with_the_entry(
    old: str, new: str, said: str
) -> None:
    with pytest.raises(KnowledgeError, match=said):
        Codebook.parse(whole().replace(old, new, 1).encode())

"""What a run loads once."""

from dataclasses import replace

import pytest

from khaldun.errors import KnowledgeError
from khaldun.knowledge.calendar import Calendar
from khaldun.knowledge.codebook import Codebook
from khaldun.knowledge.gazetteer import Gazetteer
from khaldun.knowledge.roster import Roster
from khaldun.settings import READERS, Settings
from khaldun.tools import build_tools


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_is_built_with_its_name_and_languages(reader: str) -> None:
    tools = build_tools(Settings(reader=reader))
    assert (tools.reader.name, tools.reader.languages) == (reader, frozenset({"en"}))
    assert tools.settings == Settings(reader=reader)


def test_a_reader_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(KnowledgeError, match="no reader 'oracle'; readers: learned, rules"):
        build_tools(Settings(reader="oracle"))


def test_the_same_data_gives_the_same_hash() -> None:
    assert build_tools(Settings()).knowledge_hash == build_tools(Settings()).knowledge_hash


@pytest.mark.parametrize("part", [Codebook, Gazetteer, Roster, Calendar])
def test_the_hash_changes_with_any_data_file(
    part: type[Codebook | Gazetteer | Roster | Calendar], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = build_tools(Settings()).knowledge_hash
    edited = _edited(part)
    monkeypatch.setattr(part, "open", classmethod(lambda _, **__: edited))
    assert build_tools(Settings()).knowledge_hash != before


def _edited(part: type[Codebook | Gazetteer | Roster | Calendar]) -> object:
    """The knowledge as it would be after one character of its file was changed."""
    opened = part.open()
    if isinstance(opened, Codebook | Calendar):
        return replace(opened, digest="edited")
    opened.digest = "edited"
    return opened

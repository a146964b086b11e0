"""What is not written in English is refused by the name of its language, and never misread."""

import tomllib
from pathlib import Path

import pytest

from khaldun.errors import RefusedInput
from khaldun.evaluate.cards import Read
from khaldun.faces.measuring import reading_by
from khaldun.records import Details

TEXTS = tomllib.loads((Path(__file__).parent / "languages.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def read() -> Read:
    return reading_by("rules")


@pytest.mark.parametrize("code", TEXTS)
def test_another_language_is_refused_by_name(read: Read, code: str) -> None:
    with pytest.raises(RefusedInput, match=r"is written in [A-Z]\w+; this reader reads English"):
        read("market", TEXTS[code], Details())


def test_there_are_forty_of_them() -> None:
    assert len(TEXTS) >= 40

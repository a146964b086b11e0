"""The words of time as a data file that an analyst edits."""

from importlib.resources import files

import pytest

from khaldun.errors import KnowledgeError
from khaldun.knowledge.calendar import Calendar, parse


def data() -> str:
    return files("khaldun.knowledge").joinpath("data", "times.toml").read_text()


def test_a_month_that_an_analyst_adds_is_known() -> None:
    edited = parse(data().replace("[months]\n", "[months]\nnisan = 4\n").encode())
    assert edited.words["nisan"].value == 4
    assert edited.digest != Calendar.open().digest


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("january = 1\n", "january = 13\n", "january = 13"),
        ("monday = 0\n", "Monday = 0\n", "small letters"),
        ("yesterday = -1\n", "monday = -1\n", "two|stands in"),
        ("[saying]", "[sayings]", "'saying' is missing"),
    ],
)
def test_a_broken_list_is_named(before: str, after: str, message: str) -> None:
    with pytest.raises(KnowledgeError, match=message):
        parse(data().replace(before, after).encode())

"""Which counts are doubted, by either reader."""

import pytest

from khaldun.faces.measuring import reading_by
from khaldun.records import Details

_PLACE = "in an air strike on the market of Douma on Monday"


def _certainties(text: str, reader: str) -> list[str]:
    _, accounts = reading_by(reader)("douma", text, Details())
    return [claim.certainty for account in accounts for claim in account.figures]


@pytest.mark.parametrize("reader", ["rules", "learned"])
@pytest.mark.parametrize(
    "text",
    [
        f"Six people were also reported killed {_PLACE}.",
        f"Six people have reportedly been killed {_PLACE}.",
        f"Six people are reported to have died {_PLACE}.",
        f"There are reports that six people were killed {_PLACE}.",
        f"Six people were killed {_PLACE} near the old mill, according to preliminary reports.",
    ],
)
def test_a_count_that_is_only_reported_is_hedged(text: str, reader: str) -> None:
    assert _certainties(text, reader) == ["hedged"]


@pytest.mark.parametrize("reader", ["rules", "learned"])
def test_a_count_of_a_named_source_is_asserted(reader: str) -> None:
    text = f"Six people were killed {_PLACE}, the Civil Defence reported."
    assert _certainties(text, reader) == ["asserted"]

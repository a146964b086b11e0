"""What looks like a count and counts nothing: dates, ages, measures, names with numbers."""

import pytest

from short_reports import quantities

NOT_COUNTED = {
    "a year": "In 2015 the war went on",
    "a year between nouns": "the 2013 attack",
    "years of a decade": "1990s weapons",
    "a date": "on 7 May 2015 the raid began",
    "a date month first": "on May 7 the raid began",
    "a date without its comma": "on May 7 2015 the raid began",
    "a clock time": "at 10:30 the raid began",
    "an hour": "at 5 pm the raid began",
    "an hour with points": "at 6 a.m. the raid began",
    "dollars": "$300 were paid",
    "dollars in words": "300 dollars were paid",
    "euros": "\u20ac5 million were paid",
    "percent sign": "30% of the town",
    "percent": "30 percent of the town",
    "per cent": "thirty per cent of the town",
    "an age": "a 23-year-old",
    "an age that follows": "aged 34",
    "years old": "34 years old",
    "an ordinal": "the 12th brigade",
    "an ordinal day": "the 3rd day",
    "a calibre": "a 122 mm rocket",
    "a calibre closed up": "122mm rockets",
    "kilometres": "20 km east of the town",
    "metres": "500 metres from the market",
    "miles": "twelve miles to the south",
    "a tank's name": "a T-72 was hit",
    "a resolution": "Resolution 2254 was passed",
    "an order": "Order No. 12 was signed",
    "a road": "route 4 was cut",
    "thirds": "two thirds of the town",
    "quarters": "three quarters of the city",
    "a fraction": "1/2 of the town",
    "a raised digit": "12\u00b2 people",
    "a raised one": "12\u00b9 people",
    "a part of a person": "1.5 people",
    "one of many": "one of the most violent days",
    "one of theirs": "one of their bases",
    "one day": "one day the war will end",
    "one another": "they shelled one another",
    "days": "three days ago",
    "hours": "in 48 hours",
    "the past hours": "in the past 24 hours",
    "storeys": "the 5-storey building",
    "tonnes": "40 tonnes of wheat",
    "kilos": "3,000 kilos of wheat",
    "a footnote": "They fled in the first week.[2] The war went on",
    "footnotes": "They fled.[3][4]",
    "a war": "They fled in World War Two and came back",
    "a class": "a class 4 crime",
}


@pytest.mark.parametrize("text", NOT_COUNTED.values(), ids=NOT_COUNTED)
def test_what_counts_nothing_is_no_quantity(text: str) -> None:
    assert [text[found.start : found.end] for found in quantities(text)] == []

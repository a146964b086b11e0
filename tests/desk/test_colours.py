"""Every pair of colours that the stylesheet sets can be read: WCAG 2.2 AA, light and dark."""

import re
from importlib.resources import files

import pytest

CSS = files("khaldun.desk").joinpath("static", "desk.css").read_text("utf-8")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COLOUR = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6});")
_DECLARED = re.compile(r"([\w-]+):\s*([^;]+);")
#: What text may inherit onto any ground that is not set with a colour of its own.
_INHERITED = ("ink", "soft", "accent")
_GROUNDS = ("paper", "panel")
#: Text, and what is no text but must be told from its ground: edges of fields, marks of a chart.
_TEXT, _SHAPE = 4.5, 3.0


def _themes() -> dict[str, dict[str, str]]:
    light, dark = re.findall(r":root \{([^}]*)\}", CSS)
    return {"light": dict(_COLOUR.findall(light)), "dark": dict(_COLOUR.findall(dark))}


def _rules() -> list[tuple[str, dict[str, str]]]:
    """The selector and the declarations of every rule, those inside of @media too."""
    found = _RULE.findall(re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL))
    return [(selector.strip(), dict(_DECLARED.findall(body))) for selector, body in found]


def _named(value: str) -> str:
    """The colour of our own that a declaration names."""
    found = re.search(r"var\(--([\w-]+)\)", value)
    return found[1] if found else ""


def contrast(one: str, other: str) -> float:
    """The ratio of two colours by WCAG: 1 for none, 21 for black on white."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def _pairs() -> set[tuple[str, str]]:
    """The colour of words and of their ground, as rules set them or words inherit them."""
    pairs = {(word, ground) for word in _INHERITED for ground in _GROUNDS}
    for _, declared in _rules():
        word, ground = _named(declared.get("color", "")), _named(declared.get("background", ""))
        if ground:
            pairs.add((word, ground))
        elif word:
            pairs |= {(word, one) for one in _GROUNDS}
    # Links and quiet words keep their colour on a row that is raised.
    return pairs | {(word, "raised") for word in _INHERITED}


def test_the_formula_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_both_themes_name_the_same_colours() -> None:
    themes = _themes()
    assert themes["light"].keys() == themes["dark"].keys()
    used = {_named(value) for _, declared in _rules() for value in declared.values()} - {""}
    assert used == themes["light"].keys()


def test_a_rule_that_sets_a_ground_sets_the_words_on_it() -> None:
    bare = [
        selector
        for selector, declared in _rules()
        if "background" in declared and "color" not in declared
    ]
    assert not bare


def test_no_rule_sets_a_colour_that_has_no_name() -> None:
    for selector, declared in _rules():
        for name, value in declared.items():
            if not name.startswith("--") and not selector.startswith(":root"):
                assert not re.search(r"#[0-9a-f]{3,8}\b|rgb|hsl|oklch", value), selector


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_can_be_read_on_their_ground(theme: str) -> None:
    colours = _themes()[theme]
    pairs = _pairs()
    assert len(pairs) >= 15
    weak = {
        pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2)
        for pair in sorted(pairs)
        if contrast(colours[pair[0]], colours[pair[1]]) < _TEXT
    }
    assert not weak


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_edges_of_fields_and_marks_can_be_told_from_their_ground(theme: str) -> None:
    colours = _themes()[theme]
    for shape in ("edge", "accent", "bad"):
        for ground in _GROUNDS:
            assert contrast(colours[shape], colours[ground]) >= _SHAPE, (shape, ground)

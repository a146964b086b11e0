"""Whatever changes in the ledger's file is named by verify, or the file is refused."""

import random
import shutil
import sqlite3
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from inputs import failed, make_run, told

from khaldun import codec
from khaldun.errors import KhaldunError
from khaldun.ledger import schema
from khaldun.ledger.journal import identify
from khaldun.ledger.store import Ledger
from khaldun.ledger.tables import ACCOUNTS, JUDGEMENTS, Entry
from khaldun.records import Judgement

FLIPS = 400
ALEPH = "قُتل 12 شخصًا"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger whose tables fill most of its pages, with overflow, as an empty page hides flips."""
    path = tmp_path_factory.mktemp("filled") / "ledger.sqlite"
    with Ledger.open(path, create=True) as ledger:
        ids = []
        for number in range(60):
            lines = [f"{number} {line} {ALEPH}" for line in ("killed", "hurt " * 10 * number)]
            given = told("\n".join(lines), location=f"{number}.txt", run=make_run(number % 3))
            given.append(ledger)
            ids += [account.id for account in given.accounts]
        failed(run=make_run(0)).append(ledger)
        told("13 killed.", location="0.txt", run=make_run(4)).append(ledger, reading="rules 2")
        for left, right in pairwise(ids[:40]):
            ledger.judge(
                relation="same",
                left=left,
                right=right,
                verdict="no",
                reason="two places",
                decided_by="A. Reader",
                decided_at=make_run().started_at,
            )
        assert not list(ledger.verify())
    return path


@pytest.fixture
def copy(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(filled, tmp_path / "ledger.sqlite"))


def tamper(path: Path, *statements: str, keep_triggers: bool = True) -> None:
    """Change the file behind the ledger's back, as someone with another program could."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
        ).fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _, sql in triggers if keep_triggers else ():
            connection.execute(sql)


def faults(path: Path) -> list[str]:
    """What verify says of the file; an error that is not ours fails the test."""
    try:
        with Ledger.open(path, write=False) as ledger:
            return list(ledger.verify())
    except KhaldunError as error:
        return [str(error)]


def test_a_sound_ledger_has_no_faults(copy: Path) -> None:
    tamper(copy)
    assert faults(copy) == []


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            "UPDATE accounts SET body = replace(body, 'people', 'guests')",
            r"^accounts \w+: the body",
        ),
        ("UPDATE reports SET body = body || ' '", r"^reports \w+: the body"),
        ("UPDATE readings SET location = 'z' WHERE number = 2", "^readings 2: column location"),
        ("UPDATE accounts SET start = start + 1", r"^accounts \w+: column start"),
        ("UPDATE captures SET run = (SELECT max(id) FROM runs)", r"^captures \w+: column run"),
        ("DELETE FROM readings WHERE number = 3", "^readings 3: missing, the next one is 4"),
        ("DELETE FROM judgements WHERE number = 2", "^judgements 2: missing, the next one is 3"),
        ("DELETE FROM runs", "^captures: row .* names a row of runs that is missing"),
        ("DELETE FROM accounts", "^reading_accounts: row .* of accounts that is missing"),
        ("DELETE FROM reports", r"^accounts \w+: its report \w+ is missing or damaged"),
        ("DELETE FROM reading_accounts WHERE reading = 4", "^reading_accounts 4: not the accounts"),
        (
            "UPDATE reading_accounts SET position = position + 9 WHERE reading = 4",
            "^reading_accounts 4: not the accounts",
        ),
        ("DROP INDEX accounts_by_id", "^database: the definition of 'accounts_by_id' is missing"),
        ("CREATE TABLE notes (id)", "^database: the definition of 'notes' is foreign"),
        (
            "UPDATE runs SET hash = 'x' WHERE id = (SELECT min(id) FROM runs)",
            r"^runs \w+: the body",
        ),
    ],
)
def test_each_kind_of_change_is_named_with_its_table_and_id(
    copy: Path, statement: str, words: str
) -> None:
    tamper(copy, statement)
    found = faults(copy)
    assert any(matches(words, fault) for fault in found), found


def matches(pattern: str, text: str) -> bool:
    return pytest.raises(AssertionError, match=pattern).matches(AssertionError(text))


def test_missing_guards_are_named(copy: Path) -> None:
    tamper(copy, keep_triggers=False)
    assert "database: the definition of 'accounts_no_delete' is missing" in faults(copy)


def rewrite(path: Path, table: str, key: str, row: dict[str, Any]) -> None:
    """Give a row another body with a hash that fits, as a careful forger would."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"DROP TRIGGER {table}_no_update")
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(
            f"UPDATE {table} SET hash = :hash, body = :body WHERE {key} = :{key}", row
        )
        connection.execute(schema_of(f"{table}_no_update"))


def schema_of(name: str) -> str:
    with closing(sqlite3.connect(":memory:")) as connection:
        schema.tables_of_evidence(connection)
        return schema.describe(connection)[name]


def test_a_forged_judgement_breaks_the_chain(copy: Path) -> None:
    with Ledger.open(copy, write=False) as ledger:
        second = list(ledger.judgements())[1]
    forged = change(second, "yes")
    rewrite(copy, "judgements", "number", JUDGEMENTS.row(Entry(number=2, judgement=forged)))
    assert faults(copy) == [
        f"judgements 2: its id {second.id} does not fit its fields",
    ]


def change(judgement: Judgement, verdict: Any) -> Judgement:
    plain = codec.plain(judgement)
    return codec.decode(codec.encode({**plain, "verdict": verdict}), Judgement)


def test_a_judgement_forged_with_its_id_breaks_the_chain_at_the_next(copy: Path) -> None:
    with Ledger.open(copy, write=False) as ledger:
        second = list(ledger.judgements())[1]
    forged = change(second, "yes")
    renamed = codec.plain(forged) | {"id": identify(forged)}
    entry = Entry(number=2, judgement=codec.decode(codec.encode(renamed), Judgement))
    row = JUDGEMENTS.row(entry)
    rewrite(copy, "judgements", "number", row)
    tamper(copy, f"UPDATE judgements SET id = '{row['id']}' WHERE number = 2")
    assert faults(copy) == [
        f"judgements 3: it does not name the one before, {row['id']}",
    ]


def test_a_span_that_says_other_words_than_its_report_is_named(copy: Path) -> None:
    with Ledger.open(copy, write=False) as ledger:
        account = next(ledger.accounts())
    moved = codec.plain(account)
    moved["evidence"][0]["start"] += 1
    moved["evidence"][0]["end"] += 1
    forged = ACCOUNTS.row(codec.decode(codec.encode(moved), type(account)))
    tamper(copy, f"UPDATE accounts SET start = {forged['start']} WHERE id = '{account.id}'")
    rewrite(copy, "accounts", "id", forged)
    wanted = rf"^accounts {account.id}: \$\.evidence\[0\] at \d+:\d+ says .*, the report says "
    assert any(matches(wanted, fault) for fault in faults(copy))


def content(path: Path) -> tuple[Any, ...] | None:
    """All that the file says, byte for byte; None where it cannot be read."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            connection.text_factory = bytes
            names = (
                "runs", "captures", "reports", "accounts", "readings", "reading_accounts",
                "judgements", "sqlite_schema",
            )  # fmt: skip
            columns = {"sqlite_schema": "type, name, tbl_name, sql"}
            return tuple(
                tuple(connection.execute(f"SELECT {columns.get(name, '*')} FROM {name}"))
                for name in names
            )
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return None


def test_every_flipped_bit_is_named_or_in_bytes_that_say_nothing(
    filled: Path, tmp_path: Path
) -> None:
    """A quarter of the flips hit the first page, where the header and the definitions begin."""
    original, chance = filled.read_bytes(), random.Random(7)
    path, whole, named, read_on = tmp_path / "ledger.sqlite", content(filled), 0, 0
    for number in range(FLIPS):
        place = chance.randrange(4096 if number % 4 == 0 else len(original))
        flipped = bytearray(original)
        flipped[place] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        found = faults(path)
        named += bool(found)
        assert found or content(path) == whole, f"byte {place} changed, and nothing was said"
        read_on += uses(path)
    assert named > FLIPS // 2
    assert read_on > FLIPS // 4


def uses(path: Path) -> bool:
    """Whether every listing works; the only errors allowed are ours."""
    try:
        with Ledger.open(path, write=False) as ledger:
            for listing in (
                ledger.outcomes, ledger.reports, ledger.accounts, ledger.captures, ledger.runs,
                ledger.judgements,
            ):  # fmt: skip
                list(listing())
            ledger.content_digest()
    except KhaldunError:
        return False
    return True


@pytest.mark.parametrize("size", [0, 1, 99, 100, 4095, 4096, 20_000])
def test_a_file_cut_short_is_refused_or_named(filled: Path, tmp_path: Path, size: int) -> None:
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(filled.read_bytes()[:size])
    assert faults(path)

"""The table of claims as Parquet: the columns of the CSV, with types; for tools that read columns.

Text stands as it is in the report, without the apostrophe that keeps a spreadsheet from running
it: nothing that reads Parquet runs cells.
"""

from collections.abc import Iterable
from datetime import date
from typing import TextIO

from khaldun.errors import InputError
from khaldun.export.tables import COLUMNS, Cell, rows
from khaldun.records import Account, Incident, Report

_WHOLE = ("low", "high", "start", "end")
_REAL = ("lat", "lon", "within_km")
_DAYS = ("published", "when_earliest", "when_latest")


def write(
    incidents: Iterable[Incident],
    accounts: Iterable[Account],
    reports: Iterable[Report],
    stream: TextIO,
) -> None:
    """Writes the table into the bytes under the stream: int64, float64, date32 and text columns.

    Raises:
        InputError: the library that writes Parquet is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra, large and seldom needed
        from pyarrow import parquet  # noqa: PLC0415 - as above
    except ImportError as error:
        raise InputError("--as parquet needs pyarrow: pip install 'khaldun[parquet]'") from error
    kinds = dict.fromkeys(COLUMNS, pa.string())
    kinds |= dict.fromkeys(_WHOLE, pa.int64()) | dict.fromkeys(_REAL, pa.float64())
    kinds |= dict.fromkeys(_DAYS, pa.date32())
    told = list(rows(incidents, accounts, reports))
    columns = {
        name: pa.array([_typed(name, row.get(name)) for row in told], kind)
        for name, kind in kinds.items()
    }
    stream.flush()
    parquet.write_table(pa.table(columns), stream.buffer)


def _typed(name: str, cell: Cell) -> Cell | date:
    if cell is None or cell == "":
        return None
    return date.fromisoformat(str(cell)) if name in _DAYS else cell

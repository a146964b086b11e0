"""What was handed over can be looked at while it is being read."""

from pathlib import Path

from khaldun.desk.intake import Lot
from khaldun.records import Details


class _Outcome:
    """An outcome beside which another file's comes in as soon as it is looked at."""

    def __init__(self, lot: Lot) -> None:
        self.lot = lot

    @property
    def state(self) -> str:
        self.lot.outcomes[f"{len(self.lot.outcomes)}.txt"] = _Outcome(self.lot)  # type: ignore[assignment]  # as good as one
        return "failed"

    @property
    def reason(self) -> str:
        return self.state


def test_a_lot_is_counted_while_its_files_come_to_their_ends() -> None:
    lot = Lot(folder=Path("lot"), names={}, details=lambda _: Details())
    lot.outcomes["first.txt"] = _Outcome(lot)  # type: ignore[assignment]  # as good as one
    assert lot.states == {"failed": 1}
    assert len(lot.unread) == 2
    assert lot.left == []

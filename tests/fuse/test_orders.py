"""No finding and no number of a codebook hangs on an order or on the accident of an id."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incident_cases import AMAL, ROSTER, Told, blame, card, figure, tell
from khaldun.fuse.findings import find
from khaldun.fuse.lineage import texts
from khaldun.fuse.origins import Origins
from khaldun.fuse.policies import Cell, policies
from khaldun.fuse.statements import Carrier, Statements
from khaldun.fuse.traits import Parties
from khaldun.records import Account, Finding, Incident

#: Texts that are long enough to be known again in a copy, and one that is not.
_RUBBLE = (
    "Jets struck the village of Tel Amal overnight and people died. Rescuers dug through the "
    "rubble of two houses near the old mill until noon while planes circled above the valley."
)
_MORNING = (
    "Residents woke to explosions in Tel Amal, a farming village by the river. By morning the "
    "clinic had counted its dead, and a column of cars had left for the towns of the north."
)
TEXTS = (_RUBBLE, _MORNING, "People died in Tel Amal overnight.")
#: The first is the same place as either of the next two, which are 10 km apart and not the same.
PLACES = (AMAL, ("Tall Amal", 35.045, 40.0, 3.0), ("Amal Mill", 34.955, 40.0, 3.0), None)
DAYS = (("2024-05-09", "2024-05-09"), ("2024-05-08", "2024-05-09"), ("2024-05-08", "2024-05-08"))

says = st.sampled_from(((), ("Amal Watch",), ("Red Cross",), ("Wire One", "unnamed medic")))
certainties = st.sampled_from(("asserted", "hedged", "denied"))
numbers = st.sampled_from(
    (
        {"low": 6, "high": 6},
        {"low": 12, "high": 12},
        {"low": 12, "high": None},
        {"low": None, "high": 15},
        {"low": 6, "high": 15},
        {"low": 12, "high": 12, "approx": True},
        {"low": None, "high": None, "vague": "dozens"},
    )
)
nouns = ("people", "civilians", "soldiers", "militants", "children", "women and children")
figures = st.builds(
    lambda number, who, sure, kind, of: (
        figure(0, *who, certainty=sure, kind=kind, of=of)
        | {"approx": False, "vague": None}
        | number
    ),
    numbers,
    says,
    certainties,
    st.sampled_from(("killed", "wounded")),
    st.sampled_from(nouns),
)
blames = st.builds(
    lambda actor, who, sure: blame(actor, *who, certainty=sure),
    st.sampled_from(("Russia", "Israel", "Syrian army", "Syrian government", "Hill Guard")),
    says,
    certainties,
)
cards = st.builds(
    card,
    st.sampled_from(TEXTS),
    place=st.sampled_from(PLACES),
    days=st.sampled_from(DAYS),
    status=st.sampled_from(("happened", "denied", "planned")),
    figures=st.lists(figures, max_size=4),
    by=st.lists(blames, max_size=2),
)
papers = st.lists(
    st.tuples(
        cards,
        st.sampled_from(("The Gazette", "The Herald", "Amal Watch")),
        st.sampled_from(("2024-05-10", "2024-05-11")),
    ),
    min_size=1,
    max_size=5,
)
Paper = tuple[dict[str, Any], str, str]


@dataclass(frozen=True)
class Rendered:
    """What is made of one incident's reports."""

    findings: tuple[Finding, ...]
    cells: dict[str, dict[str, Cell]]


def told_by(papers: Sequence[Paper], names: str) -> list[Told]:
    """The reports of these papers; what they are named decides what their ids are."""
    return [
        tell(f"{names} {n}", told, publisher=publisher, published=day)
        for n, (told, publisher, day) in enumerate(papers)
    ]


def rendered(told: Sequence[Told], *, shuffle: Random | None = None) -> Rendered:
    """All accounts as one incident: its findings, and the cells of every codebook."""
    reports = {report.id: report for report, _ in told}
    accounts = [account for _, several in told for account in several]
    if shuffle:
        shuffle.shuffle(accounts)
        accounts = [_shuffled(account, shuffle) for account in accounts]
    parties, shared = Parties(ROSTER), texts(reports)
    origins = Origins(accounts, reports, shared, parties)
    carriers = {one.id: Carrier.of(reports[one.report], shared) for one in accounts}
    findings = find(Statements(accounts, origins, parties, carriers), "airstrike")
    return Rendered(findings, cells_of(findings, accounts))


def _shuffled(account: Account, chance: Random) -> Account:
    claims, against = list(account.claims), list(account.against)
    chance.shuffle(claims)
    chance.shuffle(against)
    return replace(account, claims=tuple(claims), against=tuple(against))


def cells_of(
    findings: tuple[Finding, ...], accounts: Sequence[Account]
) -> dict[str, dict[str, Cell]]:
    """The cells of each codebook."""
    claims = {claim.id: claim for account in accounts for claim in account.claims}
    incident = Incident(
        id="i", version="1", kind="airstrike", accounts=(), origins=(), findings=findings
    )
    return {name: policy.render(incident, claims) for name, policy in policies().items()}


unhurried = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])


@unhurried
@given(papers=papers, seed=st.integers(0, 99))
def test_no_order_of_accounts_or_claims_changes_a_finding_or_a_cell(
    papers: list[Paper], seed: int
) -> None:
    told = told_by(papers, "paper")
    assert rendered(told, shuffle=Random(seed)) == rendered(told)


@unhurried
@given(papers=papers)
def test_other_ids_give_the_same_findings_and_numbers(papers: list[Paper]) -> None:
    assert shown(rendered(told_by(papers, "paper"))) == shown(rendered(told_by(papers, "sheet")))


def shown(made: Rendered) -> tuple[list[Any], dict[str, Any]]:
    """What of it a person sees who looks at no id."""
    findings = [
        (
            finding.field,
            finding.agreement,
            [
                (v.value, v.certainty, v.superseded, v.altered, len(v.origins), len(v.accounts))
                for v in finding.values
            ],
        )
        for finding in made.findings
    ]
    cells = {
        policy: {name: (cell.value, len(cell.used), len(cell.aside)) for name, cell in row.items()}
        for policy, row in made.cells.items()
    }
    return findings, cells

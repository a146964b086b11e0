"""Everything that costs time to load, built once: knowledge and the reader."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import khaldun
from khaldun.errors import KnowledgeError
from khaldun.knowledge.added import indexes
from khaldun.knowledge.calendar import Calendar
from khaldun.knowledge.codebook import Codebook
from khaldun.knowledge.gazetteer import Gazetteer
from khaldun.knowledge.layouts import Layouts
from khaldun.knowledge.roster import Roster
from khaldun.read.learned import LearnedReader, Weights
from khaldun.read.reader import NoReader, Reader
from khaldun.read.rules import RuleReader
from khaldun.read.tellings import Knowledge
from khaldun.records import Run, record_id
from khaldun.settings import READERS, UNREAD, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """The knowledge and the reader of a run. `knowledge_hash` changes with any data file."""

    settings: Settings
    codebook: Codebook
    gazetteer: Gazetteer
    roster: Roster
    reader: Reader
    knowledge_hash: str


def build_tools(settings: Settings) -> Tools:
    """Load what reading needs, some 0.3 s.

    Raises:
        KnowledgeError: a data file is missing or breaks its rules, or there is no such reader.
    """
    codebook, roster = Codebook.open(), Roster.open()
    gazetteer = Gazetteer.open(added=indexes(Path(settings.places)) if settings.places else ())
    knowledge = Knowledge.of(codebook, gazetteer, roster)
    parts = (codebook, gazetteer, roster, Calendar.open(), Layouts.open())
    digests = [part.digest for part in parts]
    reader: Reader = RuleReader(knowledge)
    if settings.reader == "learned":
        weights = Weights.open()
        digests.append(weights.digest)
        reader = LearnedReader(knowledge, weights)
    elif settings.reader == UNREAD:
        reader = NoReader()
    elif settings.reader not in READERS:
        known = ", ".join((*READERS, UNREAD))
        raise KnowledgeError(f"there is no reader {settings.reader!r}; readers: {known}")
    return Tools(
        settings=settings,
        codebook=codebook,
        gazetteer=gazetteer,
        roster=roster,
        reader=reader,
        knowledge_hash=hashlib.sha256("".join(digests).encode()).hexdigest(),
    )


def new_run(tools: Tools) -> Run:
    """A run that starts now, with these tools."""
    started_at = datetime.now(UTC)
    settings = tools.settings
    identity = (khaldun.__version__, settings.reader, tools.knowledge_hash, settings.digest())
    return Run(
        id=record_id("run", started_at.isoformat(), *identity),
        started_at=started_at,
        code_version=khaldun.__version__,
        reader=settings.reader,
        knowledge_hash=tools.knowledge_hash,
        settings_hash=settings.digest(),
    )

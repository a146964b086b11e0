"""How the readers do out of domain: MUC-4's TST2, 100 reports on Latin America around 1989.

    KHALDUN_DATA=<folder> PYTHONPATH=src python benchmarks/muc4.py [--reader learned]

Nothing was trained or set on these texts; what is below was written looking at TST1 (`--part
tst1`). Two tables: the slots of MUC-4 that Khaldun reads, and the six of the shorter form, of
which it misses weapons and nearly all physical targets.

Case is restored to the texts, which are in capitals: as words stand in the training reports and in
UD English EWT, as roster and gazetteer know names, and for words unseen there by how they look and
what stands beside them in these texts. No key is looked at for it.

Simpler than MUC-4's own scoring: a filler is right or wrong, without half points. Of what gets half
a point there, right are a date within the key's range, an open date that ends on the key's, and a
part of a person's name or description; so is a night of two days for either. All else is wrong, so
a location needs country and most exact place ("country" has the first alone, outside the sum). Name
and description of a target are one slot. Stage, category, types, nations, totals and physical
effects are not compared. Aligning is greedy and needs the same type, or ATTACK as the answer.

An account makes a template if it happened and is at most two months older than its report. The
guidelines leave out more: incidents between armed sides alone, outside of nine countries, told in
general or not believed. Khaldun is not asked which these are, so they are spurious here.
"""

import argparse
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

from muc4_key import SIX, SLOTS, Answer, Days, Told, content, days_in, read_key, tally

from khaldun.evaluate.names import fold
from khaldun.evaluate.tables import tabulate
from khaldun.faces.measuring import reading_by
from khaldun.knowledge.states import States
from khaldun.records import ARTICLE, Account, ActorRef, Claim, Details, Figure
from khaldun.settings import DATA_VARIABLE, READER, READERS, Settings, data_folder
from khaldun.text import sentences
from khaldun.tools import Tools, build_tools

#: The texts and the key of each part.
_TST1 = ("tst1/tst1-muc3", "tst1/key-tst1.v7")
PARTS = {"tst1": _TST1, "tst2": ("tst2/tst2-muc4", "tst2/key-tst2.v4")}
#: MUC-4's incident types. Kinds that are not here make no template.
TYPES = (
    dict.fromkeys("airstrike shelling chemical battle shooting execution raid".split(), "ATTACK")
    | dict.fromkeys(("aircraft_loss", "other"), "ATTACK")
    | dict.fromkeys(("bombing", "explosion"), "BOMBING")
    | {"abduction": "KIDNAPPING", "destruction": "ARSON"}
)
#: "ERP [PEOPLE'S REVOLUTIONARY ARMY]", "PATRIOTIC FRONT (FPMR)": a name that is written out.
_GROUP = re.compile(r"\b([A-Z]{2,6})\s\[([A-Z][A-Z' ]+)\]|([A-Z][A-Z' ]+?)\s[\[(]([A-Z]{2,6})[\])]")
_JOINTS = frozenset("a an and at by del de el for from in la las los of on the to with y".split())
#: What stands before a noun and hardly ever before a name.
_BEFORE_NOUNS = "a an his her their its our this these those some many several any no".split()
_NOUN = re.compile(rf"\b(?:{'|'.join(_BEFORE_NOUNS)}) (\w+)", re.IGNORECASE)
_ENDING = re.compile(
    r".{3,}(?:able|ably|ally|al|ance|ed|ence|ers?|ful|ibly|ings?|ish|ism|ists?|ity|ives?|i[sz]e[sd]?"
    r"|less|ly|ments?|ness|ous|ships?|ions?)"
)
_MONTH = re.compile(r"(?<=\d )(?:may|march)\b|\b(?:may|march)(?= \d)")
_TITLES = frozenset(
    "president minister general colonel captain major lieutenant sergeant father archbishop bishop"
    " monsignor mr mrs dr judge senator mayor ambassador governor commander deputy cardinal".split()
)
#: What the guidelines call recent.
_RECENT = timedelta(days=62)
_EFFECTS = {"killed": "DEATH", "wounded": "INJURY", "abducted": "", "casualties": ""}


class Cases:
    """Gives a text in capitals its case back."""

    def __init__(self, mixed: Iterable[str], upper: str, tools: Tools) -> None:
        """Learns the case of words from mixed texts, and from capitals which words are nouns."""
        self._forms: dict[str, Counter[str]] = defaultdict(Counter)
        for sentence in (one for text in mixed for one in sentences(text)):
            for word in sentence.words[1:]:
                self._forms[word.lower][word.text] += 1
        self._nouns = {match[1].lower() for match in _NOUN.finditer(upper)}
        self._groups: set[tuple[str, ...]] = set()
        self._short: set[str] = set()
        for match in _GROUP.finditer(upper):
            self._note(match[1] or match[4], (match[2] or match[3]).lower().split())
        self._tools = tools

    def _note(self, short: str, name: Sequence[str]) -> None:
        """Takes the longest end of a name whose initials are mostly the letters of the short."""
        for tail in (tuple(name[start:]) for start in range(max(0, len(name) - 8), len(name) - 1)):
            telling = [word[0].upper() for word in tail if word not in _JOINTS]
            common = sum((Counter(telling) & Counter(short)).values())
            near = len(telling) <= len(short) + 1 and common * 2 > len(short)
            if near and tail[0] not in _JOINTS and short.lower() not in self._forms:
                self._groups.add(tail)
                self._short.add(short.lower())
                return

    def restore(self, text: str) -> str:
        """The text, with capitals where sentences and names begin."""
        pieces, end = [], 0
        for sentence in sentences(text):
            said = [self._word(word.lower) for word in sentence.words]
            for start, stop in self._phrases([word.lower for word in sentence.words]):
                said[start:stop] = [_capital(word) for word in said[start:stop]]
            for i, (word, after) in enumerate(pairwise([*said, ""])):
                if word in _TITLES and after[:1].isupper():
                    said[i] = _capital(word)
            first = next((i for i, word in enumerate(said) if word[0].isalnum()), 0)
            said[first] = said[first][0].upper() + said[first][1:]
            for place, written in zip(sentence.words, said, strict=True):
                pieces += [text[end : place.start], written]
                end = place.end
        restored = "".join([*pieces, text[end:]])
        return _MONTH.sub(lambda match: match[0].capitalize(), restored)

    def _word(self, word: str) -> str:
        """A word as it is mostly written: known ones as seen, others by their looks."""
        stem = word.removesuffix("'s")
        if stem not in {word, ""}:
            return self._word(stem) + "'s"
        if word in self._short or re.fullmatch(r"(?:[a-z]\.)+[a-z]", word):
            return word.upper()
        forms = self._forms.get(word, Counter())
        # A word of both sorts ("court", "white") is a name too seldom to be taken for one.
        lower = forms[word] * 6 >= forms.total() > 0
        if self._tools.roster.state_called(_capital(word)) and not lower:
            return _capital(word)
        if forms and (lower or forms.total() > 2 or word not in self._nouns):
            return word if lower else forms.most_common(1)[0][0]
        return self._unseen(word)

    def _unseen(self, word: str) -> str:
        if "-" in word.strip("-"):
            return "-".join(map(self._word, word.split("-")))
        if word in self._nouns or _ENDING.fullmatch(word) or self._forms.get(word[:-1]):
            return word
        return _capital(word) if re.search("[aeiouy]", word) else word.upper()

    def _phrases(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Where names of several words stand that gazetteer, roster or the texts know."""
        roster, gazetteer = self._tools.roster, self._tools.gazetteer
        for i, word in enumerate(words):
            if word in _JOINTS or not word[0].isalpha():
                continue
            rest = list(map(_capital, words[i : i + 8]))
            sizes = [len(name) for name in self._groups if name == tuple(words[i : i + len(name)])]
            count, party = roster.longest(rest)
            # Of a state's forces ("the Syrian army") only the state has a capital.
            sizes += [count] if party and ":" not in party.id and party.role is None else []
            sizes.append(gazetteer.longest(rest))
            if max(sizes) > 1:
                yield i, i + max(sizes)


def _capital(word: str) -> str:
    return word if word in _JOINTS else word[0].upper() + word[1:]


def read_texts(raw: str) -> Iterator[tuple[str, str, str]]:
    """Each document's name, dateline and body, without what stands between the two."""
    for part in re.split(r"(?m)^(?=TST\d-MUC\d-)", raw)[1:]:
        name, _, rest = part.partition("\n")
        flat = "\n\n".join(" ".join(paragraph.split()) for paragraph in rest.split("\n\n"))
        dateline, _, body = flat.strip().partition(" -- ")
        yield name.strip(), dateline, re.sub(r"^.*?\[(?:TEXT|EXCERPTS?|SUMMARY)\] ", "", body)


def mixed_texts(folder: Path) -> Iterator[str]:
    """Texts in ordinary case, to learn it from."""
    for path in sorted((folder / "train" / "texts").glob("*.txt")):
        yield path.read_text("utf-8")
    for path in sorted((folder / "data" / "ud-ewt").glob("*.conllu")):
        lines = path.read_text("utf-8").splitlines()
        yield from (line.removeprefix("# text = ") for line in lines if line.startswith("# text ="))


class Answering:
    """Accounts in MUC-4's words."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._countries = States.open(Path(str(files("khaldun.knowledge"))) / "data").countries
        things = tools.codebook.things
        self._things = [things[kind] for kind in ("other", "vehicles", "aircraft")]

    def answers(self, accounts: Iterable[Account], published: date | None) -> Iterator[Answer]:
        """The accounts that the guidelines ask for, each as a template."""
        for account in accounts:
            when, told = account.when, account.status == "happened" and account.voice == ARTICLE
            old = published and when and when.latest < published - _RECENT
            if account.kind in TYPES and told and not old:
                country, places = self._where(account)
                kind, days, named = TYPES[account.kind], _days(account), self._named(account)
                yield Answer(kind=kind, days=days, country=country, places=places, named=named)

    def _where(self, account: Account) -> tuple[str | None, frozenset[str]]:
        where, phrase = account.where, account.where_phrase
        if where is None or where.country is None:
            return None, frozenset()
        name = where.name.partition(" (")[0]
        found = self._tools.gazetteer.exactly(name)
        whole = any((one.feature, one.country) == ("country", where.country) for one in found)
        names = {fold(name), fold(phrase.name if phrase else name)}
        country = fold(self._countries.get(where.country, where.country))
        return country, frozenset(() if whole else names)

    def _party(self, actor: ActorRef) -> str | None:
        """The kind of the party that an actor is known to be."""
        party = self._tools.roster.party(actor.actor) if actor.actor else None
        return party.kind if party else None

    def _named(self, account: Account) -> dict[str, tuple[Told, ...]]:
        named: dict[str, list[Told]] = defaultdict(list)
        for claim, actor in ((claim, claim.actor) for claim in account.by if claim.actor):
            slot, perpetrator = self._perpetrator(claim, actor)
            named[slot].append(perpetrator)
        counted = list(filter(None, (_suffered(claim.figure) for claim in account.figures)))
        known = {content(one.name) for one in counted}
        others = [Told(one.name) for one in account.against if content(one.name) not in known]
        for one in [*counted, *others]:
            thing = not one.said and any(some.search(one.name) for some in self._things)
            named["physical target" if thing else "human target"].append(one)
        return {slot: _each_once(some) for slot, some in named.items()}

    def _perpetrator(self, claim: Claim, actor: ActorRef) -> tuple[str, Told]:
        """An organisation is a known party or has a name; others are individuals to MUC-4."""
        kind = self._party(actor)
        if kind in {"people", "collective"} or (kind is None and not actor.name[:1].isupper()):
            return "perp individual", Told(actor.name)
        return "perp org", Told(actor.name, {"org confidence": self._confidence(claim, actor)})

    def _confidence(self, claim: Claim, actor: ActorRef) -> str:
        """By the guidelines' tree: acquitted, claimed, suspected (by whom?), else a fact."""
        origin = claim.chain[-1] if claim.chain else None
        if claim.certainty == "denied":
            return "ACQUITTED"
        if origin and (origin.party or fold(origin.name)) in {actor.actor, fold(actor.name)}:
            return "CLAIMED OR ADMITTED"
        if claim.certainty != "hedged" and "accused" not in claim.rule:
            return "REPORTED AS FACT"
        party = self._tools.roster.party(origin.party) if origin and origin.party else None
        authority = party is not None and party.kind in {"state_force", "government"}
        return "SUSPECTED OR ACCUSED" + " BY AUTHORITIES" * authority


def _days(account: Account) -> Days | None:
    """Days as the key writes them; an incident dated by its report is of that day or before."""
    when = account.when
    return ((None if when.basis == "published" else when.earliest), when.latest) if when else None


def _each_once(told: Iterable[Told]) -> tuple[Told, ...]:
    """Without those of one name of whom the same is said."""
    return tuple({(content(one.name), *one.said.values()): one for one in told}.values())


def _suffered(figure: Figure | None) -> Told | None:
    """A figure of people as a target with its number and effect."""
    if figure is None or figure.kind not in _EFFECTS:
        return None
    low, high = figure.low, figure.high
    number = str(low) if low == high else f"{low or ''}-{high or ''}"
    said = {"target number": "PLURAL" if figure.vague else "~" * figure.approx + number}
    effect = _EFFECTS[figure.kind]
    return Told(figure.of, said | ({"target effect": effect} if effect else {}))


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--reader", choices=READERS, default=READER)
    parser.add_argument("--part", choices=PARTS, default="tst2")
    options = parser.parse_args()
    folder = data_folder()
    if folder is None:
        sys.exit(f"{__doc__}\nSet {DATA_VARIABLE}.")
    texts, key = (folder / "data" / "muc4" / name for name in PARTS[options.part])
    documents = list(read_texts(texts.read_text("utf-8")))
    tools, read = build_tools(Settings(reader="rules")), reading_by(options.reader)
    cases = Cases(mixed_texts(folder), " ".join(body for _, _, body in documents), tools)
    answering = Answering(tools)
    answers: dict[str, list[Answer]] = {}
    for name, dateline, body in documents:
        details = Details(published=next(days_in(dateline), None))
        text = f"{cases.restore(dateline)} -- {cases.restore(body)}"
        _, accounts = read(name, text, details)
        answers[name] = list(answering.answers(accounts, details.published))
    keys = read_key(key.read_text("utf-8"))
    for slots in (SLOTS, SIX):
        table = tabulate([tally(some, answers[name], slots) for name, some in keys.items()])
        print(f"{table.text()}\n")


if __name__ == "__main__":
    main()

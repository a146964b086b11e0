"""How well places are found and placed in news that is not of war: LGL and GeoVirus.

    KHALDUN_DATA=<folder> python benchmarks/toponyms.py

LGL (Lieberman and others 2010) is of local papers, most of them American; GeoVirus (Gritta and
others 2018) of epidemics. The measures are those of `khaldun evaluate places`.
"""

import sys

from khaldun.evaluate.toponyms import read_documents, score
from khaldun.knowledge.gazetteer import Gazetteer
from khaldun.settings import DATA_VARIABLE, data_folder


def main() -> None:
    """Print a table for each set."""
    folder = data_folder()
    if folder is None:
        sys.exit(f"{__doc__}\nSet {DATA_VARIABLE}.")
    gazetteer = Gazetteer.open()
    for name in ("lgl", "GeoVirus"):
        print(name)
        documents = read_documents(folder / "data" / "toponyms" / f"{name}.jsonl")
        print(score(documents, gazetteer).text())


if __name__ == "__main__":
    main()

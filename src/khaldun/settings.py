"""All that can be set, in one frozen object; the only file that reads the environment."""

import hashlib
import json
import os
import shutil
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path

#: Where the development data lies, for the tests and figures that need it.
DATA_VARIABLE = "KHALDUN_DATA"
#: What a person may hand to the desk at once: bytes in all, and files. A folder of 2,000 saved
#: pages is some 400 MB.
UPLOAD_BYTES = 1_000_000_000
UPLOAD_FILES = 5_000
#: Who can read, and who does unless the user says otherwise.
READERS = ("learned", "rules")
#: In a reader's place: reports are taken in, and left unread.
UNREAD = "none"
READER = "learned"
#: What holds number libraries to one thread.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Caps and choices of a run. Sizes in bytes, times in seconds."""

    #: A saved page is rarely above 2 MB; 20 MB leaves room for inlined pictures.
    max_file_bytes: int = 20_000_000
    #: An archive inside an archive, or one record or mail, before it is taken apart.
    max_archive_bytes: int = 60_000_000
    #: All that comes out of one file, archives in it included; an archive is 100 times its size at
    #: most.
    max_unpacked_bytes: int = 20_000_000_000
    #: Processor time for one report in the child process, before it is ended. The longest of the
    #: development reports takes 1.3 s.
    max_seconds: float = 20.0
    #: Address space of a child process, measured at 0.6 GB on ordinary pages.
    max_memory_bytes: int = 2_000_000_000
    #: Memory in use by a child process.
    max_resident_bytes: int = 512_000_000
    reader: str = READER
    #: A folder of indexes of places that were added (`khaldun places add`); a case has its own.
    places: str = ""

    def with_places(self, folder: Path) -> "Settings":
        """These settings, with the places that were added in a folder, which may be missing."""
        return replace(self, places=str(folder.absolute()))

    def digest(self) -> str:
        """A hash of every setting, kept with each run. Which places were added is told by the hash
        of the knowledge, not by the name of a folder, which can be moved.
        """
        told = {name: value for name, value in asdict(self).items() if name != "places"}
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:20]


def one_thread() -> None:
    """Number libraries that are loaded from now on use one thread, as in the children that read."""
    os.environ.update(ONE_THREAD)


def ready_for_spark() -> bool:
    """Whether there is a Java; Spark's workers will run this Python, unless the user named one."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    return shutil.which("java") is not None or "JAVA_HOME" in os.environ


def data_folder() -> Path | None:
    """The folder of development data that the user named, if any."""
    named = os.environ.get(DATA_VARIABLE)
    return Path(named) if named else None

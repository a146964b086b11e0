"""Files of any storage that Spark reads (s3a, hdfs, gs, file, …), named by URL."""

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from py4j.java_gateway import JavaObject
from py4j.protocol import Py4JJavaError
from pyspark.sql import SparkSession

from khaldun.errors import InputError

#: Files that are fetched at the same time: most of it is waiting for the storage.
_THREADS = 8
_MAX_MESSAGE = 300
#: Not of Azure, which names a container before its account.
_PASSWORD = re.compile(r"[^/]*//[^/@]*:[^/@]*@")


@dataclass(frozen=True, slots=True)
class Remote:
    """A file of a storage: its URL as the user began it, and how many bytes it has."""

    url: str
    size: int


class Storage:
    """What the driver of Spark can list and fetch, with the rights that Spark is configured with.

    One stream for each file goes to the disk of this machine, so a file may have any size.
    """

    def __init__(self, spark: SparkSession) -> None:
        jvm: Any = spark._jvm  # noqa: SLF001 - PySpark has no other way to Hadoop's file systems
        self._configuration: JavaObject = spark._jsc.hadoopConfiguration()  # noqa: SLF001 - same
        self._path: Any = jvm.org.apache.hadoop.fs.Path

    def files(self, url: str) -> Iterator[Remote]:
        """The file of this URL, or those at or below it, by name; hidden ones as on a disk.

        Raises:
            InputError: it does not exist, it holds a password, or Spark cannot list it.
        """
        if _PASSWORD.match(url):
            raise InputError("a URL holds a password; give it to Spark's configuration instead")
        try:
            root = self._path(url)
            system = root.getFileSystem(self._configuration)
            if not system.exists(root):
                raise InputError(f"{url} does not exist; check the spelling")
            found = dict(_below(system, system.makeQualified(root)))
        except Py4JJavaError as error:
            raise InputError(
                f"{url} cannot be listed by Spark ({_reason(error)}); check the URL, and the jars "
                "and keys of that storage in Spark's configuration"
            ) from error
        for name, size in sorted(found.items()):
            yield Remote(f"{url.rstrip('/')}/{name}" if name else url, size)

    def fetch(
        self, files: Sequence[Path | Remote], folder: Path
    ) -> Iterator[tuple[Path | Remote, Path | InputError]]:
        """Each file with where it lies on this machine, or why it cannot be had; in their order.

        What comes from a storage lies in `folder`, and is the caller's to remove.
        """
        places = [folder / str(number) for number in range(len(files))]
        with ThreadPoolExecutor(_THREADS) as threads:
            yield from zip(files, threads.map(self._fetch, files, places), strict=True)

    def _fetch(self, file: Path | Remote, to: Path) -> Path | InputError:
        if isinstance(file, Path):
            return file
        source, target = self._path(file.url), self._path(to.as_uri())
        try:
            # As it is: the source stays, and no sum of Hadoop's is laid beside it.
            source.getFileSystem(self._configuration).copyToLocalFile(False, source, target, True)
        except Py4JJavaError as error:
            to.unlink(missing_ok=True)
            reason = _reason(error)
            return InputError(f"{file.url} cannot be read ({reason}); check that you may open it")
        return to


def _below(system: JavaObject, root: JavaObject) -> Iterator[tuple[str, int]]:
    """Each file's path below a root, and its bytes; "" where the root is one."""
    files = system.listFiles(root, True)
    start = len(root.toString())
    while files.hasNext():
        file = files.next()
        name = file.getPath().toString()[start:].lstrip("/")
        if not any(part.startswith(".") for part in name.split("/")):
            yield name, file.getLen()


def _reason(error: Py4JJavaError) -> str:
    """What Java says, on one line, without the packages of its class."""
    kind, _, words = error.java_exception.toString().partition(":")
    return " ".join(f"{kind.rpartition('.')[2]}:{words}".split())[:_MAX_MESSAGE]

"""Spark as reading and fusing start it."""

from collections.abc import Mapping

from pyspark.sql import SparkSession

from khaldun.errors import InputError
from khaldun.settings import ready_for_spark

#: Where in a case's folder, which all machines see, lies what workers and driver hand each other.
STAGING = "staging"
#: A local master serves this machine alone, and opens no port to others.
_AT_HOME = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    # A machine that dies takes its tasks' tries with it; their inputs are not at fault.
    "spark.task.maxFailures": "20",
}


def session(master: str, *, batch: int, more: Mapping[str, str]) -> SparkSession:
    """A session whose workers run the Python that runs this, and take so many rows at once.

    Raises:
        InputError: there is no Java.
    """
    if not ready_for_spark():
        raise InputError("--engine spark needs Java 17 or newer, and there is no `java` here")
    builder = SparkSession.builder.appName("khaldun").master(master)
    home = _AT_HOME if master.startswith("local") else {}
    rows = {"spark.sql.execution.arrow.maxRecordsPerBatch": str(batch)}
    for name, value in {**_SETTINGS, **rows, **home, **more}.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()

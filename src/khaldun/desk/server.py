"""The desk on this machine's own addresses, and nowhere else."""

import gc
import socket
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

import uvicorn

from khaldun.case import Case
from khaldun.desk.app import build
from khaldun.desk.beside import Finding
from khaldun.desk.guard import Key
from khaldun.errors import InputError, KhaldunError

#: The two names that every machine has for itself.
_LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


def serve(folder: Path, *, port: int, ready: Callable[[str], None]) -> None:
    """Serve the case until it is interrupted; `ready` is given the address with its token.

    Port 0 takes any free one.

    Raises:
        CaseError: there is no case in the folder.
        InputError: the port is taken.
    """
    with Case.open(folder):
        pass  # so that a wrong folder is told before anything listens
    with ExitStack() as held:
        sockets = [held.enter_context(one) for one in listen(port)]
        key = Key(sockets[0].getsockname()[1])
        # No log of requests: their addresses hold what was searched for.
        app = build(folder, key)
        config = uvicorn.Config(app, access_log=False, log_level="warning", server_header=False)
        # It is begun before anybody waits for it; what goes wrong each page says.
        with suppress(Finding, KhaldunError):
            app.state.desk.now()
        # What is loaded by now stays. Else the collector looks through it at every large page: the
        # map of 20,000 incidents took 0.31 s of the processor, and takes 0.18.
        gc.freeze()
        ready(key.address)
        # Ctrl-C is how it is meant to end.
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=sockets)


def listen(port: int) -> list[socket.socket]:
    """Sockets on both addresses with one port; on the second only where the machine has it.

    Raises:
        InputError: the port is taken.
    """
    opened: list[socket.socket] = []
    for family, host in _LOOPBACK:
        try:
            one = socket.create_server((host, port), family=family, backlog=128)
        except OSError as error:
            if opened:
                break
            raise InputError(
                f"--port: {port} cannot be used ({error.strerror}); name another, or 0 for any"
            ) from error
        opened.append(one)
        port = one.getsockname()[1]
    return opened

"""Puts caps on this process, then becomes another program.

    python -I -S confine.py MEMORY_BYTES PARENT_PID PROGRAM ARGUMENT…

Run by its path and with the standard library alone, so that it costs some 15 ms. It exists because
the other way (a function called between fork and exec) can hang in a parent that has threads.
"""

import ctypes
import os
import resource
import signal
import sys

#: Linux: the signal that this process gets when its parent ends (prctl, <sys/prctl.h>).
_PR_SET_PDEATHSIG = 1
#: A child answers over a pipe, which this does not touch. To files it writes its last words on
#: stderr, and a library unpacks its language model (68 MB) to a temporary one.
_MAX_FILE_BYTES = 100_000_000


def main() -> None:
    """Apply the caps of the command line and start the program that it names."""
    memory, parent, *program = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MAX_FILE_BYTES, _MAX_FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    if sys.platform == "linux":
        # A child in an endless loop would not see that its pipe is closed.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(parent):  # it ended before the line above
        sys.exit("the parent process has ended")
    os.execv(program[0], program)  # noqa: S606 - no shell is meant; the program is the parent's own


if __name__ == "__main__":
    main()

"""Puts caps on this process, then becomes another program.

    python -I -S confine.py MEMORY_BYTES PARENT_PID PROGRAM ARGUMENT…

Run by its path and with the standard library alone, so that it costs some 15 ms. It exists because
the other way (a function called between fork and exec) can hang in a parent that has threads.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
import sys

#: Linux: the signal that this process gets when its parent ends (prctl, <sys/prctl.h>).
_PR_SET_PDEATHSIG = 1
#: A child answers over a pipe, which this does not touch. To files it writes its last words on
#: stderr, and a library unpacks its language model (68 MB) to a temporary one.
_MAX_FILE_BYTES = 100_000_000


#: Linux: calls of prctl, and the answers of a filter of system calls (<linux/seccomp.h>).
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER = 38, 22, 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # 1: EPERM
#: Per machine: what the kernel calls it, and its numbers of `socket` and `ptrace`. The third,
#: `io_uring_setup`, could open sockets past the filter, and has one number everywhere.
_MACHINES = {"x86_64": (0xC000003E, 41, 101), "aarch64": (0xC00000B7, 198, 117)}
_IO_URING_SETUP = 425
#: Numbers from here on are those of another calling convention of x86-64.
_X32 = 0x40000000
_LOAD, _IF_EQUAL, _IF_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06


def shut_network() -> bool:
    """From now on this process and all that it starts can open no socket; it cannot be undone.

    A filter of the kernel (seccomp) answers with EPERM. True if it is in place; on machines other
    than x86-64 and 64-bit ARM it is not.
    """
    known = _MACHINES.get(platform.machine())
    if known is None:
        return False
    machine, *refused = known
    refused.append(_IO_URING_SETUP)
    # Each step: code, where to jump if true and if false, operand. Offsets 4 and 0 of what the
    # filter sees are the machine and the number of the call.
    steps = [(_LOAD, 0, 0, 4), (_IF_EQUAL, 1, 0, machine), (_RETURN, 0, 0, _REFUSE)]
    steps += [(_LOAD, 0, 0, 0), (_IF_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _REFUSE)]
    for number in refused:
        steps += [(_IF_EQUAL, 0, 1, number), (_RETURN, 0, 0, _REFUSE)]
    steps.append((_RETURN, 0, 0, _ALLOW))
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = struct.pack("HxxxxxxQ", len(steps), ctypes.addressof(code))
    prctl = ctypes.CDLL(None).prctl
    if prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    return not prctl(_PR_SET_SECCOMP, _FILTER, ctypes.c_char_p(program), 0, 0)


def main() -> None:
    """Apply the caps of the command line and start the program that it names."""
    memory, parent, *program = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MAX_FILE_BYTES, _MAX_FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    if sys.platform == "linux":
        # A child in an endless loop would not see that its pipe is closed.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        shut_network()
    if os.getppid() != int(parent):  # it ended before the line above
        sys.exit("the parent process has ended")
    os.execv(program[0], program)  # noqa: S606 - no shell is meant; the program is the parent's own


if __name__ == "__main__":
    main()

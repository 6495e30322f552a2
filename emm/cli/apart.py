"""Work that is done once, in a process of its own, so that what it needs does not stay with the server."""

import ctypes
import os
import signal
import sys
import traceback
from collections.abc import Callable
from functools import partial
from typing import NoReturn

from emm.cli.telling import REFUSED, tell
from emm.errors import EmmError

DIES_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of prctl(2), Linux."""


def apart(*works: Callable[[], object]) -> None:
    """Do each work in a copy of this process, which must not have begun threads; return when all are done.

    When one fails, the copy has said why, and the program ends with its code (SystemExit).
    """
    sys.stdout.flush()
    copies = [_copy_for(work) for work in works]
    codes = [os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1]) for copy in copies]
    if code := next(filter(None, codes), 0):
        sys.exit(code if code > 0 else REFUSED)


def _copy_for(work: Callable[[], object]) -> int:
    """Begin the work in a copy and return the number of its process."""
    parent = os.getpid()
    copy = os.fork()
    if copy == 0:
        _end_with(partial(_with_parent, parent, work))
    return copy


def _end_with(work: Callable[[], object]) -> NoReturn:
    """Do the work and end, whatever happens: nothing else may go on in the copy."""
    code = REFUSED
    try:
        code = _done(work)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _done(work: Callable[[], object]) -> int:
    try:
        work()
    except EmmError as mistake:
        return tell(mistake)
    except KeyboardInterrupt:
        return REFUSED
    except BaseException:
        traceback.print_exc()
        return REFUSED
    return 0


def _with_parent(parent: int, work: Callable[[], object]) -> None:
    """Do the work only as long as the parent is there: on Linux, who ends the server in the middle ends this too."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl:
        prctl(DIES_WITH_PARENT, signal.SIGKILL)
    if os.getppid() == parent:  # else it has ended before this was asked for
        work()

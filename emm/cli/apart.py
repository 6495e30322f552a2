"""Work that is done once, in a process of its own, so that what it needs does not stay with the server."""

import ctypes
import os
import signal
import sys
import traceback
from collections.abc import Callable

from emm.cli.telling import REFUSED, tell
from emm.errors import EmmError

DIES_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of prctl(2), Linux."""


def apart(work: Callable[[], object]) -> None:
    """Do the work in a copy of this process, which must not have begun threads; return when it is done.

    When the work fails, the copy has said why, and the program ends with its code (SystemExit).
    """
    sys.stdout.flush()
    copy = os.fork()
    if copy == 0:
        os._exit(_done(work))
    _, status = os.waitpid(copy, 0)
    if code := os.waitstatus_to_exitcode(status):
        sys.exit(code if code > 0 else REFUSED)


def _done(work: Callable[[], object]) -> int:
    """Do the work and return the code to end with, whatever happens: nothing may go on in the copy."""
    try:
        _die_with_parent()
        work()
    except EmmError as mistake:
        return tell(mistake)
    except BaseException:
        traceback.print_exc()
        return REFUSED
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


def _die_with_parent() -> None:
    # Who ends the server in the middle of this ends this too, as if it were one.
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl:
        prctl(DIES_WITH_PARENT, signal.SIGKILL)

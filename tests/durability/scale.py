"""How long the faults are made: briefly in `make test`, as long as they are promised in `make faults`."""

import os

LONG = os.environ.get("EMM_TEST_FAULTS") == "long"


def times(short: int, long: int) -> int:
    """Return the number of rounds of this run."""
    return long if LONG else short

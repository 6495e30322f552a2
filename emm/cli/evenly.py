"""New connections are shared evenly among workers, so that no processor rests while another does all the work.

The system tells every worker of a connection, and the quickest takes it: of some that come at once, now and then nearly
all go to one. So who has more than another lets that one go first.
"""

import mmap
from collections.abc import Iterable

NOBODY = 2**32 - 1
"""Stands where there is no worker, or one that takes no connections."""


class Seat:
    """The place of one worker, where it tells all others how many connections it has."""

    def __init__(self, counts: memoryview, place: int) -> None:
        """Keep the places of all workers, and which of them is this one's."""
        self._counts = counts
        self.place = place

    def tell(self, connections: int) -> None:
        """Say how many connections the worker has, and that it takes more."""
        self._counts[self.place] = connections

    def leave(self) -> None:
        """Say that the worker takes no connections."""
        self._counts[self.place] = NOBODY

    def is_ahead(self, connections: int) -> bool:
        """Whether another worker that takes connections has fewer."""
        return connections > min(self._counts)


class Seats:
    """The places of all workers of a server, in memory that they share."""

    def __init__(self, number: int) -> None:
        """Make so many, before there are workers."""
        self._counts = memoryview(mmap.mmap(-1, number * 4)).cast("I")
        for place in range(number):
            self._counts[place] = NOBODY

    def free(self, taken: Iterable[int]) -> Seat:
        """Return a seat at the first place that is not taken; when there is none, the last is shared."""
        left = set(range(len(self._counts))).difference(taken)
        return Seat(self._counts, min(left, default=len(self._counts) - 1))

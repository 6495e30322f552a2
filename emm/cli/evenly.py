"""New connections are shared evenly among workers, so that no processor rests while another does all the work.

The system tells every worker of a connection, and the quickest takes it: of some that come at once, now and then nearly
all go to one. So who has more than another lets that one go first.
"""

import mmap
from collections.abc import Iterable

AWAY = 2**32 - 1
"""Stands where there is no worker, or one that takes no connections."""


class Seat:
    """The place of one worker, where it tells all others how many connections it has."""

    def __init__(self, counts: memoryview, place: int) -> None:
        """Keep the places of all workers, and which of them is this one's."""
        self._counts = counts
        self.place = place

    def tell(self, connections: int) -> None:
        """Say how many connections the worker has, and that it takes more.

        Gunicorn counts one that breaks off in the middle of a response twice when it ends, and may come to less than 0.
        """
        self._counts[self.place] = max(connections, 0)

    def leave(self) -> None:
        """Say that the worker takes no connections."""
        self._counts[self.place] = AWAY

    def is_ahead(self, connections: int) -> bool:
        """Whether another worker that takes connections has fewer."""
        return connections > min(self._counts)


class Seats:
    """The places of all workers of a server, in memory that they share."""

    def __init__(self, workers: int) -> None:
        """Make a place for each of so many workers and for its successor, before there are any."""
        places = 2 * workers
        self._counts = memoryview(mmap.mmap(-1, places * 4)).cast("I")
        for place in range(places):
            self._counts[place] = AWAY

    def free(self, taken: Iterable[int]) -> Seat:
        """Return a seat for a worker that is about to begin, at the first place that is not taken.

        When there are more workers than were ever asked for, some share the last.
        """
        last = len(self._counts) - 1
        seat = Seat(self._counts, min(set(range(last)).difference(taken), default=last))
        seat.leave()  # the worker who had it may have been killed
        return seat

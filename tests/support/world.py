"""A world that tests control."""

from datetime import UTC, datetime, timedelta

from emm.world import Dice, World

BEGINNING = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


class FakeWorld(World):
    """Its clock ticks one second a call and its ids count up."""

    def __init__(self) -> None:
        """Begin on a Monday morning."""
        self.time = BEGINNING
        self.count = 0
        self.seed = 0

    def now(self) -> datetime:
        """Return the time, a second later at each call."""
        self.time += timedelta(seconds=1)
        return self.time

    def new_id(self) -> str:
        """Return the next number as 32 digits."""
        self.count += 1
        return f"{self.count:032x}"

    def new_token(self) -> str:
        """Return the next number as a token."""
        self.count += 1
        return f"{self.count:043d}"

    def new_seed(self) -> int:
        """Return the seed that the test has set."""
        return self.seed

    def new_dice(self) -> Dice:
        """Return dice that fall the same in every run."""
        return Dice(self.seed)

    def sleep(self, **time: int) -> None:
        """Let time pass: `sleep(days=1)`."""
        self.time += timedelta(**time)

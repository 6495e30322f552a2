"""Two records that are to be joined: a learner with an account, and a guest."""

from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from emm.content.model import Course
from emm.learning.accounts import keep_code
from emm.learning.merging import RULES, Added, merge
from emm.store.base import Base
from emm.store.progress import Attempt
from tests.learning.desk import Desk
from tests.support.world import FakeWorld


@dataclass
class Two:
    """A learner with an account, and a guest."""

    connection: Connection
    world: FakeWorld
    course: Course
    hers: Desk = field(init=False)
    guests: Desk = field(init=False)

    def __post_init__(self) -> None:
        """Begin with two records in which nothing was done."""
        self.hers = Desk(self.connection, self.world, self.course)
        self.guests = Desk(self.connection, self.world, self.course)
        keep_code(self.connection, self.world, self.hers.learner.id, self.hers.learner.id * 2)

    def merge(self) -> Added:
        """Add the guest to the learner."""
        return merge(self.connection, self.world, [self.course], self.guests.learner.id, self.hers.learner.id)

    def acts(self) -> list[tuple[object, ...]]:
        """Return all acts there are, whoever's, but for those that say where records join."""
        asked = select(Attempt.question, Attempt.action, Attempt.response, Attempt.score, Attempt.at, Attempt.key)
        return sorted(map(tuple, self.connection.execute(asked.where(Attempt.action != "join"))), key=str)

    def state(self) -> list[tuple[object, ...]]:
        """Return every row about learners."""
        asked = (select(Base.metadata.tables[name]) for name in RULES)
        return [tuple(row) for one in asked for row in self.connection.execute(one)]

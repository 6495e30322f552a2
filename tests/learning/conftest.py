"""A learner at work on the sample course."""

import pytest
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from emm.content.model import Course
from tests.learning.desk import Desk
from tests.learning.pair import Two
from tests.support.world import FakeWorld


@pytest.fixture
def connection(session: Session) -> Connection:
    """The connection of a session in which a test may write."""
    return session.connection()


@pytest.fixture
def desk(connection: Connection, world: FakeWorld, course: Course) -> Desk:
    """A learner who has done nothing yet."""
    return Desk(connection, world, course)


@pytest.fixture
def two(connection: Connection, world: FakeWorld, course: Course) -> Two:
    """A learner with an account and a guest, who have done nothing yet."""
    return Two(connection, world, course)

"""A learner at work on the sample course."""

import pytest
from sqlalchemy.orm import Session

from emm.content.model import Course
from tests.learning.desk import Desk
from tests.support.world import FakeWorld


@pytest.fixture
def desk(session: Session, world: FakeWorld, course: Course) -> Desk:
    """A learner who has done nothing yet."""
    return Desk(session, world, course)

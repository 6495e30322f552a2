"""What learners did: acts on questions, which are added and never changed, and lessons done."""

from datetime import datetime

from sqlalchemy import Double, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from emm.store.base import Base, UtcDateTime

BY_LEARNER = {"sqlite_with_rowid": False}
"""On SQLite the rows stand in the order of their keys: what one learner did stands together, in one tree less."""


class Attempt(Base):
    """One act of a learner on a question: an answer, a hint opened, the solution shown, a new try begun."""

    __tablename__ = "attempt"
    __table_args__ = (UniqueConstraint("learner_id", "key"), BY_LEARNER)

    learner_id: Mapped[str] = mapped_column(ForeignKey("learner.id", ondelete="CASCADE"), primary_key=True)
    course: Mapped[str] = mapped_column(String(80), primary_key=True)
    question: Mapped[str] = mapped_column(String(80), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Counts this learner's acts on this question from 1."""
    key: Mapped[str] = mapped_column(String(80))
    """Idempotency key of the form, and the action: the same form sent again adds nothing."""
    action: Mapped[str] = mapped_column(String(8))
    """answer, hint, show or again; outside the lesson, where progress stays as it is, recall, and cue for a hint; join
    where the acts of another record were added."""
    response: Mapped[str] = mapped_column(Text)
    """What was given: the kind's canonical text; with a hint, the form as it stood."""
    score: Mapped[float | None] = mapped_column(Double)
    """From 0 to 1; none for acts that are not graded."""
    sure: Mapped[bool]
    """False when the learner said "Not sure"."""
    wording: Mapped[str] = mapped_column(String(12))
    """Fingerprint of the question's text at that time."""
    meaning: Mapped[str] = mapped_column(String(12))
    """Fingerprint of what counted as right at that time."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class LessonDone(Base):
    """A lesson that a learner finished; it stays finished when the lesson is changed later."""

    __tablename__ = "lesson_done"
    __table_args__ = BY_LEARNER

    learner_id: Mapped[str] = mapped_column(ForeignKey("learner.id", ondelete="CASCADE"), primary_key=True)
    course: Mapped[str] = mapped_column(String(80), primary_key=True)
    lesson: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


# The tables themselves, for statements that ask for rows and not for objects.
attempts = Base.metadata.tables["attempt"]
lessons_done = Base.metadata.tables["lesson_done"]

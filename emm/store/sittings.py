"""Sittings of a final assessment: what was drawn, what was answered, and what came of it."""

from datetime import datetime

from sqlalchemy import Boolean, Double, ForeignKey, ForeignKeyConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from emm.store.base import Base, UtcDateTime
from emm.store.progress import BY_LEARNER

IS_OPEN = text("ended_at IS NULL")


class Sitting(Base):
    """One sitting of one learner. The rules are those of the moment when it began."""

    __tablename__ = "sitting"
    __table_args__ = (
        # Of many starts at the same moment one wins.
        Index("uq_sitting_open", "learner_id", "course", unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        BY_LEARNER,
    )

    learner_id: Mapped[str] = mapped_column(ForeignKey("learner.id", ondelete="CASCADE"), primary_key=True)
    course: Mapped[str] = mapped_column(String(80), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Counts this learner's sittings in this course from 1."""
    edition: Mapped[str] = mapped_column(String(80))
    pass_mark: Mapped[int]
    one_each: Mapped[bool] = mapped_column(Boolean)
    """Whether each objective needs a right answer."""
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    points: Mapped[float | None] = mapped_column(Double)
    """None while it is open, and when it was left for a new one."""
    passed: Mapped[bool | None] = mapped_column(Boolean)


class SittingQuestion(Base):
    """One question of a sitting, with the answer as it stands."""

    __tablename__ = "sitting_question"
    __table_args__ = (
        ForeignKeyConstraint(
            ["learner_id", "course", "number"],
            ["sitting.learner_id", "sitting.course", "sitting.number"],
            name="fk_sitting_question_sitting",
            ondelete="CASCADE",
        ),
        BY_LEARNER,
    )

    learner_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    course: Mapped[str] = mapped_column(String(80), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Counts the questions of the sitting from 1."""
    question: Mapped[str] = mapped_column(String(80))
    objective: Mapped[str] = mapped_column(String(80))
    points: Mapped[int]
    """What it is worth."""
    text_id: Mapped[str] = mapped_column(ForeignKey("asked_text.id", name="fk_sitting_question_text_id_asked_text"))
    response: Mapped[str] = mapped_column(Text)
    """The kind's canonical text, "" for none."""
    score: Mapped[float | None] = mapped_column(Double)
    """From 0 to 1, once the sitting has ended."""
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AskedText(Base):
    """The Markdown of a question that was asked, so that later changes of the course leave a sitting as it is."""

    __tablename__ = "asked_text"

    id: Mapped[str] = mapped_column(String(12), primary_key=True)
    """A fingerprint of the two others."""
    language: Mapped[str] = mapped_column(String(35))
    source: Mapped[str] = mapped_column(Text)


# The tables themselves, for statements that ask for rows and not for objects.
sittings = Base.metadata.tables["sitting"]
sitting_questions = Base.metadata.tables["sitting_question"]
asked_texts = Base.metadata.tables["asked_text"]

"""Certificates: what was awarded to whom, as it was on that day."""

from datetime import date

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from emm.store.base import Base
from emm.store.progress import BY_LEARNER


class Certificate(Base):
    """One certificate. A learner has two of one edition when records with one each were joined."""

    __tablename__ = "certificate"
    __table_args__ = (BY_LEARNER,)

    learner_id: Mapped[str] = mapped_column(ForeignKey("learner.id", ondelete="CASCADE"), primary_key=True)
    course: Mapped[str] = mapped_column(String(80), primary_key=True)
    edition: Mapped[str] = mapped_column(String(80), primary_key=True)
    """The edition whose final assessment was passed."""
    code: Mapped[str] = mapped_column(String(12), primary_key=True, unique=True)
    credential: Mapped[str] = mapped_column(String(32), unique=True)
    """What the signed credential is known by; it does not lead to the code."""
    language: Mapped[str] = mapped_column(String(35))
    title: Mapped[str] = mapped_column(Text)
    minutes: Mapped[int]
    objectives: Mapped[str] = mapped_column(Text)
    """A list in JSON."""
    passed_on: Mapped[date]
    issued_on: Mapped[date]
    name: Mapped[str | None] = mapped_column(Text)
    """None when the holder keeps it to themselves."""
    renamed: Mapped[bool]
    """Whether the holder has changed the name; that is possible once."""
    shows_name: Mapped[bool]
    """Whether the holder lets the check page show the name."""
    salt: Mapped[str] = mapped_column(String(32))
    """Goes into the hash of the name in the signed credential."""
    withdrawn_on: Mapped[date | None]
    reason: Mapped[str | None] = mapped_column(Text)
    """Why it was withdrawn; shown to the holder only."""


# The table itself, for statements that ask for rows and not for objects.
certificates = Base.metadata.tables["certificate"]

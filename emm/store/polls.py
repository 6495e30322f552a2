"""How many votes the options of polls have: numbers without anybody behind them."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from emm.store.base import Base


class PollTotal(Base):
    """The votes for one option of a poll, or, with the option "", for all of them; no learner is known here.

    What is told are not the votes as they come in: between two looks at them there could be a single person.
    """

    __tablename__ = "poll_total"
    __table_args__ = {"sqlite_with_rowid": False}

    course: Mapped[str] = mapped_column(String(80), primary_key=True)
    question: Mapped[str] = mapped_column(String(80), primary_key=True)
    meaning: Mapped[str] = mapped_column(String(12), primary_key=True)
    """Fingerprint of what the poll asked: when its author raises `v`, counting starts again."""
    option: Mapped[str] = mapped_column(String(80), primary_key=True)
    votes: Mapped[int]
    told: Mapped[int]
    """The votes when the numbers were told anew the last time."""


# The table itself, for statements that ask for rows and not for objects.
poll_totals = Base.metadata.tables["poll_total"]

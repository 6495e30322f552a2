"""How often something was tried lately, by somebody whom only a keyed hash tells apart from others."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from emm.store.base import Base, UtcDateTime


class Tries(Base):
    """The tries of one sort, from the first one of a span of time on."""

    __tablename__ = "tries"
    __table_args__ = {"sqlite_with_rowid": False}

    who: Mapped[str] = mapped_column(String(64), primary_key=True)
    """A keyed hash of the sort and of who tries: neither can be read from it."""
    count: Mapped[int]
    until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    """When the span ends; then the row is deleted."""


# The table itself, for statements that ask for rows and not for objects.
tries = Base.metadata.tables["tries"]

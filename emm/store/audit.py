"""What the staff did, as rows that are added and never changed: the database itself refuses anything else."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from emm.store.base import Base, UtcDateTime


class AuditEntry(Base):
    """One act of somebody of the staff; triggers keep rows from being changed, or deleted within a year."""

    __tablename__ = "audit_entry"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """They follow each other without a gap."""
    done_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor: Mapped[str] = mapped_column(String(32))
    """The id of who acted, or "terminal"."""
    act: Mapped[str] = mapped_column(String(20))
    about: Mapped[str] = mapped_column(String(32))
    """The id of whom it was done to, "" for nobody."""
    detail: Mapped[str] = mapped_column(String(20))
    """One word, such as a role; never a name."""
    seal: Mapped[str] = mapped_column(String(64))
    """HMAC-SHA256 of the row with the site's key: a row that was changed, or made up, does not fit it."""


# The table itself, for statements that ask for rows and not for objects.
audit_entries = Base.metadata.tables["audit_entry"]

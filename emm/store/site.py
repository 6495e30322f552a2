"""What the site remembers of itself: what its administrators chose, and how often a page could not be shown."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from emm.store.base import Base, UtcDateTime


class SiteChoice(Base):
    """A setting of the site that an administrator chose on its page; without a row the default holds."""

    __tablename__ = "site_choice"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    """The name of the setting, as in `Settings`."""
    value: Mapped[str] = mapped_column(Text)
    """Its text, as the environment would have it."""


class Failures(Base):
    """How many requests failed in one hour, in all processes together: a number, and nothing of who asked for what."""

    __tablename__ = "failures"

    hour: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    count: Mapped[int]


# The tables themselves, for statements that ask for rows and not for objects.
site_choices = Base.metadata.tables["site_choice"]
failures = Base.metadata.tables["failures"]
